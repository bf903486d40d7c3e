"""What figures of several panels share."""

import math

import numpy as np
import plotly.graph_objects as go

from rnndemo.language import say
from rnndemo.ui.markup import power_of_ten
from rnndemo.ui.style import ABOVE, COLORS, LABELS, plain


def gates_over_rows(gates: dict[str, np.ndarray]) -> go.Figure:
    """Draw each gate's mean over the units (time, units) row by row."""
    figure = go.Figure()
    for name, values in gates.items():
        line = {"color": COLORS[name], "width": 3}
        figure.add_scatter(y=values.mean(axis=1), x0=1, name=say(LABELS[name]), line=line)
    figure.update_yaxes(range=[0, 1], tickformat=".0%")
    figure.update_xaxes(title=say("row"), range=[1, 28], tickvals=[1, 7, 14, 21, 28])
    return plain(figure, 280, legend=ABOVE)


START_DASHES = {"default": "dash", "orthogonal": "dot", "hold": "solid"}  # how a network's weights start


def accuracy_axis(figure: go.Figure, chance: float) -> None:
    """Give a figure a y axis for the share of dishes recalled, and a line where guessing is."""
    line = {"color": COLORS["truth"], "dash": "dot"}
    figure.add_hline(y=chance, line=line, annotation_text=say("chance"))
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%", title=say("dishes recalled"))


def signed(value: float) -> str:
    """Return a number of −1 to 1 as it is read: with two decimals, its sign and a true minus."""
    return f"{value:+.2f}".replace("-", "−")


def share(factor: float) -> str:
    """Return in words the share of something that is left or arrives; 1 is all of it."""
    if factor == 0:
        return say("nothing")
    if factor < 5e-5:
        return say("almost nothing ({power} of it)", power=power_of_ten(round(math.log10(factor))))
    if factor < 1:
        return f"{100 * factor:.2g}%"
    return say("all") if factor == 1 else say("{factor:.2g} times as much", factor=factor)
