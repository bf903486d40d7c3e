"""Panel 7: surgery on the memory of the digit reader."""

from dataclasses import replace

import numpy as np
import streamlit as st
import torch

from rnndemo.digits.reader import Reading
from rnndemo.language import listed, mark, say
from rnndemo.memory.surgery import GATES, Surgery, answers, important_units, smallest_wipe
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT, takeaway
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.chosen_digit import Digit, answer_of
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import beside, predicted
from rnndemo.ui.models import unseen_digits
from rnndemo.ui.style import COLORS, LABELS

WIPES = {  # choice → the state that is wiped; "search": the smallest wipe that changes the answer
    mark("nothing"): None,
    mark("the diary c"): "cell_state",
    mark("what was read aloud, h"): "hidden_state",
    mark("as little as changes the answer"): "search",
}
HALF = 14  # rows: half of the digit is read


@part
def draw() -> None:
    """Let the visitor clamp gates, wipe a state and mute units; answer and belief change at once."""
    digit = chosen_digit.current()
    untouched = chosen_digit.read(digit.image)
    wiped = chosen_digit.read(digit.image, edit=Surgery(wipe="cell_state", wipe_at=HALF - 1))
    question = say(
        "All of the diary is wiped after row {row} of 28. Does the answer {digit} survive?",
        row=HALF,
        digit=untouched.digit,
    )
    answer = predicted("memory_guess_wipe", question, [mark("yes"), mark("no")])
    if answer is None:
        alt = say("{whose}, to be wiped after row {row}", whose=digit.whose, row=HALF)
        st.html(markup.ink(digit.image, alt, HALF - 1))
        return
    st.markdown(
        say(
            "{answer} Wiped there, it says {wiped}. Now try for yourself.",
            answer=beside(answer, "yes" if wiped.digit == untouched.digit else "no"),
            wiped=answer_of(wiped),
        )
    )
    left, right = st.columns(2)
    with left:
        surgery = _tools(digit, untouched)
    after = chosen_digit.read(digit.image, edit=surgery)
    with right:
        bars = {
            say("untouched"): (untouched.probabilities, COLORS["truth"]),
            say("after surgery"): (after.probabilities, COLORS["highlight"]),
        }
        st.html(markup.bars(bars, say("Answers before and after surgery")))
        st.html(markup.belief(after.belief, say("Belief after each row, after the surgery")))
        st.caption(
            say("Belief after each row. Its readouts were fitted to memories that nobody operated on.")
        )
        tip = say("The reader never learned from them.")
        if st.button(say("Try it on 300 test digits"), key="memory_try", help=tip):
            st.markdown(_on_test_digits(surgery))
    if surgery == Surgery():
        told = mark("{whose} is read as {before}. Nothing is clamped, so nothing changes: choose a tool.")
    elif after.digit == untouched.digit:
        told = mark("Untouched, the network says {before}; after the surgery it still says {after}.")
    else:
        told = mark("Untouched, the network says {before}; after the surgery it now says {after}.")
    takeaway(say(told, whose=digit.whose, before=answer_of(untouched), after=answer_of(after)))


def _on_test_digits(surgery: Surgery) -> str:
    """Operate on the reader while it reads test digits; say how many it gets right and what it says most."""
    sheet = unseen_digits()
    said = answers(chosen_digit.reader(), torch.from_numpy(sheet.images), surgery)
    right, counts = int((said == sheet.labels).sum()), np.bincount(said, minlength=10)
    return say(
        "After this surgery it reads {right} of {all} test digits rightly. It says **{digit}** to {most} of "
        "them.",
        right=right,
        all=len(said),
        digit=counts.argmax(),
        most=counts.max(),
    )


