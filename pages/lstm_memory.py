"""Why does an LSTM remember where a plain RNN forgets?"""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.ui import (
    memory_cell_panels,
    memory_digit,
    memory_digit_panels,
    memory_race,
    memory_recall_panels,
)
from rnndemo.ui.lesson import check, open_lesson
from rnndemo.ui.memory_checks import CHECKS
from rnndemo.ui.memory_code import SNIPPETS


class Panel(NamedTuple):
    """One stage of the lesson: its link name, its heading and what it draws when opened."""

    key: str
    heading: str
    draw: list[Callable[[], None]]


PANELS = [
    Panel("order", "1 · Order matters", [memory_digit_panels.order]),
    Panel("unrolled", "2 · An RNN, unrolled", [memory_cell_panels.unrolled]),
    Panel("forms", "3 · Three forms, running", [memory_digit_panels.forms]),
    Panel("story", "4 · The forgetful cook", [memory_recall_panels.story, memory_race.race]),
    Panel("why", "5 · Why it forgets", [memory_recall_panels.gradients, memory_recall_panels.forgetting]),
    Panel(
        "diary",
        "6 · The diary",
        [memory_cell_panels.diary, memory_digit_panels.gates, memory_digit_panels.real_diary],
    ),
    Panel("surgery", "7 · Memory surgery", [memory_digit_panels.operate]),
    Panel(
        "gru",
        "8 · The GRU, a two-gate cousin",
        [memory_cell_panels.cousin, memory_cell_panels.gru, memory_cell_panels.glossary],
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
            alone = whole if draw is memory_race.race else st.fragment(whole)
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
memory_digit.choose()
for panel in PANELS:
    show(panel, first=panel is PANELS[0])
