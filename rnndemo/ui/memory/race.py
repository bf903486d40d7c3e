"""The race in the cook's panel: several recall networks trained here and now, side by side."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.cells import CELL_NAMES
from rnndemo.memory.recall import CHANCE, RecallConfig
from rnndemo.memory.training import RecallTraining, train_in_turns
from rnndemo.ui.curves import Axes, Curve, plot
from rnndemo.ui.lesson import KEPT, picture
from rnndemo.ui.memory.figures import accuracy_axis
from rnndemo.ui.progress import POOL, warm_up, watch
from rnndemo.ui.style import ABOVE, COLORS, plain

CELLS = ("rnn", "gru", "lstm")
ALT = "Held-out accuracy of each network by optimiser step"


def race() -> None:
    """Let the visitor train networks side by side. Not for a fragment: Stop would not end the training."""
    st.markdown(
        "**The live race.** Three networks, same sentences, same number of steps. Who learns to remember?"
    )
    left, middle, right = st.columns(3)
    delay = left.slider("Filler words", 5, 150, 70, 5, key="memory_delay", on_change="ignore", **KEPT)
    bias = middle.slider(
        "Forget bias of LSTM and GRU",
        0.0,
        8.0,
        5.0,
        0.5,
        key="memory_bias",
        on_change="ignore",
        help="b: the forget gate starts at σ(b), the input gate at σ(−b). 0: half open.",
        **KEPT,
    )
    cells = right.pills(
        "Cells",
        CELLS,
        selection_mode="multi",
        default=CELLS,
        format_func=lambda cell: CELL_NAMES[cell],
        key="memory_cells",
        on_change="ignore",
        **KEPT,
    )
    seed = right.number_input("Seed", 0, 9999, 0, key="memory_seed", on_change="ignore", **KEPT)
    start = st.button("Start the race", type="primary", icon=":material/flag:", key="memory_start")
    place = st.empty()
    if start and not cells:
        st.info("Choose at least one cell to run.")
    if start and cells:
        config = RecallConfig(delay=delay, forget_bias=bias, seed=seed)
        _train(place, [RecallTraining(replace(config, cell=cell)) for cell in cells])
    if trainings := st.session_state.get("memory_race"):
        with place:
            picture("memory_race", accuracy_by_step(trainings), ALT)
        st.caption(_result(trainings))
    warm_up()


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
        )
        for training in trainings
    ]
    ticks = {"chance": CHANCE, "50% of the dishes recalled": 0.5, "100%": 1.0}
    return plot(curves, Axes(0, steps, 0.0, 1.08, ticks, ("step 0", str(steps))), ALT)


def accuracy_by_step(trainings: list[RecallTraining]) -> go.Figure:
    """Draw the accuracy of each network by optimiser step, for when they are done."""
    figure = go.Figure()
    for training in trainings:
        figure.add_scatter(
            x=[0, *(at.step for at in training.evaluations)],
            y=[CHANCE, *(at.accuracy for at in training.evaluations)],
            name=CELL_NAMES[training.config.cell],
            mode="lines+markers",
            line={"color": COLORS[training.config.cell]},
        )
    accuracy_axis(figure, CHANCE)
    figure.update_xaxes(range=[0, trainings[0].config.steps], title="optimiser step")
    return plain(figure, 300, legend=ABOVE, showlegend=True)


def _result(trainings: list[RecallTraining]) -> str:
    config = trainings[0].config
    said = []
    for training in trainings:
        name = CELL_NAMES[training.config.cell]
        if not training.evaluations:
            continue
        last = training.evaluations[-1]
        if training.solved_at is not None:
            said.append(f"the {name} solved it at step {training.solved_at} in {last.seconds:.1f} s")
        else:
            said.append(f"the {name} stood at {last.accuracy:.0%} after {last.step} steps")
    return (
        f"Run with {config.delay} filler words, forget bias {config.forget_bias:g}, seed {config.seed}: "
        + ("; ".join(said) or "stopped before the first exam")
        + "."
    )
