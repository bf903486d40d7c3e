"""Tell those who do not see the page what has just happened: a screen reader reads it aloud, once."""

import logging

import streamlit as st

from rnndemo.ui import browser
from rnndemo.ui.streamlit_internals import ALERT, component

# It takes no room, and is silent where its script does not reach the browser: Streamlit shows an alert then.
STYLE = (
    "div:has(> [class*=st-key-announce_]) { position: absolute; width: 1px; }"
    f"[class*=st-key-announce_] {ALERT} {{ display: none; }}"
)
_NEWS = "announce_news"  # in the session: (how many there were so far, the newest)


def announce(key: str, sentence: str, count: int = 0, language: str = "") -> None:
    """Show a place, without size, whose sentence is read aloud when it or `count` changes.

    Call it at the same place of each run, also with an empty sentence: a screen reader hears a change only
    where the place was there before. A `language` (its code) is also told to the browser as the page's.
    """
    try:
        with st.container(key=f"announce_{key}"):
            component("rnndemo", "announce", browser.FOLDER, "announce.js")(
                key=f"{key}_announced",
                data={"sentence": sentence, "count": count, "language": language},
                height=1,
            )
    except Exception as error:  # whatever fails in the component, the page works without it
        logging.getLogger(__name__).warning("nothing could be announced: %r", error)


def note(sentence: str) -> None:
    """Keep a sentence for the next run of the page, which announces it."""
    count, _ = st.session_state.get(_NEWS, (0, ""))
    st.session_state[_NEWS] = (count + 1, sentence)


def news(language: str) -> None:
    """Announce what was noted last, and tell the browser the language of the page."""
    count, sentence = st.session_state.get(_NEWS, (0, ""))
    announce("page", sentence, count, language)
