"""The shape every lesson page shares: a title, one question, panels with a take-away and a check."""

import math

import plotly.graph_objects as go
import streamlit as st

from rnndemo.ui.style import CONFIG

# A widget with these settings keeps its value when the visitor changes pages, and is part of the link.
KEPT = {"bind": "query-params", "persist_state": "session"}

# Streamlit starts a page 8rem down, more than twice what its navigation needs.
_TOP = "<style>.stMainBlockContainer { padding-top: 4.5rem; }</style>"


def open_lesson(title: str, question: str) -> None:
    """Start a page: browser title, heading, and the one question it answers.

    Each page calls this itself, because a page opened by a deep link may run without app.py's frame.
    The browser's icon is an emoji: a Material one is fetched from Google's servers.
    """
    st.set_page_config(page_title=f"{title} · rnndemo", page_icon="🧠", layout="wide")
    st.html(_TOP)
    _drop_infinite_numbers()
    st.title(title, anchor=False)
    st.markdown(question)


def _drop_infinite_numbers() -> None:
    """Take numbers without end out of the link: of all nonsense, the only one Streamlit stops at."""
    infinite = [key for key, value in st.query_params.items() if _infinite(value)]
    for key in infinite:
        del st.query_params[key]
    if infinite:
        st.rerun()


def _infinite(text: str) -> bool:
    try:
        return math.isinf(float(text))
    except ValueError:
        return False


def takeaway(sentence: str) -> None:
    """Say what a panel showed, in one sentence."""
    st.markdown(f":primary[**→**] {sentence}")


def check(key: str, question: str, options: list[str], answer: str, why: str) -> None:
    """Ask one question; once answered, say whether it is right and why. `key` is the widget's."""
    picked = st.radio(question, options, index=None, key=key, persist_state="session")
    if picked == answer:
        st.success(f"Yes. {why}", icon=":material/check:")
    elif picked is not None:
        st.info(f"Not quite. {why}", icon=":material/close:")


def picture(key: str, figure: go.Figure, alt: str, width: str | int = "stretch") -> None:
    """Draw a figure; `alt` says to a screen reader what it shows."""
    st.plotly_chart(figure, config=CONFIG, key=key, alt=alt, width=width)
