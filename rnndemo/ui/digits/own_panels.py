"""The visitor's own digit reader: trained in view, then reading the pad beside the shipped one."""

import functools
import math
from dataclasses import asdict
from typing import Any

import numpy as np
import streamlit as st

from rnndemo.cells import CELL_NAMES
from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import network, training_digits
from rnndemo.digits.own.network import LIMITS, TUTORIAL, Exam, OwnConfig, Training
from rnndemo.digits.own.tutorial import Claim
from rnndemo.digits.reader import RowOrder, read_rows
from rnndemo.language import say
from rnndemo.ui import classroom, curves, markup, models
from rnndemo.ui.announce import note
from rnndemo.ui.digits import alts, figures, hand_panels
from rnndemo.ui.digits.own_readers import OVER, PENDING, SHOWN, OwnReader, all_readers, shown
from rnndemo.ui.glossary import tip
from rnndemo.ui.lesson import KEPT, folded, picture, takeaway
from rnndemo.ui.progress import POOL, watch
from rnndemo.ui.style import COLORS

DEFAULT = OwnConfig()
RATES = (0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1)


def beside(image: np.ndarray, order: RowOrder) -> None:
    """Say what the visitor's own reader makes of the picture on the pad, where there is one."""
    own = shown()
    if own is None:
        return
    p = read_rows(own.network, image, order).probabilities
    first, second = p.argsort()[:-3:-1]
    softmax = say(
        "(its softmax, not calibrated: {first} {p:.0%}, {second} {q:.0%})",
        first=first, p=p[first], second=second, q=p[second],
    )  # fmt: skip
    big, small = f'<b style="font-size:1.6rem">{first}</b>', f'<span style="opacity:.75">{softmax}</span>'
    sentence = say("Your own {cell} reads {big} {small}", cell=own.cell, big=big, small=small)
    st.html(f'<div data-own-answer="{first}" style="line-height:1.2">{sentence}</div>')
    hand_panels.label(image, own)


def own_reader_lesson() -> None:
    """Train a reader, then teach it. Both are done last, so that all of the page stays in view."""
    if not classroom.shown("own"):
        return
    st.subheader(say("Train a reader now"), anchor=False)
    try:
        held_out = models.held_out_digits()
    except CheckpointError as error:
        st.warning(str(error))
        return
    st.markdown(
        say(
            "{train:,} of MNIST's training digits come with this app (LeCun & Cortes, CC BY-SA 3.0), and "
            "{held_out:,} more that are held out: training never sees those. Choose a cell and press "
            "**Train**. Then scroll up: below the pad your own reader answers too.",
            train=training_digits.TRAIN,
            held_out=training_digits.HELD_OUT,
        )
    )
    train = _controls()
    training = st.container()
    own = shown()
    if own is not None and not train:
        with training:
            _result(own, held_out)
    _claim()
    teach = hand_panels.controls(own)
    if train:
        with training:
            _train()
    elif teach and own is not None:
        hand_panels.teach(own)


def _controls() -> bool:
    """Draw the settings of a training; return whether Train was pressed."""
    left, middle, right = st.columns(3)
    left.segmented_control(
        say("Cell"), list(CELL_NAMES), required=True, default=DEFAULT.cell,
        format_func=lambda cell: say(CELL_NAMES[cell]),
        on_change="ignore", **_bound("cell"),
    )  # fmt: skip
    _slider(left, "hidden_size", say("Hidden size (units)"))
    middle.select_slider(
        say("Learning rate"), RATES, value=DEFAULT.learning_rate, on_change="ignore",
        help=tip("learning rate"), **_bound("learning_rate"),
    )  # fmt: skip
    _slider(middle, "epochs", say("Epochs (times through the digits)"))
    low, high = LIMITS["seed"]
    right.number_input(
        say("Seed"), low, high, DEFAULT.seed, on_change="ignore", **_bound("seed"),
        help=tip("seed"),
    )  # fmt: skip
    right.toggle(
        say("Clip the gradient"), DEFAULT.clip, on_change="ignore", **_bound("clip"),
        help=say("Shorten each batch's gradient to length 1 at most. The tutorial does not."),
    )  # fmt: skip
    with st.container(horizontal=True):
        pressed = st.button(say("Train"), key="digit_own_train", type="primary", icon=":material/play_arrow:")
        st.button(say("The tutorial's recipe"), key="digit_own_tutorial", on_click=_set_to, args=(TUTORIAL,))
        st.button(say("Defaults"), key="digit_own_default", on_click=_set_to, args=(DEFAULT,))
    return pressed


def _set_to(recipe: OwnConfig) -> None:
    """Move the controls to a recipe; the cell and the seed stay the visitor's."""
    for name, value in asdict(recipe).items():
        if name not in ("cell", "seed"):
            st.session_state[f"digit_own_{name}"] = value


def _slider(place, name: str, label: str) -> None:
    low, high = LIMITS[name]
    place.slider(label, low, high, getattr(DEFAULT, name), on_change="ignore", **_bound(name))


