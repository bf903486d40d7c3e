"""The digit page's charts: pure functions from a reading to a Plotly figure."""

import functools

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rnndemo import cells
from rnndemo.digits.own.tutorial import Claim
from rnndemo.digits.pen.reader import PenReading
from rnndemo.digits.reader import Importance, Reading, RowOrder
from rnndemo.ui.streamlit_internals import Ready
from rnndemo.ui.style import COLORS, LABELS, TRANSPARENT, diverging, faded, plain, shaded

INK = [[0.0, faded("truth", 0.06)], [1.0, COLORS["negative"]]]


def row_by_row(image: np.ndarray, order: RowOrder, reading: Reading) -> go.Figure:
    """Draw the rows as they are read beside the belief after each, with a scrubber and a Play."""
    blank = _blank_row_by_row(len(order.rows))
    pixels, belief, *marks = blank["data"]
    layout, decided = blank["layout"], reading.decided - 0.5
    (line,), (slider,) = layout["shapes"], layout["sliders"]
    steps = [
        {**step, "label": f"row {time}: {after.argmax()} ({after.max():.0%})"}
        for time, (step, after) in enumerate(zip(slider["steps"], reading.belief, strict=True))
    ]
    return Ready(
        {
            "data": [
                {**pixels, "z": np.round(_ordered(image, order), 4)},
                {**belief, "z": np.round(reading.belief, 4)},
                *marks,
            ],
            "layout": {
                **layout,
                "shapes": [{**line, "y0": decided, "y1": decided}],
                "sliders": [{**slider, "steps": steps}],
            },
            "frames": blank["frames"],
        }
    )


@functools.cache
def _blank_row_by_row(length: int) -> dict:
    """Return the figure for a sequence of `length` rows in which nothing is read yet."""
    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, column_widths=[0.5, 0.5], horizontal_spacing=0.03,
        subplot_titles=["what it reads, row by row", "P(digit) after that row"],
    )  # fmt: skip
    figure.add_trace(heat(np.zeros((length, 28)), INK, hover="row %{y}<extra></extra>"), 1, 1)
    hover = "after row %{y}: P(%{x}) = %{z:.1%}<extra></extra>"
    figure.add_trace(heat(np.zeros((length, 10)), shaded("lstm"), hover), 1, 2)
    for column, mark in enumerate((frame_of(length - 1, 28), frame_of(length - 1, 10)), start=1):
        figure.add_trace(mark, 1, column)
    figure.add_hline(y=0, line={"color": COLORS["forget_gate"], "dash": "dot", "width": 2}, col=2)
    figure.frames = [
        go.Frame(name=str(time), data=[frame_of(time, 28), frame_of(time, 10)], traces=[2, 3])
        for time in range(length)
    ]
    figure.update_yaxes(range=[length - 0.5, -0.5], fixedrange=True, dtick=4, showgrid=False, zeroline=False)
    figure.update_xaxes(fixedrange=True, showgrid=False, zeroline=False)
    figure.update_xaxes(showticklabels=False, col=1)
    figure.update_xaxes(dtick=1, col=2)
    plain(figure, 540, showlegend=False, sliders=[scrubber(length)], updatemenus=[play()])
    return figure.to_dict()


def inside(reading: Reading | PenReading, sort: bool, step: str = "row") -> go.Figure:
    """Draw every gate and state of all units over time; `sort` orders the units by when they change most.

    `step` is the word for one time step.
    """
    trace = reading.trace
    units = acting_order(trace) if sort else np.arange(trace.hidden_state.shape[1])
    names = list(trace._fields)
    down = (len(names) + 1) // 2
    figure = make_subplots(
        rows=down, cols=min(2, len(names)), shared_xaxes=True, shared_yaxes=True,
        horizontal_spacing=0.04, vertical_spacing=0.06, subplot_titles=[LABELS[name] for name in names],
    )  # fmt: skip
    for at, name in enumerate(names):
        signed = name in ("candidate", "cell_state", "hidden_state")
        values = getattr(trace, name)[:, units].T
        limit = max(1.0, float(np.abs(values).max())) if name == "cell_state" else 1.0
        figure.add_trace(
            go.Heatmap(
                z=values, zmin=-limit if signed else 0, zmax=limit, showscale=False,
                colorscale=diverging(name) if signed else shaded(name),
                customdata=np.broadcast_to(units[:, None], values.shape),
                hovertemplate=f"unit %{{customdata}}, {step} %{{x}}: %{{z:.2f}}<extra></extra>",
            ),
            at // 2 + 1, at % 2 + 1,
        )  # fmt: skip
    figure.update_xaxes(fixedrange=True, showgrid=False, zeroline=False)
    figure.update_yaxes(fixedrange=True, showgrid=False, zeroline=False, showticklabels=False)
    figure.update_xaxes(title_text=step, row=down)
    figure.update_yaxes(title_text="64 units", col=1)
    figure.update_annotations(font_size=13)
    return plain(figure, 250 * down + 40)


def acting_order(trace: cells.Trace) -> np.ndarray:
    """Return the units (hidden_size,) in the order in which each one's state changes most."""
    change = np.abs(np.diff(trace.hidden_state, axis=0, prepend=0.0))  # (time, hidden)
    return np.argsort(change.argmax(axis=0), kind="stable")


