"""Panel 5: why a plain RNN forgets, measured by gradients before training, and what a forget gate keeps."""

import math

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from rnndemo.language import listed, mark, say
from rnndemo.memory import recall
from rnndemo.memory.gradients import forget_curve, gradient_by_distance, half_life
from rnndemo.memory.recall import RecallNetwork
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.memory import chosen_dish
from rnndemo.ui.memory.figures import START_DASHES, share
from rnndemo.ui.memory.models import recall_networks
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import SHOWN, beside, predicted
from rnndemo.ui.style import ABOVE, COLORS, plain

LINES = {  # (network, state) → (legend, colour, line)
    ("lstm-hold", "cell_state"): (
        mark("LSTM set to hold, main line c"),
        COLORS["lstm"],
        START_DASHES["hold"],
    ),
    ("lstm-default", "cell_state"): (
        mark("LSTM, as PyTorch starts it, c"),
        COLORS["lstm"],
        START_DASHES["default"],
    ),
    ("rnn-orthogonal", "hidden_state"): (
        mark("plain RNN, orthogonal, h"),
        COLORS["rnn"],
        START_DASHES["orthogonal"],
    ),
    ("rnn-default", "hidden_state"): (
        mark("plain RNN, as PyTorch starts it, h"),
        COLORS["rnn"],
        START_DASHES["default"],
    ),
}


@part
def draw() -> None:
    """Let the visitor guess what a forget gate leaves; then show it, and the measured gradients."""
    st.markdown(
        say("A diary in which nothing is written. At each step it keeps the share f of what is there.")
    )
    linked = "memory_keep" in st.query_params  # a link to a setting shows that setting
    guess = predicted("memory_guess_keep", say("f is 0.99. How much is left after 100 steps?"))
    if (answer := guess or (SHOWN if linked else None)) is None:
        return
    st.markdown(beside(answer, f"{forget_curve(0.99, 100)[-1]:.0%}"))
    by_hand()
    measured()


@part
def measured() -> None:
    """Show how far back a change still reaches the last state, measured before any training."""
    dish = chosen_dish.current()
    with st.spinner(say("Measuring …")):
        reached = {line: reach(*line, dish) for line in LINES}
    st.markdown(
        say(
            "**Measured before any training**, on four networks that read the story about *{dish}*: change "
            "an earlier state a little; how much of the change arrives at the last state? Training can use "
            "only what arrives.",
            dish=say(dish),
        )
    )
    back = len(next(iter(reached.values()))) - 1
    arrived = {line: share(norms[-1]) for line, norms in reached.items()}
    lines = listed(
        say("{network} {share}", network=say(LINES[line][0]), share=much) for line, much in arrived.items()
    )
    told = say("What arrives from {back} words back: {lines}", back=back, lines=lines)
    picture("memory_gradients", norms_by_distance(reached), told)
    takeaway(
        say(
            "From {back} words back {held} of a change arrives in the LSTM set to hold, {default} in the "
            "same LSTM as PyTorch starts it. Plain RNN: {rnn}, or {turned} from an orthogonal start. What a "
            "network keeps at the start makes the difference.",
            back=back,
            held=arrived["lstm-hold", "cell_state"],
            default=arrived["lstm-default", "cell_state"],
            rnn=arrived["rnn-default", "hidden_state"],
            turned=arrived["rnn-orthogonal", "hidden_state"],
        )
    )


@st.cache_data(max_entries=32, show_spinner=False)
def reach(name: str, state: str, dish: str) -> np.ndarray:
    """Return the gradient norms (time,) by distance of an untrained network reading the story about a dish.

    name: of a shipped network, whose start is used; state: "hidden_state" or "cell_state".
    """
    shipped = recall_networks().card
    network = RecallNetwork(shipped.networks[name].config)  # seed and start; not the trained weights
    words = recall.sentence(dish, shipped.headline).words[0]
    return gradient_by_distance(network.recurrent, recall.one_hot(words), state)


def norms_by_distance(norms: dict[tuple[str, str], np.ndarray]) -> go.Figure:
    """Draw ‖∂h_T/∂s_t‖ (time,) by distance on a log scale, a line for each of LINES."""
    figure = go.Figure()
    for line, (legend, color, dash) in LINES.items():
        # NOTE: a norm of 0 has no place on a log scale.
        drawn = np.maximum(norms[line], 1e-38)
        figure.add_scatter(y=drawn, name=say(legend), line={"color": color, "dash": dash})
    hover = say("{x} words back: {y}", x="%{x}", y="%{y:.1e}")
    figure.update_traces(hovertemplate=hover)
    figure.update_yaxes(type="log", exponentformat="power", dtick=5, title=say("share that arrives"))
    figure.update_xaxes(title=say("words back from the answer"))
    return plain(figure, 340, legend=ABOVE)


@part
def by_hand() -> None:
    """Show what a constant forget gate leaves of a cell state."""
    keep = st.slider(say("Forget gate f"), 0.5, 1.0, 0.99, 0.005, format="%.3f", key="memory_keep", **KEPT)
    left = forget_curve(keep, 100)
    alt = say("What a forget gate of {keep:.3f} leaves after each of 100 steps", keep=keep)
    st.html(markup.decay(left, alt))
    half = half_life(keep)
    if half == math.inf:
        said = mark("Nothing is ever lost; after 100 steps, {left} is left.")
    elif half == 1:
        said = mark("Half of it is left after 1 step; after 100 steps, {left} is left.")
    else:
        said = mark("Half of it is left after {half:.3g} steps; after 100 steps, {left} is left.")
    st.markdown(say(said, half=half, left=share(left[-1])))


CHECKS = (
    Check(
        mark(
            "An LSTM as PyTorch starts it keeps about half at each step, f ≈ 0.5. Why does it not learn to "
            "recall a dish after 100 words?"
        ),
        {
            mark("It has too few units"): mark("An LSTM set to hold has as many, and learns it."),
            mark("Half of a half, 100 times over, is almost nothing to learn from"): "",
            mark("Its forget gate cannot be trained"): mark(
                "It is trained. But how much of the dish reaches it?"
            ),
        },
        mark("Half of a half, 100 times over, is almost nothing to learn from"),
        mark(
            "Training learns from what a change of the dish does to the answer, and almost nothing of that "
            "arrives. Set to hold, f starts at 0.993, and half of c is left after 100 steps."
        ),
    ),
    Check(
        mark("f is 0.9 at every step and nothing is written. Roughly how much of c is left after 50 steps?"),
        {
            mark("About half"): mark("0.9 halves in 7 steps: 0.9 × 0.9 × … seven times is 0.48."),
            mark("About half a percent"): "",
            "90%": mark("That is after one step."),
        },
        mark("About half a percent"),
        mark("0.9 multiplied by itself 50 times is 0.005."),
    ),
)

SNIPPET = """\
import torch

cell = torch.nn.RNNCell(17, 32)
x = torch.rand(100, 1, 17)
states = [torch.zeros(1, 32, requires_grad=True)]
for x_t in x:
    states.append(cell(x_t, states[-1]))

# how much does the last state change with an earlier one? (row 0 of the Jacobian)
slopes = torch.autograd.grad(states[-1][0, 0], states)
print([float(slope.norm()) for slope in slopes])
"""

PANEL = Panel("why", mark("5 · Why it forgets"), draw, CHECKS, SNIPPET)
