"""Challenge: make the plain RNN recall the dish after 12 words."""

import secrets
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.challenges import recall
from rnndemo.challenges.recall import DELAY, MOST_STEPS, PASS, RATES, RULES, SEED, SENTENCES, SOLUTION
from rnndemo.memory.recall import CHANCE, RecallConfig, starts_of
from rnndemo.memory.training import RecallTraining
from rnndemo.ui.challenges.challenge import Attempt, Challenge
from rnndemo.ui.challenges.working import finished
from rnndemo.ui.memory.race import STARTS, live


def draw(last: Attempt | None) -> None:
    """Draw the share recalled by step, of the latest attempt."""
    st.html(live([last.shown if last else RecallTraining(RULES)]))


def controls() -> RecallConfig:
    """Draw what may be chosen about the training."""
    left, right = st.columns(2)
    start = left.selectbox(
        "It starts",
        starts_of("rnn"),
        format_func=STARTS.__getitem__,
        key="challenge_recall_start",
        on_change="ignore",
        persist_state="session",
    )
    rate = right.select_slider(
        "Learning rate",
        RATES,
        RULES.learning_rate,
        key="challenge_recall_rate",
        on_change="ignore",
        persist_state="session",
    )
    steps = left.slider(
        "Optimiser steps",
        100,
        MOST_STEPS,
        RULES.steps,
        100,
        key="challenge_recall_steps",
        on_change="ignore",
        persist_state="session",
    )
    short = right.toggle(
        "Short stories first",
        key="challenge_recall_short",
        on_change="ignore",
        persist_state="session",
        help="Begin with one word; longer stories whenever a batch goes well. All else, and the seed "
        f"({SEED}), is the same for everybody.",
    )
    return replace(RULES, start=start, learning_rate=rate, steps=steps, curriculum=short)


def attempt(config: RecallConfig, stage: DeltaGenerator) -> Attempt | None:
    """Train the network in a worker, in view, then examine it on sentences nobody has seen."""
    training = RecallTraining(config)
    if not finished(
        RecallTraining.train,
        training,
        "challenge_recall_stop",
        "optimiser step",
        lambda _: stage.html(live([training])),
    ):
        return None
    recalled = recall.check(training, 2 + secrets.randbelow(10**6))
    return Attempt(
        recalled.passed,
        -recalled.share,
        f"{recalled.share:.0%} recalled",
        _said(recalled, training.delay),
        training,
    )


def _said(recalled: recall.Recalled, reached: int) -> str:
    said = f"It recalls the dish in **{recalled.share:.1%}** of {SENTENCES:,} new stories"
    if recalled.passed:
        return f"{said}. The same network, another training."
    if recalled.config.curriculum and reached < DELAY:
        return f"{said}: it only came to stories of {reached} words. Give it more optimiser steps."
    hint = "another learning rate" if recalled.config.curriculum else "short stories first"
    return f"{said}; guessing gives {CHANCE:.1%}. Try {hint}."


def solve(_: RecallConfig, stage: DeltaGenerator) -> Attempt | None:
    """Train in a way that works."""
    shown = attempt(SOLUTION, stage)
    if shown is None:
        return None
    how = f"{STARTS[SOLUTION.start]} start, learning rate {SOLUTION.learning_rate:g}"
    short = ", short stories first" if SOLUTION.curriculum else ""
    return shown._replace(said=f"{how}{short}. {shown.said}")


CHALLENGE = Challenge(
    "recall",
    "Teach the forgetful one",
    f"Train the plain RNN to recall a dish after {DELAY} words, {PASS:.0%} of the time.",
    ":material/restaurant:",
    draw,
    controls,
    attempt,
    solve,
)