def _bound(name: str) -> dict[str, Any]:
    return {"key": f"digit_own_{name}", **KEPT}


def _train() -> None:
    """Train in view. Stop ends the script inside this call; `all_readers` keeps the reader."""
    config = OwnConfig(**{name: st.session_state[f"digit_own_{name}"] for name in asdict(DEFAULT)})
    fresh = st.session_state[PENDING] = network.start(config)
    bar, place = st.container(), st.empty()

    def draw(_) -> None:
        place.html(_curves(fresh.exams, config.cell))

    with bar:
        job = POOL.perform(Training.run, fresh, fresh.become)
        outcome = watch(job, draw, key="digit_own_stop")
    fresh.ended = outcome.ended
    if outcome.ended in OVER:
        note(say(OVER[outcome.ended]))
        st.rerun()


def _curves(exams: list[Exam], cell: str) -> str:
    steps, end = np.array([exam.step for exam in exams]), exams[-1].steps if exams else 1
    losses = np.array([exam.loss for exam in exams])
    right = np.array([exam.accuracy for exam in exams])
    top = max(2.5, np.nanmax(losses, initial=0.0))
    ends = (say("optimiser step 0"), str(end))
    loss = curves.plot(
        [curves.Curve(say("training loss"), steps, losses, COLORS[cell])],
        curves.Axes(0, end, 0.0, top, {"0": 0.0, "1": 1.0, "2": 2.0}, ends),
        say("Training loss by optimiser step"),
    )
    score = curves.plot(
        [curves.Curve(say("held-out digits read right"), steps, right, COLORS[cell])],
        curves.Axes(0, end, 0.0, 1.05, {say("chance"): 0.1, "50%": 0.5, "90%": 0.9, "100%": 1.0}, ends),
        say("Share of the held-out digits read right by optimiser step"),
    )
    halves = "".join(f'<div style="flex:1 1 280px;min-width:0">{half}</div>' for half in (loss, score))
    return f'<div style="display:flex;flex-wrap:wrap;gap:1rem">{halves}</div>'


def _result(own: OwnReader, held_out: Digits) -> None:
    readers = all_readers()
    if len(readers) > 1:
        st.selectbox(
            say("Your reader"), range(len(readers)), format_func=lambda at: readers[at].name,
            key=SHOWN, persist_state="session",
        )  # fmt: skip
    done, config = own.training, own.training.config
    last = done.exams[-1]
    margin = 1.96 * math.sqrt(last.accuracy * (1 - last.accuracy) / len(held_out.labels))
    takeaway(
        say(
            "Your {cell} reads **{right:.1%}** of the {digits:,} held-out digits right (± {margin:.1f} "
            "points: a small test).",
            cell=own.cell,
            right=last.accuracy,
            digits=len(held_out.labels),
            margin=100 * margin,
        )
    )
    st.caption(own.how)
    st.html(_curves(done.exams, config.cell))
    lines = network.last_lines(done.reader, held_out)
    st.html(markup.row_of_digits(held_out.images[:10].numpy(), lines.predicted, held_out.labels[:10].numpy()))
    st.code(str(lines), language=None)
    st.caption(say("The tutorial's script ends with these two lines. These ten digits were held out."))


def _claim() -> None:
    """Show the tutorial's recipe over seeds, from the card of a study."""
    try:
        claim = models.tutorial_over_seeds()
    except CheckpointError as error:
        st.warning(str(error))
        return
    lstm, rnn = (next(s for s in claim.spreads if s.cell == cell) for cell in ("lstm", "rnn"))
    takeaway(
        say(
            "By the tutorial's recipe an LSTM reads {lstm:.1%} of MNIST's {digits:,} test digits right, a "
            "plain RNN {rnn:.1%}: means of {seeds} seeds. One plain RNN alone says little: they lie between "
            "{least:.0%} and {most:.0%}. By the recipe of the shipped readers a plain RNN reads far more.",
            lstm=lstm.mean, digits=claim.test_digits, rnn=rnn.mean, seeds=len(rnn.accuracy),
            least=min(rnn.accuracy), most=max(rnn.accuracy),
        )
    )  # fmt: skip
    folded(
        say("The tutorial's recipe, every seed: LSTM, GRU and plain RNN"),
        ":material/scatter_plot:",
        "digit_own_seeds",
        functools.partial(_every_seed, claim),
    )


def _every_seed(claim: Claim) -> None:
    picture("digit_own_claim", figures.spreads(claim), alts.spreads(claim))
    st.caption(
        say(
            "One epoch of {all:,} digits, Adam at 0.01, 64 units, gradients not clipped. Measured by "
            "`python -m rnndemo train tutorial`. The button trains on the digits that ship: ten epochs "
            "of {train:,}, about as many optimiser steps.",
            all=claim.training_digits,
            train=training_digits.TRAIN,
        )
    )
