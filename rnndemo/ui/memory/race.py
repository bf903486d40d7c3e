"""The race in the cook's panel: several recall networks trained here and now, side by side."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.cells import CELL_NAMES
from rnndemo.language import CLAUSES, listed, mark, say
from rnndemo.memory.recall import CHANCE, RecallConfig, starts_of
from rnndemo.memory.training import RecallTraining, train_in_turns
from rnndemo.ui.announce import announce
from rnndemo.ui.curves import Axes, Curve, plot
from rnndemo.ui.glossary import tip
from rnndemo.ui.lesson import KEPT, picture
from rnndemo.ui.memory.figures import accuracy_axis
from rnndemo.ui.progress import POOL, warm_up, watch
from rnndemo.ui.style import ABOVE, COLORS, DASH_LENGTHS, DASHES, MARKS, plain

CELLS = ("rnn", "gru", "lstm")
STARTS = {
    "default": mark("as PyTorch starts it"),
    "orthogonal": mark("orthogonal"),
    "hold": mark("set to hold"),
}
OUT = mark("stays out")


def race() -> None:
    """Let the visitor train networks side by side. Not for a fragment: Stop would not end the training."""
    st.markdown(
        say(
            "**The live race.** Same stories, equally many optimiser steps. Choose how each cell starts. Who "
            "learns to remember?"
        )
    )
    chosen = {
        cell: column.selectbox(
            say("The {cell} starts", cell=say(CELL_NAMES[cell])),
            [*(STARTS[start] for start in starts_of(cell)), OUT],
            index=len(starts_of(cell)) - 1,
            format_func=say,
            key=f"memory_start_{cell}",
            on_change="ignore",
            **KEPT,
        )
        for column, cell in zip(st.columns(3), CELLS, strict=True)
    }
    left, middle, right = st.columns(3)
    delay = left.slider(say("Filler words"), 5, 150, 70, 5, key="memory_delay", on_change="ignore", **KEPT)
    bias = middle.slider(
        say("b of “set to hold”"),
        0.0,
        8.0,
        5.0,
        0.5,
        key="memory_bias",
        on_change="ignore",
        help=say(
            "Before training an LSTM's forget gate keeps about σ(b) and its input gate writes about σ(−b); "
            "a GRU's update gate does both. σ(0) is a half."
        ),
        **KEPT,
    )
    seed = right.number_input(
        say("Seed"), 0, 9999, 0, key="memory_seed", help=tip("seed"), on_change="ignore", **KEPT
    )
    start = st.button(say("Start the race"), type="primary", icon=":material/flag:", key="memory_start")
    place = st.empty()
    running = {cell: name for cell, said in chosen.items() if (name := _start(said))}
    if start and not running:
        st.info(say("Choose a start for at least one cell."))
    if start and running:
        config = RecallConfig(delay=delay, forget_bias=bias, seed=seed)
        _train(place, [RecallTraining(replace(config, cell=cell, start=at)) for cell, at in running.items()])
    said, count = "", 0
    if trainings := st.session_state.get("memory_race"):
        said, count = _result(trainings), sum(len(training.evaluations) for training in trainings)
        with place:
            picture("memory_race", accuracy_by_step(trainings), said)
        st.caption(said)
    announce("race", said, count)
    warm_up()


def network_name(config: RecallConfig) -> str:
    """Say which cell a network has and how it starts."""
    return say("{cell}, {start}", cell=say(CELL_NAMES[config.cell]), start=say(STARTS[config.start]))


def _start(said: str | None) -> str | None:
    """Return the start that a choice stands for; None where the cell stays out."""
    return next((start for start, name in STARTS.items() if name == said), None)


def _train(place: DeltaGenerator, trainings: list[RecallTraining]) -> None:
    def adopt(later: list[RecallTraining]) -> None:
        trainings[:] = later

    earlier = st.session_state.get("memory_race")
    st.session_state["memory_race"] = trainings  # kept first: Stop ends the script inside `watch`
    bar = st.empty()
    with bar.container():
        job = POOL.perform(train_in_turns, trainings, adopt)
        outcome = watch(job, lambda _: place.html(live(trainings)), key="memory_stop")
    if outcome.ended == "busy":
        st.session_state["memory_race"] = earlier
    elif outcome.ended != "lost":
        bar.empty()


def live(trainings: list[RecallTraining]) -> str:
    """Draw the accuracy of each network by optimiser step as markup, for while they train."""
    steps = trainings[0].config.steps
    curves = [
        Curve(
            say(CELL_NAMES[training.config.cell]),
            np.array([0, *(at.step for at in training.evaluations)]),
            np.array([CHANCE, *(at.accuracy for at in training.evaluations)]),
            COLORS[training.config.cell],
            DASH_LENGTHS[training.config.cell],
        )
        for training in trainings
    ]
    ticks = {say("chance"): CHANCE, say("50% of the dishes recalled"): 0.5, "100%": 1.0}
    told = listed(
        say(
            "{cell} {share:.0%} at optimiser step {step:.0f}",
            cell=curve.name,
            share=curve.y[-1],
            step=curve.x[-1],
        )
        for curve in curves
    )
    axes = Axes(0, steps, 0.0, 1.08, ticks, (say("optimiser step 0"), str(steps)))
    return plot(curves, axes, say("Dishes recalled: {told}", told=told))


def accuracy_by_step(trainings: list[RecallTraining]) -> go.Figure:
    """Draw the accuracy of each network by optimiser step, for when they are done."""
    figure = go.Figure()
    for training in trainings:
        name = say(CELL_NAMES[training.config.cell])
        figure.add_scatter(
            x=[0, *(at.step for at in training.evaluations)],
            y=[CHANCE, *(at.accuracy for at in training.evaluations)],
            name=name,
            mode="lines+markers+text",
            text=[*([""] * len(training.evaluations)), name],
            textposition="top left",
            line={"color": COLORS[training.config.cell], "dash": DASHES[training.config.cell]},
            marker={"symbol": MARKS[training.config.cell]},
        )
    accuracy_axis(figure, CHANCE)
    figure.update_xaxes(range=[0, trainings[0].config.steps], title=say("optimiser step"))
    return plain(figure, 300, legend=ABOVE, showlegend=True)


def _result(trainings: list[RecallTraining]) -> str:
    config = trainings[0].config
    said = []
    for training in trainings:
        if not training.evaluations:
            continue
        last = training.evaluations[-1]
        how = mark("the {cell} ({start}) stood at {accuracy:.0%} after {steps} optimiser steps")
        if training.solved_at is not None:
            how = mark("the {cell} ({start}) solved it after {steps} optimiser steps in {seconds:.1f} s")
        said.append(
            say(
                how,
                cell=say(CELL_NAMES[training.config.cell]),
                start=say(STARTS[training.config.start]),
                accuracy=last.accuracy,
                steps=last.step,
                seconds=last.seconds,
            )
        )
    return say(
        "Run with {words} filler words, b = {bias:g}, seed {seed}: {result}.",
        words=config.delay,
        bias=config.forget_bias,
        seed=config.seed,
        result=listed(said, CLAUSES) or say("stopped before the first exam"),
    )
