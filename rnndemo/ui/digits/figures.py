"""The digit page's charts: pure functions from a reading to a Plotly figure."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rnndemo import cells
from rnndemo.digits.own.tutorial import Claim
from rnndemo.digits.pen.reader import PenReading
from rnndemo.digits.reader import Importance, Reading, RowOrder
from rnndemo.language import mark, say
from rnndemo.ui.style import COLORS, LABELS, diverging, faded, plain, shaded

INK = [[0.0, faded("truth", 0.06)], [1.0, COLORS["negative"]]]
# What a time step is → what the mouse is told of a unit there.
OVER = {mark("row"): mark("unit {unit}, row {x}: {z}"), mark("step"): mark("unit {unit}, step {x}: {z}")}


def inside(reading: Reading | PenReading, sort: bool, step: str = "row") -> go.Figure:
    """Draw every gate and state of all units over time; `sort` orders the units by when they change most.

    `step` tells what a time step is: a row, or a step of the pen.
    """
    trace = reading.trace
    units = acting_order(trace) if sort else np.arange(trace.hidden_state.shape[1])
    names = list(trace._fields)
    over = say(OVER[step], unit="%{customdata}", x="%{x}", z="%{z:.2f}") + "<extra></extra>"
    down = (len(names) + 1) // 2
    figure = make_subplots(
        rows=down, cols=min(2, len(names)), shared_xaxes=True, shared_yaxes=True,
        horizontal_spacing=0.04, vertical_spacing=0.06, subplot_titles=[say(LABELS[name]) for name in names],
    )  # fmt: skip
    for at, name in enumerate(names):
        signed = name in ("candidate", "cell_state", "hidden_state")
        values = getattr(trace, name)[:, units].T
        limit = max(1.0, float(np.abs(values).max())) if name == "cell_state" else 1.0
        figure.add_trace(
            go.Heatmap(
                z=values, x0=1, dx=1, zmin=-limit if signed else 0, zmax=limit, showscale=False,
                colorscale=diverging(name) if signed else shaded(name),
                customdata=np.broadcast_to(units[:, None], values.shape),
                hovertemplate=over,
            ),
            at // 2 + 1, at % 2 + 1,
        )  # fmt: skip
    figure.update_xaxes(fixedrange=True, showgrid=False, zeroline=False)
    figure.update_yaxes(fixedrange=True, showgrid=False, zeroline=False, showticklabels=False)
    figure.update_xaxes(title_text=say(step), row=down)
    figure.update_yaxes(title_text=say("64 units"), col=1)
    figure.update_annotations(font_size=13)
    return plain(figure, 250 * down + 40)


def acting_order(trace: cells.Trace) -> np.ndarray:
    """Return the units (hidden_size,) in the order in which each one's state changes most."""
    change = np.abs(np.diff(trace.hidden_state, axis=0, prepend=0.0))  # (time, hidden)
    return np.argsort(change.argmax(axis=0), kind="stable")


def importance(image: np.ndarray, order: RowOrder, measured: Importance) -> go.Figure:
    """Draw, beside each row, how much the lead of the answer depends on it."""
    titles = [say("rows as read"), say("gradient"), say("lead lost without it")]
    row = say("row {y}", y="%{y}")
    figure = make_subplots(
        rows=1, cols=3, shared_yaxes=True, horizontal_spacing=0.03, column_widths=[0.36, 0.32, 0.32],
        subplot_titles=titles,
    )  # fmt: skip
    rows = in_order(image, order)
    figure.add_trace(heat(rows, INK, hover=f"{row}<extra></extra>"), 1, 1)
    for column, values in enumerate(measured, start=2):
        bars = go.Bar(
            x=values, y=list(range(1, len(values) + 1)), orientation="h", marker_color=COLORS["lstm"],
            hovertemplate=f"{row}: %{{x:.3f}}<extra>{titles[column - 1]}</extra>",
        )  # fmt: skip
        figure.add_trace(bars, 1, column)
    rows_down(figure, len(rows))
    figure.update_xaxes(fixedrange=True, showgrid=False, nticks=3, tickangle=0)
    figure.update_xaxes(showticklabels=False, col=1)
    # At least 0.5 on each side, so that differences by rounding do not look large.
    low, high = measured.left_out.min(), measured.left_out.max()
    figure.update_xaxes(range=[min(-0.5, low), max(0.5, high)], col=3)
    return plain(figure, 420, showlegend=False, bargap=0.25)


