"""The reading that follows the pen: it changes while the pen moves, and ends at the server's answer."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.pad import NEXT, PATH, STROKES, between, box_of, choice, press, ready, settled
from tests.browser.test_policy import WATCH


def places(page):
    """Return where the parts of the first screen begin, from the top of the page."""
    where = """() => ['[class*=digit_live]', '[class*=drawing_canvas]', '.st-key-digit_sample'].flatMap(
        (part) => [...document.querySelectorAll(part)].map((node) => node.getBoundingClientRect().top))"""
    return page.evaluate(where)


HEAR = """(status) => {
    window.heard = [];
    const hear = () => status.textContent && heard.push(status.textContent);
    new MutationObserver(hear).observe(status, {subtree: true, childList: true, characterData: true});
}"""


def test_a_3_is_read_while_it_is_drawn_and_row_by_row_afterwards_without_the_server(visit):
    sent = []

    def listen(page):
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
        page.context.add_init_script(WATCH)

    page = visit("/", before=listen, viewport={"width": 1280, "height": 800})
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

    status = page.locator("[class*=digit_server_answer] [role=status]")
    expect(status).to_have_text(re.compile("^3, .*sure$"))
    status.evaluate(HEAR)
    press(page, [(40, 250), (240, 250)], lift=False)  # the scrubber is at the end again
    expect(now).to_have_text(re.compile("^row 28 of 28"))
    assert page.evaluate("heard") == []
    page.mouse.up()
    page.locator(".live[data-state=settled]").wait_for()
    said = ", ".join(page.locator("[data-answer] > div").all_text_contents())
    expect(status).to_have_text(said)  # once, and only if it is another answer than before
    assert page.evaluate("heard") in ([said], [])
    assert page.locator(".live").get_attribute("aria-hidden") == "true"
    assert status.evaluate("(node) => node.checkVisibility()")
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
            page.evaluate(NEXT)
        seen.append(choice(page))
        assert box_of(page) == box  # whatever is said above it
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


def test_a_page_change_in_mid_stroke_breaks_nothing_and_ten_keep_the_drawing(visit):
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
    for _ in range(5):
        page.get_by_role("link", name="Home").first.click()
        page.locator("[data-answer]").wait_for(state="detached")
        open_pad.click()
        settled(page, "7")
    press(page, [(20, 20), (20, 22)])
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
