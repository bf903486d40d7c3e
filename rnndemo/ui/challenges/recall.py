"""Challenge: make the plain RNN recall the dish after 12 words."""

import secrets
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.challenges import recall
from rnndemo.challenges.recall import DELAY, MOST_STEPS, PASS, RATES, RULES, SEED, SENTENCES, SOLUTION
from rnndemo.language import mark, say
from rnndemo.memory.recall import CHANCE, RecallConfig, starts_of
from rnndemo.memory.training import RecallTraining
from rnndemo.ui.challenges.challenge import Attempt, Challenge, Sentence
from rnndemo.ui.challenges.working import finished
from rnndemo.ui.memory.race import STARTS, live


def draw(last: Attempt | None) -> None:
    """Draw the share recalled by step, of the latest attempt."""
    st.html(live([last.shown if last else RecallTraining(RULES)]))


def controls() -> RecallConfig:
    """Draw what may be chosen about the training."""
    left, right = st.columns(2)
    start = left.selectbox(
        say("It starts"),
        starts_of("rnn"),
        format_func=lambda start: say(STARTS[start]),
        key="challenge_recall_start",
        on_change="ignore",
        persist_state="session",
    )
    rate = right.select_slider(
        say("Learning rate"),
        RATES,
        RULES.learning_rate,
        key="challenge_recall_rate",
        on_change="ignore",
        persist_state="session",
    )
    steps = left.slider(
        say("Optimiser steps"),
        100,
        MOST_STEPS,
        RULES.steps,
        100,
        key="challenge_recall_steps",
        on_change="ignore",
        persist_state="session",
    )
    short = right.toggle(
        say("Short stories first"),
        key="challenge_recall_short",
        on_change="ignore",
        persist_state="session",
        help=say(
            "Begin with one word; longer stories whenever a batch goes well. All else, and the seed "
            "({seed}), is the same for everybody.",
            seed=SEED,
        ),
    )
    return replace(RULES, start=start, learning_rate=rate, steps=steps, curriculum=short)


def attempt(config: RecallConfig, stage: DeltaGenerator) -> Attempt | None:
    """Train the network in a worker, in view, then examine it on sentences nobody has seen."""
    training = RecallTraining(config)
    if not finished(
        RecallTraining.train,
        training,
        "challenge_recall_stop",
        mark("optimiser step"),
        lambda _: stage.html(live([training])),
    ):
        return None
    recalled = recall.check(training, 2 + secrets.randbelow(10**6))
    return Attempt(
        recalled.passed,
        -recalled.share,
        partial(say, mark("{share:.0%} recalled"), share=recalled.share),
        partial(_said, recalled, training.delay),
        training,
    )


def _said(recalled: recall.Recalled, reached: int) -> str:
    if recalled.passed:
        sentence = mark(
            "It recalls the dish in **{share:.1%}** of {count:,} new stories. "
            "The same network, another training."
        )
    elif recalled.config.curriculum and reached < DELAY:
        sentence = mark(
            "It recalls the dish in **{share:.1%}** of {count:,} new stories: it only came to stories of "
            "{reached} words. Give it more optimiser steps."
        )
    elif recalled.config.curriculum:
        sentence = mark(
            "It recalls the dish in **{share:.1%}** of {count:,} new stories; guessing gives {chance:.1%}. "
            "Try another learning rate."
        )
    else:
        sentence = mark(
            "It recalls the dish in **{share:.1%}** of {count:,} new stories; guessing gives {chance:.1%}. "
            "Try short stories first."
        )
    return say(sentence, share=recalled.share, count=SENTENCES, reached=reached, chance=CHANCE)


def solve(_: RecallConfig, stage: DeltaGenerator) -> Attempt | None:
    """Train in a way that works."""
    shown = attempt(SOLUTION, stage)
    if shown is None:
        return None
    return shown._replace(said=partial(_way, shown.said))


def _way(said: Sentence) -> str:
    return say(
        "{start} start, learning rate {rate:g}, short stories first. {said}",
        start=say(STARTS[SOLUTION.start]),
        rate=SOLUTION.learning_rate,
        said=said(),
    )


CHALLENGE = Challenge(
    "recall",
    mark("Teach the forgetful one"),
    partial(
        say,
        mark("Train the plain RNN to recall a dish after {words} words, {share:.0%} of the time."),
        words=DELAY,
        share=PASS,
    ),
    ":material/restaurant:",
    draw,
    controls,
    attempt,
    solve,
)
