"""The reading that follows the pen: how soon the bars change in a ten-second drawing, and what a visit costs.

The drawing is a 3 of 600 points, drawn with the mouse, at full speed and with the processor slowed four
times. The mouse moves by whole pixels, as the canvas hears it: within a pixel there is nothing new to read.
The time is counted from the pointer event's own time, so that waiting for a busy page counts too, to the end
of the reading that shows it: the page then writes its state, whether or not a bar has changed.
"""

import time

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from tests.browser import install
from tests.browser.conftest import FLAGS
from tests.browser.pad import STROKES, box_of, ready
from tests.serving import serve

MOVES = 600
SECONDS = 10
WATCH = """() => {
    window.waits = [];
    window.gaps = [];
    let moved = 0;
    let place = "";
    for (const kind of ["pointermove", "pointerrawupdate"]) {
        window.addEventListener(kind, (event) => {
            const here = `${event.clientX} ${event.clientY}`;
            if (here !== place) moved ||= event.timeStamp;
            place = here;
        }, true);
    }
    const live = [...document.querySelectorAll("*")].find((node) => node.shadowRoot?.querySelector(".live"));
    new MutationObserver(() => {
        if (moved) waits.push(performance.now() - moved);
        moved = 0;
    }).observe(live.shadowRoot.querySelector(".live"), {attributeFilter: ["data-state"]});
    let before = performance.now();
    const tick = (now) => { gaps.push(now - before); before = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""


def main() -> None:
    """Print the figures of the live reading."""
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        _visit(browser, server.address)  # the server compresses each file once
        arrival, stroke = _visit(browser, server.address)
        print(
            f"the scripts and the weights add {arrival / 1000:.1f} kB to a first visit, "
            f"and {stroke / 1000:.1f} kB more at the first stroke"
        )
        for slowdown in (1, 4):
            waits, gaps = _drawing(browser, server.address, slowdown)
            print(
                f"processor slowed {slowdown} times: from a pointer move to changed bars "
                f"{np.median(waits):.1f} ms, p95 {np.percentile(waits, 95):.1f} ms ({len(waits)} readings in "
                f"{SECONDS} s); longest time between two frames {max(gaps):.0f} ms"
            )
        browser.close()


def _drawing(browser: Browser, address: str, slowdown: int) -> tuple[list[float], list[float]]:
    """Draw for ten seconds; return the waits for changed bars and the times between frames, in ms."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}/digit_sketchpad")
    ready(page)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    (corners,) = np.array(STROKES["3"], dtype=float)
    at, box = np.linspace(0, len(corners) - 1, MOVES), box_of(page)
    corner = np.array([box["x"], box["y"]])
    line = np.stack([np.interp(at, np.arange(len(corners)), corners[:, axis]) for axis in (0, 1)], axis=1)
    points = np.floor(corner + line)
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[20])
    page.locator(".live[data-choice]").wait_for()
    page.evaluate(WATCH)
    began = time.monotonic()
    for number, point in enumerate(points):
        time.sleep(max(0.0, began + SECONDS * number / MOVES - time.monotonic()))
        page.mouse.move(*point)
    waits, gaps = page.evaluate("[waits, gaps]")
    page.mouse.up()
    page.context.close()
    return waits, gaps


def _visit(browser: Browser, address: str) -> tuple[float, float]:
    """Return the bytes of scripts and weights for a new visitor: on arrival, and at the first stroke."""
    context = browser.new_context()
    page = context.new_page()
    client, ours, received = context.new_cdp_session(page), set(), []
    client.send("Network.enable")

    def keep(event: dict) -> None:
        if "rnndemo.reading" in event["response"]["url"] or "/weights/" in event["response"]["url"]:
            ours.add(event["requestId"])

    client.on("Network.responseReceived", keep)
    client.on(
        "Network.loadingFinished",
        lambda event: event["requestId"] in ours and received.append(event["encodedDataLength"]),
    )
    page.goto(f"{address}/digit_sketchpad")
    ready(page)
    arrival, box = sum(received), box_of(page)
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + 220, steps=5)
    page.mouse.up()
    page.locator("[data-answer]").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    context.close()
    return arrival, sum(received) - arrival


if __name__ == "__main__":
    main()
