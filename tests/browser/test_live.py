"""The reading that follows the pen: it changes while the pen moves, and ends at the server's answer."""

import io
import re
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from rnndemo.digits import unseen
from tests.browser.conftest import PHONE
from tests.browser.test_digit_sketchpad import PATH, STROKES
from tests.browser.test_policy import WATCH

FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def ready(page):
    """Wait until the pad is there and the weights have come: a touch in its corner is then read."""
    page.locator("[class*=digit_drawing_canvas] canvas").last.wait_for()
    page.locator(".live").wait_for()
    page.wait_for_load_state("networkidle")


def box_of(page):
    return page.locator("[class*=digit_drawing_canvas] canvas").last.bounding_box()


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
    box, seen = box_of(page), []
    page.mouse.move(box["x"] + stroke[0][0], box["y"] + stroke[0][1])
    page.mouse.down()
    for start, end in pairwise(stroke):
        for x, y in between(start, end):
            page.mouse.move(box["x"] + x, box["y"] + y)
        assert page.locator(".live").get_attribute("data-state") == "drawing" or not seen
        seen.append(choice(page))
    if lift:
        page.mouse.up()
    return seen


def settled(page, digit):
    """Wait for the server's answer; return what the browser says, which must be the same."""
    page.locator(f'[class*=digit_server_answer] [data-answer="{digit}"]').wait_for(state="attached")
    page.locator(f'.live[data-state="settled"][data-choice="{digit}"]').wait_for()
    expect(page.locator(".live .first")).to_have_text(re.compile(f"^{digit}"))
    server = page.locator("[role=status] > div").all_text_contents()
    assert page.locator(".live .first, .live .sure").all_text_contents() == server
    return server


def places(page):
    """Return where the parts of the first screen begin, from the top of the page."""
    where = """() => ['[class*=digit_live]', '[class*=drawing_canvas]', '.st-key-digit_sample'].flatMap(
        (part) => [...document.querySelectorAll(part)].map((node) => node.getBoundingClientRect().top))"""
    return page.evaluate(where)


HEAR = """() => {
    window.heard = 0;
    const all = {subtree: true, childList: true, characterData: true};
    new MutationObserver(() => heard++).observe(document.querySelector("[role=status]"), all);
}"""


