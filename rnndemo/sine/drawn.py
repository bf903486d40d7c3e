"""A drawn wave: a line drawn by hand, read as a series from left to right."""

import numpy as np

from rnndemo.arrays import Array

POINTS = 200
NARROWEST = 0.25  # share of the canvas a wave must cover to be one


def from_path(x: Array, y: Array, width: float, height: float, points: int = POINTS) -> Array:
    """Read pen positions in pixels, in the order drawn, as `points` values evenly spaced from left to right.

    Top of the canvas is +1, bottom −1. Where the pen went back, its mean height counts. Raises ValueError
    when the line is too short to be a wave.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.size < 2 or np.ptp(x) < NARROWEST * width:
        raise ValueError("Draw one line from left to right, across most of the canvas.")
    column, where = np.unique(np.round(x), return_inverse=True)
    level = np.bincount(where, weights=y) / np.bincount(where)
    return 1 - 2 * np.interp(np.linspace(column[0], column[-1], points), column, level) / height
