"""Pictures of a sine forecaster that are there at once: while it trains, and until Plotly is loaded."""

import numpy as np

from rnndemo.arrays import Array
from rnndemo.language import say
from rnndemo.sine.run import Run
from rnndemo.sine.training import Learning
from rnndemo.ui.curves import Axes, Curve, plot
from rnndemo.ui.sine import alts
from rnndemo.ui.style import COLORS, reach

MOST_POINTS = 400  # of one line


def forecast(run: Run, free: Array, name: str, alt: str) -> str:
    """Draw a forecast `free` (steps,) from the end of the training part on, under its name."""
    series, start = run.series, run.series.n_train
    end = max(len(series.values), start + len(free))
    truth = series.truth[:end]
    low, high = reach(series)
    curves = [
        Curve(say("the wave goes on"), np.arange(len(truth)), truth, COLORS["truth"], "2 3"),
        Curve(say("measured"), np.arange(len(series.values)), series.values, COLORS["truth"]),
        Curve(name, np.arange(start, start + len(free)), free, COLORS[run.config.cell]),
        Curve("", np.full(2, start - 0.5), np.array([low, high]), COLORS["truth"]),
    ]
    axes = Axes(0, end, low, high, {}, (say("training"), say("test")))
    return plot(curves, axes, alt)


def losses(history: list[Learning], cell: str) -> str:
    """Draw the loss by epoch on a logarithmic axis."""
    thin = history[:: max(1, len(history) // MOST_POINTS)]
    epochs = np.array([fact.step for fact in thin])
    with np.errstate(divide="ignore", invalid="ignore"):
        train, validation = np.log10([(fact.train_loss, fact.validation_loss) for fact in thin]).T
    seen = np.concatenate([train, validation])
    seen = seen[np.isfinite(seen)]
    bottom, top = (np.floor(seen.min()), np.ceil(seen.max())) if len(seen) else (-1.0, 0.0)
    top = max(top, bottom + 1)
    ticks = {f"10<sup>{power}</sup>": float(power) for power in range(int(bottom), int(top) + 1)}
    steps = history[-1].steps
    curves = [
        Curve(say("training loss"), epochs, train, COLORS[cell]),
        Curve(say("validation loss"), epochs, validation, COLORS["truth"], "5 4"),
    ]
    axes = Axes(0, steps, bottom - 0.1, top + 0.2, ticks, (say("epoch 0"), str(steps)))
    return plot(curves, axes, alts.losses(history))
