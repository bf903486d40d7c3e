"""Reading in the visitor's browser: its scripts, and the weights they read with."""

from pathlib import Path

FOLDER = Path(__file__).parent  # the scripts are served from here
