"""How far a search for one way to solve a challenge has come."""

from typing import NamedTuple


class Tried(NamedTuple):
    """So many of the tries are done."""

    step: int
    steps: int
