"""The panels of the digit page that read a drawing along the path of its pen."""

import numpy as np
import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.both import BothCard, BothScore, together
from rnndemo.digits.pen.path import SET_DOWN, PenPath
from rnndemo.digits.pen.reader import PenReading, path_answer, path_importance, read_path
from rnndemo.digits.reader import Reading
from rnndemo.ui import markup, models
from rnndemo.ui.digits import alts, figures, panels, pen_figures
from rnndemo.ui.lesson import KEPT, picture, takeaway

ROWS, PEN = "rows", "the pen's path"


def reads_path(path: PenPath | None) -> bool:
    """Let the visitor choose the sequence a drawing is read as; say whether it is the pen's path."""
    chosen = st.segmented_control(
        "Read it as", [ROWS, PEN], default=ROWS, required=True, key="digit_sequence", **KEPT
    )
    if chosen == PEN and path is None:
        st.caption("A picture has no pen's path, only rows. Draw on the pad to read the path.")
    return chosen == PEN


def answer(rows: Reading, path: PenPath | None) -> None:
    """Say what is read: both readers answer a drawing; a picture, which has no path, its rows alone."""
    if path is None:
        panels.answer(rows)
        return
    try:
        both, pen = models.both_readers(), path_answer(models.pen_reader().reader, path)
    except CheckpointError as error:
        panels.answer(rows)
        st.warning(f"This is the answer of the rows alone. {error}")
        return
    panels.answer(together(rows.probabilities, pen.probabilities, both.weights, rows.strange))
    st.caption(f"Rows: {_said(rows.probabilities)} · pen's path: {_said(pen.probabilities)}")


def _said(probabilities: np.ndarray) -> str:
    p = probabilities.max()
    return f"**{probabilities.argmax()}**, {markup.percent(p)}"


def inside(path: PenPath, reading: PenReading) -> None:
    """Show every gate and state of every unit."""
    sort = st.toggle("Sort units by when they act", value=True, key="digit_pen_sort", **KEPT)
    figure = figures.inside(reading, sort, "step")
    picture("digit_path_inside", figure, alts.inside(reading, "step"))
    starts = ", ".join(str(at + 1) for at in np.flatnonzero(reading.steps[:, 4] == SET_DOWN))
    takeaway(
        f"The pen is set down before step {starts} and gone at step {len(reading.belief)}: "
        "look for units that change there."
    )


def importance(path: PenPath, reading: PenReading) -> None:
    """Show which parts of the path the answer depends on."""
    measured = path_importance(models.pen_reader().reader, path)
    figure = pen_figures.importance(reading.steps, measured)
    picture("digit_path_importance", figure, alts.importance(reading, measured, "step"))
    step = int(measured.left_out.argmax())
    takeaway(
        f"Leave out step **{step + 1}** alone and the lead of **{reading.digit}** over "
        f"**{reading.runner_up}** falls most: by {measured.left_out[step]:.1f}, "
        f"from {_lead(reading):.1f}."
    )
    st.caption(
        "Lead: how far log P(answer) is above log P(runner-up). Left out: what the lead loses when the path "
        "is read without that piece. Gradient: how steeply the lead changes when the piece is moved."
    )


def _lead(reading: PenReading) -> float:
    second, first = np.sort(np.log(np.maximum(reading.probabilities, 1e-12)))[-2:]
    return float(first - second)


VIEWS = {"Inside": inside, "Which parts mattered": importance}


def show(path: PenPath) -> None:
    """Show one of the views of a drawing's path, and which drawings are better read as rows or as a path."""
    try:
        reader = models.pen_reader().reader
    except CheckpointError as error:
        st.warning(str(error))
        return
    view = st.segmented_control(
        "Look at the path", list(VIEWS), default="Inside", required=True, key="digit_path_view",
        label_visibility="collapsed", **KEPT,
    )  # fmt: skip
    VIEWS[view](path, read_path(reader, path))
    try:
        st.info(lesson(models.both_readers().card), icon=":material/compare_arrows:")
    except CheckpointError as error:
        st.warning(str(error))


def lesson(card: BothCard) -> str:
    """Say in one sentence what the card measured: the same drawings, two sequences, which is better where."""
    scores = card["validation"]
    written = scores["writers"]
    parts = [f"{case}, {_better(scores[name])}" for case, name in CASES.items()]
    return (
        f"The same {written['digits']:,} drawings, read as two sequences; neither reader has seen their "
        f"writers. {'; '.join(parts)}. As they were written: rows {written['rows']:.1%} right, "
        f"path {written['pen']:.1%}, **both together {written['both']:.1%}**."
    )


CASES = {"In an odd stroke order": "other orders", "with a small smudge": "smudged"}


def _better(score: BothScore) -> str:
    """Name the better reader, or none where the errors differ by less than two standard deviations."""
    rows, pen = f"rows {score['rows']:.1%}", f"path {score['pen']:.1%}"
    wrong = [score["digits"] * (1 - share) for share in (score["rows"], score["pen"])]
    if abs(wrong[0] - wrong[1]) < 2 * sum(wrong) ** 0.5:
        return f"the two are as good as each other ({rows} right, {pen})"
    if score["rows"] > score["pen"]:
        return f"**rows** are better ({rows} right, {pen})"
    return f"the **path** is better ({pen} right, {rows})"
