"""The live race of the memory lesson: networks trained here and now, side by side."""

import functools
from dataclasses import replace

import streamlit as st

from rnndemo.cells import CELL_NAMES
from rnndemo.memory import recall
from rnndemo.ui import live
from rnndemo.ui.lesson import KEPT, picture
from rnndemo.ui.memory import figures
from rnndemo.ui.memory.recall_panels import CELLS
from rnndemo.ui.progress import POOL, warm_up, watch


def race() -> None:
    """Train the networks here and now."""
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
        format_func=CELL_NAMES.get,
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
        _run(place, [recall.Lane(config) for config in _configs(cells, delay, bias, seed)])
    if lanes := st.session_state.get("memory_race"):
        _draw(place, lanes)
        _result(lanes)
    warm_up()


def _configs(cells, delay: int, bias: float, seed: int) -> list[recall.RecallConfig]:
    config = recall.RecallConfig(delay=delay, forget_bias=bias, seed=seed)
    return [replace(config, cell=cell) for cell in cells]


def _run(place, lanes: list[recall.Lane]) -> None:
    earlier = st.session_state.get("memory_race")
    st.session_state["memory_race"] = lanes  # kept first: Stop ends the script inside `watch`
    bar = st.empty()
    with bar.container():
        job = POOL.perform(recall.race, lanes, functools.partial(_become, lanes))
        outcome = watch(job, lambda _: place.html(live.race(lanes)), key="memory_stop")
    if outcome.ended == "busy":
        st.session_state["memory_race"] = earlier
    elif outcome.ended != "lost":
        bar.empty()


def _become(lanes: list[recall.Lane], later: list[recall.Lane]) -> None:
    lanes[:] = later


def _draw(place, lanes: list[recall.Lane]) -> None:
    histories = {
        lane.config.cell: ([lap.step for lap in lane.laps], [lap.accuracy for lap in lane.laps])
        for lane in lanes
    }
    figure = figures.race(histories, lanes[0].config.steps, recall.CHANCE)
    with place:
        picture("memory_race", figure, "Held-out accuracy of each network by optimiser step")


def _result(lanes: list[recall.Lane]) -> None:
    config = lanes[0].config
    said = []
    for lane in lanes:
        laps, name = lane.laps, CELL_NAMES[lane.config.cell]
        if lane.solved_at:
            said.append(f"the {name} solved it at step {lane.solved_at} in {laps[-1].seconds:.1f} s")
        elif laps:
            said.append(f"the {name} stood at {laps[-1].accuracy:.0%} after {laps[-1].step} steps")
    st.caption(
        f"Run with {config.delay} filler words, forget bias {config.forget_bias:g}, seed {config.seed}: "
        + ("; ".join(said) or "stopped before the first exam")
        + "."
    )
