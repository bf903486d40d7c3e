"""A panel of the memory lesson: one record, and how the page shows it."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.language import say
from rnndemo.ui.classroom import shown
from rnndemo.ui.lesson import check


class Check(NamedTuple):
    """A question about a panel, its possible answers, the right one, and why it is right; all only marked."""

    question: str
    options: dict[str, str]  # answer → hint where it is wrong, empty where it is right
    answer: str
    why: str


@dataclass(frozen=True)
class Panel:
    """One panel. `key` is its name in links: memory_open_<key>."""

    key: str
    heading: str  # only marked: a number, " · " and the title
    draw: Callable[[], None]  # called only while the panel is open
    checks: tuple[Check, ...]  # the first is asked here, all of them once more at the end of the page
    snippet: str  # the PyTorch behind its pictures; runs as it stands
    reads_digit: bool = False  # whether its step of the path lets the visitor choose the digit

    @property
    def title(self) -> str:
        """The heading as it is said, without its number: a step of the path has a number of its own."""
        return say(self.heading).split(" · ")[1]


def part(draw: Callable[[], None]) -> Callable[[], None]:
    """Make a function draw a part of a panel: a fragment, which says so where a checkpoint is broken.

    A control inside a fragment runs that fragment again and nothing else on the page.
    """

    @st.fragment
    @functools.wraps(draw)
    def drawn() -> None:
        try:
            draw()
        except CheckpointError as error:  # caught in here: a fragment lets no error out to its page
            st.error(str(error))

    return drawn


def show(panel: Panel) -> None:
    """Show a panel's heading, and its body only while it is open; it starts closed."""
    key, places = f"memory_open_{panel.key}", st.session_state.setdefault("memory_places", {})
    if key not in st.session_state and panel.key in places:
        st.session_state[key] = places[panel.key]  # the visitor is back from another page
    box = st.expander(say(panel.heading), key=key, bind="query-params")
    places[panel.key] = box.open
    if box.open:
        with box:
            body(panel)


def body(panel: Panel) -> None:
    """Show what is in a panel, its first question, and its PyTorch."""
    panel.draw()
    # NOTE: a fragment of its own, or every move of a slider would draw the question again.
    st.fragment(check)(f"memory_check_{panel.key}", *panel.checks[0])
    if shown("code"):
        with st.popover(say("Show me the PyTorch"), icon=":material/code:"):
            st.code(panel.snippet, language="python", wrap_lines=True)
