"""python -m tests.load.walk: two phones and a laptop walk through the app while thirty others are there.

The three are Chromium pages with nothing cached. Each looks at the home page, draws a seven, trains the
default network and goes to the memory page; every wait is timed. All run on one machine, so the others and
the browser's own work slow the server that they wait for.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import defaultdict
from collections.abc import Coroutine

from playwright.async_api import Locator, Page, async_playwright

from rnndemo.ui.streamlit_internals import PAGES_BUTTON
from tests.browser import install
from tests.browser.conftest import FLAGS, PHONE
from tests.load import people
from tests.load.tally import Tally, p95, spread
from tests.serving import Server, serve

LAPTOP = {"viewport": {"width": 1280, "height": 800}}
THINK = (1.0, 3.0)  # seconds between a wait's end and the next step
LONGEST = 5.0  # seconds that a wait may take
STAY = 60.0  # seconds for which the others are there
PLOTLY = "(the forecast answers the mouse as well)"  # nobody waits for that: the picture is there

Waits = dict[str, list[float]]


def main() -> int:
    """Walk, print the waits; 1 when one of them is over five seconds or somebody fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.walk", description=__doc__)
    parser.add_argument("--others", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with serve() as server:
        return asyncio.run(_class(server, asked.others, asked.seed))


async def _class(server: Server, others: int, seed: int) -> int:
    await people.warm(server.address)
    tally, waits, chance = Tally(), defaultdict(list), random.Random(seed)
    until = time.monotonic() + STAY
    async with asyncio.TaskGroup() as room:
        for number in range(others):
            way = people.WAYS[number % len(people.WAYS)]
            own = random.Random(chance.random())
            room.create_task(people.stay(way, server.address, own, until, tally))
        room.create_task(_walks(server.address, chance, waits))
    for name, taken in waits.items():
        print(f"{name}: {', '.join(f'{each:.2f}' for each in sorted(taken))} s")
    print(f"the {others} others: answers {spread(tally.answers)}, pages {spread(tally.loads)}")
    print(f"failed: {len(tally.failed)} {tally.failed[:3]}")
    longest = max(max(taken) for name, taken in waits.items() if name != PLOTLY)
    kept = longest <= LONGEST and not tally.failed and not server.faults() and p95(tally.loads) < LONGEST
    print(f"kept: no wait over {LONGEST:.0f} s" if kept else f"BROKEN: the longest wait is {longest:.1f} s")
    return 0 if kept else 1


async def _walks(address: str, chance: random.Random, waits: Waits) -> None:
    """Walk with all three at once, each from a browser context of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        walkers, phone = [], {**playwright.devices["Pixel 7"], **PHONE}
        for screen in (phone, phone, LAPTOP):
            page = await (await browser.new_context(**screen)).new_page()
            walkers.append(_walk(page, address, random.Random(chance.random()), waits))
        await asyncio.gather(*walkers)
        await browser.close()


async def _walk(page: Page, address: str, chance: random.Random, waits: Waits) -> None:
    async def wait(name: str, act: Coroutine, seen: Locator) -> None:
        taken = asyncio.create_task(_seconds_until(seen))
        await act
        waits[name].append(await taken)
        await asyncio.sleep(chance.uniform(*THINK))

    def link(name: str) -> Locator:
        return page.get_by_role("link", name=name).first

    async def menu() -> None:
        pages = page.locator(PAGES_BUTTON)  # on a phone the links are behind it
        if await pages.is_visible():
            await pages.click()

    await wait("home page, nothing cached", page.goto(address), link("Look inside the LSTM"))
    await menu()
    await wait("digit page", link("Digit sketch pad").click(), page.locator(".live"))
    await wait("a drawn seven to its answer", people.draw_seven(page), page.locator("[data-answer='7']"))
    await menu()
    place = page.locator(".st-key-sine_forecast_place")
    plotly = asyncio.create_task(_seconds_until(place.locator(".main-svg")))
    seen = place.locator("img:visible, .main-svg:visible")
    await wait("wave page, with its forecast", link("Sine forecaster").click(), seen)
    waits[PLOTLY].append(await plotly)
    train = page.get_by_role("button", name="Train", exact=True)
    bar = page.locator("[data-testid=stProgress]")
    await wait("Train to its bar", train.click(), bar)
    await wait("... to its result", bar.wait_for(state="detached"), page.get_by_text("Run 1:"))
    await menu()
    cell = page.locator(".stage svg")
    await wait("memory page, with its cell", link("LSTM memory").click(), cell)


async def _seconds_until(seen: Locator) -> float:
    started = time.perf_counter()
    await seen.first.wait_for(timeout=60_000)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
