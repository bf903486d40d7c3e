"""The look that all figures share: one colour for each quantity, one legend, one layout."""

from typing import Any

# NOTE: Plotly uses pandas as soon as any thread has begun to import it. Imported here before the first
# figure, it is complete; otherwise one visitor's thread could use it while another's still loads it.
import numpy as np
import pandas  # noqa: F401
import plotly.graph_objects as go

from rnndemo.sine.waves import Series

# The only colours in the code. Quantities have Okabe & Ito's palette (safe for colour-blind readers) and
# the same colour on every page. The theme in .streamlit/config.toml repeats some of them.
COLORS = {
    "input_gate": "#009E73",
    "forget_gate": "#D55E00",
    "output_gate": "#CC79A7",
    "candidate": "#E69F00",
    "cell_state": "#0072B2",
    "hidden_state": "#56B4E9",
    "reset_gate": "#A67C52",
    "update_gate": "#9467BD",
    "lstm": "#0072B2",
    "gru": "#009E73",
    "rnn": "#D55E00",
    "truth": "#8A8D91",
    "baseline": "#E69F00",
    "autoregression": "#CC79A7",
    "other_run": "#7A5195",
    "highlight": "#E69F00",
    "negative": "#6B6F76",  # a value below zero, beside a quantity's own colour
    "pixel": "#000000",
    "pen": "#10161D",
    "own_wave": "#0072B2",
    "paper": "#FFFFFF",
}
TRANSPARENT = "rgba(0,0,0,0)"
SEQUENTIAL = "Viridis"  # Plotly's colour scale for time and for sizes, readable without colour vision

LABELS = {
    "input_gate": "input gate i (pencil)",
    "forget_gate": "forget gate f (share kept)",
    "output_gate": "output gate o (read aloud)",
    "candidate": "candidate g (what to write)",
    "cell_state": "cell state c (main line)",
    "hidden_state": "hidden state h (side line)",
    "reset_gate": "reset gate r",
    "update_gate": "update gate z",
}

# No toolbar: it covers the picture on a phone, and nothing here needs zooming.
CONFIG = {"displayModeBar": False, "scrollZoom": False}

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
