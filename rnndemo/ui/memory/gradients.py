"""Panel 5: why a plain RNN forgets, measured by gradients, and what a forget gate keeps."""

import math

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from rnndemo.memory import recall
from rnndemo.memory.gradients import forget_curve, gradient_by_distance, half_life
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.memory import chosen_dish
from rnndemo.ui.memory.models import recall_networks
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.style import ABOVE, COLORS, plain

LINES = {  # (cell, state) → (legend, colour, line)
    ("lstm", "cell_state"): ("LSTM, diary c", COLORS["cell_state"], "solid"),
    ("lstm", "hidden_state"): ("LSTM, hidden state h", COLORS["hidden_state"], "dash"),
    ("rnn", "hidden_state"): ("plain RNN, hidden state h", COLORS["rnn"], "solid"),
}


def draw() -> None:
    """Show the measured gradients, then what a constant forget gate leaves."""
    measured()
    by_hand()


@part
def measured() -> None:
    """Show how far back a change still reaches the last state, measured."""
    dish = chosen_dish.current()
    reached = {line: reach(*line, dish) for line in LINES}
    st.markdown(
        f"**Measured** on the trained networks of panel 4, both reading the sentence about *{dish}*: by how "
        "much a small change of the state is multiplied on its way to the last state."
    )
    picture("memory_gradients", norms_by_distance(reached), "Gradient norm against distance")
    diary, plain_rnn = reached["lstm", "cell_state"], reached["rnn", "hidden_state"]
    takeaway(
        f"{len(diary) - 1} steps back, a change of the LSTM's diary reaches the last state "
        f"{_times(diary[-1])}; a change of the plain RNN's state reaches it {_times(plain_rnn[-1])}. What "
        "arrives so faint cannot be learnt from: that is why it forgot the dish."
    )


@st.cache_data(max_entries=32, show_spinner="Measuring …")
def reach(cell: str, state: str, dish: str) -> np.ndarray:
    """Return the gradient norms by distance (time,) of a shipped network reading one sentence."""
    networks, card = recall_networks()
    words = recall.sentence(dish, card.headline).words[0]
    return gradient_by_distance(networks[cell].recurrent, recall.one_hot(words), state)


def _times(factor: float) -> str:
    if factor == 0:
        return "not at all"
    if 0.01 <= factor < 1000:
        return f"multiplied by {factor:.2g}"
    power = f"{math.log10(factor):.0f}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    if factor < 1:
        return f"as almost nothing (10{power} of it)"
    return f"multiplied by 10{power}"


def norms_by_distance(norms: dict[tuple[str, str], np.ndarray]) -> go.Figure:
    """Draw ‖∂h_T/∂s_t‖ (time,) by distance on a log scale, a line for each of LINES."""
    figure = go.Figure()
    for line, (legend, color, dash) in LINES.items():
        # NOTE: a norm of 0 has no place on a log scale.
        figure.add_scatter(y=np.maximum(norms[line], 1e-38), name=legend, line={"color": color, "dash": dash})
    figure.update_traces(hovertemplate="%{x} words back: %{y:.1e}")
    figure.update_yaxes(type="log", exponentformat="power", dtick=5, title="reach of a change")
    figure.update_xaxes(title="words back from the answer")
    return plain(figure, 340, legend=ABOVE)


@part
def by_hand() -> None:
    """Show what a constant forget gate leaves of a cell state."""
    st.markdown("**By hand:** a diary in which nothing is written and a share f is kept at every step.")
    keep = st.slider("Forget gate f", 0.5, 1.0, 0.95, 0.005, format="%.3f", key="memory_keep", **KEPT)
    left = forget_curve(keep, 100)
    st.html(markup.decay(left, f"What a forget gate of {keep:.3f} leaves after each of 100 steps"))
    half = half_life(keep)
    said = f"Half of it is left after {half:.1f} steps" if half < math.inf else "Nothing is ever lost"
    st.markdown(f"{said}; after 100 steps, {left[-1]:.1%} is left.")


CHECK = Check(
    "A forget gate of 0.99 sounds perfect. What is left in the diary after 100 steps?",
    ["99 %", f"{0.99**100:.0%}", "Nothing"],
    f"{0.99**100:.0%}",
    f"0.99 multiplied by itself 100 times; its half-life is {half_life(0.99):.0f} steps. "
    "Set the slider to 0.990.",
)

SNIPPET = """\
import torch

cell = torch.nn.RNNCell(17, 32)
x = torch.rand(100, 1, 17)
states = [torch.zeros(1, 32, requires_grad=True)]
for x_t in x:
    states.append(cell(x_t, states[-1]))

# how far does the last state feel a change of an earlier one? (row 0 of the Jacobian)
slopes = torch.autograd.grad(states[-1][0, 0], states)
print([float(slope.norm()) for slope in slopes])
"""

PANEL = Panel("why", "5 · Why it forgets", draw, CHECK, SNIPPET)
