"""The shipped networks, loaded once for all visitors, in eval mode and never changed."""

import streamlit as st

from rnndemo.digits import unseen
from rnndemo.digits.both import Both, load_both
from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import training_digits, tutorial
from rnndemo.digits.pen.reader import TrainedPen, load_pen_reader
from rnndemo.digits.reader import Trained, load_reader


@st.cache_resource(show_spinner=False)
def digit_reader(cell: str = "lstm") -> Trained:
    """Return the digit reader with this cell. Raises CheckpointError."""
    return load_reader(cell)


@st.cache_resource(show_spinner=False)
def pen_reader(cell: str = "lstm") -> TrainedPen:
    """Return the reader of the pen's path with this cell. Raises CheckpointError."""
    return load_pen_reader(cell)


@st.cache_resource(show_spinner=False)
def both_readers() -> Both:
    """Return the weights that join both readers' answers to one, and their card. Raises CheckpointError."""
    return load_both()


@st.cache_resource(show_spinner=False)
def unseen_digits(name: str = unseen.NAME) -> unseen.Sheet:
    """Return a sheet of test digits that ships with the app. Raises CheckpointError."""
    return unseen.load(name=name)


@st.cache_resource(show_spinner=False)
def held_out_digits() -> Digits:
    """Return the digits held out from own readers' training. Raises CheckpointError."""
    return training_digits.load_held_out()


@st.cache_resource(show_spinner=False)
def tutorial_over_seeds() -> tutorial.Claim:
    """Return the test accuracies of the tutorial's recipe with each cell. Raises CheckpointError."""
    return tutorial.load()
