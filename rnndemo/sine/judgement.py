"""The judgement of a trained forecaster: its errors beside those of forecasts that need no network."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnndemo.arrays import Array
from rnndemo.sine import baselines, transform, waves
from rnndemo.sine.findings import Finding, find, is_constant
from rnndemo.sine.forecaster import SineForecaster, work_per_window
from rnndemo.sine.future import Future, look_ahead
from rnndemo.sine.one_step import before, validation_error
from rnndemo.sine.waves import FUTURE, Series

HORIZON = 100  # steps of the free run that its one number is about
MOST_STARTS = 16  # of the free runs that the error by horizon is a mean over
FREE_RUN_WORK = 2e10  # multiply-adds all of them may take
EXACT = 1e-12  # an AR error below this share of persistence's is rounding


class HorizonErrors(NamedTuple):
    """Root mean square error so many steps ahead, over all starts; NaN where the truth is unknown."""

    network: Array  # (FUTURE,)
    persistence: Array
    autoregression: Array
    starts: int


class Judgement(NamedTuple):
    """How good a forecaster is. Mean squared errors are of the test part, in squared units of the series."""

    forecast: Array  # (test windows,) one step ahead
    squared_errors: Array  # (test windows,)
    autoregression: Array  # (test windows,) the forecast of AR(window), one step ahead
    validation_mse: float  # of the targets that choose the epoch, so the error to choose settings by
    test_mse: float
    persistence_mse: float
    seasonal_mse: float | None  # None where less than one period comes before the test
    ar_mse: float
    mean_mse: float  # of always saying the mean of the training part
    skill: float | None  # 1 - test_mse / persistence_mse; None where nothing changes to speak of
    free_run: Array  # (FUTURE,) fed on its own output from the end of the training part
    states: NDArray[np.float32]  # (FUTURE, hidden_size)
    free_run_rmse: float | None  # over the first HORIZON steps whose truth is known
    by_horizon: HorizonErrors
    static_mse: float  # of one straight line from a single value, see baselines.static_line
    future: Future  # from the last known value on
    findings: tuple[Finding, ...]  # what is wrong with it, a sentence each

    @property
    def ar_is_exact(self) -> bool:
        """Whether a linear rule gives each next value: AR's error is rounding."""
        return self.ar_mse <= EXACT * self.persistence_mse


def judge(model: SineForecaster, series: Series) -> Judgement:
    """Test a trained network on the part of the series it has not seen.

    AR(window) reads the same transformed values as the network. Raises ValueError as `transform.choose`.
    """
    window = model.config.window
    remedy = transform.choose(model.config.remedy, series)
    learnt = remedy.series(series)
    cut = waves.windows(learnt, window)
    inputs = cut.inputs[cut.n_train :]
    targets, last = series.values[series.n_train :], series.values[series.n_train - 1 : -1]
    earlier = before(series, remedy.lag, series.n_train)
    line = baselines.autoregression(cut.inputs[: cut.n_train], cut.targets[: cut.n_train])
    changes = model.forecast(inputs)
    forecast, from_line = remedy.back(changes, earlier), remedy.back(line.predict(inputs), earlier)
    static = baselines.static_line(cut.inputs[: cut.n_train], cut.targets[: cut.n_train])
    seasonal = baselines.seasonal_naive(series.values, series.n_train, series.period)
    mse = {
        name: baselines.mean_squared_error(guess, targets)
        for name, guess in (
            ("test", forecast),
            ("persistence", last),
            ("ar", from_line),
            ("static", remedy.back(static.predict(inputs[:, -1:]), earlier)),
        )
    }
    histories, truths = _starts(model, series, window + remedy.lag)
    known = remedy.forward(histories)
    runs = model.free_run(known, FUTURE)
    paths = remedy.back_path(runs.values, histories)
    from_lines = remedy.back_path(_iterate(line, known, FUTURE), histories)
    return Judgement(
        forecast=forecast,
        squared_errors=(forecast - targets) ** 2,
        autoregression=from_line,
        validation_mse=validation_error(model, series),
        test_mse=mse["test"],
        persistence_mse=mse["persistence"],
        seasonal_mse=None if seasonal is None else baselines.mean_squared_error(seasonal, targets),
        ar_mse=mse["ar"],
        mean_mse=baselines.mean_squared_error(float(np.mean(series.values[: series.n_train])), targets),
        skill=None if is_constant(series.values) else _skill(mse["test"], mse["persistence"]),
        free_run=paths[0],
        states=runs.states[0],
        free_run_rmse=_root_mean_square(paths[0, :HORIZON] - truths[0, :HORIZON]),
        by_horizon=HorizonErrors(
            _by_column(paths - truths),
            _by_column(histories[:, -1:] - truths),
            _by_column(from_lines - truths),
            len(histories),
        ),
        static_mse=mse["static"],
        future=look_ahead(model, series.values, remedy, cut.targets[cut.n_train :] - changes),
        findings=tuple(find(forecast, last, targets, paths[0], series)),
    )


def _skill(test_mse: float, persistence_mse: float) -> float | None:
    ratio = test_mse / persistence_mse if persistence_mse > 0 else np.inf
    return 1 - ratio if np.isfinite(ratio) else None


def _starts(model: SineForecaster, series: Series, length: int) -> tuple[Array, Array]:
    """Return histories (starts, length) and what followed them (starts, FUTURE), from all over the test."""
    points = len(series.values)
    most = max(1, min(MOST_STARTS, int(FREE_RUN_WORK / work_per_window(model.config) / FUTURE)))
    first = np.unique(np.linspace(series.n_train, points - 1, most).astype(int))
    histories = np.stack([series.values[start - length : start] for start in first])
    return histories, np.stack([series.truth[start : start + FUTURE] for start in first])


def _iterate(line: baselines.Autoregression, histories: Array, horizon: int) -> Array:
    """Feed AR(window) on its own output: (starts, window) -> (starts, horizon)."""
    window = histories.shape[1]
    path = np.concatenate([histories, np.empty((len(histories), horizon))], axis=1)
    # An unstable fit grows without bound; past this it is off every chart anyway.
    limit = 1e6 * (1 + np.max(np.abs(histories)))
    for step in range(window, window + horizon):
        path[:, step] = np.clip(line.predict(path[:, step - window : step]), -limit, limit)
    return path[:, window:]


def _by_column(errors: Array) -> Array:
    known = np.isfinite(errors)
    total = np.sum(np.where(known, errors, 0.0) ** 2, axis=0)
    count = known.sum(axis=0)
    return np.where(count > 0, np.sqrt(total / np.maximum(count, 1)), np.nan)


def _root_mean_square(errors: Array) -> float | None:
    known = errors[np.isfinite(errors)]
    return float(np.sqrt(np.mean(known**2))) if known.size else None
