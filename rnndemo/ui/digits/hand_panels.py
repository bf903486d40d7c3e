"""Teach it your handwriting: the visitor labels drawings, and their own reader goes on learning from them."""

import hashlib
from typing import NamedTuple

import numpy as np
import streamlit as st
import torch

from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import hand, network, training_digits
from rnndemo.digits.own.hand import HandExam, Lesson
from rnndemo.language import mark, say, say_many
from rnndemo.ui import curves, markup, models
from rnndemo.ui.announce import note
from rnndemo.ui.digits.own_readers import EARLY, OVER, OwnReader
from rnndemo.ui.lesson import KEPT, takeaway
from rnndemo.ui.progress import POOL, watch
from rnndemo.ui.style import COLORS

DRAWINGS = "digit_hand_drawings"  # session key: name of a drawing -> Labelled
LABEL = "digit_hand_label_"  # session key of a drawing's label, with the drawing's name after it
OLD_DIGITS = {mark("with the old digits"): True, mark("without them"): False}
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
        say("Teach it your handwriting: which digit is this?"), range(10), key=LABEL + name, on_change=_keep,
        args=(name, image), disabled=full, wrap=True,
    )  # fmt: skip
    if not drawings:
        return
    newest = list(drawings.values())[-IN_SIGHT:]
    images = np.stack([drawing.image for drawing in newest])
    st.html(markup.row_of_digits(images, _answers(own, images), np.array([d.label for d in newest])))
    with st.container(horizontal=True, vertical_alignment="center"):
        if full:
            kept = say(
                "{count} drawings kept, the most a lesson takes. *Learn my handwriting* is further down.",
                count=len(drawings),
            )
        else:
            kept = say_many(
                "{count} drawing kept. *Learn my handwriting* is further down.",
                "{count} drawings kept. *Learn my handwriting* is further down.",
                len(drawings),
            )
        st.caption(kept, width="content")
        st.button(say("Forget my drawings"), key="digit_hand_forget", type="tertiary", on_click=_forget)


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
    st.subheader(say("Teach it your handwriting"), anchor=False)
    if own is None:
        st.markdown(say("Train a reader first. Then say below the pad which digit you drew."))
        return False
    st.markdown(
        say(
            "Draw your digits one after the other, and say below the pad which digit each of them is. Then "
            "your reader goes on learning from your drawings. What becomes of the digits it learnt first?"
        )
    )
    st.segmented_control(
        say("It learns your drawings"), list(OLD_DIGITS), default=next(iter(OLD_DIGITS)), required=True,
        format_func=say, key="digit_hand_old", on_change="ignore", **KEPT,
    )  # fmt: skip
    with st.container(horizontal=True):
        pressed = st.button(say("Learn my handwriting"), key="digit_hand_learn", icon=":material/school:")
        st.button(
            say("Bring the old network back"), key="digit_hand_undo", icon=":material/undo:",
            disabled=not own.lessons, on_click=_undo, args=(own,),
        )  # fmt: skip
    if pressed and not st.session_state.get(DRAWINGS):
        st.info(
            say("There is no drawing to learn from yet: draw on the pad, and say below it which digit it is.")
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
    if outcome.ended in OVER:
        note(say(OVER[outcome.ended]))
        st.rerun()


def _curves(exams: list[HandExam]) -> str:
    steps = np.array([exam.step for exam in exams])
    lines = [
        curves.Curve(say("your drawings"), steps, np.array([e.drawings for e in exams]), COLORS["highlight"]),
        curves.Curve(
            say("held-out digits"), steps, np.array([e.held_out for e in exams]), COLORS["truth"], "5 4"
        ),
    ]
    ends = (say("optimiser step 0"), str(hand.STEPS))
    axes = curves.Axes(0, hand.STEPS, 0.0, 1.05, {"50%": 0.5, say("100% right"): 1.0}, ends)
    return curves.plot(
        lines, axes, say("Share read right of your drawings and of the held-out digits by optimiser step")
    )


def _result(lesson: Lesson) -> None:
    before, after = lesson.exams[0], lesson.exams[-1]
    count, change = len(lesson.drawings.labels), after.held_out - before.held_out
    right = [round(exam.drawings * count) for exam in (before, after)]
    with st.container(horizontal=True):
        st.metric(
            say_many("{count} drawing of yours, right", "{count} drawings of yours, right", count),
            say("{right} of {count}", right=right[1], count=count), f"{right[1] - right[0]:+d}",
            delta_color="normal" if right[1] != right[0] else "off",
            help=say(
                "It learnt from these drawings. Draw a new one to see whether it knows your handwriting."
            ),
        )  # fmt: skip
        st.metric(
            say("{count:,} held-out digits, right", count=training_digits.HELD_OUT),
            f"{after.held_out:.1%}", say("{points:+.1f} points", points=100 * change),
        )  # fmt: skip
    whole, often = training_digits.HELD_OUT, int(np.argmax(after.answers))
    shares = {"was": before.held_out, "now": after.held_out}
    if change >= -FORGOT:
        takeaway(
            say(
                "It has kept what it knew: {was:.1%} of the held-out digits before, {now:.1%} after.",
                **shares,
            )
        )
    elif lesson.old_digits:
        takeaway(
            say(
                "It has forgotten a part, although most of each batch was old digits: {was:.1%} before, "
                "{now:.1%} after.",
                **shares,
            )
        )
    else:
        takeaway(
            say(
                "It has forgotten **{lost:.0f} points** of what it knew: {was:.1%} of the held-out digits "
                "before, {now:.1%} after. It calls {after} of the {whole:,} a {often}; before, {before}. "
                "Nothing in this lesson asked for the old digits.",
                lost=-100 * change, after=after.answers[often], whole=whole, often=often,
                before=before.answers[often], **shares,
            )
        )  # fmt: skip
    st.caption(_taught(lesson, after))
    st.html(_curves(lesson.exams))
    held_out = models.held_out_digits()
    lines = network.last_lines(lesson.reader, held_out)
    st.html(markup.row_of_digits(held_out.images[:10].numpy(), lines.predicted, held_out.labels[:10].numpy()))
    st.caption(say("The ten held-out digits again, read after the lesson."))


def _taught(lesson: Lesson, last: HandExam) -> str:
    steps = {"step": last.step, "steps": last.steps}
    if lesson.old_digits:
        taught = say("{step} of {steps} optimiser steps with the old digits mixed in", **steps)
    else:
        taught = say("{step} of {steps} optimiser steps without the old digits", **steps)
    if lesson.ended == "finished":
        return say("{taught}.", taught=taught)
    return say("{taught}, {ended}.", taught=taught, ended=say(EARLY[lesson.ended]))
