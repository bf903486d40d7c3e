"""What is left behind: by closed tabs, by a worker that is killed, by hundreds of visitors come and gone."""

import asyncio
import contextlib
import os
import signal
import time
from typing import NamedTuple

from tests.load import people
from tests.load.visitor import Visitor
from tests.serving import Server

SESSIONS = 500
AT_ONCE = 10


async def closed_tab(address: str, settings: str) -> float:
    """Close a tab while it trains and another waits; return the seconds until that one's turn."""
    training = [await _trainee(address, settings) for _ in range(3)]
    first, _, waiting = training
    await _hear(waiting, "in the line")
    first.leave()
    started = time.perf_counter()
    await _hear(waiting, "Epoch")
    waited = time.perf_counter() - started
    for visitor in training[1:]:
        visitor.leave()
    return waited


class Killed(NamedTuple):
    """Seconds from the killing of all workers to the page's word, and from Train to the next first epoch."""

    told: float
    trains_again: float
    queued: bool  # whether the visitor had to wait for a slot


async def killed_worker(server: Server, settings: str, seconds: float = 0.0) -> Killed:
    """Kill every worker so many seconds after one's first epoch, then press Train again."""
    visitor = await _trainee(server.address, settings)
    await _hear(visitor, "Epoch")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await visitor.read()
    for worker in server.family()[1:]:
        os.kill(worker, signal.SIGKILL)
    started = time.perf_counter()
    await visitor.read()
    told = time.perf_counter() - started
    if not any("start it again" in text for text in visitor.texts):
        raise AssertionError(f"a lost training is not told: {visitor.texts[-3:]}")
    started = time.perf_counter()
    await visitor.change("sine_train", trigger_value=True)
    await _hear(visitor, "Epoch")
    again = time.perf_counter() - started
    visitor.leave()
    return Killed(told, again, "in the line" in visitor.heard)


class Gone(NamedTuple):
    """Sessions still active at the end, and the server's memory in MB along the way."""

    active: int
    memory: dict[int, float]  # sessions opened and closed -> MB


async def come_and_go(server: Server) -> Gone:
    """Open and close sessions on all pages, each of which draws, operates or just looks."""
    memory = {}
    for count in range(0, SESSIONS, AT_ONCE):
        if count % 100 == 0:
            memory[count] = server.memory()[0]
        await asyncio.gather(*(_come_and_go(server.address, count + at) for at in range(AT_ONCE)))
    deadline = time.monotonic() + 30
    while (active := server.sessions()["active_sessions"]) and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
    return Gone(active, {**memory, SESSIONS: server.memory()[0]})


async def _come_and_go(address: str, number: int) -> None:
    page = ("", "digit_sketchpad", "sine_forecaster", "lstm_memory")[number % 4]
    visitor = await Visitor.arrive(address, page)
    if page == "digit_sketchpad":
        await people.strokes(visitor, 2)
    visitor.leave()


async def _trainee(address: str, settings: str) -> Visitor:
    visitor = await Visitor.arrive(address, "sine_forecaster", settings)
    await visitor.change("sine_train", trigger_value=True)
    await _hear(visitor, "Starting")
    return visitor


async def _hear(visitor: Visitor, word: str) -> None:
    """Read until the visitor's bar says the word."""
    await visitor.read(lambda: word in visitor.heard)
