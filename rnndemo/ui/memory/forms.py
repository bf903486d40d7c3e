"""Panel 3: many to one, many to many, one to many, each as a running network."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st
import torch

from rnndemo.language import mark, say
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
        st.markdown(
            say("**Many to one**: 28 rows in, one answer out. *In the field: the sentiment of a review.*")
        )
        bars = {say("answer"): (reading.probabilities, COLORS["lstm"])}
        st.html(markup.bars(bars, say("Class probabilities after the last row")))
        st.page_link("pages/digit_sketchpad.py", label=say("Draw a digit for it"), icon=":material/draw:")
    with middle:
        st.markdown(
            say("**Many to many**: an answer after every row. *In the field: a label for each word.*")
        )
        st.html(markup.belief(reading.belief, say("Class probabilities after each row")))
        st.caption(
            say(
                "The same network, with a readout of its own for each row. From row {row} on its first "
                "choice is {digit}.",
                row=reading.decided + 1,
                digit=reading.digit,
            )
        )
    with right:
        st.markdown(
            say("**One to many**: one number in, a wave out. *In the field: a caption for a picture.*")
        )
        start = st.slider(say("The one input"), -0.9, 0.9, 0.3, 0.1, key="memory_seed_value", **KEPT)
        waves = continue_waves(one_to_many_network(), torch.tensor([start]))
        went_on, truth = waves.values[0].numpy(), waves.truth[0].numpy()
        off = float(np.sqrt(np.mean((went_on - truth) ** 2)))
        told = say(
            "The network goes on for {points} points, off the true wave by {off:.2g} (RMSE)",
            points=len(truth),
            off=off,
        )
        picture("memory_forms_wave", wave(went_on, truth), told)
        st.page_link(
            "pages/sine_forecaster.py", label=say("Train one yourself"), icon=":material/show_chart:"
        )
    st.caption(
        say("Two more forms: translator and captioner."),
        help=say(
            "A *translator* of this kind joins two networks: an encoder reads the whole sentence, then a "
            "decoder writes the new one. A *captioner* starts from a picture; each word it writes is its "
            "next input."
        ),
    )
    takeaway(
        say("A recurrent cell can do all three. They differ in when it gets input and when it is asked.")
    )


def wave(values: np.ndarray, truth: np.ndarray) -> go.Figure:
    """Draw the network's wave over the true one, and the one value that both start with."""
    figure = go.Figure()
    figure.add_scatter(y=truth, name=say("true wave"), line={"color": COLORS["truth"], "dash": "dot"})
    figure.add_scatter(y=values, name=say("network alone"), line={"color": COLORS["gru"]})
    figure.add_scatter(
        x=[0],
        y=truth[:1],
        name=say("the one input"),
        mode="markers",
        marker={"size": 10, "color": COLORS["highlight"]},
    )
    figure.update_xaxes(title=say("step"))
    return plain(figure, 240, legend=ABOVE)


CHECKS = (
    Check(
        mark("A network reads a sentence and names its language. Which form is that?"),
        {
            mark("Many to one"): "",
            mark("One to many"): mark("How many words go in?"),
            mark("Many to many"): mark("How many answers come out?"),
        },
        mark("Many to one"),
        mark("Many words in, one answer after the last of them, as with the 28 rows of a digit."),
    ),
    Check(
        mark("A network marks each word of a sentence as noun, verb or other. Which form is that?"),
        {
            mark("Many to one"): mark("How many marks come out?"),
            mark("One to many"): mark("How many words go in?"),
            mark("Many to many"): "",
        },
        mark("Many to many"),
        mark("An answer after every step."),
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

PANEL = Panel("forms", mark("3 · Three forms, running"), draw, CHECKS, SNIPPET, reads_digit=True)
