"""From a file people bring to one series of numbers."""
