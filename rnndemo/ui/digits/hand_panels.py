"""Teach it your hand: the visitor labels drawings, and their own reader goes on learning from them."""

import hashlib
from typing import NamedTuple

import numpy as np
import streamlit as st
import torch

from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import hand, network, training_digits
from rnndemo.digits.own.hand import HandExam, Lesson
from rnndemo.ui import curves, markup, models
from rnndemo.ui.announce import note
from rnndemo.ui.digits.own_readers import OwnReader
from rnndemo.ui.lesson import KEPT, takeaway
from rnndemo.ui.progress import POOL, watch
from rnndemo.ui.style import COLORS

DRAWINGS = "digit_hand_drawings"  # session key: name of a drawing -> Labelled
LABEL = "digit_hand_label_"  # session key of a drawing's label, with the drawing's name after it
OLD_DIGITS = {"with the old digits": True, "without them": False}
IN_SIGHT = 8  # drawings shown, the newest
FORGOT = 0.02  # a loss of this share of the held-out digits or more is called forgetting


class Labelled(NamedTuple):
    """A drawing (28, 28) as the network reads it, and the digit its visitor says it is."""

    image: np.ndarray
    label: int


def label(image: np.ndarray, own: OwnReader) -> None:
    """Let the visitor say which digit the pad shows: labelled drawings are kept for the lesson."""
    drawings = st.session_state.setdefault(DRAWINGS, {})
    name = hashlib.sha256(image.tobytes()).hexdigest()[:16]
    if name in drawings:  # a drawing that is back on the pad
        st.session_state.setdefault(LABEL + name, drawings[name].label)
    full = len(drawings) >= hand.MOST and name not in drawings
    st.pills(
        "Teach it your hand: which digit is this?", range(10), key=LABEL + name, on_change=_keep,
        args=(name, image), disabled=full, wrap=True,
    )  # fmt: skip
    if not drawings:
        return
    newest = list(drawings.values())[-IN_SIGHT:]
    images = np.stack([drawing.image for drawing in newest])
    st.html(markup.row_of_digits(images, _answers(own, images), np.array([d.label for d in newest])))
    with st.container(horizontal=True, vertical_alignment="center"):
        most = ", the most a lesson takes" if full else ""
        st.caption(
            f"{_drawings(len(drawings))} kept{most}. *Learn my hand* is further down.", width="content"
        )
        st.button("Forget my drawings", key="digit_hand_forget", type="tertiary", on_click=_forget)


@torch.no_grad()
def _answers(own: OwnReader, images: np.ndarray) -> list[int]:
    return own.network(torch.from_numpy(images).float()).argmax(dim=-1).tolist()


def _keep(name: str, image: np.ndarray) -> None:
    drawings, digit = st.session_state[DRAWINGS], st.session_state[LABEL + name]
    if digit is None:
        drawings.pop(name, None)
    else:
        drawings[name] = Labelled(image, digit)


def _forget() -> None:
    for name in st.session_state.pop(DRAWINGS):
        st.session_state.pop(LABEL + name, None)


def _undo(own: OwnReader) -> None:
    own.lessons.pop()


def controls(own: OwnReader | None) -> bool:
    """Draw the lesson's button and what the last lesson did; return whether a lesson was asked for."""
    st.subheader("Teach it your hand", anchor=False)
    if own is None:
        st.markdown("Train a reader first. Then say beside the pad which digit you drew.")
        return False
    st.markdown(
        "Draw your digits one after the other, and say beside the pad which one each of them is. Then "
        "your reader goes on learning from your drawings. What becomes of the digits it learnt first?"
    )
    st.segmented_control(
        "It learns your drawings", list(OLD_DIGITS), default=next(iter(OLD_DIGITS)), required=True,
        key="digit_hand_old", on_change="ignore", **KEPT,
    )  # fmt: skip
    with st.container(horizontal=True):
        pressed = st.button("Learn my hand", key="digit_hand_learn", icon=":material/school:")
        st.button(
            "Bring the old network back", key="digit_hand_undo", icon=":material/undo:",
            disabled=not own.lessons, on_click=_undo, args=(own,),
        )  # fmt: skip
    if pressed and not st.session_state.get(DRAWINGS):
        st.info(
            "There is no drawing to learn from yet: draw on the pad, and say beside it which digit it is."
        )
        return False
    if own.lessons and not pressed:
        _result(own.lessons[-1])
    return pressed


