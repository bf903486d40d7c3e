"""The digit the memory lesson operates on: the visitor's own drawing, or a sample."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from rnndemo import digits, surgery


class Digit(NamedTuple):
    """An image (28, 28) and whose it is."""

    image: np.ndarray
    whose: str


def the_digit() -> Digit:
    """Return the visitor's drawing from the first page, or the sample chosen here."""
    return Digit(np.load("/tmp/mem/seven.npy"), "A sample digit")


@st.cache_resource
def reader(cell: str = "lstm") -> digits.DigitReader:
    """Return the shipped digit reader, shared by all visitors and never changed."""
    return digits.load(cell).reader


def read(image: np.ndarray, order: digits.RowOrder | None = None, edit=None, cell="lstm") -> digits.Reading:
    """Let the shipped reader read an image."""
    return digits.read_rows(reader(cell), image, order, edit)


@st.cache_data(max_entries=64, show_spinner="Trying every unit at every row …")
def smallest_wipe(image: np.ndarray) -> surgery.Surgery | None:
    """Return the smallest wipe found that changes the answer for this image."""
    return surgery.smallest_wipe(reader(), image)
