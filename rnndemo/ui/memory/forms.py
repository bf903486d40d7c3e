"""Panel 3: many to one, many to many, one to many, each as a running network."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st
import torch

from rnndemo.memory.one_to_many import continue_waves
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.models import one_to_many_network
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.style import ABOVE, COLORS, plain


@part
def draw() -> None:
    """Show three networks running: many to one, many to many, one to many."""
    digit = chosen_digit.current()
    reading = chosen_digit.read(digit.image)
    left, middle, right = st.columns(3)
    with left:
        st.markdown("**Many to one**: 28 rows in, one answer out. *In the field: the sentiment of a review.*")
        bars = {"answer": (reading.probabilities, COLORS["lstm"])}
        st.html(markup.bars(bars, "Class probabilities after the last row"))
        st.page_link("pages/digit_sketchpad.py", label="Draw a digit for it", icon=":material/draw:")
    with middle:
        st.markdown("**Many to many**: an answer after every row. *In the field: a label for each word.*")
        st.html(markup.belief(reading.belief, "Class probabilities after each row"))
        st.caption(
            "The same network, with a readout of its own for each row. From row "
            f"{reading.decided + 1} on its first choice is {reading.digit}."
        )
    with right:
        st.markdown("**One to many**: one number in, a wave out. *In the field: a caption for a picture.*")
        start = st.slider("The one input", -0.9, 0.9, 0.3, 0.1, key="memory_seed_value", **KEPT)
        waves = continue_waves(one_to_many_network(), torch.tensor([start]))
        went_on, truth = waves.values[0].numpy(), waves.truth[0].numpy()
        off = float(np.sqrt(np.mean((went_on - truth) ** 2)))
        told = f"The network goes on for {len(truth)} points, off the true wave by {off:.2g} (RMSE)"
        picture("memory_forms_wave", wave(went_on, truth), told)
        st.page_link("pages/sine_forecaster.py", label="Train one yourself", icon=":material/show_chart:")
    st.caption(
        "Two more forms: translator and captioner.",
        help="A *translator* of this kind joins two networks: an encoder reads the whole sentence, then a "
        "decoder writes the new one. A *captioner* starts from a picture; each word it writes is its next "
        "input.",
    )
    takeaway("A recurrent cell can do all three. They differ in when it gets input and when it is asked.")


def wave(values: np.ndarray, truth: np.ndarray) -> go.Figure:
    """Draw the network's wave over the true one, and the one value that both start with."""
    figure = go.Figure()
    figure.add_scatter(y=truth, name="true wave", line={"color": COLORS["truth"], "dash": "dot"})
    figure.add_scatter(y=values, name="network alone", line={"color": COLORS["gru"]})
    figure.add_scatter(
        x=[0],
        y=truth[:1],
        name="the one input",
        mode="markers",
        marker={"size": 10, "color": COLORS["highlight"]},
    )
    figure.update_xaxes(title="step")
    return plain(figure, 240, legend=ABOVE)


CHECKS = (
    Check(
        "A network reads a sentence and names its language. Which form is that?",
        {
            "Many to one": "",
            "One to many": "How many words go in?",
            "Many to many": "How many answers come out?",
        },
        "Many to one",
        "Many words in, one answer after the last of them, as with the 28 rows of a digit.",
    ),
    Check(
        "A network marks each word of a sentence as noun, verb or other. Which form is that?",
        {
            "Many to one": "How many marks come out?",
            "One to many": "How many words go in?",
            "Many to many": "",
        },
        "Many to many",
        "An answer after every step.",
    ),
)

SNIPPET = """\
import torch

gru = torch.nn.GRU(1, 32, batch_first=True)
readout = torch.nn.Linear(32, 1)
x = torch.rand(1, 28, 1)

outputs, last = gru(x)
many_to_one = readout(outputs[:, -1])            # one answer after the last step
many_to_many = readout(outputs)                  # one answer after each step

one_input = torch.zeros(1, 40, 1)
one_input[:, 0] = 0.5                            # one value, then zeros
one_to_many = readout(gru(one_input)[0])
"""

PANEL = Panel("forms", "3 · Three forms, running", draw, CHECKS, SNIPPET, reads_digit=True)
