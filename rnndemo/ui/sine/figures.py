"""Figures of the sine forecaster: pure functions from a run and its judgement to a Plotly figure."""

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnndemo.arrays import Array
from rnndemo.cells import CELL_NAMES
from rnndemo.language import say
from rnndemo.sine import waves
from rnndemo.sine.judgement import Judgement
from rnndemo.sine.orbit import orbit
from rnndemo.sine.run import Plan, Run
from rnndemo.sine.training import Learning
from rnndemo.sine.waves import Series
from rnndemo.ui.markup import number
from rnndemo.ui.sine import words
from rnndemo.ui.sine.time_axis import time_axis
from rnndemo.ui.style import ABOVE, COLORS, SEQUENTIAL, plain, reach

FLOOR = 1e-9  # share of the largest error: a smaller one is drawn at the edge, with its true number


class Rival(NamedTuple):
    """The free run of another network, to compare with."""

    name: str
    at: NDArray  # (steps,) where they stand on the axis
    values: Array  # (steps,)


def preview(planned: Plan) -> go.Figure:
    """Draw the series with its split and the window's length, before anything is learnt."""
    series, window = planned.series, planned.config.window
    figure = _series(series, planned.first_target, len(series.values))
    first, last = series.at(series.n_train - window, series.n_train)[[0, -1]]
    figure.add_vrect(first, last, line_width=0, fillcolor=COLORS["highlight"], opacity=0.25)
    text = say("window: {window}", window=window)
    figure.add_annotation(
        x=first, y=1, yref="paper", yanchor="top", text=text, showarrow=False, xanchor="right"
    )
    return plain(figure, 200, showlegend=False, xaxis_title=None)


def forecast(run: Run, verdict: Judgement, horizon: int, rival: Rival | None = None) -> go.Figure:
    """Draw truth, one-step forecast and free run, over the split, and the rival's free run."""
    series = run.series
    start, end = series.n_train, max(len(series.values), series.n_train + horizon)
    figure = _series(series, run.first_target, end, run.config.tutorial)
    color = COLORS[run.config.cell]
    test = series.at(start, len(series.values))
    ahead = series.at(start, start + horizon)
    if rival is not None:
        figure.add_scatter(
            x=rival.at[:horizon],
            y=rival.values[:horizon],
            name=say("free run of {run}", run=rival.name),
            line={"color": COLORS["other_run"], "width": 2, "dash": "dot"},
        )
    figure.add_scatter(
        x=test,
        y=verdict.forecast,
        name=say("one step ahead"),
        mode="markers",
        marker={"color": color, "size": 5},
    )
    free, line = verdict.free_run[:horizon], {"color": color, "width": 2}
    figure.add_scatter(x=ahead, y=free, name=say("free run"), line=line)
    low, high = reach(series)
    return plain(figure, 340, legend=ABOVE, yaxis_range=[low, high], uirevision=words.describe(run))


