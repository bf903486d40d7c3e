"""The dish that the sentences of the memory lesson name, as the visitor chooses it in panel 4."""

import streamlit as st

from rnndemo.language import say
from rnndemo.memory.recall import DISHES
from rnndemo.ui.lesson import KEPT

_KEY = "memory_dish"


def choose() -> str:
    """Let the visitor choose the dish."""
    return st.selectbox(say("Today I cook"), DISHES, format_func=say, key=_KEY, **KEPT)


def current() -> str:
    """Return the dish chosen last, only marked."""
    return st.session_state.get(_KEY) or DISHES[0]
