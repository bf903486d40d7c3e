"""make screenshots: README's pictures, taken from the running app, and a note of what their pages showed.

A test compares that note with the pages as they are now: it fails where a picture is older than its page.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Node

from rnndemo.digits.handwriting import SIDE, sample
from rnndemo.digits.sketch import strokes_of
from tests.browser import install
from tests.serving import ROOT, serve

FOLDER = ROOT / "docs"
NOTE = FOLDER / "pictures.json"
WIDTH, HEIGHT = 1280, 720  # CSS pixels
FRAME = 90  # milliseconds that one frame of a moving picture is shown
LAST = 2500  # milliseconds that the last one is shown
NAMED = ("title", "header", "subheader", "button", "expander", "tab")  # kinds of which every one is noted


def still(page: Page) -> list[Image.Image]:
    """Return one picture of the page once all of its figures are drawn."""
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.wait_for_load_state("networkidle")
    return [_shot(page)]


def drawn(page: Page) -> list[Image.Image]:
    """Draw a 3 on the pad; return a picture after each move of the pen, and one of the settled answer."""
    page.locator(".live").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    pad = page.locator("[class*=digit_drawing_canvas] canvas").last.bounding_box()
    corner = np.array([pad["x"], pad["y"]]) * [1, 1] + (np.array([pad["width"], pad["height"]]) - SIDE) / 2
    frames = [_shot(page)]
    for stroke in strokes_of(sample(3, 1)):
        points = corner + stroke.points[:: max(1, len(stroke.points) // 24)]
        page.mouse.move(*points[0])
        page.mouse.down()
        for (_, _), (x, y) in pairwise(points):
            page.mouse.move(x, y)
            frames.append(_shot(page))
        page.mouse.up()
    page.locator(".live[data-state=settled]").wait_for()
    return [*frames, _shot(page)]


PICTURES: dict[str, tuple[str, Callable[[Page], list[Image.Image]]]] = {
    "digit-sketchpad.webp": ("digit_sketchpad", drawn),
    "sine-forecaster.webp": ("sine_forecaster", still),
    "lstm-memory.webp": ("lstm_memory", still),
}


def note(name: str) -> str:
    """Return a hash of what a page offers as it opens: its headings, and the labels of its controls."""
    visit = AppTest.from_file(ROOT / "pages" / f"{name}.py", default_timeout=60).run()
    text = json.dumps(list(_names(visit.main)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _names(node: Node) -> Iterator[tuple[str, str]]:
    label = getattr(node, "label", "") or (getattr(node, "value", "") if node.type in NAMED else "")
    if label:
        yield node.type, str(label)
    if isinstance(node, Block):
        for child in node.children.values():
            yield from _names(child)


def _shot(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _save(frames: list[Image.Image], path: Path) -> None:
    times = [FRAME] * (len(frames) - 1) + [LAST]
    frames[0].save(
        path, save_all=True, append_images=frames[1:], duration=times, loop=0, quality=60, method=6
    )


def main() -> None:
    """Take all pictures."""
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install.find(), args=["--no-sandbox"])
        for file, (name, take) in PICTURES.items():
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(f"{server.address}/{name}")
            page.wait_for_selector("h1")
            _save(take(page), FOLDER / file)
            page.close()
        browser.close()
    NOTE.write_text(json.dumps({file: note(name) for file, (name, _) in PICTURES.items()}, indent=2) + "\n")


if __name__ == "__main__":
    main()
