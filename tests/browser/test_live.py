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


@pytest.fixture
def pad(visit):
    """Open the digit page on a laptop, once it is ready to follow the pen."""
    page = visit(PATH)
    ready(page)
    return page


def ready(page):
    """Wait until the pad is there and the weights have come: a touch in its corner is then read."""
    page.locator("[class*=digit_drawing_canvas] canvas").last.wait_for()
    page.locator(".live").wait_for(state="attached")
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
    page.locator(f'.st-key-digit_answer [data-answer="{digit}"]').wait_for(state="attached")
    page.locator(f'.live[data-state="settled"][data-choice="{digit}"]').wait_for()
    expect(page.locator(".live .first")).to_have_text(re.compile(f"^{digit}"))
    server = page.locator(".st-key-digit_answer [role=status] > div").all_text_contents()
    assert page.locator(".live .first, .live .sure").all_text_contents() == server
    return server


def test_drawing_a_3_changes_the_first_choice_before_the_button_is_up(pad):
    seen = press(pad, STROKES["3"][0], lift=False)
    assert seen[-1] == "3"
    assert len(set(seen) - {None}) >= 3, seen
    assert pad.locator("[data-answer]").count() == 0  # the server has not been asked yet
    assert "if you stop here" in pad.locator(".live .sure").text_content()
    before = pad.locator(".live .each, .live .value").all_text_contents()
    pad.mouse.up()
    settled(pad, "3")
    assert pad.locator(".live .each, .live .value").all_text_contents() == before
    assert before[-1] == pad.locator(".st-key-digit_answer").get_by_text("pen's path:").text_content()


def test_nothing_on_the_page_moves_when_the_server_answers(pad):
    press(pad, STROKES["3"][0], lift=False)
    places = (
        "() => [...document.querySelectorAll('[class*=st-key-digit_live], [class*=st-key-digit_sample]')]"
    )
    where = f"() => ({places})().map((node) => Math.round(node.getBoundingClientRect().top))"
    before = pad.evaluate(where)
    pad.mouse.up()
    settled(pad, "3")
    assert pad.evaluate(where) == before


def test_a_finger_on_a_phone_sees_the_first_choice_change(visit):
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


def test_a_second_stroke_is_read_together_with_the_first(pad):
    first, second = STROKES["4"]
    press(pad, first)
    seen = press(pad, second, lift=False)  # at once: the server may not have answered the first
    assert seen[-1] == "4"
    pad.mouse.up()
    settled(pad, "4")


def test_undo_and_clear_take_strokes_out_of_the_reading(pad):
    press(pad, STROKES["7"][0])
    settled(pad, "7")
    press(pad, [(40, 250), (240, 250)])
    pad.locator(".live[data-state=settled]:not([data-choice='7'])").wait_for()
    pad.locator(".st-key-digit_drawing_undo button").click()
    settled(pad, "7")
    pad.locator(".st-key-digit_drawing_clear button").click()
    pad.locator(".live[data-state=empty]").wait_for(state="attached")
    expect(pad.get_by_text("Draw a digit on the pad, or take")).to_be_visible()
    press(pad, STROKES["4"][0])
    press(pad, STROKES["4"][1])
    settled(pad, "4")


def test_a_sample_is_read_and_can_be_drawn_on(pad):
    pad.get_by_role("radio", name="1", exact=True).click()
    settled(pad, "1")
    box = box_of(pad)
    pad.mouse.move(box["x"] + 60, box["y"] + 40)
    pad.mouse.down()
    pad.mouse.move(box["x"] + 140, box["y"] + 40, steps=5)
    assert choice(pad) is not None
    pad.mouse.up()
    pad.locator(".live[data-state=settled]").wait_for()


def test_an_uploaded_picture_is_read_by_its_rows_until_the_pen_draws(pad):
    sheet = unseen.load()
    at = int(np.flatnonzero(sheet.labels == 2)[0])
    picture = io.BytesIO()
    Image.fromarray(((1 - sheet.images[at]) * 255).astype(np.uint8)).resize((400, 400)).save(picture, "PNG")
    pad.get_by_role("button", name="Upload a picture").click()
    pad.locator("input[type=file]").set_input_files(
        {"name": "two.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    settled(pad, "2")
    expect(pad.locator(".live .map").last).to_be_hidden()
    pad.keyboard.press("Escape")
    press(pad, STROKES["3"][0], lift=False)
    assert choice(pad) == "3"
    pad.mouse.up()
    settled(pad, "3")
    expect(pad.locator(".live .map").last).to_be_visible()


def test_shuffled_rows_are_read_in_that_order(pad):
    press(pad, STROKES["3"][0])
    settled(pad, "3")
    pad.get_by_role("radio", name="shuffled").click()
    pad.get_by_text("out of its depth").wait_for()
    expect(pad.locator(".live .map").last).to_be_hidden()
    first = pad.locator(".st-key-digit_answer [role=status] > div").first
    expect(pad.locator(".live .first")).to_have_text(first.text_content())


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


def test_a_screen_reader_hears_the_answer_only_when_the_pen_is_up(pad):
    press(pad, STROKES["7"][0])
    settled(pad, "7")
    heard = """() => {
        window.heard = 0;
        const all = {subtree: true, childList: true, characterData: true};
        new MutationObserver(() => heard++).observe(document.querySelector(".st-key-digit_answer"), all);
    }"""
    pad.evaluate(heard)
    press(pad, STROKES["7"][1], lift=False)
    assert pad.evaluate("heard") == 0
    pad.mouse.up()
    settled(pad, "7")
    assert pad.locator(".live").get_attribute("aria-hidden") == "true"
    assert pad.locator("[role=status]").count() == 1
    assert pad.locator(".st-key-digit_answer [role=status]").evaluate("(node) => node.checkVisibility()")


def test_the_server_hears_of_a_stroke_when_it_is_done_and_not_before(visit):
    page = visit("/")
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    page.get_by_role("link", name="Digit sketch pad").first.click()
    ready(page)
    sent.clear()
    press(page, STROKES["3"][0], lift=False)
    assert sent == []
    page.mouse.up()
    settled(page, "3")
    assert len(sent) == 1


def test_the_policy_refuses_nothing_that_the_reading_needs(visit):
    page = visit("/")
    page.context.add_init_script(WATCH)
    page.goto(page.url + PATH[1:])
    ready(page)
    press(page, STROKES["3"][0])
    settled(page, "3")
    assert page.evaluate("refused") == []


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
    assert page.locator(".live").filter(visible=True).count() == 0
    assert page.get_by_role("alert").filter(visible=True).count() == 0
    page.close()
