"""Long work on a page: a place in the line, a bar with Stop, and an end that always comes.

Streamlit runs each visitor's script in its own thread, and any `st` call may end the script there and
then: after a click on Stop, a change of page, a closed tab. The script therefore only loops over the facts
of the work and cleans up, which `watch` does; the work itself goes on in a process of `POOL`.
"""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, Protocol

import streamlit as st
import torch
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rnndemo.workers.pool import Lost, Pool

# NOTE: the networks here are so small that a second thread costs more than it gains, and threads of
# several visitors would fight for the same cores.
torch.set_num_threads(1)

_LOG = logging.getLogger(__name__)
REFRESH = 0.25  # seconds between two pictures, at least
DRAWING = 0.1  # share of the time that drawing them may take: where many train and draw, less is drawn
NOTICE = 0.1  # seconds between two moves of the bar: Stop is noticed at the same rate
SECONDS = 60.0  # wall-clock limit of one job


class Fact(Protocol):
    """What a watched generator yields, or else None: at least how far it has come."""

    step: int
    steps: int


class Outcome(NamedTuple):
    """How a watched job ended on its own; a stopped one never returns."""

    ended: Literal["finished", "out of time", "busy", "lost"]


class Line:
    """Visitors in the order they came: the first `slots` work, at most `waiting` others wait."""

    def __init__(self, slots: int, waiting: int):
        self.slots, self.waiting = slots, waiting
        self._tickets: list[tuple[str, object]] = []
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def join(self, visitor: str) -> Iterator[Callable[[], int] | None]:
        """Stand in line while the block runs; yields `ahead`, or None at once when the line is full.

        ahead() is how many must finish before it is this visitor's turn: 0 means go. A visitor's
        second ticket waits for the first, so nobody holds two slots.
        """
        ticket = (visitor, object())
        with self._lock:
            full = len(self._tickets) >= self.slots + self.waiting
            if not full:
                self._tickets.append(ticket)
        try:
            yield None if full else lambda: self._ahead(ticket)
        finally:
            if not full:
                with self._lock:
                    self._tickets.remove(ticket)

    def _ahead(self, ticket: tuple[str, object]) -> int:
        with self._lock:
            earlier = self._tickets[: self._tickets.index(ticket)]
        own = any(visitor == ticket[0] for visitor, _ in earlier)
        return max(len(earlier) - self.slots + 1, int(own))

    def __len__(self) -> int:
        return len(self._tickets)


# One line for all pages, since they share the cores; each slot may come to hold 200 MB.
LINE = Line(slots=max(2, min(4, os.cpu_count() or 1)), waiting=64)
POOL = Pool()  # where the work of those whose turn it is goes on


@st.cache_resource
def warm_up() -> None:
    """Start a worker process, so that a new server's first training need not wait for it to load."""
    POOL.start()


def watch(
    job: Iterator[Fact],
    draw: Callable[[Fact], None] = lambda fact: None,
    *,
    key: str,
    noun: str = "step",
    seconds: float = SECONDS,
) -> Outcome:
    """Wait for a slot, then run `job` to its end under a bar with a Stop button, drawing as it goes.

    `draw(fact)` is called at most four times a second and once for the last fact. `job` is closed
    however this ends; on Stop, a change of page or a closed tab the script ends inside this call, so
    what must outlive it has to be kept by the job itself. Call it outside fragments: a button inside
    one does not interrupt it. `key` names the Stop button, `noun` the steps.
    """
    frame = st.empty()
    place = frame.container(horizontal=True, vertical_alignment="center")
    bar = place.progress(0.0, text="Starting")
    place.button("Stop", key=key, icon=":material/stop:")
    visitor = get_script_run_ctx().session_id
    # NOTE: the place in the line is given back last, so that the next in line finds a free worker.
    with LINE.join(visitor) as ahead, contextlib.closing(job):
        if ahead is None:
            frame.empty()
            st.warning("Too many visitors are training right now. Please try again in a minute.")
            return Outcome("busy")
        while waiting := ahead():
            bar.progress(0.0, text=f"Waiting for a free slot: number {waiting} in the line")
            time.sleep(REFRESH)
        try:
            return _run(job, draw, bar, noun, seconds)
        except Lost:
            _LOG.exception("a training was lost")
            frame.empty()
            st.error("This training was cut short by the server. Please start it again.")
            return Outcome("lost")


def _run(job, draw, bar, noun, seconds) -> Outcome:
    started = begun = moved = drawn = time.monotonic()
    pause = REFRESH
    fact, ended = None, "finished"
    for news in job:
        now = time.monotonic()
        if fact is None:
            begun = now  # a new process takes seconds to its first step: they say nothing of the others
        fact = news or fact
        if now - started > seconds:
            ended = "out of time"
            break
        if now - moved > NOTICE:
            moved = now
            bar.progress(*_standing(fact, noun, now - begun, started + seconds - now))
        if news and now - drawn > pause:
            draw(fact)
            drawn = time.monotonic()
            pause = max(REFRESH, (drawn - now) / DRAWING)
    if fact is not None:
        bar.progress(*_standing(fact, noun, now - begun, started + seconds - now))
        draw(fact)
    return Outcome(ended)


def _standing(fact: Fact | None, noun: str, elapsed: float, allowed: float) -> tuple[float, str]:
    if fact is None:
        return 0.0, "Starting"
    left = elapsed / fact.step * (fact.steps - fact.step) if fact.step else 0.0
    rest = f", about {left:.0f} s left" if left >= 1 else ""
    if left > allowed:
        rest = f", ends in {max(0.0, allowed):.0f} s, done or not"
    return fact.step / fact.steps, f"{noun.capitalize()} {fact.step} of {fact.steps}{rest}"
