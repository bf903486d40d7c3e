"""The digit the memory lesson operates on: the visitor's own drawing, or a sample."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from rnndemo.digits import handwriting, sketch
from rnndemo.digits.reader import DigitReader, Reading, RowOrder, read_rows
from rnndemo.memory import surgery
from rnndemo.ui.lesson import KEPT
from rnndemo.ui.models import digit_reader


class Digit(NamedTuple):
    """An image (28, 28) and whose it is."""

    image: np.ndarray
    whose: str


YOURS = "your drawing"
SAMPLES = [str(digit) for digit in range(10)]


def choose() -> None:
    """Let the visitor choose the digit: their own drawing where there is one, or a sample."""
    yours = [YOURS] if drawing() is not None else []
    st.segmented_control(
        "The digit in panels 1, 2, 3, 6, 7 and 8",
        [*yours, *SAMPLES],
        default=YOURS if yours else "7",
        required=True,
        key="memory_digit",
        **KEPT,
    )


def drawing() -> np.ndarray | None:
    """Return the picture (28, 28) of what the visitor drew on the first page, if anything."""
    return st.session_state.get("digit_image")


def the_digit() -> Digit:
    """Return the digit chosen at the top of the page."""
    name = st.session_state.get("memory_digit") or "7"
    if name == YOURS and (drawn := drawing()) is not None:
        return Digit(drawn, "Your drawing")
    return Digit(sample(name if name in SAMPLES else "7"), "A sample digit")


@st.cache_data
def sample(name: str) -> np.ndarray:
    """Return a sample's picture (28, 28)."""
    return sketch.from_drawing(handwriting.sample(int(name)))


def reader(cell: str = "lstm") -> DigitReader:
    """Return the shipped digit reader, shared by all visitors and never changed."""
    return digit_reader(cell).reader


def read(image: np.ndarray, order: RowOrder | None = None, edit=None, cell="lstm") -> Reading:
    """Let the shipped reader read an image."""
    return read_rows(reader(cell), image, order, edit)


@st.cache_data(max_entries=64, show_spinner="Trying every unit at every row …")
def smallest_wipe(image: np.ndarray) -> surgery.Surgery | None:
    """Return the smallest wipe found that changes the answer for this image."""
    return surgery.smallest_wipe(reader(), image)
