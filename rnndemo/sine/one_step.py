"""One-step forecasts of a series in its own units, and their errors on validation targets and test."""

import numpy as np

from rnndemo.arrays import Array
from rnndemo.sine import transform, waves
from rnndemo.sine.baselines import mean_squared_error
from rnndemo.sine.forecaster import SineForecaster
from rnndemo.sine.waves import Series


def validation_error(model: SineForecaster, series: Series) -> float:
    """Return the mean squared error, in squared units of the series, of the targets that choose the epoch."""
    remedy = transform.choose(model.config.remedy, series)
    cut = waves.windows(remedy.series(series), model.config.window)
    held = np.flatnonzero(waves.held_out(cut.n_train))
    first = model.config.window + remedy.lag
    guess = remedy.back(model.forecast(cut.inputs[held]), before(series, remedy.lag, first)[held])
    return mean_squared_error(guess, series.values[first + held])


def unseen_error(model: SineForecaster, series: Series) -> float:
    """Return the mean squared error, in squared units of the series, of the test targets."""
    remedy = transform.choose(model.config.remedy, series)
    cut = waves.windows(remedy.series(series), model.config.window)
    guess = model.forecast(cut.inputs[cut.n_train :])
    guess = remedy.back(guess, before(series, remedy.lag, series.n_train))
    return mean_squared_error(guess, series.values[series.n_train :])


def before(series: Series, lag: int, first: int) -> Array:
    """Return the `lag` values before each value from `first` on: (values, lag), oldest first."""
    times = np.arange(first, len(series.values))[:, None]
    earlier: Array = series.values[times - lag + np.arange(lag)]
    return earlier
