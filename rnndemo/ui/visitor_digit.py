"""The picture of the digit that a visitor drew or uploaded, kept from one page to another."""

import numpy as np
import streamlit as st

_KEY = "digit_image"


def remember(image: np.ndarray | None) -> None:
    """Keep this visitor's picture (28, 28); None where there is nothing to read."""
    st.session_state[_KEY] = image


def remembered() -> np.ndarray | None:
    """Return this visitor's picture (28, 28), or None."""
    return st.session_state.get(_KEY)
