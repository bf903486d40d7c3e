"""Work of a challenge in a worker process, under a bar with a Stop."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from rnndemo.language import say
from rnndemo.ui.progress import POOL, SECONDS, watch
from rnndemo.workers.worker import Make

SEARCH = 3 * SECONDS  # wall-clock limit of a search


def finished(
    make: Make,
    subject: Any,
    stop: str,
    noun: str,
    draw: Callable[[Any], object] = lambda _: None,
    seconds: float = SECONDS,
) -> bool:
    """Do `make(subject)` in a worker; the subject becomes what it is there. `stop` is the Stop button's key.

    Returns whether it came to its end; where it did not, the visitor has been told why.
    """

    def adopt(later: Any) -> None:
        vars(subject).update(vars(later))

    outcome = watch(POOL.perform(make, subject, adopt), draw, key=stop, noun=noun, seconds=seconds)
    if outcome.ended == "out of time":
        st.info(say("The server is busy, and this took too long. Please try again in a minute."))
    return outcome.ended == "finished"
