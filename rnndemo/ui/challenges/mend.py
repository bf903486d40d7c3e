"""Challenge: find the mistake in the wave script and mend it; it is tried on the page "The code"."""

import streamlit as st

from rnndemo.language import say
from rnndemo.ui.challenges.challenge import Card
from rnndemo.ui.tutorial import mistake


def card() -> Card:
    """Return the card; it is solved once the visitor has mended the script without being shown how."""
    solved = mistake.solved()
    return Card(
        "mend",
        say("Mend the script"),
        say("One line of a script is wrong. Find it, mend it, train it."),
        ":material/build:",
        solved,
        say("the script is mended") if solved else "",
        _go,
    )


def _go() -> None:
    """Open the page that has the script. The run ends here."""
    st.session_state["code_view"] = mistake.VIEW  # the page's own control takes it into the link
    st.switch_page("pages/tutorial_code.py", query_params={})
