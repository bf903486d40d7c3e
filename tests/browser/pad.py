"""Drawing on the pad of the digit page in a real browser, and waiting for the answer."""

import re
from itertools import pairwise

import numpy as np
from playwright.sync_api import expect

PATH = "/digit_sketchpad"
STROKES = {
    "3": [
        [
            (80, 60),
            (140, 45),
            (190, 75),
            (150, 125),
            (110, 130),
            (160, 140),
            (195, 180),
            (150, 235),
            (80, 215),
        ]
    ],
    "4": [[(100, 50), (80, 150), (200, 150)], [(170, 60), (160, 235)]],
    "7": [[(70, 60), (200, 62), (150, 150), (120, 230)], [(110, 145), (195, 140)]],
}
# On a busy machine the moves between two frames become one: the drawing would have fewer points.
NEXT = "() => new Promise((done) => requestAnimationFrame(done))"
FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def ready(page):
    """Wait until the pad is there and the weights have come: a touch in its corner is then read."""
    canvas(page).wait_for()
    page.locator(".live").wait_for()
    page.wait_for_load_state("networkidle")


def canvas(page):
    """Return the canvas that takes the strokes: Fabric lays it over the one it draws on."""
    return page.locator("[class*=digit_drawing_canvas] canvas.upper-canvas")


def box_of(page):
    return canvas(page).bounding_box()


def between(start, end, steps=5):
    """Return places on the way from one point to another, the end included."""
    return [
        tuple(np.add(start, share * np.subtract(end, start))) for share in np.linspace(0, 1, steps + 1)[1:]
    ]


def choice(page):
    """Return the first choice on the screen, None where there is none yet."""
    page.evaluate(FRAME)
    return page.locator(".live").get_attribute("data-choice")


def press(page, stroke, lift=True):
    """Draw one stroke with the mouse; return the choices on the screen while the button was down."""
    x, y = stroke[0]
    canvas(page).hover(position={"x": x, "y": y})  # waits until the pad stands still
    box, seen = box_of(page), []
    page.mouse.down()
    for start, end in pairwise(stroke):
        for x, y in between(start, end):
            page.mouse.move(box["x"] + x, box["y"] + y)
            page.evaluate(NEXT)
        assert page.locator(".live").get_attribute("data-state") == "drawing" or not seen
        seen.append(choice(page))
    if lift:
        page.mouse.up()
    return seen


def draw(page, digit):
    """Draw a digit with the mouse."""
    for stroke in STROKES[digit]:
        press(page, stroke)


def settled(page, digit):
    """Wait for the server's answer; return what the browser says, which must be the same."""
    answer = page.locator("[class*=digit_server_answer] [data-answer]")
    expect(answer).to_have_attribute("data-answer", digit)  # where it fails, it says what was read
    page.locator(f'.live[data-state="settled"][data-choice="{digit}"]').wait_for()
    expect(page.locator(".live .first")).to_have_text(re.compile(f"^{digit}"))
    server = page.locator("[data-answer] > div").all_text_contents()
    expect(page.locator(".live .first, .live .sure")).to_have_text(server)
    return server


def clear(page):
    """Empty the pad, and the page of what was uploaded."""
    page.get_by_role("button", name="Clear", exact=True).click()
    page.locator(".live[data-state=empty]").wait_for()
    page.locator("[data-answer]").wait_for(state="detached")
