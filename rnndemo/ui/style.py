"""The look that all figures share: one colour for each quantity, one legend, one layout."""

import re
from typing import Any

# NOTE: Plotly uses pandas as soon as any thread has begun to import it. Imported here before the first
# figure, it is complete; otherwise one visitor's thread could use it while another's still loads it.
import numpy as np
import pandas  # noqa: F401
import plotly.graph_objects as go

from rnndemo.language import mark, say
from rnndemo.sine.waves import Series

# The only colours in the code. Each means one thing, the same on every page. Gates and states have Okabe &
# Ito's palette (safe for colour-blind readers), its amber and its sky blue darker, for lines on white. All
# that is drawn as a line has a contrast of 3:1 on the light ground and on the dark one. The theme in
# .streamlit/config.toml repeats some of them.
COLORS = {
    "input_gate": "#009E73",  # green
    "forget_gate": "#D55E00",  # vermilion
    "output_gate": "#CC79A7",  # purple
    "candidate": "#C38600",  # amber
    "cell_state": "#0072B2",  # blue
    "hidden_state": "#499AC8",  # sky blue
    "reset_gate": "#A67C52",
    "update_gate": "#9467BD",
    "lstm": "#5A5FE0",  # indigo
    "gru": "#7F8A1C",  # olive
    "rnn": "#BC425E",  # rose
    "truth": "#8A8D91",  # what was measured, and all that is no network's
    "baseline": "#00919E",
    "autoregression": "#C04BE0",
    "other_run": "#8A5A2B",
    "highlight": "#E0199A",  # look here
    "own_wave": "#2F9E1F",  # a line that the visitor draws
    "negative": "#6B6F76",  # a value below zero, beside a quantity's own colour
    "pixel": "#000000",
    "pen": "#10161D",
    "paper": "#FFFFFF",
}
# Cells are told apart without colour too: by the line (Plotly's word; SVG's lengths) and by the mark on it.
DASHES = {"lstm": "solid", "gru": "dash", "rnn": "dot"}
DASH_LENGTHS = {"lstm": "", "gru": "8 5", "rnn": "2 4"}
MARKS = {"lstm": "circle", "gru": "square", "rnn": "diamond"}
TRANSPARENT = "rgba(0,0,0,0)"
SEQUENTIAL = "Viridis"  # Plotly's colour scale for time and for sizes, readable without colour vision

LABELS = {
    "input_gate": mark("input gate i (pencil)"),
    "forget_gate": mark("forget gate f (share kept)"),
    "output_gate": mark("output gate o (read aloud)"),
    "candidate": mark("candidate g (what to write)"),
    "cell_state": mark("cell state c (main line)"),
    "hidden_state": mark("hidden state h (side line)"),
    "reset_gate": mark("reset gate r"),
    "update_gate": mark("update gate z"),
}


def short_label(quantity: str) -> str:
    """Return a quantity's label in the visitor's language, without what stands in brackets."""
    return re.split(r" \(|（", say(LABELS[quantity]))[0]


# The toolbar, seen under the mouse only, has one button, which saves the picture: nothing here needs zooming.
CONFIG = {"modeBarButtons": [["toImage"]], "displaylogo": False, "scrollZoom": False}

ABOVE = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}  # a legend that covers no data


def rgb(name: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour of the table, each 0..255."""
    red, green, blue = (int(COLORS[name][at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def inverse(name: str) -> str:
    """Return the colour opposite to one of the table: white of black."""
    red, green, blue = rgb(name)
    return f"#{255 - red:02X}{255 - green:02X}{255 - blue:02X}"


def faded(name: str, opacity: float) -> str:
    """Return a colour of the table, at an opacity from 0 to 1."""
    red, green, blue = rgb(name)
    return f"rgba({red},{green},{blue},{opacity})"


def readable(name: str) -> str:
    """Return the CSS colour for words in a dark colour of the table: on a dark ground it is lighter."""
    lighter = "".join(f"{round(0.55 * part + 0.45 * 255):02X}" for part in rgb(name))
    return f"light-dark({COLORS[name]}, #{lighter})"


def shaded(quantity: str) -> list[list[Any]]:
    """Return a colour scale for values from 0 to 1: transparent to the quantity's colour."""
    return [[0.0, faded(quantity, 0.04)], [1.0, faded(quantity, 1.0)]]


def diverging(quantity: str) -> list[list[Any]]:
    """Return a colour scale for values from −1 to 1: grey below 0, clear at 0, above it the quantity's."""
    return [[0.0, faded("negative", 1.0)], [0.5, faded("truth", 0.04)], [1.0, faded(quantity, 1.0)]]


def plain(figure: go.Figure, height: int, **layout: Any) -> go.Figure:
    """Give a figure the app's layout: a fixed height, so that the page does not jump; no dragging."""
    figure.update_layout(
        height=height, margin={"l": 8, "r": 8, "t": 28, "b": 8}, dragmode=False, hoverlabel={"font_size": 13}
    )
    return figure.update_layout(**layout)


def reach(series: Series) -> list[float]:
    """Return the lowest and highest value to show of a series: 1.3 times its own range, about its middle."""
    known = np.concatenate([series.values, series.truth[np.isfinite(series.truth)]])
    middle, half = (known.max() + known.min()) / 2, max((known.max() - known.min()) / 2, 1e-6)
    return [middle - 1.3 * half, middle + 1.3 * half]
