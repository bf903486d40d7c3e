"""The race in the cook's panel: several recall networks trained here and now, side by side."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.cells import CELL_NAMES
from rnndemo.memory.recall import CHANCE, RecallConfig, starts_of
from rnndemo.memory.training import RecallTraining, train_in_turns
from rnndemo.ui.curves import Axes, Curve, plot
from rnndemo.ui.glossary import tip
from rnndemo.ui.lesson import KEPT, picture
from rnndemo.ui.memory.figures import accuracy_axis
from rnndemo.ui.progress import POOL, warm_up, watch
from rnndemo.ui.style import ABOVE, COLORS, DASH_LENGTHS, DASHES, MARKS, plain

CELLS = ("rnn", "gru", "lstm")
STARTS = {"default": "as PyTorch starts it", "orthogonal": "orthogonal", "hold": "set to hold"}
OUT = "stays out"


def race() -> None:
    """Let the visitor train networks side by side. Not for a fragment: Stop would not end the training."""
    st.markdown(
        "**The live race.** Same stories, equally many optimiser steps. Choose how each cell starts. Who "
        "learns to remember?"
    )
    chosen = {
        cell: column.selectbox(
            f"The {CELL_NAMES[cell]} starts",
            [*(STARTS[start] for start in starts_of(cell)), OUT],
            index=len(starts_of(cell)) - 1,
            key=f"memory_start_{cell}",
            on_change="ignore",
            **KEPT,
        )
        for column, cell in zip(st.columns(3), CELLS, strict=True)
    }
    left, middle, right = st.columns(3)
    delay = left.slider("Filler words", 5, 150, 70, 5, key="memory_delay", on_change="ignore", **KEPT)
    bias = middle.slider(
        "b of “set to hold”",
        0.0,
        8.0,
        5.0,
        0.5,
        key="memory_bias",
        on_change="ignore",
        help="Before training an LSTM's forget gate keeps about σ(b) and its input gate writes about σ(−b); "
        "a GRU's update gate does both. σ(0) is a half.",
        **KEPT,
    )
    seed = right.number_input(
        "Seed", 0, 9999, 0, key="memory_seed", help=tip("seed"), on_change="ignore", **KEPT
    )
    start = st.button("Start the race", type="primary", icon=":material/flag:", key="memory_start")
    place = st.empty()
    running = {cell: name for cell, said in chosen.items() if (name := _start(said))}
    if start and not running:
        st.info("Choose a start for at least one cell.")
    if start and running:
        config = RecallConfig(delay=delay, forget_bias=bias, seed=seed)
        _train(place, [RecallTraining(replace(config, cell=cell, start=at)) for cell, at in running.items()])
    if trainings := st.session_state.get("memory_race"):
        with place:
            picture("memory_race", accuracy_by_step(trainings), _result(trainings))
        st.caption(_result(trainings))
    warm_up()


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
            CELL_NAMES[training.config.cell],
            np.array([0, *(at.step for at in training.evaluations)]),
            np.array([CHANCE, *(at.accuracy for at in training.evaluations)]),
            COLORS[training.config.cell],
            DASH_LENGTHS[training.config.cell],
        )
        for training in trainings
    ]
    ticks = {"chance": CHANCE, "50% of the dishes recalled": 0.5, "100%": 1.0}
    told = ", ".join(
        f"{curve.name} {curve.y[-1]:.0%} at optimiser step {curve.x[-1]:.0f}" for curve in curves
    )
    axes = Axes(0, steps, 0.0, 1.08, ticks, ("optimiser step 0", str(steps)))
    return plot(curves, axes, f"Dishes recalled: {told}")


def accuracy_by_step(trainings: list[RecallTraining]) -> go.Figure:
    """Draw the accuracy of each network by optimiser step, for when they are done."""
    figure = go.Figure()
    for training in trainings:
        figure.add_scatter(
            x=[0, *(at.step for at in training.evaluations)],
            y=[CHANCE, *(at.accuracy for at in training.evaluations)],
            name=CELL_NAMES[training.config.cell],
            mode="lines+markers+text",
            text=[*([""] * len(training.evaluations)), CELL_NAMES[training.config.cell]],
            textposition="top left",
            line={"color": COLORS[training.config.cell], "dash": DASHES[training.config.cell]},
            marker={"symbol": MARKS[training.config.cell]},
        )
    accuracy_axis(figure, CHANCE)
    figure.update_xaxes(range=[0, trainings[0].config.steps], title="optimiser step")
    return plain(figure, 300, legend=ABOVE, showlegend=True)


def _result(trainings: list[RecallTraining]) -> str:
    config = trainings[0].config
    said = []
    for training in trainings:
        name = f"{CELL_NAMES[training.config.cell]} ({STARTS[training.config.start]})"
        if not training.evaluations:
            continue
        last = training.evaluations[-1]
        if training.solved_at is not None:
            said.append(
                f"the {name} solved it after {training.solved_at} optimiser steps in {last.seconds:.1f} s"
            )
        else:
            said.append(f"the {name} stood at {last.accuracy:.0%} after {last.step} optimiser steps")
    return (
        f"Run with {config.delay} filler words, b = {config.forget_bias:g}, seed {config.seed}: "
        + ("; ".join(said) or "stopped before the first exam")
        + "."
    )
