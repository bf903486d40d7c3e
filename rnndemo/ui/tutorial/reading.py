"""Line by line: the script that learns to read digits."""

import numpy as np
import streamlit as st

from rnndemo.tutorial import digit_script
from rnndemo.tutorial.digit_script import GUESSING, LINES
from rnndemo.tutorial.script import ScriptRun
from rnndemo.ui.curves import Axes, Curve, plot
from rnndemo.ui.progress import warm_up
from rnndemo.ui.style import COLORS
from rnndemo.ui.tutorial import lines, runs

FIRST = next(at for at, line in enumerate(LINES) if "view(" in line.code)  # it has a picture
LOSS = next(at for at, line in enumerate(LINES) if line.code.strip().startswith("loss ="))


def draw() -> None:
    """Show the script line by line, and run it again on the visitor's own digit. Raises CheckpointError."""
    run = runs.shown()
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            "Run it",
            key="code_run_it",
            type="primary",
            icon=":material/play_arrow:",
            on_click=st.session_state.update,
            args=({"code_line": len(LINES) - 1},),  # its answer is seen at the end
        )
        st.caption(
            f"It trains for {digit_script.STEPS} optimiser steps, then reads your last digit, or a sample."
        )
    stage = st.empty()
    _lines(run)
    if pressed:
        with stage.container():
            _run()
    warm_up()


def _run() -> None:
    run = digit_script.start(runs.digit())
    place = st.empty()
    if runs.perform(run, lambda _: place.html(losses(run.losses))):
        runs.keep(run)
        st.rerun()


@st.fragment
def _lines(run: ScriptRun) -> None:
    lines.choose(run, "code_line", FIRST, {LOSS: _learning(run)})


def _learning(run: ScriptRun) -> str:
    last = digit_script.last_loss(run)
    said = f"{run.losses[0]:.2f} at first; mean of the last {digit_script.LAST}: {last:.2f}"
    return f'<div style="width:100%">{losses(run.losses)}<div style="font-size:.85rem">{said}</div></div>'


def losses(values: list[float]) -> str:
    """Return the loss by step as a chart, with the loss of guessing."""
    drawn = np.array(values)
    axes = Axes(
        0, digit_script.STEPS - 1, 0.0, max(2.6, drawn.max(initial=0.0)), {"0": 0.0, "guessing": GUESSING},
        ("optimiser step 1", str(digit_script.STEPS)),
    )  # fmt: skip
    curve = Curve("loss of each batch", np.arange(len(drawn)), drawn, COLORS["lstm"])
    return plot([curve], axes, f"The loss of each of {len(drawn)} batches")
