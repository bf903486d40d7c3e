"""Why does an LSTM remember where a plain RNN forgets?"""

from typing import NamedTuple

import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.ui import memory_cell_panels, memory_digit_panels, memory_race, memory_recall_panels
from rnndemo.ui.lesson import check, open_lesson, takeaway
from rnndemo.ui.memory_code import SNIPPETS


class Panel(NamedTuple):
    """One stage of the lesson: its link name, its heading and what it draws when opened."""

    key: str
    heading: str
    draw: list


def diary_lesson() -> None:
    """Close the two halves of the diary panel with one take-away and one check."""
    takeaway(
        "The eraser decides what stays, the pencil what is added: where f is 1 and i is 0, nothing is lost."
    )
    check(
        "memory_check_diary",
        "The dish was written down at t = 0. Which gates carry it through the filler words?",
        ["f near 1, i near 0", "f near 0, i near 1", "o near 1"],
        "f near 1, i near 0",
        "Do not erase and do not write over. Reading aloud can wait until the question comes.",
    )


PANELS = [
    Panel("order", "1 · Order matters", [memory_digit_panels.order]),
    Panel("unrolled", "2 · An RNN, unrolled", [memory_cell_panels.unrolled]),
    Panel("forms", "3 · Three forms, running", [memory_digit_panels.forms]),
    Panel("story", "4 · The forgetful cook", [memory_recall_panels.story, memory_race.race]),
    Panel("why", "5 · Why it forgets", [memory_recall_panels.why]),
    Panel("diary", "6 · The diary", [memory_cell_panels.diary, memory_digit_panels.real_diary, diary_lesson]),
    Panel("surgery", "7 · Memory surgery", [memory_digit_panels.operate]),
    Panel("gru", "8 · The GRU, a two-gate cousin", [memory_cell_panels.gru]),
]


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
        try:
            for draw in panel.draw:
                # NOTE: a Stop button inside a fragment would not stop the race.
                if draw is not memory_race.race:
                    draw = st.fragment(draw)
                draw()
        except CheckpointError as error:
            st.error(str(error))
        with st.popover("Show me the PyTorch", icon=":material/code:"):
            st.code(SNIPPETS[panel.key], language="python")


open_lesson(
    "LSTM memory",
    "Why does an LSTM remember where a plain RNN forgets? Eight short panels; every number is computed "
    "live or comes from a network that was really trained.",
)
for panel in PANELS:
    show(panel, first=panel is PANELS[0])
