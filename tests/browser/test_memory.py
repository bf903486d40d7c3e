"""The memory lesson in a real browser, as a visitor meets it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

PANELS = {
    "Order matters": "in order",
    "An RNN, unrolled": "Step t",
    "Three forms, running": "The one input",
    "The forgetful cook": "Start the race",
    "Why it forgets": "Measured before any training",
    "The diary": "Empty the diary",
    "Memory surgery": "Undo everything",
    "The GRU": "Glossary",
}


def open_lesson(visit, **options):
    page = visit("/", **options)
    page.get_by_role("link", name="LSTM memory").first.click()
    page.get_by_text("The GRU, a two-gate cousin").wait_for()
    return page


def heading(page, title):
    return page.locator("summary").filter(has_text=title)


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["1280", "390"])
def test_every_panel_opens_without_an_error(visit, screen):
    page = visit("/lstm_memory", **screen) if screen else open_lesson(visit)
    for title, inside in PANELS.items():
        heading(page, title).click()
        page.get_by_text(inside, exact=False).first.wait_for()
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


def test_a_surgery_changes_the_answer_and_undo_takes_it_back(visit):
    page = open_lesson(visit)
    heading(page, "Memory surgery").click()
    page.get_by_text("Nothing is clamped").wait_for()
    page.get_by_text("Clamp the output gate").click()
    page.get_by_text("after the surgery it").wait_for()
    page.get_by_role("button", name="Undo everything").click()
    page.get_by_text("Nothing is clamped").wait_for()


def test_the_race_stops_when_told_and_its_result_stays(visit):
    page = open_lesson(visit)
    heading(page, "The forgetful cook").click()
    page.get_by_role("button", name="Start the race").click()
    page.get_by_text(re.compile(r"Step \d+ of 300")).wait_for()
    page.get_by_role("button", name="Stop").last.click()
    result = page.get_by_text(re.compile(r"^Run with 70 filler words"))
    result.wait_for()
    said = result.inner_text()
    page.get_by_role("link", name="Home").first.click()
    page.get_by_text("See how recurrent networks remember").first.wait_for()
    page.get_by_role("link", name="LSTM memory").first.click()
    result.wait_for()  # the panel is open again, with the run the visitor left
    assert result.inner_text() == said


def test_a_link_opens_the_panel_with_its_settings(visit):
    page = visit("/lstm_memory?memory_open_why=true&memory_keep=0.5")
    page.get_by_text("Half of it is left after 1.0 steps").wait_for()


def test_the_picture_on_top_follows_the_row_by_the_keyboard(visit):
    page = open_lesson(visit)
    picture = page.get_by_role("img", name=re.compile("^An LSTM cell at one step"))
    before = picture.get_attribute("alt")
    page.get_by_role("slider", name="Row it reads").focus()
    page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("alt", before)
    page.get_by_text("plain RNN", exact=True).first.click()
    page.get_by_role("img", name=re.compile("^A plain RNN cell at one step")).wait_for()
    page.get_by_text("Every part: its value").click()
    page.get_by_text("h = torch.tanh(W_x @ x + W_h @ h + b)").wait_for()


def test_the_picture_and_its_slider_are_on_a_phones_first_screen(visit):
    page = visit("/lstm_memory", **PHONE)
    slider = page.get_by_role("slider", name="Row it reads")
    slider.wait_for()
    assert slider.bounding_box()["y"] < PHONE["viewport"]["height"]
