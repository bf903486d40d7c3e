"""Challenges on the pad: a digit that rows and pen read differently, and one that is known early."""

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.challenges import drawings
from rnndemo.challenges.drawings import ROWS, Readers, Seen
from rnndemo.digits.handwriting import SIDE
from rnndemo.language import mark, say
from rnndemo.ui import markup, models
from rnndemo.ui.challenges.challenge import Attempt, Challenge
from rnndemo.ui.challenges.working import SEARCH, finished
from rnndemo.ui.digits.sketchpad import load, remount, sketchpad
from rnndemo.ui.style import COLORS

PAD = "challenge_drawing"
DIGIT_PAGE = "digit_drawing"  # the drawing on the digit page's pad
NOBODY = np.zeros(10)


def readers() -> Readers:
    """Return both shipped readers. Raises CheckpointError."""
    return Readers(models.digit_reader().reader, models.pen_reader().reader)


def draw(result: Callable[[Seen | None], str], last: Attempt | None) -> None:
    """Draw the pad, with the drawing of the digit page on it at first, and the result beside it."""
    if PAD not in st.session_state:
        load(PAD, st.session_state.get(DIGIT_PAGE))
    else:
        remount(PAD)
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=SIDE + 2):
            st.space("small")  # the canvas's own toolbar opens here
            sketchpad(PAD)
        with st.container(width="stretch"):
            st.html(result(last.shown if last else None))


def two_readings(seen: Seen | None) -> str:
    """Draw what the rows and what the pen say of the latest drawing."""
    rows, pen = (seen.rows.probabilities, seen.pen.probabilities) if seen else (NOBODY, NOBODY)
    alt = say("Nothing is read yet")
    if seen:
        alt = say("Rows: {rows}, pen: {pen}", rows=seen.rows.digit, pen=seen.pen.digit)
    return markup.bars({say("rows"): (rows, COLORS["lstm"]), say("pen"): (pen, COLORS["highlight"])}, alt)


def by_row(seen: Seen | None) -> str:
    """Draw the belief after each row of the latest drawing, with the rows that may be read marked."""
    belief = seen.rows.belief if seen else np.zeros((28, 10))
    marks = "".join(
        f'<div style="flex:{rows};border-top:3px solid {color};padding-right:.3rem">{text}</div>'
        for rows, color, text in (
            (ROWS, COLORS["highlight"], say("{rows} rows", rows=ROWS)),
            (28 - ROWS, COLORS["truth"], say("too late")),
        )
    )
    line = f'<div style="display:flex;font-size:.8rem;padding-left:1.2rem">{marks}</div>'
    return markup.belief(belief, say("Belief in each digit after each row")) + line


def controls() -> dict | None:
    """Return the drawing on the pad."""
    return st.session_state.get(PAD)


def differ(drawing: dict | None, _: DeltaGenerator) -> Attempt:
    """Let both readers read the drawing, and compare their answers."""
    seen = drawings.read(readers(), drawing or {"objects": []})
    doubt = 1 - float(min(seen.rows.probabilities.max(), seen.pen.probabilities.max()))
    rank = doubt if seen.rows.digit != seen.pen.digit else 1 + doubt
    score = partial(say, mark("rows {rows}, pen {pen}"), rows=seen.rows.digit, pen=seen.pen.digit)
    return Attempt(seen.differ, rank, score, partial(_differ_said, seen), seen)


def _differ_said(seen: Seen) -> str:
    if seen.differ:
        more = say("Same ink, two stories.")
    elif seen.rows.strange:
        more = say("But to the rows this looks like no digit: draw more clearly.")
    elif seen.rows.digit == seen.pen.digit:
        more = say("They agree. Draw the same shape in another order or direction, or in more strokes.")
    else:
        more = say("They differ; now make both sure.")
    rows, pen = _answer(seen.rows.probabilities), _answer(seen.pen.probabilities)
    return say("The rows say {rows}, the pen {pen}. {more}", rows=rows, pen=pen, more=more)


def _answer(probabilities: np.ndarray) -> str:
    return f"**{probabilities.argmax()}** ({markup.percent(float(probabilities.max()))})"


def early(drawing: dict | None, _: DeltaGenerator) -> Attempt:
    """Let the rows be read, and say after how many the answer is known."""
    seen = drawings.read(readers(), drawing or {"objects": []})
    known, said = seen.known_after, partial(_early_said, seen)
    if known is None:
        return Attempt(False, 100, partial(say, mark("not sure")), said, seen)
    return Attempt(seen.early, known, partial(say, mark("after {rows} rows"), rows=known), said, seen)


def _early_said(seen: Seen) -> str:
    known, digit = seen.known_after, seen.rows.digit
    if known is None:
        rows, pen = _answer(seen.rows.probabilities), _answer(seen.pen.probabilities)
        return say("The rows say {rows}, the pen {pen}: both must be sure and agree.", rows=rows, pen=pen)
    if seen.early:
        return say(
            "It is sure of **{digit}** after **{known}** of 28 rows, and stays so.", digit=digit, known=known
        )
    return say(
        "It is sure of **{digit}** after **{known}** of 28 rows, and stays so. The mark is {rows}. "
        "Which digit begins like no other?",
        digit=digit,
        known=known,
        rows=ROWS,
    )


def solve(
    solves: Callable[[Seen], bool],
    odd: float,
    check: Callable[[dict | None, DeltaGenerator], Attempt],
    drawing: dict | None,
    stage: DeltaGenerator,
) -> Attempt | None:
    """Search made-up hands in a worker for a drawing that passes; put it on the pad. Each time another."""
    count = st.session_state["challenge_hands"] = st.session_state.get("challenge_hands", -1) + 1
    search = drawings.Search(solves, odd, count)
    if not finished(drawings.Search.run, search, "challenge_drawing_stop", mark("drawing"), seconds=SEARCH):
        return None
    if search.drawing is None:
        st.info(say("No made-up hand drew one this time. Press it again for other hands."))
        return None
    load(PAD, search.drawing)
    return check(search.drawing, stage)


DIFFER = Challenge(
    "differ",
    mark("Two readings"),
    partial(say, mark("Draw a digit that the rows and the pen read differently, both sure.")),
    ":material/draw:",
    partial(draw, two_readings),
    controls,
    differ,
    partial(solve, drawings.differ, 0.9, differ),
)
EARLY = Challenge(
    "early",
    mark("Known early"),
    partial(say, mark("Draw a digit that is right and sure after {rows} of 28 rows."), rows=ROWS),
    ":material/bolt:",
    partial(draw, by_row),
    controls,
    early,
    partial(solve, drawings.early, 0.0, early),
)
