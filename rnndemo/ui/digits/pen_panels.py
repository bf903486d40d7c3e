"""The panels of the digit page that read a drawing along the path of its pen."""

import numpy as np
import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.both import BothCard, BothScore, together
from rnndemo.digits.pen.path import SET_DOWN, PenPath
from rnndemo.digits.pen.reader import PenReading, path_answer, path_importance, read_path
from rnndemo.digits.reader import Reading
from rnndemo.language import listed, mark, say
from rnndemo.ui import markup, models
from rnndemo.ui.digits import alts, figures, panels, pen_figures
from rnndemo.ui.lesson import KEPT, picture, takeaway

ROWS, PEN = mark("rows"), mark("the pen's path")


def reads_path(path: PenPath | None) -> bool:
    """Let the visitor choose the sequence a drawing is read as; say whether it is the pen's path."""
    chosen = st.segmented_control(
        say("Read it as"), [ROWS, PEN], default=ROWS, required=True, key="digit_sequence",
        format_func=say, **KEPT,
    )  # fmt: skip
    if chosen == PEN and path is None:
        st.caption(say("A picture has no pen's path, only rows. Draw on the pad to read the path."))
    return chosen == PEN


def answer(rows: Reading, path: PenPath | None, usual: bool = True) -> None:
    """Say what is read: both readers answer a drawing; a picture, which has no path, its rows alone.

    `usual`: whether the rows were read in the order in which the percentages are probabilities.
    """
    if path is None:
        panels.answer(rows, usual)
        return
    try:
        both, pen = models.both_readers(), path_answer(models.pen_reader().reader, path)
    except CheckpointError as error:
        panels.answer(rows)
        st.warning(say("This is the answer of the rows alone. {error}", error=error))
        return
    panels.answer(together(rows.probabilities, pen.probabilities, both.weights, rows.strange))
    both_said = {"rows": _said(rows.probabilities), "path": _said(pen.probabilities)}
    st.caption(say("Rows: {rows} · pen's path: {path}", **both_said))


def _said(probabilities: np.ndarray) -> str:
    p = probabilities.max()
    return say("**{digit}**, {share}", digit=probabilities.argmax(), share=markup.percent(p))


def inside(path: PenPath, reading: PenReading) -> None:
    """Show every gate and state of every unit."""
    sort = st.toggle(say("Sort units by when they act"), value=True, key="digit_pen_sort", **KEPT)
    figure = figures.inside(reading, sort, "step")
    picture("digit_path_inside", figure, alts.inside(reading, "step"))
    starts = listed(str(at + 1) for at in np.flatnonzero(reading.steps[:, 4] == SET_DOWN))
    takeaway(
        say(
            "The pen is set down before step {starts} and gone at step {end}: look for units that change "
            "there.",
            starts=starts,
            end=len(reading.belief),
        )
    )


def importance(path: PenPath, reading: PenReading) -> None:
    """Show which parts of the path the answer depends on."""
    measured = path_importance(models.pen_reader().reader, path)
    figure = pen_figures.importance(reading.steps, measured)
    picture("digit_path_importance", figure, alts.importance(reading, measured, "step"))
    step = int(measured.left_out.argmax())
    takeaway(
        say(
            "Leave out step **{step}** alone and the lead of **{digit}** over **{second}** falls most: by "
            "{lost:.1f}, from {lead:.1f}.",
            step=step + 1, digit=reading.digit, second=reading.runner_up, lost=measured.left_out[step],
            lead=_lead(reading),
        )
    )  # fmt: skip
    st.caption(
        say(
            "Lead: how far log P(answer) is above log P(runner-up). Left out: what the lead loses when the "
            "path is read without that piece. Gradient: how steeply the lead changes when the piece is moved."
        )
    )


def _lead(reading: PenReading) -> float:
    second, first = np.sort(np.log(np.maximum(reading.probabilities, 1e-12)))[-2:]
    return float(first - second)


VIEWS = {mark("Inside"): inside, mark("Which parts mattered"): importance}


def show(path: PenPath) -> None:
    """Show one of the views of a drawing's path, and which drawings are better read as rows or as a path."""
    try:
        reader = models.pen_reader().reader
    except CheckpointError as error:
        st.warning(str(error))
        return
    view = st.segmented_control(
        say("Look at the path"), list(VIEWS), default="Inside", required=True, key="digit_path_view",
        format_func=say, label_visibility="collapsed", **KEPT,
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
    return say(
        "The same {digits:,} drawings, read as two sequences; neither reader has seen their writers. In an "
        "odd stroke order, {other_orders}; with a small smudge, {smudged}. As they were written: rows "
        "{rows:.1%} right, path {pen:.1%}, both together {both:.1%}.",
        digits=written["digits"], rows=written["rows"], pen=written["pen"], both=written["both"],
        other_orders=_better(scores["other orders"]), smudged=_better(scores["smudged"]),
    )  # fmt: skip


def _better(score: BothScore) -> str:
    """Name the better reader, or none where the errors differ by less than two standard deviations."""
    right = {"rows": score["rows"], "path": score["pen"]}
    wrong = [score["digits"] * (1 - share) for share in right.values()]
    if abs(wrong[0] - wrong[1]) < 2 * sum(wrong) ** 0.5:
        return say("the two are as good as each other (rows {rows:.1%} right, path {path:.1%})", **right)
    if score["rows"] > score["pen"]:
        return say("**rows** are better (rows {rows:.1%} right, path {path:.1%})", **right)
    return say("the **path** is better (path {path:.1%} right, rows {rows:.1%})", **right)