def side_by_side(readings: dict[str, Reading]) -> go.Figure:
    """Draw the belief after each row of several networks reading the same image."""
    beliefs = {
        say("{cell}: {digit}", cell=say(cells.CELL_NAMES[cell]), digit=reading.digit): reading.belief
        for cell, reading in readings.items()
    }
    return _beliefs(beliefs, list(readings))


def _beliefs(beliefs: dict[str, np.ndarray], colors: list[str]) -> go.Figure:
    """Draw beliefs (time, 10) side by side, title → belief, each in its colour of the table."""
    figure = make_subplots(
        rows=1, cols=len(beliefs), shared_yaxes=True, horizontal_spacing=0.03, subplot_titles=list(beliefs)
    )
    hover = say("after row {y}: {probability}", y="%{y}", probability="P(%{x}) = %{z:.1%}")
    for column, (belief, color) in enumerate(zip(beliefs.values(), colors, strict=True), start=1):
        figure.add_trace(heat(belief, shaded(color), f"{hover}<extra></extra>"), 1, column)
    rows_down(figure, len(next(iter(beliefs.values()))))
    figure.update_xaxes(fixedrange=True, dtick=1, showgrid=False, zeroline=False)
    return plain(figure, 380, showlegend=False)


def rows_down(figure: go.Figure, length: int) -> None:
    """Let rows 1 to `length` run down a figure."""
    figure.update_yaxes(
        range=[length + 0.5, 0.5], fixedrange=True, tick0=4, dtick=4, showgrid=False, zeroline=False
    )


def readouts(reading: Reading) -> go.Figure:
    """Draw the belief after each row by a readout of its own, and by the readout of the last row."""
    titles = [say("each row's own readout"), say("the last row's readout")]
    return _beliefs(dict(zip(titles, (reading.belief, reading.last_readout), strict=True)), ["lstm", "lstm"])


def heat(values: np.ndarray, colors: list, hover: str) -> go.Heatmap:
    """Return a heat map of values (rows, columns) in 0..1; the first row is row 1."""
    return go.Heatmap(
        z=np.round(values, 4),
        y0=1,
        dy=1,
        zmin=0,
        zmax=1,
        colorscale=colors,
        showscale=False,
        hovertemplate=hover,
    )


def in_order(image: np.ndarray, order: RowOrder) -> np.ndarray:
    """Return the rows (time, 28) as they are read; row −1, a blank one, is the zeros put below the image."""
    return np.vstack([image, np.zeros((1, image.shape[1]))])[list(order.rows)]


def spreads(claim: Claim) -> go.Figure:
    """Draw a cell's test accuracies, a dot for each seed and a line at their mean."""
    figure = go.Figure()
    seed = say("seed {seed}: {share}", seed="%{pointNumber}", share="%{x:.1%}")
    mean = say("mean: {share}", share="%{x:.1%}")
    for spread in claim.spreads:
        name, color = say(cells.CELL_NAMES[spread.cell]), COLORS[spread.cell]
        figure.add_scatter(
            x=spread.accuracy, y=[name] * len(spread.accuracy), mode="markers",
            marker={"color": color, "size": 11, "opacity": 0.6},
            hovertemplate=f"{seed}<extra>{name}</extra>",
        )  # fmt: skip
        figure.add_scatter(
            x=[spread.mean], y=[name], mode="markers+text",
            text=say("mean {share:.1%}", share=spread.mean), textposition="top center",
            marker={"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": color}},
            hovertemplate=f"{mean}<extra>{name}</extra>",
        )  # fmt: skip
    figure.update_xaxes(
        range=[0, 1.1], tickformat=".0%", fixedrange=True, title=say("test digits read right")
    )
    figure.update_yaxes(range=[len(claim.spreads) - 0.5, -0.8], fixedrange=True)
    return plain(figure, 260, showlegend=False)
