"""What all figures share: one colour for each quantity, one layout."""

# NOTE: Plotly uses pandas as soon as anybody has begun to import it; imported here, whole, before the
# first figure, it cannot be met half-loaded by one visitor's thread while another's imports it.
import numpy as np
import pandas  # noqa: F401
import plotly.graph_objects as go

from rnndemo.sine.waves import Series

# Okabe & Ito's palette (colour-blind safe), one colour per quantity on every page.
COLORS = {
    "input_gate": "#009E73",  # the pencil
    "forget_gate": "#D55E00",  # the eraser
    "output_gate": "#CC79A7",  # reading aloud
    "candidate": "#E69F00",  # what the pencil would write
    "cell_state": "#0072B2",  # the diary
    "hidden_state": "#56B4E9",  # what is read aloud
    "reset_gate": "#D55E00",
    "update_gate": "#009E73",
    "lstm": "#0072B2",
    "gru": "#009E73",
    "rnn": "#D55E00",
    "truth": "#8A8D91",
    "baseline": "#E69F00",
    "highlight": "#E69F00",
}

LABELS = {
    "input_gate": "input gate i (pencil)",
    "forget_gate": "forget gate f (eraser)",
    "output_gate": "output gate o (reading aloud)",
    "candidate": "candidate g (what to write)",
    "cell_state": "cell state c (diary)",
    "hidden_state": "hidden state h (read aloud)",
    "reset_gate": "reset gate r",
    "update_gate": "update gate z",
}

# No toolbar: it covers the picture on a phone, and nothing here needs zooming.
CONFIG = {"displayModeBar": False, "scrollZoom": False}


class Ready(go.Figure):
    """A figure that is sent as it is.

    Plotly checks every value that is put into a figure, which takes longer than all the rest of a stroke.
    A figure drawn at every stroke is therefore checked once and then filled in as a plain dict.
    """

    def __init__(self, spec: dict):
        super().__init__()
        self._spec = spec

    def to_dict(self) -> dict:
        """Return the figure as Plotly's JSON has it."""
        return self._spec


def shaded(quantity: str) -> list[list]:
    """Return a colour scale from transparent to the quantity's colour, for values from 0 to 1."""
    return [[0.0, _rgba(COLORS[quantity], 0.04)], [1.0, _rgba(COLORS[quantity], 1.0)]]


def diverging(quantity: str) -> list[list]:
    """Return a colour scale for values from −1 to 1: grey, nothing at 0, the quantity's colour."""
    return [
        [0.0, _rgba("#6B6F76", 1.0)],
        [0.5, _rgba("#8A8D91", 0.04)],
        [1.0, _rgba(COLORS[quantity], 1.0)],
    ]


def plain(figure: go.Figure, height: int, **layout) -> go.Figure:
    """Give a figure the app's layout: fixed height, thin margins, no drag, so that it never jumps."""
    figure.update_layout(
        height=height, margin={"l": 8, "r": 8, "t": 28, "b": 8}, dragmode=False, hoverlabel={"font_size": 13}
    )
    return figure.update_layout(**layout)


def reach(series: Series) -> list[float]:
    """Return the lowest and highest value a picture of a series shows: its own, and a little more."""
    known = np.concatenate([series.values, series.truth[np.isfinite(series.truth)]])
    middle, half = (known.max() + known.min()) / 2, max((known.max() - known.min()) / 2, 1e-6)
    return [middle - 1.3 * half, middle + 1.3 * half]


def _rgba(color: str, opacity: float) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
