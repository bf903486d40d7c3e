"""Pictures of a training under way, as markup.

They change several times a second. A Plotly chart would be mounted anew each time, which takes a slow
phone longer than the time between two of them, so that it falls ever further behind.
"""

from html import escape
from typing import NamedTuple

import numpy as np

from rnndemo.cells import CELL_NAMES
from rnndemo.memory.recall import CHANCE, Lane
from rnndemo.sine.run import Run
from rnndemo.sine.training import Learning
from rnndemo.ui import markup
from rnndemo.ui.style import COLORS, reach

HEIGHT = 260  # pixels
WIDTH = 2.0  # pixels of a line
MOST_POINTS = 400  # of one line


class Curve(NamedTuple):
    """A line through the points (x, y); gaps in y are left out. Without a name it is not in the legend."""

    name: str
    x: np.ndarray
    y: np.ndarray
    color: str
    dash: str = ""  # as SVG has it: "4 3"


class Axes(NamedTuple):
    """What is seen: from left to right, from bottom to top; `ticks` are lines across with their label."""

    left: float
    right: float
    bottom: float
    top: float
    ticks: dict[str, float]
    ends: tuple[str, str]  # the labels at the left and right end of the x axis


def plot(curves: list[Curve], axes: Axes, alt: str) -> str:
    """Return curves as markup that fills the width it is given."""
    grid = [
        Curve("", np.array([axes.left, axes.right]), np.full(2, y), COLORS["truth"] + "55")
        for y in axes.ticks.values()
    ]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"{''.join(_line(curve, axes) for curve in [*grid, *curves])}</svg>"
    )
    labels = "".join(
        f'<span style="position:absolute;right:2px;bottom:{100 * _share(y, axes.bottom, axes.top):.1f}%">'
        f"{label}</span>"
        for label, y in axes.ticks.items()
    )
    legend = markup.legend({curve.name: curve.color for curve in curves if curve.name})
    start, end = axes.ends
    return (
        f'{legend}<div style="position:relative;font-size:.75rem;line-height:1.1">'
        f'<img src="{markup.vector(svg)}" alt="{escape(alt)}" '
        f'style="display:block;width:100%;height:{HEIGHT}px">{labels}</div>'
        '<div style="display:flex;justify-content:space-between;font-size:.75rem;opacity:.75">'
        f"<span>{escape(start)}</span><span>{escape(end)}</span></div>"
    )


def forecast(run: Run, horizon: int) -> str:
    """Draw what the network would forecast right now, fed on its own output."""
    series, start = run.series, run.series.n_train
    free = run.model.free_run(series.values[None, :start], horizon).values[0]
    end = max(len(series.values), start + horizon)
    truth = series.truth[:end]
    low, high = reach(series)
    curves = [
        Curve("the wave goes on", np.arange(len(truth)), truth, COLORS["truth"], "2 3"),
        Curve("measured", np.arange(len(series.values)), series.values, COLORS["truth"]),
        Curve("forecast now", np.arange(start, start + horizon), free, COLORS[run.config.cell]),
        Curve("", np.full(2, start - 0.5), np.array([low, high]), COLORS["truth"]),
    ]
    axes = Axes(0, end, low, high, {}, ("training", "test"))
    return plot(curves, axes, "The wave and what the network would now forecast")


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
        Curve("training loss", epochs, train, COLORS[cell]),
        Curve("validation loss", epochs, validation, COLORS["baseline"], "5 4"),
    ]
    axes = Axes(0, steps, bottom - 0.1, top + 0.2, ticks, ("epoch 0", str(steps)))
    return plot(curves, axes, "Training and validation loss by epoch")


def race(lanes: list[Lane]) -> str:
    """Draw the held-out accuracy of every lane by optimiser step."""
    steps = lanes[0].config.steps
    curves = [
        Curve(
            CELL_NAMES[lane.config.cell],
            np.array([0, *(lap.step for lap in lane.laps)]),
            np.array([CHANCE, *(lap.accuracy for lap in lane.laps)]),
            COLORS[lane.config.cell],
        )
        for lane in lanes
    ]
    ticks = {"chance": CHANCE, "50% of the dishes recalled": 0.5, "100%": 1.0}
    axes = Axes(0, steps, 0.0, 1.08, ticks, ("step 0", str(steps)))
    return plot(curves, axes, "Held-out accuracy of each network by optimiser step")


def _line(curve: Curve, axes: Axes) -> str:
    known = np.isfinite(curve.y)
    x = 100 * _share(np.asarray(curve.x)[known], axes.left, axes.right)
    y = 100 * (1 - _share(np.asarray(curve.y)[known], axes.bottom, axes.top))
    points = " ".join(f"{a:.2f},{b:.2f}" for a, b in zip(x, np.clip(y, -100, 200), strict=True))
    return (
        f'<polyline points="{points}" fill="none" stroke="{curve.color}" stroke-width="{WIDTH}" '
        f'stroke-dasharray="{curve.dash}" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
    )


def _share(value, low: float, high: float):
    return (value - low) / (high - low)
