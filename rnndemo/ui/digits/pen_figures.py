"""The charts of the pen's path: pure functions from a reading to a Plotly figure."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rnndemo.digits.pen.path import GOES_ON, GONE, SET_DOWN
from rnndemo.digits.pen.reader import PathImportance
from rnndemo.language import say
from rnndemo.ui.style import COLORS, faded, plain, shaded

EDGE = 1.12  # the drawing's box reaches from -1 to 1
FAINT = faded("truth", 0.35)


def importance(steps: np.ndarray, measured: PathImportance) -> go.Figure:
    """Draw the path (time, 5) twice; the more depends on a piece, the larger and darker its dot."""
    titles = [say("left out"), say("gradient")]
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.04, subplot_titles=titles)
    x, y = _line(steps)
    drawn = steps[:, 4] != GONE
    hovers = {
        "left_out": say("step {step}: lead falls by {lost}", step="%{customdata}", lost="%{text}"),
        "gradient": say("step {step}: {value}", step="%{customdata}", value="%{text}"),
    }
    for column, name in enumerate(("left_out", "gradient"), start=1):
        values = getattr(measured, name)[drawn]
        share = np.clip(values / max(float(values.max()), 1e-9), 0, 1)
        figure.add_trace(_pen({"color": FAINT, "width": 3}, x, y), 1, column)
        dots = go.Scatter(
            x=steps[drawn, 0], y=steps[drawn, 1], mode="markers", customdata=1 + np.flatnonzero(drawn),
            text=[f"{value:.2f}" for value in values], hovertemplate=hovers[name] + "<extra></extra>",
            marker={
                "size": 5 + 17 * share, "color": share, "cmin": 0, "cmax": 1, "colorscale": shaded("lstm"),
                "line": {"color": COLORS["lstm"], "width": 1}, "opacity": 1,
            },
        )  # fmt: skip
        figure.add_trace(dots, 1, column)
        _paper(figure, column)
    return plain(figure, 420, showlegend=False)


def _line(steps: np.ndarray) -> tuple[list, list]:
    """Return x and y of the line, None where the pen is lifted.

    The line goes through the middles of the pieces and reaches half a piece beyond a stroke's first and last.
    """
    x: list[float | None] = []
    y: list[float | None] = []
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
    return x, y


def _half_piece(steps: np.ndarray) -> float:
    """Return half the length of a piece: half the usual way from one middle to the next."""
    goes_on = steps[1:, 4] == GOES_ON
    along = np.hypot(*(steps[1:, :2] - steps[:-1, :2]).T)[goes_on]
    return float(np.median(along)) / 2 if len(along) else 0.05


def _pen(line: dict, x: list | None = None, y: list | None = None) -> go.Scatter:
    return go.Scatter(x=x or [], y=y or [], mode="lines", line=line, hoverinfo="skip")


def _paper(figure: go.Figure, column: int) -> None:
    """Make a column square paper: y down, no axes."""
    bare = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False}
    anchor = "x" if column == 1 else f"x{column}"
    figure.update_xaxes(range=[-EDGE, EDGE], constrain="domain", col=column, **bare)
    figure.update_yaxes(range=[EDGE, -EDGE], scaleanchor=anchor, constrain="domain", col=column, **bare)
