"""A prediction first: at which row does the visitor know a digit, and at which the network?"""

from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.reader import SURE, Reading, read_rows, sure_from
from rnndemo.digits.unseen import NAME
from rnndemo.language import mark, say
from rnndemo.ui import classroom, markup, models, path
from rnndemo.ui.lesson import folded, takeaway
from rnndemo.ui.style import COLORS

COVER = 0.15  # ink of a row that is still covered
QUESTION = mark("At which row do you know it?")
OTHER = mark("said another digit")
ROWS = [  # a class's answers
    mark("rows 1–4"), mark("rows 5–8"), mark("rows 9–12"), mark("rows 13–16"), mark("rows 17–20"),
    mark("rows 21–24"), mark("rows 25–28"), OTHER,
]  # fmt: skip
ITS_ROW = mark("The network: from row **{row}** on it says {digit} and is at least {sure:.0%} sure.")
ITS_MISTAKE = mark(
    "The network is wrong: from row **{row}** on it says {digit} and is at least {sure:.0%} sure."
)
_NUMBER, _ROWS, _SAID = "digit_guess_number", "digit_guess_rows", "digit_guess_said"


class Said(NamedTuple):
    """What the visitor said: a digit, None where they asked to be shown, and how many rows they had seen."""

    digit: int | None
    rows: int


def panel() -> None:
    """Uncover a digit of another hand row by row; once the visitor has named it, show who knew when."""
    opened = path.step_is("digit_sketchpad")
    folded(say(QUESTION), ":material/visibility:", "digit_guess", _draw, opened)


def _draw() -> None:
    """Ask; once the visitor has answered, compare them with the network."""
    try:
        image, label = _digit(st.session_state.setdefault(_NUMBER, 0))
        reading = read_rows(models.digit_reader().reader, image)
    except CheckpointError as error:
        st.warning(str(error))
        return
    said = st.session_state.get(_SAID)
    if said is None or (said.digit is None and not classroom.shown("answers")):
        _ask(image)
        return
    if said.digit is not None and st.session_state[_NUMBER] == 0:  # the digit that all see first
        answer = ROWS[(said.rows - 1) // 4] if said.digit == label else OTHER
        classroom.commit("digit_guess", QUESTION, ROWS, answer)
    if classroom.shown("answers"):
        _compare(said, image, reading, label)
    else:
        st.markdown(
            say(
                "You said **{digit}** after row **{rows}**. What does your class say?",
                digit=said.digit,
                rows=said.rows,
            )
        )


def _digit(number: int) -> tuple[np.ndarray, int]:
    """Return a test digit (28, 28) and its label, from the sheet's end: the page shows its beginning."""
    sheet = models.unseen_digits(NAME)
    at = -1 - number % len(sheet.labels)
    return sheet.images[at], int(sheet.labels[at])


def _ask(image: np.ndarray) -> None:
    ink = int(np.flatnonzero(image.max(axis=1) > 0)[0])  # rows above it are blank, and tell nothing
    rows = st.session_state.setdefault(_ROWS, ink + 1)
    covered = np.where(np.arange(28)[:, None] < rows, image, COVER)
    alt = say("The first {rows} of 28 rows of a handwritten digit", rows=rows)
    picture, beside = _columns()
    picture.html(markup.map_of_rows(covered, np.zeros((0, 10)), {rows - 1: COLORS["highlight"]}, alt))
    with beside:
        if rows < 28:
            label = say("Uncover row {row} of 28", row=rows + 1)
            st.button(label, key="digit_guess_next", type="primary", on_click=_uncover)
        st.pills(say("I know it. It is"), range(10), key="digit_guess_digit", on_change=_commit, wrap=True)
        if classroom.shown("answers"):
            st.button(say("Show me"), key="digit_guess_show", type="tertiary", on_click=_commit)


def _uncover() -> None:
    st.session_state[_ROWS] += 1


def _commit() -> None:
    st.session_state[_SAID] = Said(st.session_state.get("digit_guess_digit"), st.session_state[_ROWS])


def _another() -> None:
    st.session_state[_NUMBER] += 1
    for key in (_SAID, _ROWS):
        del st.session_state[key]


def _compare(said: Said, image: np.ndarray, reading: Reading, label: int) -> None:
    since = sure_from(reading.belief)
    marks = {} if said.digit is None else {said.rows - 1: COLORS["highlight"]}
    if since is not None:
        marks[since] = COLORS["forget_gate"]
    alt = say("A handwritten {label}, and what the network believes after each row", label=label)
    picture, beside = _columns()
    picture.html(markup.map_of_rows(image, reading.belief, marks, alt))
    with beside:
        yours, its = _yours(said, label), _its(reading.digit, since, label)
        takeaway(say("{these} {more}", these=yours, more=its))
        you = {say("your row"): COLORS["highlight"]} if said.digit is not None else {}
        st.html(markup.legend({**you, say("the network's row"): COLORS["forget_gate"]}))
        st.button(
            say("Another digit"), key="digit_guess_another", on_click=_another, icon=":material/replay:"
        )


def _columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return places for the picture and for what stands beside it, or on a phone below it."""
    row = st.container(horizontal=True, gap="medium")
    return row.container(width=580), row.container(width=380)


def _yours(said: Said, label: int) -> str:
    if said.digit is None:
        return say("It is a **{label}**.", label=label)
    if said.digit == label:
        return say("You knew the **{label}** after row **{rows}**.", label=label, rows=said.rows)
    return say(
        "After row {rows} you said {digit}, but it is a **{label}**.",
        rows=said.rows,
        digit=said.digit,
        label=label,
    )


def _its(digit: int, since: int | None, label: int) -> str:
    if since is None:
        return say("The network is not sure even after the last row; it would say {digit}.", digit=digit)
    sentence = ITS_ROW if digit == label else ITS_MISTAKE
    return say(sentence, row=since + 1, digit=digit, sure=SURE)
