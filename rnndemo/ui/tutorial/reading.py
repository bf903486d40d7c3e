"""Line by line: the script that learns to read digits."""

import numpy as np
import streamlit as st

from rnndemo.language import say
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
            say("Run it"),
            key="code_run_it",
            type="primary",
            icon=":material/play_arrow:",
            on_click=st.session_state.update,
            args=({"code_line": len(LINES) - 1},),  # its answer is seen at the end
        )
        st.caption(
            say(
                "It trains for {steps} optimiser steps, then reads your last digit, or a sample.",
                steps=digit_script.STEPS,
            )
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
    said = say(
        "{first:.2f} at first; mean of the last {count}: {last:.2f}",
        first=run.losses[0],
        count=digit_script.LAST,
        last=last,
    )
    return f'<div style="width:100%">{losses(run.losses)}<div style="font-size:.85rem">{said}</div></div>'


def losses(values: list[float]) -> str:
    """Return the loss by step as a chart, with the loss of guessing."""
    drawn = np.array(values)
    top, ticks = max(2.6, drawn.max(initial=0.0)), {"0": 0.0, say("guessing"): GUESSING}
    ends = (say("optimiser step 1"), str(digit_script.STEPS))
    axes = Axes(0, digit_script.STEPS - 1, 0.0, top, ticks, ends)
    curve = Curve(say("loss of each batch"), np.arange(len(drawn)), drawn, COLORS["lstm"])
    return plot([curve], axes, say("The loss of each of {count} batches", count=len(drawn)))
