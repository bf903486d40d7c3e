"""Waves: the series to continue, its training part and its test part, and the windows cut from it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnndemo.arrays import Array
from rnndemo.language import mark, say
from rnndemo.sine.tables import dates
from rnndemo.sine.tables.dates import Dates

FUTURE = 300  # points by which every wave goes on after its last one: the longest forecast
FEWEST_WINDOWS = 5  # to train with: four to fit and one to choose the epoch by
MOST_NEIGHBOURS = 600  # newest values among which the nearest is looked for
EVERY = 5  # each fifth training target only chooses the epoch that is kept


class Series(NamedTuple):
    """Measured values, in order, and what is known about them.

    truth is the wave without noise, FUTURE points longer than values, NaN where nobody knows it.
    The first n_train values may be learnt from; period is in points, None when there is none.
    """

    values: Array  # (points,)
    truth: Array  # (points + FUTURE,)
    n_train: int
    period: float | None
    dates: Dates | None = None  # (points + FUTURE,)

    def at(self, first: int, end: int) -> NDArray[np.int64] | Dates:
        """Return where points `first` to `end` − 1 stand on the axis: dates, or else their numbers."""
        return np.arange(first, end) if self.dates is None else self.dates[first:end]


class Windows(NamedTuple):
    """Every window of a series with the value that follows it, in order of time."""

    inputs: Array  # (windows, window)
    targets: Array  # (windows,)
    n_train: int  # the first so many targets are training data


WAVES: dict[str, Callable[[Array], Array]] = {
    mark("sine"): np.sin,
    mark("two tones"): lambda x: 0.6 * np.sin(x) + 0.4 * np.sin(2.5 * x),
    mark("square"): lambda x: np.where(np.sin(x) >= 0, 1.0, -1.0),
    mark("sawtooth"): lambda x: 2 * (x / (2 * np.pi) % 1) - 1,
    mark("damped"): lambda x: np.exp(-x / 15) * np.sin(x),
    mark("with trend"): lambda x: np.sin(x) + x / 10,
    mark("chaotic"): lambda x: logistic_map(len(x)),
}
"""Name -> function of x in radians. The period is 2π, of the two tones together 4π; chaos has none."""

_PERIODS = {"two tones": 4 * np.pi, "chaotic": None}


def logistic_map(points: int, start: float = 0.3) -> Array:
    """Return x[t] = 4 x[t−1] (1 − x[t−1]) (May 1976): mean 1/2, variance 1/8, no correlation.

    The next value is known exactly from the last, by a parabola; a straight line tells nothing about it.
    Two starts that differ by little drift apart twice as far with every step (Lyapunov exponent ln 2).
    """
    values = [start]
    for _ in range(points - 1):
        values.append(4 * values[-1] * (1 - values[-1]))
    return np.array(values)


def sample(wave: str, points: int, span: float, noise: float, train_share: float, seed: int) -> Series:
    """Sample `wave` at `points` places from x = 0 to `span`, with Gaussian noise of that sd on top."""
    step = span / (points - 1)
    truth = WAVES[wave](np.arange(points + FUTURE, dtype=np.float64) * step)
    values = truth[:points] + noise * np.random.default_rng(seed).standard_normal(points)
    period = _PERIODS.get(wave, 2 * np.pi)
    return Series(values, truth, split(points, train_share), period and period / step)


def own(values: Array, train_share: float, moments: Dates | None = None) -> Series:
    """Make a series of a visitor's values (points,), with their dates (points,) if they have any.

    Nothing is known beyond the last value; the period is estimated from the training part.
    """
    values = np.asarray(values, dtype=np.float64)
    n_train = split(len(values), train_share)
    truth = np.concatenate([values, np.full(FUTURE, np.nan)])
    later = None if moments is None else dates.extend(moments, FUTURE)
    return Series(values, truth, n_train, estimate_period(values[:n_train]), later)


def split(points: int, train_share: float) -> int:
    """Return how many of the first points are for training; the later ones are for the test."""
    return int(points * train_share + 1e-9)  # 0.29 * 100 is 28.999999999999996


def windows(series: Series, window: int) -> Windows:
    """Cut a series into all its windows; a test window may look back into the training part.

    Raises ValueError where the window leaves too little to train or test with.
    """
    n_train = series.n_train - window
    if n_train < FEWEST_WINDOWS:
        too_long = say(
            "A window of {window} is too long: only {points} points are for training.",
            window=window,
            points=series.n_train,
        )
        longest = series.n_train - FEWEST_WINDOWS
        remedy = say("Take more points.")
        if longest >= 2:
            remedy = say("Take a window of at most {longest}, or more points.", longest=longest)
        raise ValueError(f"{too_long} {remedy}")
    if series.n_train >= len(series.values):
        raise ValueError(say("No point is left for the test: lower the training share."))
    inputs = np.lib.stride_tricks.sliding_window_view(series.values, window)[:-1]
    return Windows(inputs, series.values[window:], n_train)


def held_out(n_train: int) -> NDArray[np.bool_]:
    """Return which training targets only choose the epoch: every fifth, spread over the whole part.

    Bergmeir, Hyndman & Koo (2018) show that this is sound for autoregression; a block at the end would
    hide from the network a piece of a wave that has hardly one period to learn from.
    """
    held: NDArray[np.bool_] = np.arange(n_train) % EVERY == EVERY // 2
    return held


def estimate_period(values: Array) -> float | None:
    """Return the lag, in points, of the first high peak of the autocorrelation; None if there is none.

    A straight line is taken out first. Lags go up to half the values, so that two periods were seen.
    """
    time = np.arange(len(values))
    if len(values) < 8:
        return None
    level = values - np.polyval(np.polyfit(time, values, 1), time)
    if np.sqrt(np.mean(level**2)) <= 1e-9 * (1 + np.max(np.abs(values))):
        return None
    correlation = np.array([_correlation(level, lag) for lag in range(len(values) // 2 + 1)])
    inner = correlation[1:-1]
    peaks = np.flatnonzero((inner > correlation[:-2]) & (inner >= correlation[2:]) & (inner > 0.3)) + 1
    if peaks.size == 0:
        return None
    return float(peaks[correlation[peaks] >= 0.9 * correlation[peaks].max()][0])


def estimate_noise(values: Array) -> float:
    """Return the sd of white noise on a series (points,), in its units, from its third differences.

    Differences take out what is smooth and keep noise, with variance 1 + 9 + 9 + 1 (Hall, Kay &
    Titterington 1990); the median takes out the few that straddle a jump.
    """
    if len(values) < 8:
        return 0.0
    rough = float(np.median(np.abs(np.diff(values, 3))) / 0.6745 / np.sqrt(20))
    alike = _neighbour_noise(values[-MOST_NEIGHBOURS:])
    return alike if alike < 0.5 * rough else rough


def _neighbour_noise(values: Array) -> float:
    """Return the sd of noise by comparing each pair of successive values with its nearest other pair.

    In a series without noise, even a chaotic one, similar pairs are followed by similar values
    (the delta test: Pi & Peterson 1994).
    """
    pairs = np.lib.stride_tricks.sliding_window_view(values, 2)[:-1]
    distance = np.sum((pairs[:, None] - pairs[None]) ** 2, axis=-1)
    np.fill_diagonal(distance, np.inf)
    nearest = np.argmin(distance, axis=1)
    return float(np.sqrt(np.mean((values[2:] - values[2:][nearest]) ** 2) / 2))


def _correlation(level: Array, lag: int) -> float:
    early, late = level[: len(level) - lag], level[lag:]
    size = np.sqrt(np.sum(early**2) * np.sum(late**2))
    return float(np.sum(early * late) / size) if size > 0 else 0.0
