"""Broken links and a canvas that never comes, as a visitor's own browser meets them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("/sine_forecaster?sine_seed=inf&sine_seed=1e400&sine_window=7", "Press Train"),
        ("/lstm_memory?memory_open_story=true&memory_seed=-inf&memory_delay=9e999", "Start the race"),
        ("/digit_sketchpad?digit_view=%00&digit_order=%F0%9F%98%80&digit_blank_rows=nan", "Draw a digit on"),
    ],
)
def test_nonsense_in_a_link_opens_the_page_all_the_same(visit, path, whole):
    page = visit(path)
    page.get_by_text(whole).first.wait_for()
    assert page.get_by_test_id("stException").count() == 0
    expect(page).not_to_have_url(re.compile("inf|9e999|1e400"))


@pytest.fixture
def page_without_canvas(browser, server):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.route(re.compile("bidi-components"), lambda route: route.abort())
    yield lambda path: _opened(context.new_page(), server + path)
    context.close()


def _opened(page, address):
    page.goto(address)
    return page


def test_without_the_canvas_the_page_says_so_and_still_reads_a_sample(page_without_canvas):
    page = page_without_canvas("/digit_sketchpad")
    page.get_by_text(
        "The canvas did not reach your browser. Reload the page, or take a sample below"
    ).wait_for()
    for alert in page.get_by_text("BidiComponent Error").all():
        expect(alert).to_be_hidden()
    page.locator(".st-key-digit_sample button").first.click()
    page.wait_for_selector('[data-answer="0"]')


def test_without_the_wave_pad_the_page_says_so(page_without_canvas):
    page = page_without_canvas("/sine_forecaster?sine_wave=your+own+data")
    page.get_by_text("Draw it").click()
    page.get_by_text("The canvas did not reach your browser. Reload the page, or take a CSV file").wait_for()


def test_no_message_appears_when_the_canvas_loads(visit):
    page = visit("/digit_sketchpad")
    page.wait_for_selector("canvas")
    expect(page.get_by_text("did not reach your browser")).to_be_hidden()
