"""What each figure of the sine forecaster shows now, in a sentence for a screen reader."""

import numpy as np
from numpy.typing import NDArray

from rnndemo.arrays import Array
from rnndemo.cells import CELL_NAMES
from rnndemo.sine.judgement import Judgement
from rnndemo.sine.orbit import orbit
from rnndemo.sine.run import Run
from rnndemo.sine.sweep import Spot
from rnndemo.sine.training import Learning
from rnndemo.sine.waves import Series
from rnndemo.ui.markup import number


def preview(series: Series, window: int) -> str:
    """Say what the network will be trained on."""
    points = len(series.values)
    return f"A wave of {points} points, {series.n_train} of them for training; the window covers {window}"


def forecast(run: Run, verdict: Judgement, horizon: int) -> str:
    """Say how well the two forecasts follow the wave."""
    one_step = f"One step ahead the {_cell(run)} is off by {_number(verdict.test_mse**0.5)} (RMSE)"
    free = verdict.free_run[:horizon]
    return f"{one_step}; its free run of {horizon} steps goes from {_span(free)}"


def forecast_now(run: Run, free: Array) -> str:
    """Say what a network that is still learning forecasts: `free` (steps,), fed on its own output."""
    return (
        f"After epoch {run.epochs_done} the {_cell(run)} forecasts {len(free)} steps, from {_span(free)}; "
        f"the measured values go from {_span(run.series.values)}"
    )


def errors(run: Run, verdict: Judgement) -> str:
    """Say the test error of each forecast."""
    seasonal = verdict.seasonal_mse
    return "Test error by forecast: " + ", ".join(
        (
            f"{_cell(run)} {_number(verdict.test_mse)}",
            f"last value {_number(verdict.persistence_mse)}",
            *(() if seasonal is None else (f"one period ago {_number(seasonal)}",)),
            f"AR({run.config.window}) {'exact' if verdict.ar_is_exact else _number(verdict.ar_mse)}",
        )
    )


def by_horizon(run: Run, verdict: Judgement, horizon: int) -> str:
    """Say how the error grows with the steps ahead."""
    found = verdict.by_horizon
    lines = {
        _cell(run): found.network,
        "persistence": found.persistence,
        f"AR({run.config.window})": found.autoregression,
    }
    grow = (f"{name} {_ends(error[:horizon])}" for name, error in lines.items())
    return f"Error (RMSE) from 1 to {horizon} steps ahead: {', '.join(grow)}"


def windows(verdict: Judgement) -> str:
    """Say how the errors of the single windows lie about their mean."""
    each = verdict.squared_errors
    return (
        f"Squared error of each of {len(each)} test windows: mean {_number(verdict.test_mse)}, "
        f"largest {_number(each.max())} at window {int(np.argmax(each)) + 1}"
    )


def losses(history: list[Learning]) -> str:
    """Say how far the loss fell, and which epoch is kept."""
    if not history:
        return "Loss by epoch: none yet"
    first, last = history[0], history[-1]
    known = [fact.validation_loss for fact in history if np.isfinite(fact.validation_loss)]
    validation = f", validation loss from {_number(known[0])} to {_number(known[-1])}" if known else ""
    kept = f"; epoch {last.kept} is kept" if last.kept else ""
    return (
        f"Epoch {first.step} to {last.step} of {last.steps}: training loss from {_number(first.train_loss)} "
        f"to {_number(last.train_loss)}{validation}{kept}"
    )


def hidden_orbit(states: NDArray[np.float32]) -> str:
    """Say how much of its way the hidden state (time, hidden_size) still goes at the end."""
    path = orbit(states)
    whole, late = (float(np.ptp(part, axis=0).max()) for part in (path, path[-max(2, len(path) // 4) :]))
    share = late / whole if whole > 0 else 0.0
    return (
        f"Path of the hidden state over {len(path)} steps of the free run: in the last quarter of them it "
        f"covers {share:.0%} of the width it covers in all"
    )


def future(series: Series, verdict: Judgement, horizon: int) -> str:
    """Say where the forecast from the last known value on leads."""
    last, ahead = horizon - 1, verdict.future
    return (
        f"From the last value, {series.values[-1]:.2g}, on: after {horizon} steps {ahead.values[last]:.2g}; "
        f"90% of simulated paths then lie between {ahead.low[last]:.2g} and {ahead.high[last]:.2g}"
    )


def error_map(spots: list[Spot]) -> str:
    """Say which networks of the map have the lowest and the highest validation error."""
    known = [
        (spot.validation_mse, f"window {spot.window}, hidden size {spot.hidden_size}")
        for spot in spots
        if spot.validation_mse is not None and np.isfinite(spot.validation_mse)
    ]
    if not known:
        return "Validation error by window and hidden size: none yet"
    (low, best), (high, worst) = min(known), max(known)
    return (
        f"Validation error of {len(known)} networks: lowest {_number(low)} at {best}, "
        f"highest {_number(high)} at {worst}"
    )


def _cell(run: Run) -> str:
    return CELL_NAMES[run.config.cell]


def _number(value: float) -> str:
    return number(value) if np.isfinite(value) else "not a number"


def _span(values: Array) -> str:
    return f"{values.min():.2g} to {values.max():.2g}"


def _ends(values: Array) -> str:
    known = values[np.isfinite(values)]
    return f"{_number(known[0])} to {_number(known[-1])}" if len(known) else "unknown"
