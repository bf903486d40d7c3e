"""The remedy: a series made easier to learn by logarithms or differences, and forecasts brought back."""

from typing import NamedTuple

import numpy as np

from rnndemo.arrays import Array
from rnndemo.language import say
from rnndemo.sine.waves import Series

REMEDIES = ("none", "differences", "seasonal", "log", "log-seasonal")
LARGEST_LOG = 100.0  # a forecast beyond e¹⁰⁰ is nonsense, and e⁷¹⁰ is no number


class Transform(NamedTuple):
    """z[t] = f(x[t]) − f(x[t − lag]), with f the logarithm or nothing; no difference where lag is 0."""

    log: bool = False
    lag: int = 0  # points

    def forward(self, values: Array) -> Array:
        """Transform values (…, time), in units of the series, to (…, time − lag)."""
        level = np.log(values) if self.log else values
        return level[..., self.lag :] - level[..., : -self.lag] if self.lag else level

    def back(self, changes: Array, before: Array) -> Array:
        """Turn one-step forecasts (n,) into units of the series; before (n, lag) is known, oldest first."""
        level = changes
        if self.lag:
            level = changes + (np.log(before[:, 0]) if self.log else before[:, 0])
        return _exp(level) if self.log else level

    def back_path(self, changes: Array, history: Array) -> Array:
        """Turn free runs (starts, horizon) into units of the series; history (starts, at least lag)."""
        if not self.lag:
            return self.back(changes, history)
        known = history[:, -self.lag :]
        level = np.concatenate([np.log(known) if self.log else known, changes], axis=1)
        for at in range(self.lag, level.shape[1]):
            level[:, at] += level[:, at - self.lag]
        return _exp(level[:, self.lag :]) if self.log else level[:, self.lag :]

    def series(self, series: Series) -> Series:
        """Return the whole series transformed, its training part ending at the same value."""
        if not self.log and not self.lag:
            return series
        known = np.where(
            np.isfinite(series.truth) & (series.truth > 0 if self.log else True), series.truth, np.nan
        )
        return Series(
            self.forward(series.values), self.forward(known), series.n_train - self.lag, series.period
        )


def choose(remedy: str, series: Series) -> Transform:
    """Return the transform a remedy means for a series; the season is that of the training part.

    Raises ValueError where the series has no season, or values that have no logarithm.
    """
    lag = 0
    if remedy in ("seasonal", "log-seasonal"):
        lag = round(series.period) if series.period else 0
        if lag < 2 or lag > series.n_train // 2:
            raise ValueError(say("No season is found in the training part: choose another remedy."))
    elif remedy == "differences":
        lag = 1
    log = remedy in ("log", "log-seasonal")
    if log and np.min(series.values) <= 0:
        raise ValueError(say("A logarithm needs values above zero: choose another remedy."))
    return Transform(log, lag)


def _exp(level: Array) -> Array:
    return np.exp(np.clip(level, -LARGEST_LOG, LARGEST_LOG))
