"""The findings: what is wrong with a trained forecaster, and why, a sentence each."""

from typing import NamedTuple

import numpy as np

from rnndemo.arrays import Array
from rnndemo.language import mark, say
from rnndemo.sine.waves import Series

TAIL = 100  # steps of the free run: the first so many show divergence, the last so many a flat end
SMALLEST = 1e-150  # spread whose square is still a number
ROUNDING = 1e-9  # of the largest value: spread below this is none


class Finding(NamedTuple):
    """A marked sentence and its values: found in a worker process, said in the language of who reads it."""

    sentence: str
    values: dict[str, object]

    def __str__(self) -> str:
        return say(self.sentence, **self.values)

    @property
    def in_english(self) -> str:
        """The sentence as it is written, for files."""
        return self.sentence.format(**self.values)


def is_constant(values: Array) -> bool:
    """Return whether the values are one and the same, but for rounding."""
    largest = float(np.max(np.abs(values), initial=0.0))
    return bool(np.ptp(values) <= max(ROUNDING * largest, SMALLEST))


def find(forecast: Array, last: Array, targets: Array, free_run: Array, series: Series) -> list[Finding]:
    """Name the usual ways to fail that a low loss hides.

    forecast, last and targets (test windows,) are one step ahead over the test; free_run (steps,) starts
    where training ends. All are in units of the series.
    """
    train = series.values[: series.n_train]
    if is_constant(train):
        return [Finding(mark("There is nothing to learn: all training values are the same."), {})]
    found = []
    mse, naive = np.mean((forecast - targets) ** 2), np.mean((last - targets) ** 2)
    if mse > 1.001 * naive:
        worse = mark(
            "It is worse than repeating the last value: test MSE {mse:.3g} against {naive:.3g}. {reason}"
        )
        values = {"mse": float(mse), "naive": float(naive), "reason": _reason(train, targets)}
        found.append(Finding(worse, values))
    if np.mean((forecast - last) ** 2) < 0.25 * mse:
        repeats = mark("It repeats the last value: its forecast is much closer to that than to the truth.")
        found.append(Finding(repeats, {}))
    middle, reach = np.mean(train), np.max(np.abs(train - np.mean(train)))
    slope = np.polyfit(np.arange(len(train)), train, 1)
    near = free_run[:TAIL]  # later on, a wave that really grows looks the same
    drift = np.abs(slope[0]) * len(near)
    if not np.all(np.isfinite(near)) or np.max(np.abs(near - middle)) > 5 * reach + 2 * drift:
        diverged = mark("It diverged: fed on its own output, it leaves the range of the wave far behind.")
        found.append(Finding(diverged, {}))
    elif np.std(free_run[-TAIL:]) < 0.1 * _expected_spread(train, slope, series.truth[series.n_train :]):
        flat = mark("It has gone flat: fed on its own output, it settles on one value.")
        found.append(Finding(flat, {}))
    return found


def _reason(train: Array, targets: Array) -> Finding:
    low, high = np.min(train), np.max(train)
    margin = 0.02 * (high - low)
    beyond = np.mean((targets > high + margin) | (targets < low - margin))
    time = np.arange(len(train))
    level = train - np.polyval(np.polyfit(time, train, 1), time)
    trend = 1 - np.var(level) / np.var(train)
    if beyond >= 0.1:
        differences = Finding(mark("take differences"), {})
        either = Finding(mark("take differences or a logarithm"), {})
        outside = mark(
            "{beyond:.0%} of the test values lie outside the range of the training part ({low:.4g} to "
            "{high:.4g}), where the network has learnt nothing. Try a remedy: {remedy}."
        )
        values = {"beyond": float(beyond), "low": float(low), "high": float(high)}
        return Finding(outside, {**values, "remedy": either if low > 0 else differences})
    if trend >= 0.3:
        straight = mark(
            "A straight trend makes up {trend:.0%} of the variance of the training part, and it does not "
            "come back. Try a remedy: take differences."
        )
        return Finding(straight, {"trend": float(trend)})
    chance = mark(
        "The values are within the training range and without a strong trend: it has learnt chance."
    )
    return Finding(chance, {})


def _expected_spread(train: Array, line: Array, truth: Array) -> float:
    """Return the standard deviation a forecast should have: about the trend, or less if the wave dies out."""
    level = train - np.polyval(line, np.arange(len(train)))
    spread = float(np.std(level))
    if spread < 0.01 * np.std(train):  # a line, and nothing else
        spread = float(np.std(train))
    known = truth[np.isfinite(truth)][-TAIL:]
    return min(spread, float(np.std(known))) if len(known) == TAIL else spread
