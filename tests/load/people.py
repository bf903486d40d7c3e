"""What visitors do: each way of spending a lesson is a coroutine over the real protocol."""

import asyncio
import time
from random import Random
from typing import NamedTuple

from playwright.async_api import async_playwright

from tests.bench.digits import ANSWER, WAIT
from tests.browser import install
from tests.browser.conftest import FLAGS
from tests.load.tally import Tally
from tests.load.visitor import Visitor, first_page

LONG = "sine_epochs=1000&sine_window=60&sine_layers=2&sine_hidden_size=64"  # tens of seconds
THINK = (3.0, 8.0)  # seconds between an answer and the next drawing


async def draw(address: str, chance: Random, until: float, tally: Tally) -> None:
    """Draw a digit, look at it, clear the pad, draw the next."""
    visitor, load = await first_page(address, "digit_sketchpad")
    tally.loads.append(load)
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(*THINK))
        digit = chance.randrange(10)
        answer, seconds = await visitor.draw(digit, chance.randrange(10_000))
        tally.answers.append(seconds)
        tally.right += answer == str(digit)
        await asyncio.sleep(1)
        await visitor.set("digit_drawing_clear", trigger_value=True)
    visitor.leave()


async def operate(address: str, chance: Random, until: float, tally: Tally) -> None:
    """Clamp gates and mute units of a sample digit."""
    visitor, load = await first_page(
        address, "lstm_memory", "memory_open_order=false&memory_open_surgery=true"
    )
    tally.loads.append(load)
    await visitor.set("memory_guess_wipe_show", trigger_value=True)
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(*THINK))
        await visitor.set("memory_mute", double_array_value=[chance.randrange(33)])
        if not any("Untouched" in text or "Nothing is clamped" in text for text in visitor.texts):
            raise AssertionError("a surgery without a result")
        tally.operated += 1
    visitor.leave()


async def wander(address: str, chance: Random, until: float, tally: Tally) -> None:
    """Walk from page to page."""
    visitor, load = await first_page(address)
    tally.loads.append(load)
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(*THINK))
        started = time.perf_counter()
        await visitor.go(chance.choice([page for page in visitor.pages if page != visitor.page]))
        tally.loads.append(time.perf_counter() - started)
    visitor.leave()


async def train(address: str, chance: Random, until: float, tally: Tally) -> None:
    """Train the default network, look at it, train again."""
    visitor, load = await first_page(address, "sine_forecaster")
    tally.loads.append(load)
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(*THINK))
        await visitor.change("sine_train", trigger_value=True)
        try:
            async with asyncio.timeout(until + 5 - time.monotonic()):
                await visitor.read()
        except TimeoutError:
            break  # still in the line, or training, when the lesson ends
        finally:
            tally.queued += "in the line" in visitor.heard
        said = " ".join(visitor.texts)
        tally.busy += "Too many visitors" in said
        tally.trained += "epochs in" in said
    visitor.leave()


WAYS = [draw, draw, draw, operate, draw, wander, draw, train, draw, draw]


async def stay(way, address: str, chance: Random, until: float, tally: Tally) -> None:
    """Spend the time in one of the ways; note what went wrong."""
    try:
        await way(address, chance, until, tally)
    except Exception as error:
        tally.failed.append(f"{way.__name__}: {type(error).__name__} {error}")


async def strokes(visitor: Visitor, count: int) -> list[float]:
    """Draw `count` digits with a short pause after each; return the seconds to each answer."""
    taken = []
    for number in range(count):
        taken.append((await visitor.draw(number % 10, number))[1])
        await asyncio.sleep(0.2)
    return taken


class Rush(NamedTuple):
    """Seconds from everybody's Train to each one's result, and to the answers of one who draws meanwhile."""

    trained: list[float]
    drawn: list[float]


async def rush(address: str, count: int) -> Rush:
    """Press Train in `count` tabs at the same moment, while one more visitor draws."""
    trainees = [await Visitor.arrive(address, "sine_forecaster") for _ in range(count)]
    artist = await Visitor.arrive(address, "digit_sketchpad")

    async def one(visitor: Visitor) -> float:
        started = time.perf_counter()
        await visitor.set("sine_train", trigger_value=True)
        if not any("epochs in" in text for text in visitor.texts):
            raise AssertionError(f"no result of a training: {visitor.texts[-3:]}")
        return time.perf_counter() - started

    *trained, drawn = await asyncio.gather(*map(one, trainees), strokes(artist, 2 * count))
    for visitor in (*trainees, artist):
        visitor.leave()
    return Rush(trained, drawn)


async def train_on_and_on(address: str, settings: str, stop: asyncio.Event) -> None:
    """Hold a slot with one long training after another until told to stop."""
    while not stop.is_set():
        visitor = await Visitor.arrive(address, "sine_forecaster", settings)
        await visitor.change("sine_train", trigger_value=True)
        training = asyncio.create_task(visitor.read())
        ended = asyncio.create_task(stop.wait())
        await asyncio.wait({training, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (training, ended):
            task.cancel()
        await asyncio.gather(training, ended, return_exceptions=True)
        visitor.leave()


async def warm(address: str) -> None:
    """Visit every page once, as whoever sets the app up for a class would."""
    visitor = await Visitor.arrive(address)
    for page in visitor.pages:
        await visitor.go(page)
    await visitor.go("digit_sketchpad")
    await visitor.draw(7, 0)
    await visitor.go("sine_forecaster")
    await visitor.set("sine_train", trigger_value=True)
    visitor.leave()


async def in_chromium(address: str, pages: int, seconds: float, tally: Tally) -> None:
    """Draw sevens in real browser pages."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        await asyncio.gather(*(_sevens(browser, address, seconds, tally) for _ in range(pages)))
        await browser.close()


async def _sevens(browser, address: str, seconds: float, tally: Tally) -> None:
    page = await (await browser.new_context()).new_page()
    try:
        started = time.perf_counter()
        await page.goto(f"{address}/digit_sketchpad", timeout=60_000)
        await page.wait_for_selector("canvas", timeout=60_000)
        tally.browsed.append(time.perf_counter() - started)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            tally.seen.append(await _seven(page) / 1000)
            await asyncio.sleep(4)
    except Exception as error:
        tally.failed.append(f"Chromium: {error}")


async def _seven(page) -> float:
    await page.wait_for_selector("[data-answer]", state="detached", timeout=60_000)
    await page.wait_for_timeout(500)
    await page.evaluate(WAIT, ANSWER["ours"])
    await draw_seven(page)
    taken = await page.evaluate("window.answered")
    await page.locator(".st-key-digit_drawing_clear button").click()
    return taken


async def draw_seven(page) -> None:
    """Draw a seven with the mouse on the pad of a Chromium page."""
    box = await page.locator("canvas").first.bounding_box()
    corners = [(70, 60), (200, 62), (150, 150), (120, 230)]
    await page.mouse.move(box["x"] + corners[0][0], box["y"] + corners[0][1])
    await page.mouse.down()
    for x, y in corners[1:]:
        await page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
    await page.mouse.up()
