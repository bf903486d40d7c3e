"""The commands of `python -m rnndemo`, one family a module."""
