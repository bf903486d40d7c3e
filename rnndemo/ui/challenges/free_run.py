"""Challenges: the smallest window, and the fewest hidden units, whose free run stays within 0.1."""

from functools import partial
from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.cells import CELL_NAMES
from rnndemo.challenges import free_run
from rnndemo.challenges.free_run import MARKS, SEED, WITHIN, Field, Stayed
from rnndemo.sine.forecaster import SineConfig, make_series
from rnndemo.sine.judgement import HORIZON
from rnndemo.sine.run import Run
from rnndemo.ui.challenges.challenge import Attempt, Challenge
from rnndemo.ui.challenges.working import SEARCH, finished
from rnndemo.ui.curves import Axes, Curve, plot
from rnndemo.ui.style import COLORS

MOST = {"window": 12, "hidden_size": 32}  # of the slider
NAMES = {"window": "window", "hidden_size": "hidden units"}
LIVE = 50  # steps of the free run that are drawn while it trains


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
        Curve("the wave", np.arange(len(truth)), truth, color),
        Curve(f"within {WITHIN}", ahead, truth[start:] + WITHIN, COLORS["highlight"], "3 3"),
        Curve("", ahead, truth[start:] - WITHIN, COLORS["highlight"], "3 3"),
        Curve("", np.full(2, start - 0.5), np.array([-1.6, 1.6]), color),
    ]
    if run:
        cell = run.config.cell
        path = run.free_run(start, horizon)
        curves.append(Curve(f"{CELL_NAMES[cell]}, on its own", ahead[:horizon], path, COLORS[cell]))
    axes = Axes(0, start + HORIZON, -1.6, 1.6, {}, ("to learn from", f"{HORIZON} steps on its own output"))
    return plot(curves, axes, "The wave, the band around it, and how the network continues it")


def draw(last: Attempt | None) -> None:
    """Draw the latest attempt."""
    st.html(drawn(last.shown if last else None))


def controls(field: Field) -> Setting:
    """Draw the one size that counts, and the cell."""
    default, smallest = getattr(SineConfig(), field), {"window": 2, "hidden_size": 1}[field]
    size = st.slider(
        {"window": "Window (points)", "hidden_size": "Hidden units"}[field],
        smallest,
        MOST[field],
        default,
        key=f"challenge_{field}",
        on_change="ignore",
        persist_state="session",
    )
    cell = st.segmented_control(
        "Cell",
        list(CELL_NAMES),
        required=True,
        format_func=CELL_NAMES.__getitem__,
        default=SineConfig.cell,
        key=f"challenge_{field}_cell",
        on_change="ignore",
        persist_state="session",
        help=f"All else is as the wave page opens: {SineConfig.epochs} epochs, seed {SEED} for everybody.",
    )
    return Setting(size, cell or SineConfig.cell)


def attempt(field: Field, setting: Setting, stage: DeltaGenerator) -> Attempt | None:
    """Train this network in a worker, in view, then let it run on its own output."""
    run = free_run.begin(field, *setting)
    if not finished(
        Run.train,
        run,
        f"challenge_{field}_stop",
        "epoch",
        lambda _: stage.html(drawn(run, LIVE)),
    ):
        return None
    return judged(field, run)


def judged(field: Field, run: Run) -> Attempt:
    """Check a trained run."""
    stayed = free_run.check(run, field)
    worst, size = float(stayed.errors.max()), f"{NAMES[field]}: {stayed.size}"
    rank = stayed.size + (0.5 if stayed.within else 100 + worst)
    score = f"{size}, off by {worst:.2f} at most"
    return Attempt(stayed.passed, rank, score, _said(field, stayed), run)


def _said(field: Field, stayed: Stayed) -> str:
    worst, cell = float(stayed.errors.max()), CELL_NAMES[stayed.config.cell]
    which = f"The {cell} with {stayed.size} {'points of window' if field == 'window' else 'hidden units'}"
    if not stayed.within:
        more = "A larger window" if field == "window" else "More units, or another number,"
        return (
            f"{which} leaves the band at step **{stayed.left_at}** and is off by up to {worst:.2f}. "
            f"{more} may help; so may another cell."
        )
    if not stayed.passed:
        return (
            f"{which} stays within {WITHIN} (off by {worst:.2f} at most). Now smaller: the mark is "
            f"**{MARKS[field]}**."
        )
    return f"{which} stays within {WITHIN} for {HORIZON} steps: off by {worst:.2f} at most. Is less enough?"


def solve(field: Field, setting: Setting, _: DeltaGenerator) -> Attempt | None:
    """Train one size after another in a worker, from the mark down, until one passes."""
    search = free_run.Search(field, setting.cell)
    stop = f"challenge_{field}_stop"
    if not finished(free_run.Search.run, search, stop, "network", seconds=SEARCH):
        return None
    if search.found is None:
        st.info(f"No {CELL_NAMES[setting.cell]} passes with {MARKS[field]} or less. Take another cell.")
        return None
    return judged(field, search.found)


def _challenge(field: Field, title: str, task: str, icon: str) -> Challenge:
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
    "Look back less",
    f"Continue the wave for {HORIZON} steps within {WITHIN}, with a window of {MARKS['window']} or less.",
    ":material/visibility:",
)
HIDDEN = _challenge(
    "hidden_size",
    "Think smaller",
    f"Stay within {WITHIN} for {HORIZON} steps, with {MARKS['hidden_size']} hidden units or fewer.",
    ":material/compress:",
)
