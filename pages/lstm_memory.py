"""Why does an LSTM remember where a plain RNN forgets?"""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.ui.lesson import check, open_lesson
from rnndemo.ui.memory import cell_panels, chosen_digit, digit_panels, race, recall_panels
from rnndemo.ui.memory.checks import CHECKS
from rnndemo.ui.memory.code import SNIPPETS


class Panel(NamedTuple):
    """One stage of the lesson: its link name, its heading and what it draws when opened."""

    key: str
    heading: str
    draw: list[Callable[[], None]]


PANELS = [
    Panel("order", "1 · Order matters", [digit_panels.order]),
    Panel("unrolled", "2 · An RNN, unrolled", [cell_panels.unrolled]),
    Panel("forms", "3 · Three forms, running", [digit_panels.forms]),
    Panel("story", "4 · The forgetful cook", [recall_panels.story, race.race]),
    Panel("why", "5 · Why it forgets", [recall_panels.gradients, recall_panels.forgetting]),
    Panel(
        "diary",
        "6 · The diary",
        [cell_panels.diary, digit_panels.gates, digit_panels.real_diary],
    ),
    Panel("surgery", "7 · Memory surgery", [digit_panels.operate]),
    Panel(
        "gru",
        "8 · The GRU, a two-gate cousin",
        [cell_panels.cousin, cell_panels.gru, cell_panels.glossary],
    ),
]


def whole(draw: Callable[[], None]) -> None:
    """Draw a part of a panel, or say what it lacks."""
    try:
        draw()
    except CheckpointError as error:
        st.error(str(error))


def show(panel: Panel, first: bool) -> None:
    """Draw a panel's heading, and its body only while it is open."""
    key, places = f"memory_open_{panel.key}", st.session_state.setdefault("memory_places", {})
    if key not in st.session_state and panel.key in places:
        st.session_state[key] = places[panel.key]  # back from another page
    box = st.expander(panel.heading, first, key=key, bind="query-params")
    places[panel.key] = box.open
    if not box.open:
        return
    with box:
        for draw in panel.draw:
            # NOTE: a Stop button inside a fragment would not stop the race.
            alone = whole if draw is race.race else st.fragment(whole)
            alone(draw)
        # NOTE: a fragment of its own, or every move of a slider would draw the question again.
        st.fragment(check)(f"memory_check_{panel.key}", *CHECKS[panel.key])
        with st.popover("Show me the PyTorch", icon=":material/code:"):
            st.code(SNIPPETS[panel.key], language="python")


open_lesson(
    "LSTM memory",
    "Why does an LSTM remember where a plain RNN forgets? Eight short panels; every number is computed "
    "live or comes from a network that was really trained.",
)
chosen_digit.choose()
for panel in PANELS:
    show(panel, first=panel is PANELS[0])
