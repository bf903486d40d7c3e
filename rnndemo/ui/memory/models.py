"""The shipped networks of the memory lesson, loaded once for all visitors, in eval mode and never changed."""

import streamlit as st

from rnndemo.digits.own.learned_order import Learned
from rnndemo.digits.own.learned_order import load as load_learned_order
from rnndemo.memory import one_to_many, study


@st.cache_resource
def recall_networks() -> study.Trained:
    """Return the recall networks and their card. Raises CheckpointError."""
    return study.load()


@st.cache_resource
def one_to_many_network() -> one_to_many.OneToMany:
    """Return the network that continues a wave. Raises CheckpointError."""
    return one_to_many.load()


@st.cache_resource
def learned_order() -> Learned:
    """Return the readers of rows in order and shuffled, and their card. Raises CheckpointError."""
    return load_learned_order()
