"""make load: a classroom at once, from its arrival to its leaving, and what it was served.

N visitors arrive within ten seconds and stay for a minute: most draw a digit every few seconds, some
operate on the memory, walk through the pages or train. Two slots are kept busy with trainings that
outlast them. Three of the visitors are real Chromium pages. Everything runs on one machine, so the
visitors' own work slows the server that they measure.
"""

import argparse
import asyncio
import random
import sys
import time

from tests.load import endings, people
from tests.load.people import LONG
from tests.load.tally import Tally, p95, spread
from tests.load.visitor import Visitor
from tests.serving import Server, serve

ARRIVAL = 10.0  # seconds within which all visitors come
KILLED = "rnndemo.workers.pool.Lost"  # in the traceback of the training whose process is killed here
RUSH = 20  # visitors who press Train in the same moment
TURNS, STROKES = 4, 50  # of the one visitor whose answers are timed without and with trainings


def main() -> int:
    """Run the classroom and print what it was served; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they stay")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with serve() as server:
        try:
            return asyncio.run(_classroom(server, asked.visitors, asked.seconds, asked.seed))
        finally:
            print(*(f"in the server's log: {fault}" for fault in server.faults(KILLED)), sep="\n")


async def _classroom(server: Server, visitors: int, seconds: float, seed: int) -> int:
    await people.warm(server.address)
    alone, busy = await _one_hand(server.address)
    print(f"one visitor alone: pen-up to answer {spread(alone)}")
    print(f"both slots training: {spread(busy)}, p95 ratio {p95(busy) / p95(alone):.2f}")
    rush = await people.rush(server.address, RUSH)
    last = max(rush.trained)
    print(
        f"{RUSH} press Train at once: all finish, the last after {last:.1f} s, "
        f"{60 * RUSH / last:.0f} trainings a minute; drawing {spread(rush.drawn)}"
    )
    before = server.memory()
    tally = Tally()
    stop = asyncio.Event()
    watch = asyncio.create_task(_peak(server, stop))
    trainers = [asyncio.create_task(people.train_on_and_on(server.address, LONG, stop)) for _ in range(2)]
    chance = random.Random(seed)
    async with asyncio.TaskGroup() as room:
        room.create_task(people.in_chromium(server.address, 3, seconds, tally))
        for number in range(visitors - 5):
            way = people.WAYS[number % len(people.WAYS)]
            own = random.Random(chance.random())
            room.create_task(_come(server.address, way, own, seconds, tally))
    stop.set()
    await asyncio.gather(*trainers, watch)
    print(f"memory before {_megabytes(before)}, at the peak {_megabytes(watch.result())}")
    kept = _report(server, tally, visitors, sum(watch.result()) - sum(before))
    return 0 if await _endings(server) and kept else 1


async def _come(address: str, way, chance: random.Random, seconds: float, tally: Tally) -> None:
    await asyncio.sleep(chance.uniform(0, ARRIVAL))
    await people.stay(way, address, chance, time.monotonic() + seconds, tally)


async def _one_hand(address: str) -> tuple[list[float], list[float]]:
    """Time one visitor's answers alone and beside two trainings, in turns."""
    visitor = await Visitor.arrive(address, "digit_sketchpad")
    alone, busy = [], []
    for _ in range(TURNS):
        alone += await people.strokes(visitor, STROKES)
        stop = asyncio.Event()
        trainers = [asyncio.create_task(people.train_on_and_on(address, LONG, stop)) for _ in range(2)]
        await asyncio.sleep(4)
        busy += await people.strokes(visitor, STROKES)
        stop.set()
        await asyncio.gather(*trainers)
    visitor.leave()
    return alone, busy


async def _peak(server: Server, stop: asyncio.Event) -> list[float]:
    most = []
    while not stop.is_set():
        most = max(most, await asyncio.to_thread(server.memory), key=sum)
        await asyncio.sleep(1)
    return most


async def _endings(server: Server) -> bool:
    freed = await endings.closed_tab(server.address, LONG)
    killed = await endings.killed_worker(server, LONG)
    gone = await endings.come_and_go(server)
    memory = ", ".join(f"{count}: {held:.0f} MB" for count, held in gone.memory.items())
    print(f"a tab closed in mid-training: the next in line trains after {freed:.2f} s")
    print(
        f"all workers killed: told after {killed.told:.2f} s, trains again {killed.trains_again:.2f} s later"
    )
    print(f"{endings.SESSIONS} sessions opened and closed: {gone.active} active; server by number: {memory}")
    kept = freed < 2 and killed.trains_again < 5 and gone.active == 0
    print("kept: slot free in 2 s, next training in 5 s, no session left" if kept else "BROKEN: see above")
    return kept


def _report(server: Server, tally: Tally, visitors: int, growth: float) -> bool:
    errors = len(server.faults(KILLED))
    success = 1 - len(tally.failed) / visitors
    print(f"visitors: {visitors}, success {success:.0%}")
    for line in tally.failed[:5]:
        print(f"  failed: {line}")
    print(f"page load (HTML, socket, whole script): {spread(tally.loads)}, {len(tally.loads)} loads")
    print(f"page load in a Chromium without cache: {spread(tally.browsed)}, {len(tally.browsed)} loads")
    print(f"pen-up to answer over the wire: {spread(tally.answers)}, {len(tally.answers)} drawings")
    print(f"pen-up to answer seen in Chromium: {spread(tally.seen)}, {len(tally.seen)} drawings")
    print(f"answers right: {tally.right} of {len(tally.answers)}; surgeries: {tally.operated}")
    print(f"trainings finished {tally.trained}, waited in the line {tally.queued}; told busy {tally.busy}")
    print(f"memory: {growth:.0f} MB more at the peak, {growth / visitors:.1f} MB a visitor")
    print(f"tracebacks in the server's log: {errors}")
    kept = success == 1 and p95(tally.loads) < 5 and growth < 50 and not errors
    print("kept: 100 % success, p95 load < 5 s, < 50 MB" if kept else "BROKEN: see above")
    return kept


def _megabytes(parts: list[float]) -> str:
    server, *workers = (f"{part:.0f}" for part in parts)
    return f"{sum(parts):.0f} MB (server {server}, workers {', '.join(workers)})"


if __name__ == "__main__":
    sys.exit(main())
