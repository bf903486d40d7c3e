"""The future on the page: the forecast from the last known value on, drawn and in numbers."""

import plotly.graph_objects as go
import streamlit as st

from rnndemo.language import say
from rnndemo.sine import run
from rnndemo.sine.judgement import Judgement
from rnndemo.sine.run import Run
from rnndemo.ui.lesson import picture
from rnndemo.ui.sine import alts
from rnndemo.ui.sine.time_axis import time_axis
from rnndemo.ui.style import ABOVE, COLORS, faded, plain


def panel(shown: Run, verdict: Judgement, horizon: int) -> None:
    """Draw the future, its numbers below."""
    drawing = future(shown, verdict, horizon)
    picture("sine_future", drawing, alts.future(shown.series, verdict, horizon))
    st.caption(
        say(
            "From the last known value on, by the network trained on the training part. The band: simulated "
            "paths in which every step gets an error drawn at random from the test's one-step errors. It "
            "knows no other kind of error. Where most of those errors have the same sign, the band moves "
            "that way, and the line may leave it."
        )
    )
    rows = [{say(name): cell for name, cell in row.items()} for row in run.future_rows(shown, horizon)]
    st.dataframe(rows, hide_index=True, height=200)


def future(run: Run, verdict: Judgement, horizon: int) -> go.Figure:
    """Draw the last values known, and what may follow them."""
    series, known, ahead = run.series, len(run.series.values), verdict.future
    first = max(0, known - 2 * horizon)
    later = series.at(known, known + horizon)
    color = COLORS[run.config.cell]
    figure = go.Figure()
    for edge, fill in ((ahead.low, None), (ahead.high, "tonexty")):
        figure.add_scatter(
            x=later,
            y=edge[:horizon],
            line={"width": 0},
            fill=fill,
            fillcolor=faded("truth", 0.25),
            name=say("90% of simulated paths"),
            showlegend=fill is not None,
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=series.at(first, known),
        y=series.values[first:],
        name=say("measured"),
        line={"color": COLORS["truth"]},
    )
    figure.add_scatter(
        x=later, y=ahead.values[:horizon], name=say("future"), line={"color": color, "width": 2}
    )
    return plain(figure, 320, legend=ABOVE, xaxis=time_axis(series))
