"""Challenge: carry +0.8 over 20 words by setting the gates of a cell by hand."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.challenges import carry
from rnndemo.challenges.carry import SOLUTION, VALUE, WITHIN, WORDS, Carried, Setting
from rnndemo.memory.hand_cell import State
from rnndemo.ui.challenges.challenge import Attempt, Challenge
from rnndemo.ui.lesson import picture
from rnndemo.ui.memory.diary import states
from rnndemo.ui.style import COLORS

GATES = {
    "dish_forget_gate": "At the dish: keep (f)",
    "dish_input_gate": "At the dish: write (i)",
    "word_forget_gate": "At each word: keep (f)",
    "word_input_gate": "At each word: write (i)",
}


def figure(carried: Carried | None) -> go.Figure:
    """Draw the diary after each word of the worst story, and the value that was to be carried."""
    drawn = states(list(carried.states) if carried else [State()])
    drawn.add_hline(VALUE, line={"color": COLORS["truth"], "dash": "dot"}, annotation_text="to carry: +0.8")
    drawn.update_xaxes(range=[-0.5, WORDS + 1.5], dtick=5, title="0: old · 1: the dish · then 20 words")
    return drawn


def draw(last: Attempt | None) -> None:
    """Draw the latest attempt."""
    carried = last.shown if last else None
    alt = "The cell before the dish, after it and after each of 20 words"
    picture("challenge_carry_states", figure(carried), alt)


def controls() -> Setting:
    """Draw the four gates; return how far they are open."""
    row = st.container(horizontal=True)
    return Setting(
        *(
            row.container(width=165).slider(
                label, 0.0, 1.0, 0.5, 0.05, key=f"challenge_{name}", persist_state="session"
            )
            for name, label in GATES.items()
        )
    )


def attempt(setting: Setting, _: DeltaGenerator) -> Attempt:
    """Tell ten new stories with these gates."""
    carried = carry.check(setting, np.random.default_rng())
    end = carried.states[-1].cell_state
    return Attempt(
        carried.passed,
        carried.error,
        f"off by {carried.error:.2f}",
        f"In the worst of ten stories the diary ends at **{end:+.2f}**. {_why(setting, carried)}",
        carried,
    )


def _why(setting: Setting, carried: Carried) -> str:
    if carried.passed:
        return "Erase once, write once, then let the gates rest."
    if abs(carried.states[1].cell_state - VALUE) > WITHIN:
        return "Already the dish was not written cleanly: something old stayed, or too little was written."
    if setting.word_input_gate > 0:
        return "Each word still writes something of its own: close the pencil."
    return f"Each word erases {1 - setting.word_forget_gate:.0%} of what is left: keep more."


def solve(_: Setting, stage: DeltaGenerator) -> Attempt:
    """Tell the stories with the gates that carry it."""
    shown = attempt(SOLUTION, stage)
    gates = SOLUTION
    return shown._replace(
        said=f"at the dish keep {gates.dish_forget_gate:.0%} and write {gates.dish_input_gate:.0%}; at each "
        f"word keep {gates.word_forget_gate:.0%} and write {gates.word_input_gate:.0%}. {shown.said}"
    )


CHALLENGE = Challenge(
    "carry",
    "Carry a number",
    "Set the gates so that +0.8 outlives 20 words.",
    ":material/edit_note:",
    draw,
    controls,
    attempt,
    solve,
)
