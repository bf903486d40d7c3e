"""Long work on a page: a place in the line, a bar with a Stop button, and a time limit.

Streamlit runs each visitor's script in a thread, and any `st` call may end the script at that point: after
a click on Stop, a change of page, a closed tab. So the work itself is done in a process of `POOL`. The
script only loops over the facts that come back, and cleans up. `watch` does both.
"""

import contextlib
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from typing import Any, Literal, NamedTuple, Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.language import mark, say
from rnndemo.ui.into_view import bring_into_view
from rnndemo.workers.pool import Lost, Pool

_LOG = logging.getLogger(__name__)
REFRESH = 0.25  # seconds between two pictures, at least
DRAWING = 0.1  # share of the time that drawing may take: on a busy server there are fewer pictures
NOTICE = 0.1  # seconds between two moves of the bar, and so until a Stop takes effect
SECONDS = 60.0  # wall-clock limit of one job


class Fact(Protocol):
    """What a watched generator yields: at least how far it has come. It may also yield None: nothing new."""

    step: int
    steps: int


class Outcome(NamedTuple):
    """How a watched job ended. A stopped one has no outcome: the script ends inside `watch`."""

    ended: Literal["finished", "out of time", "busy", "lost"]


class Line:
    """Visitors in the order they came: the first `slots` work, at most `waiting` others wait."""

    def __init__(self, slots: int, waiting: int) -> None:
        self.slots, self.waiting = slots, waiting
        self._tickets: list[tuple[str, object]] = []
        self._moved = threading.Condition()  # told when somebody leaves

    @contextlib.contextmanager
    def join(self, visitor: str) -> Iterator[Callable[..., int] | None]:
        """Stand in line while the block runs. Yields `ahead`, or None when the line is full.

        ahead() is how many others must finish first; at 0 it is this visitor's turn. ahead(seconds) first
        waits until somebody leaves, that long at most. A visitor's second ticket waits for the first, so
        nobody holds two slots.
        """
        ticket = (visitor, object())
        with self._moved:
            full = len(self._tickets) >= self.slots + self.waiting
            if not full:
                self._tickets.append(ticket)
        try:
            yield None if full else lambda seconds=0.0: self._ahead(ticket, seconds)
        finally:
            if not full:
                with self._moved:
                    self._tickets.remove(ticket)
                    self._moved.notify_all()

    def _ahead(self, ticket: tuple[str, object], seconds: float) -> int:
        with self._moved:
            if seconds and self._before(ticket):
                self._moved.wait(seconds)
            return self._before(ticket)

    def _before(self, ticket: tuple[str, object]) -> int:
        earlier = self._tickets[: self._tickets.index(ticket)]
        own = any(visitor == ticket[0] for visitor, _ in earlier)
        return max(len(earlier) - self.slots + 1, int(own))

    def __len__(self) -> int:
        return len(self._tickets)


# One line for all pages, because they share the cores. A worker process may hold 200 MB.
LINE = Line(slots=max(2, min(4, os.cpu_count() or 1)), waiting=64)
POOL = Pool()  # the processes that do the work


@st.cache_resource
def warm_up() -> None:
    """Start a worker process once, so that the first training on a new server starts at once."""
    POOL.start()


def visitor_id() -> str:
    """Return an id of this visitor's session, the same on every page."""
    return st.session_state.setdefault("visitor_id", uuid.uuid4().hex)


def watch(
    job: Generator[Fact | None, None, None],
    draw: Callable[[Any], object],
    *,
    key: str,
    noun: str = mark("optimiser step"),
    seconds: float = SECONDS,
) -> Outcome:
    """Wait for a slot, then run `job` to its end under a bar with a Stop button, drawing as it goes.

    `draw(fact)` is called at most four times a second, and once for the last fact. `job` is always closed
    at the end. On Stop, a change of page or a closed tab the script ends inside this call, so put what
    must not be lost into the session before it. Call it outside fragments: a button inside a fragment
    does not interrupt it. `key` names the Stop button, `noun` the steps: a marked word.
    """
    bring_into_view(f"{key}_view")
    frame = st.empty()
    place = frame.container(horizontal=True, vertical_alignment="center")
    bar = place.progress(0.0, text=say("Starting"))
    place.button(say("Stop"), key=key, icon=":material/stop:")
    # NOTE: the job is closed first and the place in the line given back then, so the next one finds a worker.
    with LINE.join(visitor_id()) as ahead, contextlib.closing(job):
        if ahead is None:
            frame.empty()
            st.warning(say("Too many visitors are training right now. Please try again in a minute."))
            return Outcome("busy")
        waiting = ahead()
        while waiting:
            turn = say("Waiting for a free slot: number {waiting} in the line", waiting=waiting)
            bar.progress(0.0, text=turn)
            waiting = ahead(REFRESH)
        try:
            ended, fact, standing = _run(job, draw, bar, noun, seconds)
        except Lost:
            _LOG.exception("a training was lost")
            frame.empty()
            st.error(say("This training was cut short by the server. Please start it again."))
            return Outcome("lost")
    # The last picture is drawn after the place is given back: the next in line is working by now.
    if fact is not None:
        bar.progress(*standing)
        draw(fact)
    return Outcome(ended)


def _run(
    job: Generator[Fact | None, None, None],
    draw: Callable[[Any], object],
    bar: DeltaGenerator,
    noun: str,
    seconds: float,
) -> tuple[Literal["finished", "out of time"], Fact | None, tuple[float, str]]:
    """Run the job to its end or time limit; return how it ended, its last fact and where the bar stands."""
    started = begun = moved = drawn = now = time.monotonic()
    pause = REFRESH
    fact: Fact | None = None
    ended: Literal["finished", "out of time"] = "finished"
    for news in job:
        now = time.monotonic()
        if fact is None:
            begun = now  # a new process needs seconds before its first step; they must not slow the estimate
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
    return ended, fact, _standing(fact, noun, now - begun, started + seconds - now)


def _standing(fact: Fact | None, noun: str, elapsed: float, allowed: float) -> tuple[float, str]:
    if fact is None:
        return 0.0, say("Starting")
    left = elapsed / fact.step * (fact.steps - fact.step) if fact.step else 0.0
    done = {"noun": say(noun).capitalize(), "step": fact.step, "steps": fact.steps}
    if left > allowed:
        text = say(
            "{noun} {step} of {steps}, will stop in {seconds:.0f} s, finished or not",
            seconds=max(0.0, allowed),
            **done,
        )
    elif left >= 1:
        text = say("{noun} {step} of {steps}, about {seconds:.0f} s left", seconds=left, **done)
    else:
        text = say("{noun} {step} of {steps}", **done)
    return fact.step / fact.steps, text
