"""An own reader in a real browser: trained in view, stopped, asked about a drawing, taught, brought back."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE

PAGE = "/digit_sketchpad"
QUICK = f"{PAGE}?digit_own_cell=GRU&digit_own_hidden_size=8&digit_own_epochs=1"
LONG = f"{PAGE}?digit_own_hidden_size=128&digit_own_epochs=20"  # never waited for, always stopped
TRAINED = re.compile(r"Your (plain RNN|GRU|LSTM) reads [\d.]+% of the 1,000 held-out digits")


def press(page, name):
    page.get_by_test_id("stMainBlockContainer").get_by_role("button", name=name, exact=True).click()


def settled(page):
    """Wait until the script has ended."""
    page.locator("[data-test-script-state=notRunning]").wait_for()


def take_sample(page, digit):
    """Put a sample on the pad and wait for the shipped reader's answer."""
    group = page.get_by_role("radiogroup", name="Or take a sample")
    group.get_by_role("radio", name=str(digit), exact=True).click()
    page.wait_for_selector(f'[data-answer="{digit}"]')


def label_as(page, digit):
    group = page.get_by_role("radiogroup", name="Teach it your handwriting: which digit is this?")
    group.get_by_role("radio", name=str(digit), exact=True).click()
    page.get_by_text(re.compile(r"\d drawings? kept")).wait_for()


def test_a_reader_is_trained_reads_the_pad_learns_a_drawing_and_is_brought_back(visit):
    page = visit(QUICK)
    take_sample(page, 7)
    press(page, "Train")
    page.get_by_text(TRAINED).wait_for()
    page.get_by_text(re.compile(r"GRU.*held-out")).first.wait_for()
    page.get_by_text("prediction number").wait_for()
    own_answer = page.locator("[data-own-answer]")
    expect(own_answer).to_have_count(1)
    expect(page.locator('[data-answer="7"]')).to_be_visible()  # the drawing is still there
    before = own_answer.inner_text()
    label_as(page, 4)
    page.get_by_role("radio", name="without them").click()
    press(page, "Learn my handwriting")
    page.get_by_text("60 of 60 optimiser steps without the old digits").wait_for()
    expect(page.locator('[data-own-answer="4"]')).to_be_visible()
    page.get_by_text("It has forgotten").wait_for()
    press(page, "Bring the old network back")
    page.get_by_text("60 of 60 optimiser steps").wait_for(state="detached")
    expect(own_answer).to_have_text(before)


def test_a_training_is_seen_and_can_be_stopped_and_a_drawing_made_meanwhile_is_read(visit):
    page = visit(LONG)
    take_sample(page, 3)
    seen = page.get_by_alt_text("rows it reads")
    before = seen.get_attribute("src")
    press(page, "Train")
    page.get_by_text(re.compile(r"Optimiser step [1-9]\d* of 1860")).wait_for()
    page.get_by_text("training loss").wait_for()
    page.get_by_role("heading", name="Digit sketch pad").scroll_into_view_if_needed()
    # The pad of before is hidden until the end.
    box = page.locator("[class*=digit_drawing_canvas] canvas:visible").last.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 260)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 265, steps=6)
    page.mouse.up()
    stop = page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop")
    expect(stop).to_be_visible()  # drawing does not end a training
    page.get_by_text(re.compile(r"Optimiser step (3[2-9]|[4-9]\d|\d{3,}) of 1860")).wait_for()
    press(page, "Stop")
    page.get_by_text(re.compile(r"stopped: \d+ of 1860 optimiser steps")).wait_for()
    settled(page)
    expect(page.locator("[data-own-answer]")).to_have_count(1)
    expect(seen).not_to_have_attribute("src", before)  # the stroke drawn meanwhile is on the picture


def test_on_a_phone_nothing_is_wider_than_the_screen(visit):
    page = visit(QUICK, **PHONE)
    take_sample(page, 5)
    press(page, "Train")
    page.get_by_text(TRAINED).wait_for()
    label_as(page, 5)
    press(page, "Learn my handwriting")
    page.get_by_text("60 of 60 optimiser steps with the old digits").wait_for()
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