def teach(own: OwnReader) -> None:
    """Give a lesson under a bar. Stop ends the script inside this call; `own.lessons` already has it."""
    drawings = list(st.session_state[DRAWINGS].values())
    images = torch.from_numpy(np.stack([drawing.image for drawing in drawings])).float()
    labels = torch.tensor([drawing.label for drawing in drawings])
    lesson = Lesson(own.network, Digits(images, labels), OLD_DIGITS[st.session_state["digit_hand_old"]])
    own.lessons.append(lesson)
    bar, picture = st.container(), st.empty()

    def draw(_) -> None:
        picture.html(_curves(lesson.exams))

    with bar:
        job = POOL.perform(Lesson.run, lesson, lesson.become)
        outcome = watch(job, draw, key="digit_hand_stop")
    lesson.ended = outcome.ended
    if outcome.ended in ("finished", "out of time"):
        note(f"Training {outcome.ended}.")
        st.rerun()


def _curves(exams: list[HandExam]) -> str:
    steps = np.array([exam.step for exam in exams])
    lines = [
        curves.Curve("your drawings", steps, np.array([e.drawings for e in exams]), COLORS["highlight"]),
        curves.Curve("held-out digits", steps, np.array([e.held_out for e in exams]), COLORS["truth"], "5 4"),
    ]
    axes = curves.Axes(
        0, hand.STEPS, 0.0, 1.05, {"50%": 0.5, "100% right": 1.0}, ("optimiser step 0", str(hand.STEPS))
    )
    return curves.plot(
        lines, axes, "Share read right of your drawings and of the held-out digits by optimiser step"
    )


def _result(lesson: Lesson) -> None:
    before, after = lesson.exams[0], lesson.exams[-1]
    count, change = len(lesson.drawings.labels), after.held_out - before.held_out
    right = [round(exam.drawings * count) for exam in (before, after)]
    with st.container(horizontal=True):
        st.metric(
            f"{_drawings(count)} of yours, right", f"{right[1]} of {count}", f"{right[1] - right[0]:+d}",
            help="It learnt from these very drawings. Draw a new one to see whether it knows your hand.",
        )  # fmt: skip
        st.metric(
            f"{training_digits.HELD_OUT:,} held-out digits, right", f"{after.held_out:.1%}",
            f"{100 * change:+.1f} points",
        )  # fmt: skip
    whole, often = training_digits.HELD_OUT, int(np.argmax(after.answers))
    was, now = f"{before.held_out:.1%}", f"{after.held_out:.1%}"
    if change >= -FORGOT:
        takeaway(f"It has kept what it knew: {was} of the held-out digits before, {now} after.")
    elif lesson.old_digits:
        takeaway(
            f"It has forgotten a part, although most of each batch was old digits: {was} before, {now} after."
        )
    else:
        takeaway(
            f"It has forgotten **{-100 * change:.0f} points** of what it knew: {was} of the held-out digits "
            f"before, {now} after. It takes {after.answers[often]} of the {whole:,} for a {often}; before, "
            f"{before.answers[often]}. Nothing in this lesson asked for the old digits."
        )
    how = "with the old digits mixed in" if lesson.old_digits else "without the old digits"
    ended = "" if lesson.ended == "finished" else f", {lesson.ended}"
    st.caption(f"{after.step} of {after.steps} optimiser steps {how}{ended}.")
    st.html(_curves(lesson.exams))
    held_out = models.held_out_digits()
    lines = network.last_lines(lesson.reader, held_out)
    st.html(markup.row_of_digits(held_out.images[:10].numpy(), lines.predicted, held_out.labels[:10].numpy()))
    st.caption("The ten held-out digits again, read after the lesson.")


def _drawings(count: int) -> str:
    return f"{count} drawing" + "s" * (count > 1)
