"""Baselines: what a forecast must beat before it is worth a network.

Each forecast is one step ahead: element k of a result is the guess for the target of window k, made
from that window (or the values before it) alone.
"""

from typing import NamedTuple

import numpy as np

from rnndemo.arrays import Array


class Autoregression(NamedTuple):
    """x[t] = intercept + coefficients · (x[t−window], …, x[t−1])."""

    coefficients: Array  # (window,), oldest value first
    intercept: float

    def predict(self, windows: Array) -> Array:
        """Return the next value after each of `windows` (…, window)."""
        return windows @ self.coefficients + self.intercept


def persistence(windows: Array) -> Array:
    """Say that the next value is the last one. windows (n, window) -> (n,)."""
    return windows[:, -1]


def seasonal_naive(values: Array, first: int, period: float | None) -> Array | None:
    """Say that values[t] is what it was a whole period earlier, for t from `first` on.

    Returns None where less than one period comes before, or there is none.
    """
    lag = round(period) if period else 0
    return values[first - lag : len(values) - lag] if 0 < lag <= first else None


def autoregression(windows: Array, targets: Array) -> Autoregression:
    """Fit AR(window) by least squares: windows (n, window), targets (n,).

    Where the data leave coefficients open (a pure sine has rank 2), the smallest are taken.
    """
    design = np.column_stack([windows, np.ones(len(windows))])
    solution: Array = np.linalg.lstsq(design, targets, rcond=None)[0].astype(np.float64)
    return Autoregression(solution[:-1], float(solution[-1]))


def static_line(windows: Array, targets: Array) -> Autoregression:
    """Fit one straight line from every single value of a window to the window's target, by least squares.

    This is the loss the tutorial's shape mistake minimises: each value is answered on its own.
    """
    return autoregression(windows.reshape(-1, 1), np.repeat(targets, windows.shape[1]))


def mean_squared_error(forecast: Array | float, targets: Array) -> float:
    """Return the mean squared error, in squared units of the series."""
    return float(np.mean((forecast - targets) ** 2))
