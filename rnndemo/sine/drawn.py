"""A drawn wave: a line drawn by hand, read as a series from left to right."""

import numpy as np

from rnndemo.arrays import Array
from rnndemo.language import say

POINTS = 200
NARROWEST = 0.25  # share of the canvas a wave must cover to be one
COVERED = 0.8  # share of what is asked for that a line must cover


def from_path(x: Array, y: Array, width: float, height: float, points: int = POINTS) -> Array:
    """Read pen positions in pixels, in the order drawn, as `points` values evenly spaced from left to right.

    Top of the canvas is +1, bottom −1. Where the pen went back, its mean height counts. Raises ValueError
    when the line is too short to be a wave.
    """
    if np.size(x) < 2 or np.ptp(x) < NARROWEST * width:
        raise ValueError(say("Draw one line from left to right, across most of the canvas."))
    column, level = _line(x, y)
    return 1 - 2 * np.interp(np.linspace(column[0], column[-1], points), column, level) / height


def at(places: Array, x: Array, y: Array) -> Array:
    """Read pen positions in pixels as one height for each of `places` (n,), which rise from left to right.

    Raises ValueError when the line leaves out more than a fifth of the stretch from the first to the last.
    """
    first, last = places[0], places[-1]
    if np.size(x) < 2 or np.ptp(np.clip(x, first, last)) < COVERED * (last - first):
        raise ValueError(say("Go on with the line, from the middle to the right edge."))
    return np.interp(places, *_line(x, y))


def _line(x: Array, y: Array) -> tuple[Array, Array]:
    """Return the columns where the pen was, from left to right, and its mean height in each."""
    column, where = np.unique(np.round(x), return_inverse=True)
    return column, np.bincount(where, weights=y) / np.bincount(where)
