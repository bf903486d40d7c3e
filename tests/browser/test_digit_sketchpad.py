"""The digit page as visitors use it: mouse, samples, pictures, views; all on one page that is opened once."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.pad import PATH, STROKES, box_of, choice, clear, draw, press, ready, settled
from tests.digits.pictures import paper

pytestmark = pytest.mark.xdist_group("pad")  # in one process: they share the page
INVITATION = "Draw a digit on the pad, or take a sample."
TWO = {"name": "two.png", "mimeType": "image/png", "buffer": paper.marker(2, np.random.default_rng(4))}


@pytest.fixture(scope="module")
def opened(visit_once):
    page = visit_once(PATH, reduced_motion="reduce")
    ready(page)
    return page


@pytest.fixture
def page(opened):
    """Give a test the page with an empty pad."""
    opened.keyboard.press("Escape")
    clear(opened)
    return opened


def upload(page, file):
    page.get_by_role("button", name="Upload a picture").click()
    page.locator("input[type=file]").set_input_files(file)


def test_digits_are_read_without_a_button_and_a_scribble_is_called_one(page):
    for digit in STROKES:
        draw(page, digit)
        settled(page, digit)
        clear(page)
    press(page, [(20 + 240 * (n % 2), 15 + 8 * n) for n in range(31)])
    page.locator(".live[data-state=empty]").get_by_text("This is a scribble").wait_for()
    page.locator("[data-answer]").wait_for(state="detached")


def test_a_sample_is_read_and_drawn_on(page):
    page.get_by_role("radio", name="1", exact=True).first.click()
    settled(page, "1")
    box = box_of(page)
    page.mouse.move(box["x"] + 60, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 40, steps=5)
    assert choice(page) is not None
    page.mouse.up()
    page.locator(".live[data-state=settled]").wait_for()


def test_an_uploaded_picture_is_read_until_it_is_cleared_or_drawn_over_and_a_bad_one_gets_a_sentence(page):
    upload(page, TWO)
    settled(page, "2")
    by_pen = page.get_by_role("button", name="Pen", exact=True)
    expect(by_pen).to_be_disabled()
    page.keyboard.press("Escape")
    clear(page)
    page.locator(".live").get_by_text(INVITATION).wait_for()
    upload(page, TWO)  # the same picture once more
    settled(page, "2")
    page.locator("input[type=file]").set_input_files({**TWO, "buffer": b"no image at all"})
    page.locator(".live").get_by_text("not a PNG, JPEG, WebP or HEIC image").wait_for()
    page.keyboard.press("Escape")
    press(page, STROKES["3"][0], lift=False)
    assert choice(page) == "3"
    page.mouse.up()
    settled(page, "3")
    expect(by_pen).to_be_enabled()


def test_rows_in_another_order_are_read_without_the_pen(page):
    draw(page, "3")
    settled(page, "3")
    page.get_by_role("button", name="Next ▸").click()  # Play would move
    expect(page.locator(".map output")).to_have_text(re.compile("^row 1 of 28: "))
    page.get_by_role("button", name="Reading order").click()
    page.get_by_role("radio", name="shuffled").click()
    page.get_by_text("used where it was not trained").wait_for()
    by_pen = page.get_by_role("button", name="Pen", exact=True)
    expect(by_pen).to_be_disabled()
    first = page.locator("[data-answer] > div").first
    expect(page.locator(".live .first")).to_have_text(first.text_content())
    expect(page.get_by_text("28 rows, rows shuffled")).to_be_visible()
    page.get_by_role("radio", name="top-down").click()
    expect(by_pen).to_be_enabled()


def test_look_inside_shows_every_view_and_saves_the_reading(page, tmp_path):
    draw(page, "3")
    settled(page, "3")
    page.get_by_text("Look inside").click()
    for view in ("Inside", "Which rows mattered", "LSTM, GRU, RNN", "One readout or 28"):
        page.get_by_role("radio", name=view, exact=True).click()
        page.locator(".js-plotly-plot").first.wait_for()
    page.wait_for_function("() => location.search.includes('digit_view')")
    with page.expect_download() as download:
        page.get_by_role("button", name="Every gate and state (NPZ)").click()
    download.value.save_as(tmp_path / "reading.npz")
    saved = np.load(tmp_path / "reading.npz")
    assert saved["belief"][-1].argmax() == 3
    assert saved["forget_gate"].shape == (28, 64)
    page.get_by_role("radio", name="the pen's path", exact=True).click()
    page.get_by_text("The pen is set down before step").wait_for()
