"""make soak: twenty minutes of visitors who come, draw, operate, train, wander and leave; what grows?"""

import argparse
import asyncio
import random
import sys
import time
from statistics import linear_regression

from tests.load import people
from tests.load.tally import Tally, p95, spread
from tests.serving import Server, serve

SAMPLE = 10.0  # seconds between two looks at the memory
SETTLING = 0.25  # share of the time that is left out of the trend: caches fill


def main() -> int:
    """Run, print the figures by quarter; 1 when something is left behind or failed."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--visitors", type=int, default=20, help="at any time")
    asked = parser.parse_args()
    with serve() as server:
        return asyncio.run(_soak(server, asked.visitors, 60 * asked.minutes))


async def _soak(server: Server, visitors: int, seconds: float) -> int:
    await people.warm(server.address)
    started, tally, memory = time.monotonic(), Tally(), []
    end = started + seconds
    quarters = [0]
    async with asyncio.TaskGroup() as room:
        for number in range(visitors):
            room.create_task(_chair(server.address, number, end, tally))
        while time.monotonic() < end:
            await asyncio.sleep(SAMPLE)
            memory.append((time.monotonic() - started, *await asyncio.to_thread(server.memory)))
            if time.monotonic() - started >= len(quarters) * seconds / 4:
                quarters.append(len(tally.answers))
                print(
                    f"after {memory[-1][0] / 60:.0f} minutes: server {memory[-1][1]:.0f} MB, workers "
                    f"{sum(memory[-1][2:]):.0f} MB, answers {spread(tally.answers[quarters[-2] :])}",
                    flush=True,
                )
    await asyncio.sleep(5)
    active = server.sessions()["active_sessions"]
    settled = [(at, held) for at, held, *_ in memory if at > SETTLING * seconds]
    growth = 60 * linear_regression(*zip(*settled, strict=True)).slope
    faults = server.faults()
    print(f"{len(tally.answers)} drawings, {tally.right} read right; {tally.operated} surgeries")
    print(f"{tally.trained} trainings, {len(tally.loads)} page loads, p95 {1000 * p95(tally.loads):.0f} ms")
    print(f"failed visits: {len(tally.failed)} {tally.failed[:3]}; tracebacks in the log: {len(faults)}")
    print(f"the server's memory after the first quarter: {growth:+.2f} MB a minute")
    print(f"sessions left: {active}; workers: {len(server.family()) - 1}")
    return 1 if tally.failed or faults or active else 0


async def _chair(address: str, number: int, end: float, tally: Tally) -> None:
    """One visitor after another, each for half a minute to two, until the end."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, 10))
    while time.monotonic() < end:
        way = chance.choice(people.WAYS)
        until = min(end, time.monotonic() + chance.uniform(30, 120))
        await people.stay(way, address, chance, until, tally)


if __name__ == "__main__":
    sys.exit(main())
