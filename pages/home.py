"""Home: what a recurrent network does, in one moving picture; the path; the lessons; the challenges."""

import math
from typing import NamedTuple

import numpy as np
import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.reader import read_card, read_rows
from rnndemo.language import mark, say
from rnndemo.memory import card
from rnndemo.sine.forecaster import SineConfig, make_series
from rnndemo.ui import markup, models, path, visitor_digit
from rnndemo.ui.digits.first_look import reading_picture
from rnndemo.ui.lesson import open_lesson
from rnndemo.ui.style import COLORS


class Result(NamedTuple):
    """A picture as markup and one sentence with a number in it."""

    picture: str
    sentence: str


def digit() -> Result:
    """Quote the digit reader's errors on the test digits. Raises CheckpointError."""
    test = read_card()["test"]
    image = sketch.from_drawing(handwriting.sample(3))
    picture = markup.on_paper(
        image, say("A handwritten 3, 28 by 28 pixels"), "width:112px;height:112px;margin:auto"
    )
    misread = say(
        "The LSTM misreads **{errors:,} of {digits:,}** digits it had never seen.",
        errors=test["errors"],
        digits=test["digits"],
    )
    return Result(picture, misread)


def wave() -> Result:
    """State how two values fix the next on a clean sine: x[t] = 2 cos(Δ) x[t−1] − x[t−2]."""
    config = SineConfig()
    factor = 2 * math.cos(config.span / (config.points - 1))
    values = make_series(config).values
    picture = markup.lines({"sine": (0.5 + 0.45 * values, COLORS["lstm"])}, say("A sine wave"))
    rule = say(
        "On a clean sine two values are enough: next = **{factor:.3f}** × last − the one before. With noise, "
        "more values help.",
        factor=factor,
    )
    return Result(picture, rule)


def memory() -> Result:
    """Quote what an LSTM recalls at a distance, by how its gates start. Raises CheckpointError."""
    shipped = card.read()
    starts = {
        say("set to hold"): ("lstm-hold", "lstm"),
        say("as PyTorch starts it"): ("lstm-default", "truth"),
    }
    lines = {
        start: (np.array([point.mean_accuracy for point in shipped.curves[curve]]), COLORS[color])
        for start, (curve, color) in starts.items()
    }
    words = shipped.headline
    held, default = (shipped.at(curve, words).mean_accuracy for curve, _ in starts.values())
    return Result(
        markup.lines(lines, say("Dishes recalled after more and more words, by how the LSTM's gates start")),
        say(
            "It hears a dish, then {words} words of chatter. An LSTM whose gates start set to hold recalls "
            "the dish **{held:.1%}** of the time; as PyTorch starts it, **{default:.1%}**. "
            "Guessing: {chance:.1%}.",
            words=words,
            held=held,
            default=default,
            chance=shipped.chance,
        ),
    )


LESSONS = [
    (
        "digit_sketchpad",
        mark("Draw a digit"),
        "draw",
        mark("How does a network read an image row by row?"),
        digit,
    ),
    (
        "sine_forecaster",
        mark("Continue a wave"),
        "show_chart",
        mark("How far back must it look to continue a wave?"),
        wave,
    ),
    (
        "lstm_memory",
        mark("Look inside the LSTM"),
        "memory",
        mark("Why does an LSTM remember for so long?"),
        memory,
    ),
]


@st.fragment
def first_look() -> None:
    """Show the visitor's digit, or a sample, as the LSTM reads it; a button plays it again."""
    image = visitor_digit.remembered()
    if image is None:
        image = sketch.from_drawing(handwriting.sample(3))
    play = st.session_state.get("home_play", 0)
    try:
        reading = read_rows(models.digit_reader().reader, image)
    except CheckpointError:
        return  # the digit page says what is wrong with it
    st.html(reading_picture(image, reading, play))
    if st.button(say("Play again"), icon=":material/replay:", type="tertiary"):
        st.session_state["home_play"] = play + 1
        st.rerun(scope="fragment")


open_lesson(
    say("See how recurrent networks remember"),
    say(
        "A recurrent network reads **one step at a time** and carries **a memory** from each step to the "
        "next. Here an LSTM reads a digit, one row a step:"
    ),
)
first_look()
with st.container(horizontal=True, vertical_alignment="center"):
    path.start()
    st.caption(
        say(
            "For people who learn recurrent networks, and for their teachers. You should know what a neural "
            "network is; nothing more. All networks here are real: change them and see."
        )
    )
with st.expander(say("The path: {steps} steps", steps=len(path.STEPS)), icon=":material/route:"):
    path.contents()
st.header(say("Or just play"), anchor=False)
for column, (page, label, icon, question, result) in zip(st.columns(3), LESSONS, strict=True):
    with column.container(border=True, height="stretch"):
        st.markdown(f"**{say(question)}**")
        try:
            picture, sentence = result()
        except CheckpointError:
            pass  # the lesson itself says what is wrong with its checkpoint; here its number is left out
        else:
            st.html(picture)
            st.markdown(sentence)
        st.space("stretch")
        st.page_link(f"pages/{page}.py", label=f"**{say(label)}**", icon=f":material/{icon}:")
st.page_link(
    "pages/challenges.py", label=say("**Challenges**, checked by the networks"), icon=":material/flag:"
)
