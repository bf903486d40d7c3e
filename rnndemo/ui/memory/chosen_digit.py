"""The digit that the memory lesson reads: the visitor's own drawing, or a sample."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from rnndemo.cells import Edit
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.reader import DigitReader, Reading, RowOrder, read_rows
from rnndemo.language import mark, say
from rnndemo.ui import visitor_digit
from rnndemo.ui.lesson import KEPT
from rnndemo.ui.models import digit_reader


class Digit(NamedTuple):
    """An image (28, 28) in 0..1, and words that say whose it is, said, for the start of a sentence."""

    image: np.ndarray
    whose: str


YOURS = mark("your drawing")
_CHOSEN = "memory_digit_chosen"  # in the session: whether the visitor has made a choice
SAMPLES = [str(digit) for digit in range(10)]


def choose() -> None:
    """Let the visitor choose the digit: their own drawing, a sample before there is one."""
    yours, state = [YOURS] if visitor_digit.remembered() is not None else [], st.session_state
    if yours and not state.get(_CHOSEN) and "memory_digit" not in st.query_params:
        state["memory_digit"] = YOURS  # a first drawing takes the place of the sample that stood here
    st.segmented_control(
        say("The digit to read"),
        [*yours, *SAMPLES],
        default=YOURS if yours else "7",
        format_func=say,
        required=True,
        wrap=True,
        key="memory_digit",
        on_change=state.update,
        args=({_CHOSEN: True},),
        **KEPT,
    )


def current() -> Digit:
    """Return the digit chosen at the top of the page."""
    name = st.session_state.get("memory_digit") or "7"
    if name == YOURS and (drawn := visitor_digit.remembered()) is not None:
        return Digit(drawn, say("Your drawing"))
    return Digit(sample(name if name in SAMPLES else "7"), say("A sample digit"))


@st.cache_data
def sample(name: str) -> np.ndarray:
    """Return the picture (28, 28) of a sample digit, named "0" to "9"."""
    return sketch.from_drawing(handwriting.sample(int(name)))


def choose_row(label: str, key: str, default: int) -> int:
    """Let the visitor choose a row of the digit, counted from 1 on the page; return it counted from 0."""
    return st.slider(label, 1, 28, default, key=key, **KEPT) - 1


def reader(cell: str = "lstm") -> DigitReader:
    """Return the shipped digit reader, shared by all visitors, never changed. Raises CheckpointError."""
    return digit_reader(cell).reader


def read(
    image: np.ndarray, order: RowOrder | None = None, edit: Edit | None = None, cell: str = "lstm"
) -> Reading:
    """Let the shipped reader read an image (28, 28) in 0..1. Raises CheckpointError."""
    return read_rows(reader(cell), image, order, edit)


def answer_of(reading: Reading) -> str:
    """Return the answer and its probability, for a sentence."""
    p = reading.probabilities.max()
    share = f"{p:.1%}" if p < 0.9995 else say("over 99.9%")
    return say("**{digit}** ({share})", digit=reading.digit, share=share)
