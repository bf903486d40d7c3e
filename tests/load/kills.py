"""python -m tests.load.kills: all workers are killed fifty times, while others train, draw and leave."""

import argparse
import asyncio
import contextlib
import random
import sys

from tests.load import endings, people
from tests.load.endings import Killed
from tests.load.people import LONG
from tests.load.tally import Tally, spread
from tests.load.visitor import Visitor
from tests.serving import Server, serve

KNOWN = "rnndemo.workers.pool.Lost"  # in the traceback of a training whose process is killed here


def main() -> int:
    """Kill, print the times; 1 when one of them is too long, or a slot is held by nobody at the end."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with serve() as server:
        return asyncio.run(_kills(server, asked.kills, asked.seed))


async def _kills(server: Server, kills: int, seed: int) -> int:
    await people.warm(server.address)
    tally, stop, chance = Tally(), asyncio.Event(), random.Random(seed)
    others = [
        asyncio.create_task(_trainees(server.address, random.Random(chance.random()), stop)),
        asyncio.create_task(_artists(server.address, random.Random(chance.random()), stop, tally)),
    ]
    told = []
    for number in range(kills):
        told.append(await endings.killed_worker(server, LONG, chance.uniform(0, 2)))
        print(f"{number + 1}: {_line(told[-1])}", flush=True)
    stop.set()
    await asyncio.gather(*others)
    faults = server.faults(KNOWN)
    print(f"told: {spread([each.told for each in told])}")
    print(f"trains again: {spread([each.trains_again for each in told])}")
    print(f"over 0.3 s: {sum(each.told >= 0.3 for each in told)}; ", end="")
    print(f"over 5 s: {sum(each.trains_again >= 5 for each in told)}; of {kills}")
    print(
        f"failed visits of others: {len(tally.failed)} {tally.failed[:3]}; unknown tracebacks: {len(faults)}"
    )
    kept = all(each.told < 0.3 and each.trains_again < 5 for each in told) and not tally.failed and not faults
    print("kept: told in 0.3 s, trains again in 5 s" if kept else "BROKEN: see above")
    return 0 if kept else 1


def _line(killed: Killed) -> str:
    line = " after a wait for a slot" if killed.queued else ""
    return f"told after {killed.told:.2f} s, trains again {killed.trains_again:.2f} s later{line}"


async def _trainees(address: str, chance: random.Random, stop: asyncio.Event) -> None:
    """One after another: train for a moment, then close the tab."""
    while not stop.is_set():
        visitor = await Visitor.arrive(address, "sine_forecaster", LONG)
        await visitor.change("sine_train", trigger_value=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(0.2, 4)):
                await visitor.read()
        visitor.leave()


async def _artists(address: str, chance: random.Random, stop: asyncio.Event, tally: Tally) -> None:
    """One after another: draw a few digits, then close the tab."""
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        await people.stay(people.draw, address, chance, loop.time() + chance.uniform(3, 15), tally)


if __name__ == "__main__":
    sys.exit(main())
