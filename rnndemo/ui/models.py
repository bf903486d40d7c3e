"""The shipped networks, loaded once for all visitors, in eval mode and never changed."""

import streamlit as st

from rnndemo.digits import unseen
from rnndemo.digits.reader import Trained, load_reader


@st.cache_resource
def digit_reader(cell: str = "lstm") -> Trained:
    """Return the digit reader with this cell. Raises CheckpointError."""
    return load_reader(cell)


@st.cache_resource
def unseen_digits(name: str = unseen.NAME) -> unseen.Sheet:
    """Return a sheet of test digits that ships with the app. Raises CheckpointError."""
    return unseen.load(name=name)
