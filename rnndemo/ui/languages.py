"""The language of a visitor's pages: chosen by them, by their link, or by their browser."""

import streamlit as st

from rnndemo import language
from rnndemo.ui import classroom
from rnndemo.ui.streamlit_internals import in_session

PARAMETER = "lang"  # in the link
_CODE = "language"  # in the session: read at every sentence, so that parts that run alone speak it too
_SWITCH = "language_switch"
_FOLLOWED = "language_link"  # in the session: whether the link that brought the visitor was read


def begin() -> str:
    """Settle the language at the start of a page; return its code."""
    wanted = classroom.carried(PARAMETER)
    st.session_state[_CODE] = wanted if wanted in language.LANGUAGES else language.nearest(st.context.locale)
    return st.session_state[_CODE]


def follow_link() -> bool:
    """Put a link's choices into this visitor's words; tell whether the page must run again for it.

    Streamlit writes and reads a choice as it is shown, so a link holds the words of who made it.
    """
    if st.session_state.get(_FOLLOWED):
        return False
    st.session_state[_FOLLOWED] = True
    choices = {key: value for key, value in st.query_params.items() if "_" in key}  # <page>_<field>
    said = {key: language.say(language.written(value)) for key, value in choices.items()}
    if said == choices:
        return False
    st.query_params.update(said)
    return True


def switch() -> None:
    """Draw the choice of the language, each by its own name."""
    st.session_state[_SWITCH] = st.session_state[_CODE]
    st.segmented_control(
        "Language · 语言",
        list(language.LANGUAGES),
        format_func=language.LANGUAGES.__getitem__,
        required=True,
        key=_SWITCH,
        on_change=_choose,
        label_visibility="collapsed",
    )


def _choose() -> None:
    state = st.session_state
    # Streamlit knows a choice by its words. Set from here, each is known by its option, in any language.
    for key, value in list(state.items()):
        if isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            state[key] = value
    state[_CODE] = state[f"link_{PARAMETER}"] = st.query_params[PARAMETER] = state[_SWITCH]


def _listener() -> str:
    return (st.session_state.get(_CODE) or begin()) if in_session() else language.english()


language.ask = _listener
