"""Runs of the scripts: one of each for everybody, and a visitor's own in a worker process."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from rnndemo.digits import handwriting, sketch
from rnndemo.language import say
from rnndemo.tutorial import digit_script, wave_script
from rnndemo.tutorial.script import ScriptRun, finish
from rnndemo.ui import visitor_digit
from rnndemo.ui.progress import POOL, watch

_OWN = "code_run"  # in the session: the visitor's own run of the digit script


def digit() -> np.ndarray:
    """Return the visitor's digit (28, 28), or a sample."""
    drawn = visitor_digit.remembered()
    return sketch.from_drawing(handwriting.sample(7)) if drawn is None else drawn


@st.cache_resource(show_spinner=False)
def digit_example() -> ScriptRun:
    """Run the digit script once for all visitors. Raises CheckpointError."""
    return finish(digit_script.start(sketch.from_drawing(handwriting.sample(7))))


@st.cache_resource(show_spinner=False)
def wave_example() -> ScriptRun:
    """Run the wave script, with its mistake, once for all visitors."""
    return finish(wave_script.start())


def once(example: Callable[[], ScriptRun]) -> ScriptRun:
    """Return the run of an example; say so where it runs first. Raises CheckpointError."""
    with st.spinner(say("Running the script once for this page")):
        return example()


def shown() -> ScriptRun:
    """Return the visitor's own run of the digit script, or the page's. Raises CheckpointError."""
    return st.session_state.get(_OWN) or once(digit_example)


def keep(run: ScriptRun) -> None:
    """Keep a run of the digit script as the visitor's own."""
    st.session_state[_OWN] = run


def perform(run: ScriptRun, draw: Callable[[object], object] | None = None) -> bool:
    """Run a script in a worker process, in view; return whether it came to its end.

    A Stop ends the page's script inside this call. Call it outside fragments.
    """
    job = POOL.perform(ScriptRun.run, run, run.become)
    outcome = watch(job, draw or (lambda _: None), key="code_stop")
    if outcome.ended == "out of time":
        st.warning(say("This ran out of time, because the server is busy. Please try again."))
    return outcome.ended == "finished"
