"""The map of the sine forecaster: validation error over window and hidden size; a click sets both."""

import contextlib
import itertools
from collections import OrderedDict
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from rnndemo.cells import CELL_NAMES
from rnndemo.language import mark, say
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.run import Plan
from rnndemo.sine.sweep import HIDDEN_SIZES, WINDOWS, Spot, choose, sweep_around
from rnndemo.ui.announce import note
from rnndemo.ui.lesson import picture
from rnndemo.ui.progress import POOL, watch
from rnndemo.ui.sine import alts, controls, words
from rnndemo.ui.style import COLORS, SEQUENTIAL, plain

SECONDS = 180.0  # wall-clock limit of one map
MOST_MAPS = 32  # finished ones, shared by all visitors

_ENDED = {
    "finished": mark("The map finished: {count} networks."),
    "out of time": mark("The map out of time: {count} networks."),
}

Map = dict[tuple[int, int], Spot]  # by window and hidden size


@st.cache_resource
def _finished() -> OrderedDict[tuple, Map]:
    return OrderedDict()


def panel():
    """Draw the newest map; return the place to compute another once that is asked for, else None."""
    count = len(WINDOWS) * len(HIDDEN_SIZES)
    st.markdown(
        say(
            "The validation error of {count} networks, all other settings as above. Click one to try it.",
            count=count,
        )
    )
    asked = st.button(say("Compute the map"), key="sine_map_start", icon=":material/grid_on:")
    stage = st.container()
    planned = _current_plan()
    if planned is not None and _key(planned) in _finished():
        st.session_state.sine_map = (planned, _finished()[_key(planned)])
    elif asked:
        return stage
    if "sine_map" in st.session_state:
        with stage:
            _draw(*st.session_state.sine_map)
    return None


def compute(stage) -> None:
    """Train all networks of the map in view; a Stop keeps those that are done."""
    try:
        planned = controls.current_plan()
    except ValueError as problem:
        stage.error(str(problem), icon=":material/error:")
        return
    found: Map = {}
    st.session_state.sine_map = (planned, found)
    with stage:
        bar, place = st.container(), st.empty()
        job, pictures = POOL.perform(sweep_around, planned, lambda same: None), itertools.count()

        def draw(_: Spot) -> None:
            figure = error_map(found, planned.series.period)
            with place:
                picture(f"sine_map_{next(pictures)}", figure, alts.error_map(list(found.values())))

        def noted():
            with contextlib.closing(job):
                for spot in job:
                    if spot is not None:
                        found[spot.window, spot.hidden_size] = spot
                    yield spot

        with bar:
            outcome = watch(noted(), draw, key="sine_map_stop", noun=mark("network"), seconds=SECONDS)
    if outcome.ended == "finished":
        shelf = _finished()
        shelf[_key(planned)] = found
        while len(shelf) > MOST_MAPS:
            shelf.popitem(last=False)
    if outcome.ended in _ENDED:
        note(say(_ENDED[outcome.ended], count=len(found)))
        st.rerun()


def error_map(found: Map, period: float | None) -> go.Figure:
    """Draw validation MSE by window and hidden size on a logarithmic scale, and the wave's period."""
    z = np.full((len(HIDDEN_SIZES), len(WINDOWS)), np.nan)
    for (window, hidden_size), spot in found.items():
        mse = spot.validation_mse
        if mse is not None:
            z[HIDDEN_SIZES.index(hidden_size), WINDOWS.index(window)] = np.log10(max(mse, 1e-12))
    figure = go.Figure(
        go.Heatmap(
            z=z,
            xgap=2,
            ygap=2,
            hoverinfo="skip",
            colorscale=SEQUENTIAL,
            reversescale=True,
            colorbar={
                "title": say("validation<br>MSE"),
                "thickness": 10,
                "tickprefix": "10<sup>",
                "ticksuffix": "</sup>",
            },
        )
    )
    # Plotly's heat maps do not report clicks to Streamlit, so invisible markers on top do.
    rows, columns = np.nonzero(np.isfinite(z))
    unseen = {"marker": {"opacity": 0}}
    figure.add_scatter(
        x=columns,
        y=rows,
        customdata=[[WINDOWS[x], HIDDEN_SIZES[y], 10 ** z[y, x]] for y, x in zip(rows, columns, strict=True)],
        mode="markers",
        marker={"symbol": "square", "size": 26, "opacity": 0},
        selected=unseen,
        unselected=unseen,
        hovertemplate=say(
            "window {window}, hidden size {size}<br>validation MSE {mse}<extra></extra>",
            window="%{customdata[0]}",
            size="%{customdata[1]}",
            mse="%{customdata[2]:.2g}",
        ),
    )
    if period is not None and WINDOWS[0] <= period <= WINDOWS[-1] * 1.1:
        at = float(np.interp(period, WINDOWS, range(len(WINDOWS))))
        text = say("period {points:.0f}", points=period)
        figure.add_vline(at, line_dash="dash", line_color=COLORS["highlight"], annotation_text=text)
    elif period is not None:
        text = say("period {points:.0f} →", points=period)
        figure.add_annotation(text=text, x=1, y=1.08, xref="paper", yref="paper", showarrow=False)
    return plain(
        figure,
        380,
        xaxis=_axis(say("window (points)"), WINDOWS),
        yaxis=_axis(say("hidden size (units)"), HIDDEN_SIZES),
        clickmode="event+select",
    )


def _draw(planned: Plan, found: Map) -> None:
    c = planned.config
    st.caption(
        say(
            "**{cell}, {wave}**: {epochs} epochs, learning rate {rate:g}",
            cell=say(CELL_NAMES[c.cell]),
            wave=words.describe_wave(c),
            epochs=c.epochs,
            rate=c.learning_rate,
        )
    )
    figure = error_map(found, planned.series.period)
    picture("sine_map_chart", figure, alts.error_map(list(found.values())), on_click=_take_over)
    best = choose(found.values())
    if best is not None:
        st.caption(
            say(
                "Chosen: window {window}, hidden size {size}, by the lowest validation MSE, "
                "{validation:.2g}. Only its test MSE counts: {test:.2g}.",
                window=best.window,
                size=best.hidden_size,
                validation=best.validation_mse,
                test=best.test_mse,
            )
        )
    if c.tutorial:
        st.caption(
            say(
                "The tutorial's way keeps no validation targets: these errors are of values it was trained "
                "on."
            )
        )
    missing = [
        spot.window
        for spot in found.values()
        if spot.hidden_size == HIDDEN_SIZES[0] and spot.validation_mse is None
    ]
    if missing:
        shortest = min(missing)
        st.caption(say("A window of {window} or more is too long for this training part.", window=shortest))


def _take_over() -> None:
    points = st.session_state.sine_map_chart.selection.points
    if points:
        window, hidden_size, _ = points[0]["customdata"]
        controls.set_map_cell(int(window), int(hidden_size))


def _current_plan() -> Plan | None:
    try:
        return controls.current_plan()
    except ValueError:
        return None


def _key(planned: Plan) -> tuple[SineConfig, bytes]:
    config: SineConfig = replace(planned.config, window=WINDOWS[0], hidden_size=HIDDEN_SIZES[0])
    return config, planned.series.values.tobytes()


def _axis(title: str, values: tuple[int, ...]) -> dict:
    return {
        "title": title,
        "tickvals": list(range(len(values))),
        "ticktext": [str(value) for value in values],
        "range": [-0.6, len(values) - 0.4],
        "showgrid": False,
        "zeroline": False,
    }