def test_a_3_is_read_while_it_is_drawn_and_row_by_row_afterwards_without_the_server(visit):
    page = visit("/", viewport={"width": 1280, "height": 800})
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.context.add_init_script(WATCH)
    page.reload()
    page.get_by_role("link", name="Digit sketch pad").first.click()
    ready(page)
    expect(page.locator(".live .sure")).to_have_text("Draw a digit on the pad, or take a sample.")
    sent.clear()
    before = places(page)

    seen = press(page, STROKES["3"][0], lift=False)
    assert seen[-1] == "3"
    assert len(set(seen) - {None}) >= 3, seen
    assert page.locator("[data-answer]").count() == 0  # the server has not been asked yet
    assert sent == []
    assert "if you stop here" in page.locator(".live .sure").text_content()
    said = page.locator(".live .each, .live .value, .live .since").all_text_contents()
    page.mouse.up()
    settled(page, "3")
    assert len(sent) == 1
    assert page.locator(".live .each, .live .value, .live .since").all_text_contents() == said
    assert said[-1] == page.locator("[class*=digit_server_answer]").get_by_text("pen's path:").text_content()
    assert places(page) == before

    ink, belief = (page.locator(f".map canvas.{name}").bounding_box() for name in ("ink", "belief"))
    assert ink["y"] == pytest.approx(belief["y"], abs=2)
    assert ink["height"] == pytest.approx(belief["height"], abs=2)
    scrubber = page.get_by_role("slider", name="Row", exact=True)
    assert scrubber.bounding_box()["y"] < 800
    sent.clear()
    now = page.locator(".map output")
    scrubber.focus()
    page.keyboard.press("Home")
    expect(now).to_have_text(re.compile("^row 1 of 28: "))
    expect(page.locator(".live .when")).to_have_text("after row 1 of 28")
    for row in range(2, 15):
        page.keyboard.press("ArrowRight")
        expect(now).to_have_text(re.compile(f"^row {row} of 28: "))
    assert scrubber.get_attribute("aria-valuetext") == now.text_content()
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").wait_for()
    expect(now).to_have_text(re.compile("^row 28 of 28: 3"))
    page.get_by_role("button", name="Pen", exact=True).click()
    steps = int(page.get_by_role("slider", name="Step of the pen").get_attribute("max"))
    expect(now).to_have_text(re.compile(f"^step {steps} of {steps}: 3"))
    lines = page.locator(".map path")
    whole, read = (lines.nth(at).evaluate("(line) => line.getTotalLength()") for at in (0, 1))
    assert read == pytest.approx(whole)
    page.get_by_role("slider", name="Step of the pen").fill(str(steps // 3))
    assert lines.nth(1).evaluate("(line) => line.getTotalLength()") < whole / 2
    page.get_by_role("button", name="Rows", exact=True).click()
    assert sent == []

    page.evaluate(HEAR)
    press(page, [(40, 250), (240, 250)], lift=False)  # the scrubber is at the end again
    expect(now).to_have_text(re.compile("^row 28 of 28"))
    assert page.evaluate("heard") == 0
    page.mouse.up()
    page.locator(".live[data-state=settled]").wait_for()
    assert page.locator(".live").get_attribute("aria-hidden") == "true"
    assert page.locator("[role=status]").count() == 1
    assert page.locator("[role=status]").evaluate("(node) => node.checkVisibility()")
    page.locator(".st-key-digit_drawing_undo button").click()
    settled(page, "3")
    page.locator(".st-key-digit_drawing_clear button").click()
    page.locator(".live[data-state=empty]").wait_for()
    first, second = STROKES["4"]
    press(page, first)
    seen = press(page, second, lift=False)  # at once: the server may not have answered the first
    assert seen[-1] == "4"
    page.mouse.up()
    settled(page, "4")
    assert page.evaluate("refused") == []


def test_a_finger_on_a_phone_sees_the_first_choice_change_above_the_pad(visit):
    page = visit(PATH, **PHONE)
    ready(page)
    box, seen = box_of(page), []
    touch = page.context.new_cdp_session(page)

    def finger(kind, *points):
        at = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    (stroke,) = STROKES["3"]
    finger("touchStart", stroke[0])
    for start, end in pairwise(stroke):
        for point in between(start, end):
            finger("touchMove", point)
        seen.append(choice(page))
    assert seen[-1] == "3"
    assert len(set(seen) - {None}) >= 3, seen
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    finger("touchEnd")
    settled(page, "3")
    assert box_of(page)["y"] == pytest.approx(box["y"], abs=1)
    answer, rows, scrubber = (
        page.locator(part).bounding_box()["y"] for part in (".live .first", ".map .picture", ".map input")
    )
    assert 0 < answer < box["y"] < rows < scrubber


def test_samples_uploads_and_other_orders_are_read_as_well(visit):
    page = visit(PATH, reduced_motion="reduce")
    ready(page)
    page.get_by_role("radio", name="1", exact=True).first.click()
    settled(page, "1")
    box = box_of(page)
    page.mouse.move(box["x"] + 60, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 40, steps=5)
    assert choice(page) is not None
    page.mouse.up()
    page.locator(".live[data-state=settled]").wait_for()

    sheet = unseen.load()
    at = int(np.flatnonzero(sheet.labels == 2)[0])
    picture = io.BytesIO()
    Image.fromarray(((1 - sheet.images[at]) * 255).astype(np.uint8)).resize((400, 400)).save(picture, "PNG")
    page.get_by_role("button", name="Upload a picture").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "two.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    settled(page, "2")
    by_pen = page.get_by_role("button", name="Pen", exact=True)
    expect(by_pen).to_be_disabled()
    page.keyboard.press("Escape")
    press(page, STROKES["3"][0], lift=False)
    assert choice(page) == "3"
    page.mouse.up()
    settled(page, "3")
    expect(by_pen).to_be_enabled()

    page.get_by_role("button", name="Next ▸").click()  # Play would move
    expect(page.locator(".map output")).to_have_text(re.compile("^row 1 of 28: "))
    page.get_by_role("button", name="Reading order").click()
    page.get_by_role("radio", name="shuffled").click()
    page.get_by_text("out of its depth").wait_for()
    expect(by_pen).to_be_disabled()
    first = page.locator("[class*=digit_server_answer] [role=status] > div").first
    expect(page.locator(".live .first")).to_have_text(first.text_content())
    expect(page.get_by_text("28 rows, rows shuffled")).to_be_visible()


def test_a_page_change_in_mid_stroke_breaks_nothing(visit):
    page = visit("/")
    open_pad = page.get_by_role("link", name="Digit sketch pad").first
    open_pad.click()
    ready(page)
    press(page, STROKES["3"][0], lift=False)
    page.keyboard.press("Tab")
    page.evaluate("[...document.querySelectorAll('a')].find((link) => link.textContent == 'Home').click()")
    page.get_by_role("heading", name="See how recurrent networks remember").wait_for()
    page.mouse.move(300, 300)
    page.mouse.up()
    open_pad.click()
    ready(page)
    press(page, STROKES["7"][0])
    settled(page, "7")


@pytest.mark.parametrize("missing", ["**/rnndemo.reading/*.js", "**/weights/*"])
def test_without_its_script_or_its_weights_the_page_shows_the_servers_answer(browser, server, missing):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route(missing, lambda route: route.abort())
    page.goto(server + PATH)
    page.locator("[class*=digit_drawing_canvas] canvas").last.wait_for()
    page.wait_for_load_state("networkidle")
    box = box_of(page)
    page.mouse.move(box["x"] + 80, box["y"] + 60)
    page.mouse.down()
    for x, y in STROKES["3"][0]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
    page.mouse.up()
    page.locator('[data-answer="3"]').wait_for()
    assert page.locator('[data-answer="3"]').bounding_box()["width"] > 100
    rows = page.get_by_alt_text("after the last one it believes in 3")
    assert rows.bounding_box()["height"] > 300
    assert page.locator(".live").filter(visible=True).count() == 0
    assert page.get_by_role("alert").filter(visible=True).count() == 0
    page.close()
