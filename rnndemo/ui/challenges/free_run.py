"""Challenges: the smallest window, and the fewest hidden units, whose free run stays within 0.1."""

from functools import partial
from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.cells import CELL_NAMES
from rnndemo.challenges import free_run
from rnndemo.challenges.free_run import MARKS, SEED, WITHIN, Field, Stayed
from rnndemo.language import mark, say
from rnndemo.sine.forecaster import SineConfig, make_series
from rnndemo.sine.judgement import HORIZON
from rnndemo.sine.run import Run
from rnndemo.ui.challenges.challenge import Attempt, Challenge, Sentence
from rnndemo.ui.challenges.working import SEARCH, finished
from rnndemo.ui.curves import Axes, Curve, plot
from rnndemo.ui.style import COLORS

MOST = {"window": 12, "hidden_size": 32}  # of the slider
LIVE = 50  # steps of the free run that are drawn while it trains


class Words(NamedTuple):
    """What is said of the size that counts. {cell} has this {size}, and is off by {worst}."""

    label: str
    score: str
    left: str  # it leaves the band at {step}
    large: str  # it stays {within}, but is larger than the {mark}
    passed: str


WORDS = {
    "window": Words(
        mark("Window (points)"),
        mark("window: {size}, off by {worst:.2f} at most"),
        mark(
            "The {cell} with {size} points of window leaves the band at step **{step}** and is off by up to "
            "{worst:.2f}. A larger window may help; so may another cell."
        ),
        mark(
            "The {cell} with {size} points of window stays within {within} (off by {worst:.2f} at most). "
            "Now smaller: the mark is **{mark}**."
        ),
        mark(
            "The {cell} with {size} points of window stays within {within} for {steps} steps: off by "
            "{worst:.2f} at most. Is less enough?"
        ),
    ),
    "hidden_size": Words(
        mark("Hidden units"),
        mark("hidden units: {size}, off by {worst:.2f} at most"),
        mark(
            "The {cell} with {size} hidden units leaves the band at step **{step}** and is off by up to "
            "{worst:.2f}. More units, or another number, may help; so may another cell."
        ),
        mark(
            "The {cell} with {size} hidden units stays within {within} (off by {worst:.2f} at most). "
            "Now smaller: the mark is **{mark}**."
        ),
        mark(
            "The {cell} with {size} hidden units stays within {within} for {steps} steps: off by "
            "{worst:.2f} at most. Is less enough?"
        ),
    ),
}


class Setting(NamedTuple):
    """What may be chosen."""

    size: int
    cell: str


def drawn(run: Run | None, horizon: int = HORIZON) -> str:
    """Draw the wave, the band it must stay in, and the free run of a network as it now is, as markup."""
    series = run.series if run else make_series(SineConfig())
    start = series.n_train
    truth, ahead = series.truth[: start + HORIZON], np.arange(start, start + HORIZON)
    color = COLORS["truth"]
    curves = [
        Curve(say("the wave"), np.arange(len(truth)), truth, color),
        Curve(
            say("within {within}", within=WITHIN), ahead, truth[start:] + WITHIN, COLORS["highlight"], "3 3"
        ),
        Curve("", ahead, truth[start:] - WITHIN, COLORS["highlight"], "3 3"),
        Curve("", np.full(2, start - 0.5), np.array([-1.6, 1.6]), color),
    ]
    if run:
        cell = run.config.cell
        path = run.free_run(start, horizon)
        alone = say("{cell}, on its own", cell=say(CELL_NAMES[cell]))
        curves.append(Curve(alone, ahead[:horizon], path, COLORS[cell]))
    ends = say("to learn from"), say("{steps} steps on its own output", steps=HORIZON)
    axes = Axes(0, start + HORIZON, -1.6, 1.6, {}, ends)
    return plot(curves, axes, say("The wave, the band around it, and how the network continues it"))


def draw(last: Attempt | None) -> None:
    """Draw the latest attempt."""
    st.html(drawn(last.shown if last else None))


def controls(field: Field) -> Setting:
    """Draw the one size that counts, and the cell."""
    default, smallest = getattr(SineConfig(), field), {"window": 2, "hidden_size": 1}[field]
    size = st.slider(
        say(WORDS[field].label),
        smallest,
        MOST[field],
        default,
        key=f"challenge_{field}",
        on_change="ignore",
        persist_state="session",
    )
    cell = st.segmented_control(
        say("Cell"),
        list(CELL_NAMES),
        required=True,
        format_func=lambda cell: say(CELL_NAMES[cell]),
        default=SineConfig.cell,
        key=f"challenge_{field}_cell",
        on_change="ignore",
        persist_state="session",
        help=say(
            "All else is as the wave page opens: {epochs} epochs, seed {seed} for everybody.",
            epochs=SineConfig.epochs,
            seed=SEED,
        ),
    )
    return Setting(size, cell or SineConfig.cell)


def attempt(field: Field, setting: Setting, stage: DeltaGenerator) -> Attempt | None:
    """Train this network in a worker, in view, then let it run on its own output."""
    run = free_run.begin(field, *setting)
    if not finished(
        Run.train,
        run,
        f"challenge_{field}_stop",
        mark("epoch"),
        lambda _: stage.html(drawn(run, LIVE)),
    ):
        return None
    return judged(field, run)


def judged(field: Field, run: Run) -> Attempt:
    """Check a trained run."""
    stayed = free_run.check(run, field)
    worst = float(stayed.errors.max())
    rank = stayed.size + (0.5 if stayed.within else 100 + worst)
    score = partial(say, WORDS[field].score, size=stayed.size, worst=worst)
    return Attempt(stayed.passed, rank, score, partial(_said, field, stayed), run)


def _said(field: Field, stayed: Stayed) -> str:
    words = WORDS[field]
    sentence = words.passed if stayed.passed else words.large if stayed.within else words.left
    return say(
        sentence,
        cell=say(CELL_NAMES[stayed.config.cell]),
        size=stayed.size,
        worst=float(stayed.errors.max()),
        step=stayed.left_at,
        steps=HORIZON,
        within=WITHIN,
        mark=MARKS[field],
    )


def solve(field: Field, setting: Setting, _: DeltaGenerator) -> Attempt | None:
    """Train one size after another in a worker, from the mark down, until one passes."""
    search = free_run.Search(field, setting.cell)
    stop = f"challenge_{field}_stop"
    if not finished(free_run.Search.run, search, stop, mark("network"), seconds=SEARCH):
        return None
    if search.found is None:
        none = say(
            "No {cell} passes with {mark} or less. Take another cell.",
            cell=say(CELL_NAMES[setting.cell]),
            mark=MARKS[field],
        )
        st.info(none)
        return None
    return judged(field, search.found)


def _challenge(field: Field, title: str, task: Sentence, icon: str) -> Challenge:
    return Challenge(
        field.removesuffix("_size"),
        title,
        task,
        icon,
        draw,
        partial(controls, field),
        partial(attempt, field),
        partial(solve, field),
    )


WINDOW = _challenge(
    "window",
    mark("Look back less"),
    partial(
        say,
        mark("Continue the wave for {steps} steps within {within}, with a window of {mark} or less."),
        steps=HORIZON,
        within=WITHIN,
        mark=MARKS["window"],
    ),
    ":material/visibility:",
)
HIDDEN = _challenge(
    "hidden_size",
    mark("Think smaller"),
    partial(
        say,
        mark("Stay within {within} for {steps} steps, with {mark} hidden units or fewer."),
        steps=HORIZON,
        within=WITHIN,
        mark=MARKS["hidden_size"],
    ),
    ":material/compress:",
)
