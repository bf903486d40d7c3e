"""The reader of the pen's path."""
