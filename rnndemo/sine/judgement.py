"""The judgement of a trained forecaster: its errors beside those of forecasts that need no network."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnndemo.arrays import Array
from rnndemo.sine import baselines, waves
from rnndemo.sine.forecaster import SineForecaster, work_per_window
from rnndemo.sine.waves import FUTURE, Series

HORIZON = 100  # steps of the free run that its one number is about
MOST_STARTS = 16  # of the free runs that the error by horizon is a mean over
FREE_RUN_WORK = 2e10  # multiply-adds all of them may take


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
    findings: tuple[str, ...]  # what is wrong with it, a sentence each


def judge(model: SineForecaster, series: Series) -> Judgement:
    """Test a trained network on the part of the series it has not seen."""
    cut = waves.windows(series, model.config.window)
    inputs, targets = cut.inputs[cut.n_train :], cut.targets[cut.n_train :]
    line = baselines.autoregression(cut.inputs[: cut.n_train], cut.targets[: cut.n_train])
    forecast, from_line = model.forecast(inputs), line.predict(inputs)
    persistence = baselines.persistence(inputs)
    seasonal = baselines.seasonal_naive(series.values, series.n_train, series.period)
    mse = {
        name: baselines.mean_squared_error(guess, targets)
        for name, guess in (("test", forecast), ("persistence", persistence), ("ar", from_line))
    }
    histories, truths = _starts(model, series)
    runs = model.free_run(histories, FUTURE)
    return Judgement(
        forecast=forecast,
        squared_errors=(forecast - targets) ** 2,
        autoregression=from_line,
        test_mse=mse["test"],
        persistence_mse=mse["persistence"],
        seasonal_mse=None if seasonal is None else baselines.mean_squared_error(seasonal, targets),
        ar_mse=mse["ar"],
        mean_mse=baselines.mean_squared_error(float(np.mean(series.values[: series.n_train])), targets),
        skill=_skill(mse["test"], mse["persistence"]),
        free_run=runs.values[0],
        states=runs.states[0],
        free_run_rmse=_root_mean_square(runs.values[0, :HORIZON] - truths[0, :HORIZON]),
        by_horizon=HorizonErrors(
            _by_column(runs.values - truths),
            _by_column(histories[:, -1:] - truths),
            _by_column(_iterate(line, histories, FUTURE) - truths),
            len(histories),
        ),
        findings=tuple(find(forecast, persistence, targets, runs.values[0], series)),
    )


def _skill(test_mse: float, persistence_mse: float) -> float | None:
    ratio = test_mse / persistence_mse if persistence_mse > 0 else np.inf
    return 1 - ratio if np.isfinite(ratio) else None


def find(forecast: Array, last: Array, targets: Array, free_run: Array, series: Series) -> list[str]:
    """Name the usual ways to fail that a low loss hides.

    forecast, last and targets are one step ahead over the test; free_run starts where training ends.
    """
    train = series.values[: series.n_train]
    middle, reach = np.mean(train), np.max(np.abs(train - np.mean(train)))
    drift = np.abs(np.polyfit(np.arange(len(train)), train, 1)[0]) * len(free_run)
    found = []
    if np.mean((forecast - last) ** 2) < 0.25 * np.mean((forecast - targets) ** 2):
        found.append("It repeats the last value: its forecast is much closer to that than to the truth.")
    if not np.all(np.isfinite(free_run)) or np.max(np.abs(free_run - middle)) > 5 * reach + 2 * drift + 1e-12:
        found.append("It diverged: fed on its own output, it leaves the range of the wave far behind.")
    elif np.std(free_run[-100:]) < 0.1 * np.std(train):
        found.append("It has gone flat: fed on its own output, it settles on one value.")
    return found


def _starts(model: SineForecaster, series: Series) -> tuple[Array, Array]:
    """Return histories (starts, window) and what followed them (starts, FUTURE), from all over the test."""
    window, points = model.config.window, len(series.values)
    most = max(1, min(MOST_STARTS, int(FREE_RUN_WORK / work_per_window(model.config) / FUTURE)))
    first = np.unique(np.linspace(series.n_train, points - 1, most).astype(int))
    histories = np.stack([series.values[start - window : start] for start in first])
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
