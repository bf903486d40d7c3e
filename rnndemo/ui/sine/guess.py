"""You first: draw how a wave goes on, then see how well you did, and how well a network did."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from rnndemo.arrays import Array
from rnndemo.language import listed, mark, say
from rnndemo.sine import drawn
from rnndemo.sine.forecaster import SineConfig, make_series
from rnndemo.sine.run import Run
from rnndemo.sine.waves import Series
from rnndemo.ui.canvas import canvas, themed
from rnndemo.ui.lesson import folded, picture, takeaway
from rnndemo.ui.sine import runs
from rnndemo.ui.sine.wave_pad import HEIGHT, WIDTH, pen_of
from rnndemo.ui.style import ABOVE, COLORS, plain

KNOWN, NEXT = 60, 30  # points that are shown, and points to draw
WAVES = {
    "damped": mark("One rule holds all along, and few numbers describe it."),
    "two tones": mark(
        "It repeats only after 125 points; the network has seen 134, hardly more than one repeat."
    ),
    "chaotic": mark(
        "On average a tiny error doubles at every step: after a few points a forecast is worth little."
    ),
}
MARGIN = 0.25  # of the wave's reach, free above and below it


def panel(opened: bool = False) -> None:
    """Let the visitor draw how a wave goes on, in a box that begins opened or closed."""
    folded(say("You first: draw how a wave goes on"), ":material/draw:", "sine_guess", _ask, opened)


def _ask() -> None:
    """Once a line is drawn, or on demand, show the truth and the network's forecast."""
    st.markdown(
        say("Draw the next {points} points, from the upright line to the right edge of the box.", points=NEXT)
    )
    wave = st.segmented_control(
        say("Wave"),
        list(WAVES),
        format_func=say,
        default="damped",
        required=True,
        key="sine_guess_wave",
    )
    series = make_series(SineConfig(wave=wave))
    st.space("small")  # the canvas's own toolbar opens here
    drawing = canvas(
        f"sine_guess_{wave.replace(' ', '_')}",
        WIDTH,
        HEIGHT,
        say("press Show me."),
        color=COLORS["own_wave"],
        pen=3,
        drawing=_start(series),
        ground=themed(),
    )
    line = _line(drawing, series)
    show = f"sine_guess_show_{wave}"
    if line is None and not st.toggle(say("Show me"), key=show, persist_state="session"):
        return
    _answer(runs.example(wave), line)
    takeaway(say(WAVES[wave]))


def _answer(network: Run, line: Array | None) -> None:
    series = network.series
    first = series.n_train
    truth = series.truth[first : first + NEXT]
    forecasts = {
        say("the LSTM"): (network.judge().free_run[:NEXT], COLORS["lstm"], "solid"),
        say("the last value"): (np.full(NEXT, series.values[first - 1]), COLORS["baseline"], "dash"),
    }
    if line is not None:
        forecasts = {say("you"): (line, COLORS["own_wave"], "solid"), **forecasts}
    figure = go.Figure()
    figure.add_scatter(
        x=np.arange(first - KNOWN, first + NEXT),
        y=series.truth[first - KNOWN : first + NEXT],
        name=say("the wave"),
        line={"color": COLORS["truth"], "width": 1.5},
    )
    for name, (values, color, dash) in forecasts.items():
        figure.add_scatter(
            x=np.arange(first, first + NEXT), y=values, name=name, line={"color": color, "dash": dash}
        )
    errors = {name: np.sqrt(np.mean((values - truth) ** 2)) for name, (values, *_) in forecasts.items()}
    said = listed(f"{name} **{error:.2f}**" for name, error in errors.items())
    alt = say("Off by: {errors}", errors=said.replace("**", ""))
    picture("sine_guess_figure", plain(figure, 260, legend=ABOVE, xaxis_title=say("point")), alt)
    st.markdown(say("Off by (RMSE over {points} points): {errors}.", points=NEXT, errors=said))


def _line(drawing: dict[str, Any] | None, series: Series) -> Array | None:
    """Return what the visitor drew as values (NEXT,); None, with what to do, where it is no forecast yet."""
    pen = pen_of(
        [item for item in (drawing or {}).get("objects", []) if item.get("stroke") == COLORS["own_wave"]]
    )
    if pen is None:
        return None
    try:
        return _values(drawn.at(_across()[KNOWN:], *pen), series)
    except ValueError as problem:
        st.info(str(problem), icon=":material/draw:")
    return None


def _start(series: Series) -> dict[str, Any]:
    """Return the drawing that the canvas begins with: the known points, and a line where they end."""
    x, y = _across()[:KNOWN], _heights(series.truth[series.n_train - KNOWN : series.n_train], series)
    known = np.stack([x, y], axis=1)
    split = x[-1] + WIDTH / (KNOWN + NEXT) / 2
    return {"objects": [_path(known, 2), _path(np.array([[split, 0.0], [split, HEIGHT]]), 1)]}


def _path(points: Array, width: int) -> dict[str, Any]:
    """Return points (n, 2) in CSS pixels as a line that Fabric.js draws."""
    commands = [["M" if at == 0 else "L", *map(float, point)] for at, point in enumerate(points)]
    return {
        "type": "Path",
        "path": commands,
        "stroke": COLORS["truth"],
        "strokeWidth": width,
        "fill": None,
        "selectable": False,
    }


def _across() -> Array:
    """Return where the points stand on the canvas, in CSS pixels from the left."""
    return (np.arange(KNOWN + NEXT) + 0.5) * WIDTH / (KNOWN + NEXT)


def _reach(series: Series) -> tuple[float, float]:
    """Return the values at the canvas's lower and upper edge."""
    known = series.truth[: series.n_train]
    room = MARGIN * float(np.ptp(known))
    return float(known.min()) - room, float(known.max()) + room


def _heights(values: Array, series: Series) -> Array:
    low, high = _reach(series)
    return HEIGHT * (high - values) / (high - low)


def _values(heights: Array, series: Series) -> Array:
    low, high = _reach(series)
    return high - heights * (high - low) / HEIGHT