def importance(image: np.ndarray, order: RowOrder, measured: Importance) -> go.Figure:
    """Draw, beside each row, how much the lead of the answer depends on it."""
    figure = make_subplots(
        rows=1, cols=3, shared_yaxes=True, horizontal_spacing=0.03, column_widths=[0.36, 0.32, 0.32],
        subplot_titles=["rows as read", "gradient", "lead lost without it"],
    )  # fmt: skip
    rows = _ordered(image, order)
    figure.add_trace(heat(rows, INK, hover="row %{y}<extra></extra>"), 1, 1)
    for column, (name, values) in enumerate(measured._asdict().items(), start=2):
        bars = go.Bar(
            x=values, y=list(range(len(values))), orientation="h", marker_color=COLORS["lstm"],
            hovertemplate="row %{y}: %{x:.3f}<extra>" + name + "</extra>",
        )  # fmt: skip
        figure.add_trace(bars, 1, column)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5], fixedrange=True, dtick=4, showgrid=False)
    figure.update_xaxes(fixedrange=True, showgrid=False, nticks=3, tickangle=0)
    figure.update_xaxes(showticklabels=False, col=1)
    # At least 0.5 on each side, so that differences by rounding do not look large.
    low, high = measured.left_out.min(), measured.left_out.max()
    figure.update_xaxes(range=[min(-0.5, low), max(0.5, high)], col=3)
    return plain(figure, 420, showlegend=False, bargap=0.25)


def side_by_side(readings: dict[str, Reading]) -> go.Figure:
    """Draw the belief after each row of several networks reading the same image."""
    titles = [f"{cells.CELL_NAMES[cell]}: {reading.digit}" for cell, reading in readings.items()]
    figure = make_subplots(
        rows=1, cols=len(readings), shared_yaxes=True, horizontal_spacing=0.03, subplot_titles=titles
    )
    for column, (cell, reading) in enumerate(readings.items(), start=1):
        hover = "after row %{y}: P(%{x}) = %{z:.1%}<extra></extra>"
        figure.add_trace(heat(reading.belief, shaded(cell), hover), 1, column)
    length = len(next(iter(readings.values())).belief)
    figure.update_yaxes(range=[length - 0.5, -0.5], fixedrange=True, dtick=4, showgrid=False, zeroline=False)
    figure.update_xaxes(fixedrange=True, dtick=1, showgrid=False, zeroline=False)
    return plain(figure, 380, showlegend=False)


def heat(values: np.ndarray, colors: list, hover: str) -> go.Heatmap:
    """Return a heat map of values (rows, columns) in 0..1."""
    return go.Heatmap(
        z=np.round(values, 4), zmin=0, zmax=1, colorscale=colors, showscale=False, hovertemplate=hover
    )


def _ordered(image: np.ndarray, order: RowOrder) -> np.ndarray:
    """Return the rows (time, 28) as they are read; row −1, a blank one, is the zeros put below the image."""
    return np.vstack([image, np.zeros((1, image.shape[1]))])[list(order.rows)]


def frame_of(time: int, width: int) -> go.Scatter:
    """Return the outline of row `time` in a heat map of `width` columns."""
    left, right, top, bottom = -0.5, width - 0.5, time - 0.5, time + 0.5
    return go.Scatter(
        x=[left, right, right, left, left], y=[top, top, bottom, bottom, top], mode="lines",
        line={"color": COLORS["highlight"], "width": 3}, hoverinfo="skip",
    )  # fmt: skip


def scrubber(length: int) -> dict:
    """Return a slider through the frames 0 to `length` − 1; it starts at the last one."""
    steps = [{"method": "animate", "args": [[str(time)], _AT_ONCE]} for time in range(length)]
    return {
        "active": len(steps) - 1, "steps": steps, "x": 0, "len": 1, "y": 0, "pad": {"t": 44},
        "currentvalue": {
            "prefix": "after ", "xanchor": "right", "font": {"size": 15, "color": COLORS["truth"]},
        },
        "ticklen": 0, "minorticklen": 0,
        "font": {"color": TRANSPARENT, "size": 1}, "bgcolor": faded("truth", 0.4),
        "activebgcolor": COLORS["highlight"], "bordercolor": faded("truth", 0.6),
    }  # fmt: skip


def play() -> dict:
    """Return a button that plays all frames, 220 ms each."""
    arguments = [
        None,
        {
            "frame": {"duration": 220, "redraw": True},
            "fromcurrent": False,
            "mode": "immediate",
            "transition": {"duration": 0},
        },
    ]
    return {
        "type": "buttons", "direction": "left", "x": 0, "xanchor": "left", "y": 0, "yanchor": "top",
        "pad": {"t": 26, "r": 8}, "showactive": False, "bgcolor": COLORS["highlight"],
        "font": {"color": COLORS["pen"]},
        "buttons": [
            {"label": "▶ Play", "method": "animate", "args": arguments},
        ],
    }  # fmt: skip


# NOTE: without redraw, heat maps vanish, although no frame changes them.
_AT_ONCE = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}


def spreads(claim: Claim) -> go.Figure:
    """Draw a cell's test accuracies, a dot for each seed and a line at their mean."""
    figure = go.Figure()
    for spread in claim.spreads:
        name, color = cells.CELL_NAMES[spread.cell], COLORS[spread.cell]
        figure.add_scatter(
            x=spread.accuracy, y=[name] * len(spread.accuracy), mode="markers",
            marker={"color": color, "size": 11, "opacity": 0.6},
            hovertemplate="seed %{pointNumber}: %{x:.1%}<extra>" + name + "</extra>",
        )  # fmt: skip
        figure.add_scatter(
            x=[spread.mean], y=[name], mode="markers+text",
            text=f"mean {spread.mean:.1%}", textposition="top center",
            marker={"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": color}},
            hovertemplate="mean: %{x:.1%}<extra>" + name + "</extra>",
        )  # fmt: skip
    figure.update_xaxes(range=[0, 1.1], tickformat=".0%", fixedrange=True, title="test digits read right")
    figure.update_yaxes(range=[len(claim.spreads) - 0.5, -0.8], fixedrange=True)
    return plain(figure, 260, showlegend=False)
