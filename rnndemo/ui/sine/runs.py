"""A visitor's runs in the session: the training under way, and the log of those that have ended."""

import streamlit as st

from rnndemo.language import say
from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.run import Run
from rnndemo.ui.progress import POOL

MOST_RUNS = 10  # kept for comparison
SHOWN, OTHER = "sine_shown", "sine_other"  # keys of the two widgets that pick a run by its place in the log


def logged() -> list[Run]:
    """Return the runs that ended with a result, the newest first."""
    return st.session_state.setdefault("sine_runs", [])


def example(wave: str = "sine") -> Run:
    """Return the default settings trained, so that a page can open with a real result."""
    with st.spinner(say("Training a network for this page")):
        return _example(wave)


@st.cache_resource(show_spinner=False)
def _example(wave: str) -> Run:
    """Train once for all visitors."""
    shown = run.start(SineConfig(wave=wave))
    for _ in POOL.perform(Run.train_and_judge, shown, shown.become):
        pass  # a worker uses one thread, so that the first visitors of a busy server do not wait for cores
    return shown


def begin(fresh: Run) -> None:
    """Note the training under way. Call it first: a Stop ends the script in the middle of the training."""
    st.session_state.sine_pending = fresh


def give_up() -> None:
    """Forget the training under way: the visitor already knows why it has no result.

    A training that was cut short is not judged: for a large network that takes long, and the visitor was
    asked to start it again.
    """
    del st.session_state.sine_pending


def finish() -> str | None:
    """Judge the training that ended since the page was last drawn, stopped or not, and log it.

    Returns a sentence for the visitor where it ended before its first epoch, so that there is no result.
    """
    ended: Run | None = st.session_state.pop("sine_pending", None)
    if ended is None:
        return None
    if ended.epochs_done == 0:
        if ended.ended == "stopped":
            return say(
                "The training was stopped before its first epoch was done. Press **Train** to start it again."
            )
        return say(
            "The training ran out of time before its first epoch was done. Press **Train** to start it again."
        )
    ended.judge()
    log = logged()
    ended.number = log[0].number + 1 if log else 1
    log.insert(0, ended)
    del log[MOST_RUNS:]
    st.session_state[SHOWN], st.session_state[OTHER] = 0, None
    return None
