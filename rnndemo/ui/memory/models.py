"""The shipped networks of the memory lesson, loaded once for all visitors, in eval mode and never changed."""

import streamlit as st

from rnndemo.memory import one_to_many, study


@st.cache_resource
def recall_networks() -> study.Trained:
    """Return the recall networks and their card. Raises CheckpointError."""
    return study.load()


@st.cache_resource
def one_to_many_network() -> one_to_many.OneToMany:
    """Return the network that continues a wave. Raises CheckpointError."""
    return one_to_many.load()
