"""The charts of the pen's path: pure functions from a reading to a Plotly figure."""

import functools

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rnndemo.digits.pen.path import GOES_ON, GONE, SET_DOWN
from rnndemo.digits.pen.reader import PathImportance, PenReading
from rnndemo.ui.digits.figures import frame_of, heat, play, scrubber
from rnndemo.ui.streamlit_internals import Ready
from rnndemo.ui.style import COLORS, faded, plain, shaded

EDGE = 1.12  # the drawing's box reaches from -1 to 1
FAINT = faded("truth", 0.35)


def step_by_step(reading: PenReading) -> go.Figure:
    """Draw the digit as far as it was read beside the belief after each step, with a scrubber and a Play."""
    blank, length = _blank_step_by_step(), len(reading.belief)
    whole, so_far, start, tip, belief, mark = blank["data"]
    layout, decided = blank["layout"], reading.decided - 0.5
    (line,), slider = layout["shapes"], scrubber(length)
    x, y, ends = _line(reading.steps)
    steps = [
        {**step, "label": f"step {time}: {after.argmax()} ({after.max():.0%})"}
        for time, (step, after) in enumerate(zip(slider["steps"], reading.belief, strict=True))
    ]
    frames = []
    for time, end in enumerate(ends):
        drawn = {**so_far, "x": x[:end], "y": y[:end]}
        pen = {**tip, "x": x[end - 1 : end], "y": y[end - 1 : end]}
        frames.append({"name": str(time), "data": [drawn, pen, _at_row(mark, time)], "traces": [1, 3, 5]})
    return Ready(
        {
            "data": [
                {**whole, "x": x, "y": y},
                {**so_far, "x": x, "y": y},
                {**start, "x": x[:1], "y": y[:1]},
                {**tip, "x": x[-1:], "y": y[-1:]},
                {**belief, "z": np.round(reading.belief, 4)},
                _at_row(mark, length - 1),
            ],
            "layout": {
                **layout,
                "yaxis2": {**layout["yaxis2"], "range": [length - 0.5, -0.5]},
                "shapes": [{**line, "y0": decided, "y1": decided}],
                "sliders": [{**slider, "steps": steps}],
            },
            "frames": frames,
        }
    )


@functools.cache
def _blank_step_by_step() -> dict:
    """Return the figure with all that is the same for every path; `step_by_step` fills in the rest."""
    figure = make_subplots(
        rows=1, cols=2, column_widths=[0.5, 0.5], horizontal_spacing=0.08,
        subplot_titles=["the path so far", "P(digit) after that step"],
    )  # fmt: skip
    figure.add_trace(_pen({"color": FAINT, "width": 6}), 1, 1)
    figure.add_trace(_pen({"color": COLORS["lstm"], "width": 6}), 1, 1)
    figure.add_trace(_dot("starts here", "circle-open", COLORS["truth"], 14), 1, 1)
    figure.add_trace(_dot("the pen", "circle", COLORS["highlight"], 14), 1, 1)
    hover = "after step %{y}: P(%{x}) = %{z:.1%}<extra></extra>"
    figure.add_trace(heat(np.zeros((1, 10)), shaded("lstm"), hover), 1, 2)
    figure.add_trace(frame_of(0, 10), 1, 2)
    figure.add_hline(y=0, line={"color": COLORS["forget_gate"], "dash": "dot", "width": 2}, col=2)
    _paper(figure, 1)
    figure.update_yaxes(fixedrange=True, showgrid=False, zeroline=False, col=2)
    figure.update_xaxes(fixedrange=True, dtick=1, showgrid=False, zeroline=False, col=2)
    plain(figure, 540, showlegend=False, updatemenus=[play()])
    return figure.to_dict()


def _at_row(mark: dict, time: int) -> dict:
    """Return the outline of row 0 moved to the row of a step."""
    return {**mark, "y": [y + time for y in mark["y"]]}


def importance(steps: np.ndarray, measured: PathImportance) -> go.Figure:
    """Draw the path (time, 5) twice; the more depends on a piece, the larger and darker its dot."""
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.04, subplot_titles=["left out", "gradient"])
    x, y, _ = _line(steps)
    drawn = steps[:, 4] != GONE
    hovers = {
        "left_out": "step %{customdata}: lead falls by %{text}",
        "gradient": "step %{customdata}: %{text}",
    }
    for column, name in enumerate(("left_out", "gradient"), start=1):
        values = getattr(measured, name)[drawn]
        share = np.clip(values / max(float(values.max()), 1e-9), 0, 1)
        figure.add_trace(_pen({"color": FAINT, "width": 3}, x, y), 1, column)
        dots = go.Scatter(
            x=steps[drawn, 0], y=steps[drawn, 1], mode="markers", customdata=np.flatnonzero(drawn),
            text=[f"{value:.2f}" for value in values], hovertemplate=hovers[name] + "<extra></extra>",
            marker={
                "size": 5 + 17 * share, "color": share, "cmin": 0, "cmax": 1, "colorscale": shaded("lstm"),
                "line": {"color": COLORS["lstm"], "width": 1}, "opacity": 1,
            },
        )  # fmt: skip
        figure.add_trace(dots, 1, column)
        _paper(figure, column)
    return plain(figure, 420, showlegend=False)


def _line(steps: np.ndarray) -> tuple[list, list, list[int]]:
    """Return x and y of the line, None where the pen is lifted, and the count of points drawn by each step.

    The line goes through the middles of the pieces and reaches half a piece beyond a stroke's first and last.
    """
    x: list[float | None] = []
    y: list[float | None] = []
    ends = []
    half = _half_piece(steps)
    following = [*steps[1:, 4].tolist(), GONE]
    for (across, down, right, below, pen), after in zip(steps.tolist(), following, strict=True):
        if pen == SET_DOWN:
            x += [None] * bool(x) + [round(across - half * right, 3)]
            y += [None] * bool(y) + [round(down - half * below, 3)]
        if pen != GONE:
            x.append(round(across, 3))
            y.append(round(down, 3))
            if after != GOES_ON:
                x.append(round(across + half * right, 3))
                y.append(round(down + half * below, 3))
        ends.append(len(x))
    return x, y, ends


def _half_piece(steps: np.ndarray) -> float:
    """Return half the length of a piece: half the usual way from one middle to the next."""
    goes_on = steps[1:, 4] == GOES_ON
    along = np.hypot(*(steps[1:, :2] - steps[:-1, :2]).T)[goes_on]
    return float(np.median(along)) / 2 if len(along) else 0.05


def _pen(line: dict, x: list | None = None, y: list | None = None) -> go.Scatter:
    return go.Scatter(x=x or [], y=y or [], mode="lines", line=line, hoverinfo="skip")


def _dot(name: str, symbol: str, color: str, size: int) -> go.Scatter:
    marker = {"symbol": symbol, "color": color, "size": size, "line": {"width": 3, "color": color}}
    return go.Scatter(x=[], y=[], mode="markers", marker=marker, hovertemplate=name + "<extra></extra>")


def _paper(figure: go.Figure, column: int) -> None:
    """Make a column square paper: y down, no axes."""
    bare = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False}
    anchor = "x" if column == 1 else f"x{column}"
    figure.update_xaxes(range=[-EDGE, EDGE], constrain="domain", col=column, **bare)
    figure.update_yaxes(range=[EDGE, -EDGE], scaleanchor=anchor, constrain="domain", col=column, **bare)