def _tools(digit: Digit, untouched: Reading) -> Surgery:
    """Draw the controls; return the surgery they are set to."""
    clamp = []
    for gate in GATES:
        name = say(LABELS[gate])
        if st.toggle(say("Clamp the {gate}", gate=name), key=f"memory_hold_{gate}", **KEPT):
            value = st.slider(name, 0.0, 1.0, 0.0, 0.05, key=f"memory_{gate}", **KEPT)
            clamp.append((gate, value))
    count = st.slider(
        say("Mute the most important units"),
        0,
        32,
        0,
        key="memory_mute",
        help=say("Their h is 0 at every step. Important: what adds most to the answer in the end."),
        **KEPT,
    )
    state = untouched.trace._asdict()["hidden_state"][-1]
    mute = important_units(chosen_digit.reader(), state, untouched.digit, count)
    wipe = WIPES[st.selectbox(say("Wipe"), list(WIPES), format_func=say, key="memory_wipe", **KEPT)]
    surgery = Surgery(tuple(clamp), mute=mute)
    if wipe == "search":
        surgery = _with_smallest_wipe(digit, surgery)
    elif wipe:
        row = chosen_digit.choose_row(say("after row"), "memory_wipe_at", HALF)
        surgery = replace(surgery, wipe=wipe, wipe_at=row)
    if surgery.wipe:
        alt = say("wiped after row {row}", row=surgery.wipe_at + 1)
        st.html(markup.ink(digit.image, alt, surgery.wipe_at))
    st.button(say("Undo everything"), on_click=_undo, disabled=surgery == Surgery(), key="memory_undo")
    return surgery


def _with_smallest_wipe(digit: Digit, surgery: Surgery) -> Surgery:
    """Add the smallest wipe to the surgery, where one is found, and say which it is."""
    with st.spinner(say("Trying every unit at every row …")):
        found = _smallest_wipe(digit.image)
    if found is None:
        st.info(say("Even a full wipe of the diary after any one row leaves this answer as it is."))
        return surgery
    st.caption(
        say(
            "Found: {count} of 64 units' diary, wiped after row {row} (unit {units}).",
            count=len(found.wipe_units),
            row=found.wipe_at + 1,
            units=listed(map(str, found.wipe_units)),
        )
    )
    return replace(found, clamp=surgery.clamp, mute=surgery.mute)


@st.cache_data(max_entries=64, show_spinner=False)
def _smallest_wipe(image: np.ndarray) -> Surgery | None:
    return smallest_wipe(chosen_digit.reader(), torch.as_tensor(image, dtype=torch.float32))


def _undo() -> None:
    for gate in GATES:
        st.session_state[f"memory_hold_{gate}"] = False
    st.session_state["memory_mute"], st.session_state["memory_wipe"] = 0, "nothing"


CHECKS = (
    Check(
        mark("The forget gate is clamped at 0 for every row: nothing is kept. What will the network say?"),
        {
            mark("Nearly the same answer to every digit"): "",
            mark("The right answer, less sure"): mark("Where would it remember the rows that it has read?"),
            mark("The answer of the last rows alone"): mark("What is in the last rows of most digits?"),
        },
        mark("Nearly the same answer to every digit"),
        mark(
            "c holds only what the last row wrote, and the last rows are blank in most digits. A little of "
            "the past still comes through h, but this network never learned to live on that. Clamp it, then "
            "press *Try it on 300 test digits*."
        ),
    ),
    Check(
        mark("The diary is wiped after row 3, and the answer is still right. What is the likely reason?"),
        {
            mark("The rows after it say enough"): "",
            mark("c is copied somewhere safe"): mark("An LSTM keeps c in one place only."),
            mark("The answer was fixed before"): mark("Three rows are rarely enough to know a digit."),
        },
        mark("The rows after it say enough"),
        mark("Most of the ink comes later, and the network goes on writing."),
    ),
)

SNIPPET = """\
import torch

cell = torch.nn.LSTMCell(28, 64)
h = c = torch.zeros(1, 64)
for row, x_t in enumerate(torch.rand(28, 1, 28), start=1):
    h, c = cell(x_t, (h, c))
    if row == 12:
        c = torch.zeros_like(c)                  # the diary is wiped after row 12
"""

PANEL = Panel("surgery", mark("7 · Memory surgery"), draw, CHECKS, SNIPPET, reads_digit=True)
