"""Challenge: carry +0.8 over 20 words by setting the gates of a cell by hand."""

from functools import partial

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.challenges import carry
from rnndemo.challenges.carry import SOLUTION, VALUE, WITHIN, WORDS, Carried, Setting
from rnndemo.language import mark, say
from rnndemo.memory.hand_cell import State
from rnndemo.ui.challenges.challenge import Attempt, Challenge, Sentence
from rnndemo.ui.lesson import picture
from rnndemo.ui.memory.diary import states
from rnndemo.ui.style import COLORS

GATES = {
    "dish_forget_gate": mark("At the dish: keep (f)"),
    "dish_input_gate": mark("At the dish: write (i)"),
    "word_forget_gate": mark("At each word: keep (f)"),
    "word_input_gate": mark("At each word: write (i)"),
}


def figure(carried: Carried | None) -> go.Figure:
    """Draw the diary after each word of the worst story, and the value that was to be carried."""
    drawn = states(list(carried.states) if carried else [State()])
    line = {"color": COLORS["truth"], "dash": "dot"}
    drawn.add_hline(VALUE, line=line, annotation_text=say("to carry: +0.8"))
    drawn.update_xaxes(range=[-0.5, WORDS + 1.5], dtick=5, title=say("0: old · 1: the dish · then 20 words"))
    return drawn


def draw(last: Attempt | None) -> None:
    """Draw the latest attempt."""
    carried = last.shown if last else None
    alt = say("The cell before the dish, after it and after each of 20 words")
    picture("challenge_carry_states", figure(carried), alt)


def controls() -> Setting:
    """Draw the four gates; return how far they are open."""
    row = st.container(horizontal=True)
    return Setting(
        *(
            row.container(width=165).slider(
                say(label), 0.0, 1.0, 0.5, 0.05, key=f"challenge_{name}", persist_state="session"
            )
            for name, label in GATES.items()
        )
    )


def attempt(setting: Setting, _: DeltaGenerator) -> Attempt:
    """Tell ten new stories with these gates."""
    carried = carry.check(setting, np.random.default_rng())
    return Attempt(
        carried.passed,
        carried.error,
        partial(say, mark("off by {error:.2f}"), error=carried.error),
        partial(_said, setting, carried),
        carried,
    )


def _said(setting: Setting, carried: Carried) -> str:
    end, why = carried.states[-1].cell_state, _why(setting, carried)
    return say("In the worst of ten stories the diary ends at **{end:+.2f}**. {why}", end=end, why=why)


def _why(setting: Setting, carried: Carried) -> str:
    if carried.passed:
        return say("Erase once, write once, then let the gates rest.")
    if abs(carried.states[1].cell_state - VALUE) > WITHIN:
        return say(
            "Already the dish was not written cleanly: something old stayed, or too little was written."
        )
    if setting.word_input_gate > 0:
        return say("Each word still writes something of its own: close the pencil.")
    share = 1 - setting.word_forget_gate
    return say("Each word erases {share:.0%} of what is left: keep more.", share=share)


def solve(_: Setting, stage: DeltaGenerator) -> Attempt:
    """Tell the stories with the gates that carry it."""
    shown = attempt(SOLUTION, stage)
    return shown._replace(said=partial(_way, shown.said))


def _way(said: Sentence) -> str:
    return say(
        "at the dish keep {dish_forget_gate:.0%} and write {dish_input_gate:.0%}; at each word keep "
        "{word_forget_gate:.0%} and write {word_input_gate:.0%}. {said}",
        said=said(),
        **SOLUTION._asdict(),
    )


CHALLENGE = Challenge(
    "carry",
    mark("Carry a number"),
    partial(say, mark("Set the gates so that +0.8 outlives 20 words.")),
    ":material/edit_note:",
    draw,
    controls,
    attempt,
    solve,
)
