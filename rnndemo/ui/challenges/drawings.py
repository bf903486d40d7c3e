"""Challenges on the pad: a digit that rows and pen read differently, and one that is known early."""

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.challenges import drawings
from rnndemo.challenges.drawings import ROWS, Readers, Seen
from rnndemo.digits.handwriting import SIDE
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
    said = f"Rows: {seen.rows.digit}, pen: {seen.pen.digit}" if seen else "Nothing is read yet"
    return markup.bars({"rows": (rows, COLORS["lstm"]), "pen": (pen, COLORS["highlight"])}, said)


def by_row(seen: Seen | None) -> str:
    """Draw the belief after each row of the latest drawing, with the rows that may be read marked."""
    belief = seen.rows.belief if seen else np.zeros((28, 10))
    marks = "".join(
        f'<div style="flex:{rows};border-top:3px solid {color};padding-right:.3rem">{text}</div>'
        for rows, color, text in (
            (ROWS, COLORS["highlight"], f"{ROWS} rows"),
            (28 - ROWS, COLORS["truth"], "too late"),
        )
    )
    line = f'<div style="display:flex;font-size:.8rem;padding-left:1.2rem">{marks}</div>'
    return markup.belief(belief, "Belief in each digit after each row") + line


def controls() -> dict | None:
    """Return the drawing on the pad."""
    return st.session_state.get(PAD)


def differ(drawing: dict | None, _: DeltaGenerator) -> Attempt:
    """Let both readers read the drawing, and compare their answers."""
    seen = drawings.read(readers(), drawing or {"objects": []})
    doubt = 1 - float(min(seen.rows.probabilities.max(), seen.pen.probabilities.max()))
    rows, pen = _answer(seen.rows.probabilities), _answer(seen.pen.probabilities)
    said = f"The rows say {rows}, the pen {pen}."
    if seen.differ:
        said += " Same ink, two stories."
    elif seen.rows.strange:
        said += " But to the rows this looks like no digit: draw more clearly."
    elif seen.rows.digit == seen.pen.digit:
        said += " They agree. Draw the same shape in another order or direction, or in more strokes."
    else:
        said += " They differ; now make both sure."
    rank = doubt if seen.rows.digit != seen.pen.digit else 1 + doubt
    score = f"rows {seen.rows.digit}, pen {seen.pen.digit}"
    return Attempt(seen.differ, rank, score, said, seen)


def _answer(probabilities: np.ndarray) -> str:
    return f"**{probabilities.argmax()}** ({markup.percent(float(probabilities.max()))})"


def early(drawing: dict | None, _: DeltaGenerator) -> Attempt:
    """Let the rows be read, and say after how many the answer is known."""
    seen = drawings.read(readers(), drawing or {"objects": []})
    known, rows = seen.known_after, _answer(seen.rows.probabilities)
    if known is None:
        said = f"The rows say {rows}, the pen {_answer(seen.pen.probabilities)}: both must be sure and agree."
        return Attempt(False, 100, "not sure", said, seen)
    said = f"It is sure of **{seen.rows.digit}** after **{known}** of 28 rows, and stays so."
    if not seen.early:
        said += f" The mark is {ROWS}. Which digit begins like no other?"
    return Attempt(seen.early, known, f"after {known} rows", said, seen)


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
    if not finished(drawings.Search.run, search, "challenge_drawing_stop", "drawing", seconds=SEARCH):
        return None
    if search.drawing is None:
        st.info("No made-up hand drew one this time. Press it again for other hands.")
        return None
    load(PAD, search.drawing)
    return check(search.drawing, stage)


DIFFER = Challenge(
    "differ",
    "Two readings",
    "Draw a digit that the rows and the pen read differently, both sure.",
    ":material/draw:",
    partial(draw, two_readings),
    controls,
    differ,
    partial(solve, drawings.differ, 0.9, differ),
)
EARLY = Challenge(
    "early",
    "Known early",
    f"Draw a digit that is right and sure after {ROWS} of 28 rows.",
    ":material/bolt:",
    partial(draw, by_row),
    controls,
    early,
    partial(solve, drawings.early, 0.0, early),
)
