"""What each figure of the sine forecaster shows now, in a sentence for a screen reader."""

import numpy as np
from numpy.typing import NDArray

from rnndemo.arrays import Array
from rnndemo.cells import CELL_NAMES
from rnndemo.language import listed, say
from rnndemo.sine.judgement import Judgement
from rnndemo.sine.orbit import orbit
from rnndemo.sine.run import Run
from rnndemo.sine.sweep import Spot
from rnndemo.sine.training import Learning
from rnndemo.sine.waves import Series
from rnndemo.ui.markup import number


def preview(series: Series, window: int) -> str:
    """Say what the network will be trained on."""
    return say(
        "A wave of {points} points, {train} of them for training; the window covers {window}",
        points=len(series.values),
        train=series.n_train,
        window=window,
    )


def forecast(run: Run, verdict: Judgement, horizon: int) -> str:
    """Say how well the two forecasts follow the wave."""
    return say(
        "One step ahead the {cell} is off by {error} (RMSE); its free run of {steps} steps goes from {span}",
        cell=_cell(run),
        error=_number(verdict.test_mse**0.5),
        steps=horizon,
        span=_span(verdict.free_run[:horizon]),
    )


def forecast_now(run: Run, free: Array) -> str:
    """Say what a network that is still learning forecasts: `free` (steps,), fed on its own output."""
    return say(
        "After epoch {epoch} the {cell} forecasts {steps} steps, from {span}; the measured values go from "
        "{measured}",
        epoch=run.epochs_done,
        cell=_cell(run),
        steps=len(free),
        span=_span(free),
        measured=_span(run.series.values),
    )


def errors(run: Run, verdict: Judgement) -> str:
    """Say the test error of each forecast."""
    seasonal, window = verdict.seasonal_mse, run.config.window
    each = [
        f"{_cell(run)} {_number(verdict.test_mse)}",
        say("last value {error}", error=_number(verdict.persistence_mse)),
    ]
    if seasonal is not None:
        each.append(say("one period ago {error}", error=_number(seasonal)))
    exact = say("AR({window}) exact", window=window)
    each.append(exact if verdict.ar_is_exact else f"AR({window}) {_number(verdict.ar_mse)}")
    return say("Test error by forecast: {errors}", errors=listed(each))


def by_horizon(run: Run, verdict: Judgement, horizon: int) -> str:
    """Say how the error grows with the steps ahead."""
    found = verdict.by_horizon
    lines = {
        _cell(run): found.network,
        say("persistence"): found.persistence,
        f"AR({run.config.window})": found.autoregression,
    }
    grow = listed(f"{name} {_ends(error[:horizon])}" for name, error in lines.items())
    return say("Error (RMSE) from 1 to {steps} steps ahead: {errors}", steps=horizon, errors=grow)


def windows(verdict: Judgement) -> str:
    """Say how the errors of the single windows lie about their mean."""
    each = verdict.squared_errors
    return say(
        "Squared error of each of {count} test windows: mean {mean}, largest {largest} at window {window}",
        count=len(each),
        mean=_number(verdict.test_mse),
        largest=_number(each.max()),
        window=int(np.argmax(each)) + 1,
    )


def losses(history: list[Learning]) -> str:
    """Say how far the loss fell, and which epoch is kept."""
    if not history:
        return say("Loss by epoch: none yet")
    first, last = history[0], history[-1]
    said = say(
        "Epoch {first} to {last} of {epochs}: training loss from {high} to {low}",
        first=first.step,
        last=last.step,
        epochs=last.steps,
        high=_number(first.train_loss),
        low=_number(last.train_loss),
    )
    known = [fact.validation_loss for fact in history if np.isfinite(fact.validation_loss)]
    if known:
        high, low = _number(known[0]), _number(known[-1])
        said = say("{training}, validation loss from {high} to {low}", training=said, high=high, low=low)
    return say("{losses}; epoch {epoch} is kept", losses=said, epoch=last.kept) if last.kept else said


def hidden_orbit(states: NDArray[np.float32]) -> str:
    """Say how much of its way the hidden state (time, hidden_size) still goes at the end."""
    path = orbit(states)
    whole, late = (float(np.ptp(part, axis=0).max()) for part in (path, path[-max(2, len(path) // 4) :]))
    return say(
        "Path of the hidden state over {steps} steps of the free run: in the last quarter of them it "
        "covers {share:.0%} of the width it covers in all",
        steps=len(path),
        share=late / whole if whole > 0 else 0.0,
    )


def future(series: Series, verdict: Judgement, horizon: int) -> str:
    """Say where the forecast from the last known value on leads."""
    last, ahead = horizon - 1, verdict.future
    return say(
        "From the last value, {start:.2g}, on: after {steps} steps {value:.2g}; "
        "90% of simulated paths then lie between {low:.2g} and {high:.2g}",
        start=series.values[-1],
        steps=horizon,
        value=ahead.values[last],
        low=ahead.low[last],
        high=ahead.high[last],
    )


def error_map(spots: list[Spot]) -> str:
    """Say which networks of the map have the lowest and the highest validation error."""
    known = [
        (spot.validation_mse, spot.window, spot.hidden_size)
        for spot in spots
        if spot.validation_mse is not None and np.isfinite(spot.validation_mse)
    ]
    if not known:
        return say("Validation error by window and hidden size: none yet")
    (low, *best), (high, *worst) = min(known), max(known)
    return say(
        "Validation error of {count} networks: lowest {low} at {best}, highest {high} at {worst}",
        count=len(known),
        low=_number(low),
        best=_spot(*best),
        high=_number(high),
        worst=_spot(*worst),
    )


def _spot(window: int, hidden_size: int) -> str:
    return say("window {window}, hidden size {size}", window=window, size=hidden_size)


def _cell(run: Run) -> str:
    return say(CELL_NAMES[run.config.cell])


def _number(value: float) -> str:
    return number(value) if np.isfinite(value) else say("not a number")


def _span(values: Array) -> str:
    return say("{low:.2g} to {high:.2g}", low=values.min(), high=values.max())


def _ends(values: Array) -> str:
    known = values[np.isfinite(values)]
    if not len(known):
        return say("unknown")
    return say("{first} to {last}", first=_number(known[0]), last=_number(known[-1]))
