"""The digit page as visitors use it: mouse, finger, samples, pictures, page changes."""

import io

import numpy as np
from PIL import Image

from rnndemo.digits import unseen
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


def test_digits_are_read_without_a_button_and_a_scribble_is_called_one(visit):
    page = visit(PATH)
    for digit, strokes in STROKES.items():
        draw(page, strokes)
        expect_answer(page, digit)
        page.locator(".st-key-digit_drawing_clear button").click()
        no_answer(page)
    draw(page, [[(20 + 240 * (n % 2), 15 + 8 * n) for n in range(31)]])
    page.locator(".live").get_by_text("This is a scribble").wait_for()
    no_answer(page)


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
    page.locator(".live").get_by_text("not a PNG, JPEG, WebP or HEIC image").wait_for()
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
    page.locator(".live").get_by_text("Draw a digit on the pad, or take a sample.").wait_for()
    page.get_by_role("button", name="Upload a picture").click()
    page.locator("input[type=file]").set_input_files(file)  # the same picture once more
    expect_answer(page, "2")


def test_look_inside_shows_every_view(visit):
    page = visit(PATH)
    draw(page, STROKES["3"])
    expect_answer(page, "3")
    page.get_by_text("Look inside").click()
    for view in ("Inside", "Which rows mattered", "LSTM, GRU, RNN", "One readout or 28"):
        page.get_by_role("radio", name=view, exact=True).click()
        page.locator(".js-plotly-plot").first.wait_for()
    page.wait_for_function("() => location.search.includes('digit_view')")
    page.get_by_role("radio", name="the pen's path", exact=True).click()
    page.get_by_text("The pen is set down before step").wait_for()
