"""The digit page as visitors use it: mouse, finger, samples, pictures, page changes."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from rnndemo.digits import unseen
from tests.browser.conftest import PHONE
from tests.digits.pictures import paper

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


def draw(page, strokes):
    """Draw with the mouse and wait until the pen's last stroke has been answered."""
    page.wait_for_selector("canvas")
    page.wait_for_timeout(300)
    box = page.locator("canvas").first.bounding_box()
    for points in strokes:
        page.mouse.move(box["x"] + points[0][0], box["y"] + points[0][1])
        page.mouse.down()
        for x, y in points[1:]:
            page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
        page.mouse.up()
        page.wait_for_timeout(250)


def expect_answer(page, digit):
    page.wait_for_selector(f'[data-answer="{digit}"]')


def no_answer(page):
    page.wait_for_selector("[data-answer]", state="detached")


@pytest.mark.parametrize("digit", STROKES)
def test_a_digit_drawn_with_the_mouse_is_read_without_a_button(visit, digit):
    page = visit(PATH)
    draw(page, STROKES[digit])
    expect_answer(page, digit)


def test_undo_takes_back_a_stroke_and_clear_all_of_them(visit):
    page = visit(PATH)
    draw(page, STROKES["7"][:1])
    expect_answer(page, "7")
    page.locator(".st-key-digit_drawing_undo button").click()
    no_answer(page)
    draw(page, STROKES["4"])
    expect_answer(page, "4")
    page.locator(".st-key-digit_drawing_clear button").click()
    no_answer(page)
    page.get_by_text("Draw a digit on the pad").wait_for()


def test_a_finger_draws_on_a_phone_and_the_page_stays_where_it_is(visit):
    page = visit(PATH, **PHONE)
    page.wait_for_selector("canvas")
    page.wait_for_timeout(500)
    box = page.locator("canvas").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    touch = page.context.new_cdp_session(page)

    def finger(kind, *points):
        at = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    for stroke in STROKES["7"][:1]:
        finger("touchStart", stroke[0])
        for start, end in pairwise(stroke):
            for share in np.linspace(0.2, 1, 5):
                finger("touchMove", tuple(np.add(start, share * np.subtract(end, start)).tolist()))
        finger("touchEnd")
    expect_answer(page, "7")
    assert page.locator("canvas").first.bounding_box()["y"] == pytest.approx(box["y"], abs=1)


def test_the_drawing_is_still_there_after_ten_page_changes(visit):
    page = visit("/")
    open_pad = page.get_by_role("link", name="Digit sketch pad").first
    open_pad.click()
    page.get_by_role("heading", name="Digit sketch pad").wait_for()
    draw(page, STROKES["3"])
    expect_answer(page, "3")
    for _ in range(5):
        page.get_by_role("link", name="Home").first.click()
        no_answer(page)
        open_pad.click()
        page.wait_for_selector("canvas")
        expect_answer(page, "3")
    draw(page, [[(20, 20), (20, 22)]])
    expect_answer(page, "3")


def test_a_sample_loads_into_the_pad_and_can_be_drawn_on(visit):
    page = visit(PATH)
    page.get_by_role("radio", name="0", exact=True).click()
    expect_answer(page, "0")


def test_an_uploaded_picture_is_read_and_a_bad_one_gets_a_sentence(visit):
    page = visit(PATH)
    page.get_by_role("button", name="Upload a picture").click()
    sheet = unseen.load()
    at = int(np.flatnonzero(sheet.labels == 2)[0])
    picture = io.BytesIO()
    Image.fromarray(((1 - sheet.images[at]) * 255).astype(np.uint8)).resize((400, 400)).save(picture, "PNG")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "two.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    expect_answer(page, "2")
    chooser.set_input_files({"name": "two.png", "mimeType": "image/png", "buffer": b"no image at all"})
    page.get_by_text("not a PNG, JPEG, WebP or HEIC image").wait_for()
    draw(page, STROKES["7"])
    expect_answer(page, "7")


def test_clear_on_an_undrawn_pad_empties_an_uploaded_picture(visit):
    page = visit(PATH)
    page.get_by_role("button", name="Upload a picture").click()
    payload = paper.marker(2, np.random.default_rng(4))
    file = {"name": "two.png", "mimeType": "image/png", "buffer": payload}
    page.locator("input[type=file]").set_input_files(file)
    expect_answer(page, "2")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Draw a digit on the pad, or take a sample.").wait_for()
    page.get_by_role("button", name="Upload a picture").click()
    page.locator("input[type=file]").set_input_files(file)  # the same picture once more
    expect_answer(page, "2")


def test_every_view_opens_and_play_walks_through_the_rows(visit):
    page = visit(PATH)
    draw(page, STROKES["3"])  # in one stroke: the answer to a second would start the figure anew
    expect_answer(page, "3")
    said = page.locator(".slider-label").first
    said.wait_for()
    assert "row 27: 3" in said.text_content()
    page.locator(".updatemenu-button").first.click()
    page.wait_for_function("() => !document.querySelector('.slider-label').textContent.includes('row 27')")
    page.wait_for_function("() => document.querySelector('.slider-label').textContent.includes('row 27: 3')")
    for view in ("Inside", "Which rows mattered", "LSTM, GRU, RNN"):
        page.get_by_role("radio", name=view, exact=True).click()
        page.wait_for_function("view => location.search.includes('digit_view')", arg=view)
        page.locator(".js-plotly-plot").first.wait_for()
    page.get_by_role("radio", name="shuffled").click()
    page.get_by_text("out of its depth").wait_for()


def test_a_scribble_is_called_a_scribble(visit):
    page = visit(PATH)
    zigzag = [(20 + 240 * (n % 2), 15 + 8 * n) for n in range(31)]
    draw(page, [zigzag])
    page.get_by_text("This is a scribble").wait_for()
    no_answer(page)


def test_the_pens_path_is_drawn_as_far_as_it_is_read(visit):
    page = visit(PATH)
    draw(page, STROKES["3"])
    expect_answer(page, "3")
    page.get_by_role("radio", name="the pen's path", exact=True).click()
    page.get_by_text("the path so far").wait_for()
    said = page.locator(".slider-label").first
    said.wait_for()
    assert ": 3 (" in said.text_content()
    drawn = "() => document.querySelectorAll('.js-plotly-plot .scatterlayer .js-line')[1].getTotalLength()"
    whole = page.evaluate(drawn)
    rail = page.locator(".slider-rail-touch-rect").first
    rail.scroll_into_view_if_needed()
    at = rail.bounding_box()
    page.mouse.click(at["x"] + 0.3 * at["width"], at["y"] + at["height"] / 2)
    page.wait_for_function(f"() => ({drawn})() < {0.6 * whole}")
    assert page.evaluate(drawn) > 0.1 * whole
    page.mouse.click(at["x"] + at["width"] - 2, at["y"] + at["height"] / 2)
    page.wait_for_function(f"() => ({drawn})() > {0.99 * whole}")