def losses(history: list[Learning], cell: str, persistence: float) -> go.Figure:
    """Draw the loss by epoch on a logarithmic axis, and the epoch that is kept."""
    thin = history[:: max(1, len(history) // 400)]
    epochs = [fact.step for fact in thin]
    figure = go.Figure()
    figure.add_scatter(
        x=epochs, y=[fact.train_loss for fact in thin], name=say("training"), line={"color": COLORS[cell]}
    )
    figure.add_scatter(
        x=epochs,
        y=[fact.validation_loss for fact in thin],
        name=say("validation"),
        line={"color": COLORS["truth"], "dash": "dash"},
    )
    color = COLORS["truth"]
    if persistence:
        # The place of a label is a logarithm here. In the middle it is clear of "kept" at either end.
        place = {"text": say("persistence"), "x": 0.5, "xanchor": "center", "y": float(np.log10(persistence))}
        figure.add_hline(persistence, line_dash="dot", line_color=color, annotation=place)
    if history and (kept := history[-1].kept):
        side = "top left" if kept > history[-1].steps / 2 else "top right"
        text = say("kept")
        figure.add_vline(kept, line_width=1, annotation_text=text, annotation_position=side, line_color=color)
    last = history[-1].steps if history else 1
    return plain(
        figure,
        300,
        legend=ABOVE,
        yaxis={"type": "log", "title": "MSE", "exponentformat": "power"},
        xaxis={"title": say("epoch"), "range": [0, last]},
    )


def errors(run: Run, verdict: Judgement) -> go.Figure:
    """Draw the test error beside those of forecasts that need no network, on a logarithmic axis."""
    rows = [
        (say(CELL_NAMES[run.config.cell]), verdict.test_mse, COLORS[run.config.cell]),
        (say("last value (persistence)"), verdict.persistence_mse, COLORS["baseline"]),
        (say("one period ago (seasonal)"), verdict.seasonal_mse, COLORS["truth"]),
        (
            say("AR({window}) least squares", window=run.config.window),
            verdict.ar_mse,
            COLORS["autoregression"],
        ),
    ]
    rows = [row for row in rows if row[1] is not None][::-1]
    names, mses, colors = zip(*rows, strict=True)
    places = np.maximum(mses, FLOOR * max(*mses, 1e-300))
    # Dots, not bars: on a logarithmic axis a bar has no true length, because it cannot start at zero.
    figure = go.Figure(
        go.Scatter(
            x=places,
            y=names,
            mode="markers+text",
            marker={"color": colors, "size": 13},
            text=[number(mse) for mse in mses],
            textposition="top center",
        )
    )
    low, high = np.log10([min(places), max(places)]) + [-0.7, 0.7]
    low, high = low - (high - low) / 20, high + (high - low) / 20
    xaxis = {"type": "log", "title": say("test MSE"), "exponentformat": "power", "range": [low, high]}
    xaxis["dtick"] = max(1, round((high - low) / 6))
    return plain(figure, 300, xaxis=xaxis, yaxis={"range": [-0.5, len(rows) - 0.3]})


def by_horizon(run: Run, verdict: Judgement, horizon: int) -> go.Figure:
    """Draw the error by steps ahead: the network, persistence and AR, each fed on its own output."""
    errors, steps = verdict.by_horizon, np.arange(1, horizon + 1)
    lines = (
        (say(CELL_NAMES[run.config.cell]), errors.network, COLORS[run.config.cell], "solid"),
        (say("persistence"), errors.persistence, COLORS["baseline"], "dash"),
        (f"AR({run.config.window})", errors.autoregression, COLORS["autoregression"], "dot"),
    )
    figure = go.Figure()
    for name, error, color, dash in lines:
        figure.add_scatter(x=steps, y=error[:horizon], name=name, line={"color": color, "dash": dash})
    top = np.nanmax(np.r_[errors.network[:horizon], errors.persistence[:horizon], 1e-9])
    axis = {"title": "RMSE", "range": [0, 1.1 * min(top, 5 * np.nanstd(run.series.values) + 1e-9)]}
    return plain(figure, 300, legend=ABOVE, xaxis_title=say("steps ahead"), yaxis=axis)


def window_by_window(run: Run, verdict: Judgement) -> go.Figure:
    """Draw the squared error of each test window, as the tutorial does, with the mean."""
    start = run.series.n_train
    figure = go.Figure(
        go.Bar(
            x=run.series.at(start, start + len(verdict.squared_errors)),
            y=verdict.squared_errors,
            marker_color=COLORS[run.config.cell],
        )
    )
    figure.add_hline(
        verdict.test_mse, line_dash="dash", annotation_text=say("mean = test MSE"), line_color=COLORS["truth"]
    )
    return plain(
        figure,
        300,
        xaxis={**time_axis(run.series), "title": say("point forecast")},
        yaxis={"title": say("squared error"), "exponentformat": "power"},
    )


def hidden_orbit(verdict: Judgement, horizon: int) -> go.Figure:
    """Draw the hidden state's path during the free run, coloured by time."""
    path = orbit(verdict.states[:horizon])
    figure = go.Figure(
        go.Scatter(
            x=path[:, 0],
            y=path[:, 1],
            mode="lines+markers",
            line={"color": COLORS["hidden_state"], "width": 1},
            marker={
                "color": np.arange(len(path)),
                "size": 5,
                "colorscale": SEQUENTIAL,
                "colorbar": {"title": say("step"), "thickness": 10},
            },
            hovertemplate=say("step {step}", step="%{marker.color}") + "<extra></extra>",
        )
    )
    return plain(
        figure,
        340,
        xaxis_title=say("first component"),
        yaxis={"title": say("second component"), "scaleanchor": "x"},
    )


def _series(series: Series, first_target: int, end: int, tutorial: bool = False) -> go.Figure:
    """Draw the values up to `end`, what is known of their future, and the split."""
    points, start = len(series.values), series.n_train
    figure = go.Figure()
    truth = series.truth[points - 1 : end]
    if np.isfinite(truth).sum() > 1:
        figure.add_scatter(
            x=series.at(points - 1, end),
            y=truth,
            name=say("the wave goes on"),
            line={"color": COLORS["truth"], "width": 1, "dash": "dot"},
        )
    figure.add_scatter(
        x=series.at(0, points),
        y=series.values,
        name=say("measured"),
        line={"color": COLORS["truth"], "width": 1.5},
    )
    held = np.flatnonzero(waves.held_out(start - first_target)) + first_target
    figure.add_scatter(
        x=series.at(0, points)[held],
        y=series.values[held],
        name=say("validation (chooses the epoch)"),
        mode="markers",
        marker={"color": COLORS["truth"], "size": 5, "symbol": "circle-open"},
        visible=not tutorial,
    )
    split = start - 0.5 if series.dates is None else series.dates[start]
    figure.add_vline(split, line_width=1, line_color=COLORS["truth"])
    for text, anchor, shift in ((say("training"), "right", -4), (say("test"), "left", 4)):
        place = {"x": split, "xshift": shift, "xanchor": anchor, "y": 0, "yref": "paper", "yanchor": "bottom"}
        figure.add_annotation(**place, text=text, showarrow=False)
    ends = [0, end] if series.dates is None else series.at(0, end)[[0, -1]]
    figure.update_xaxes(**time_axis(series), range=ends)
    return figure
