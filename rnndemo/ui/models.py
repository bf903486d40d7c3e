"""The shipped networks, loaded once for all visitors, in eval mode and never changed."""

import streamlit as st

from rnndemo.digits import unseen
from rnndemo.digits.both import Both, load_both
from rnndemo.digits.pen import TrainedPen, load_pen_reader
from rnndemo.digits.reader import Trained, load_reader


@st.cache_resource
def digit_reader(cell: str = "lstm") -> Trained:
    """Return the digit reader with this cell. Raises CheckpointError."""
    return load_reader(cell)


@st.cache_resource
def pen_reader(cell: str = "lstm") -> TrainedPen:
    """Return the reader of the pen's path with this cell. Raises CheckpointError."""
    return load_pen_reader(cell)


@st.cache_resource
def both_readers() -> Both:
    """Return how the two readers are weighed for one answer. Raises CheckpointError."""
    return load_both()


@st.cache_resource
def unseen_digits() -> unseen.Sheet:
    """Return the test digits that ship with the app. Raises CheckpointError."""
    return unseen.load()
