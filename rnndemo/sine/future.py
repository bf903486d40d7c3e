"""The future: a forecast from the last known value on, with a band made of the errors of the test."""

from typing import NamedTuple

import numpy as np

from rnndemo.arrays import Array
from rnndemo.sine.forecaster import SineForecaster, work_per_window
from rnndemo.sine.transform import Transform
from rnndemo.sine.waves import FUTURE

PATHS = 100  # simulated, for the band
FEWEST_PATHS = 20
PATHS_WORK = 5e9  # multiply-adds all of them may take
SHARE = 0.9  # of the paths that lie in the band at each step


class Future(NamedTuple):
    """What may come after the last known value, in units of the series."""

    values: Array  # (FUTURE,) fed on its own output
    low: Array  # (FUTURE,) below it lie 5 % of the simulated paths
    high: Array  # (FUTURE,) above it lie 5 %


def look_ahead(model: SineForecaster, values: Array, remedy: Transform, residuals: Array) -> Future:
    """Forecast from the last of values (points,) on; residuals (n,) are the one-step errors of the test.

    The band comes from paths in which each step errs by one of the one-step errors of the test, drawn at
    random, and the next step reads it (Hyndman & Athanasopoulos 2021, section 5.5). It knows no error
    that grows in another way: a broken trend, a new regime.
    """
    history = values[None, :]
    known = remedy.forward(history)[:, -model.config.window :]
    path = remedy.back_path(model.free_run(known, FUTURE).values, history)[0]
    most = int(PATHS_WORK / work_per_window(model.config) / FUTURE)
    count = max(FEWEST_PATHS, min(PATHS, most))
    shocks = np.random.default_rng(model.config.seed).choice(residuals, (count, FUTURE))
    paths = model.free_run(np.repeat(known, count, axis=0), FUTURE, shocks).values
    paths = remedy.back_path(paths, np.repeat(history, count, axis=0))
    low, high = np.quantile(paths, [(1 - SHARE) / 2, (1 + SHARE) / 2], axis=0)
    return Future(path, low, high)
