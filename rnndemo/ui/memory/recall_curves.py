"""The figure of the cook's panel: how many dishes each network recalls after more and more words."""

import numpy as np
import plotly.graph_objects as go

from rnndemo.language import CLAUSES, listed, say
from rnndemo.memory.card import RecallCard
from rnndemo.ui.memory.figures import START_DASHES, accuracy_axis
from rnndemo.ui.memory.race import network_name
from rnndemo.ui.style import ABOVE, COLORS, MARKS, plain


def accuracy_by_delay(card: RecallCard) -> go.Figure:
    """Draw mean accuracy by delay, a line for each cell and start; bars span the seeds."""
    figure = go.Figure()
    for points in card.curves.values():
        if len(points) < 2:
            continue
        config = points[0].config
        delays = [point.config.delay for point in points]
        scores = np.array([point.accuracy for point in points])  # (delays, seeds)
        mean = scores.mean(axis=1)
        spread = {"array": scores.max(axis=1) - mean, "arrayminus": mean - scores.min(axis=1)}
        legend, hover = network_name(config), say("{x} words: mean {y}", x="%{x}", y="%{y:.1%}")
        figure.add_scatter(
            x=delays,
            y=mean,
            name=legend,
            mode="lines+markers",
            line={"color": COLORS[config.cell], "dash": START_DASHES[config.start]},
            marker={"symbol": MARKS[config.cell], "size": 8},
            error_y={**spread, "thickness": 1.2},
            hovertemplate=f"{hover}<extra>{legend}</extra>",
        )
    accuracy_axis(figure, card.chance)
    figure.update_xaxes(type="log", title=say("filler words between dish and question"), tickvals=delays)
    return plain(figure, 440, legend=ABOVE)


def told(card: RecallCard) -> str:
    """Say what share of the dishes each network recalls after the most filler words that were measured."""
    far = (points[-1] for points in card.curves.values() if len(points) > 1)
    said = (
        say(
            "{network}, {share:.0%} after {words} filler words",
            network=network_name(point.config),
            share=point.mean_accuracy,
            words=point.config.delay,
        )
        for point in far
    )
    return say("Dishes recalled: {told}", told=listed(said, CLAUSES))
