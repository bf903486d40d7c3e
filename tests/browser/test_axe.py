"""axe-core finds no barrier on any page, in either theme, at rest and after what a visitor does there."""

import json
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE

HEADINGS = {
    "": "See how recurrent networks remember",
    "digit_sketchpad": "Digit sketch pad",
    "sine_forecaster": "Sine forecaster",
    "lstm_memory": "LSTM memory",
    "tutorial_code": "The code",
    "for_teachers": "For teachers",
    "challenges": "Challenges",
}
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 22, 29)"}  # of the theme in config.toml


def barriers(page) -> list[str]:
    """Return what axe-core finds on the page: the rule, the element, and what is wrong with it.

    Elements fade while they change, and are then too pale: what is found once must still be there later.
    """
    until = time.monotonic() + PATIENCE / 1000
    while True:
        found = [
            f"{rule['id']}: {json.dumps(node['target'])} {node['failureSummary']}"
            for rule in Axe().run(page).response["violations"]
            for node in rule["nodes"]
        ]
        if not found or time.monotonic() > until:
            return found


def settle(page) -> None:
    """Wait until the script has run to its end: Streamlit takes its running sign away."""
    page.wait_for_load_state("networkidle")
    page.get_by_test_id("stApp").and_(page.locator("[data-test-script-state=notRunning]")).wait_for()


def in_both_themes(page) -> list[str]:
    """Return what axe-core finds on the page in the light theme, then in the dark one."""
    found = []
    for theme, ground in GROUNDS.items():
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
        found += [f"{theme}: {barrier}" for barrier in barriers(page)]
    return found


@pytest.mark.parametrize("path", HEADINGS)
def test_a_page_has_no_barrier_as_it_is_first_seen(visit, path):
    page = visit(f"/{path}")
    page.get_by_role("heading", level=1).get_by_text(HEADINGS[path]).wait_for()
    settle(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert in_both_themes(page) == []


def test_a_trained_run_has_no_barrier(visit):
    page = visit("/sine_forecaster?sine_epochs=20")
    page.get_by_role("button", name="Train").click()
    page.get_by_text("Run 1:").wait_for()
    settle(page)
    assert in_both_themes(page) == []


def menu(page):
    """Open the menu; return what it shows."""
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    return page.get_by_test_id("stMainMenuPopover")


def test_the_menu_offers_light_and_dark_and_print_and_says_what_this_is(visit):
    page = visit("/")
    offers = menu(page)
    for theme in ("Light", "Dark"):
        offers.get_by_role("menuitemradio", name=theme).wait_for()
    offers.get_by_role("menuitem", name="Print").wait_for()
    offers.get_by_role("menuitem", name="About").click()
    page.get_by_text("MIT licence").wait_for()


def test_a_visitor_who_chooses_the_other_theme_than_the_system_meets_no_barrier(visit):
    page = visit("/sine_forecaster", color_scheme="light")
    menu(page).get_by_role("menuitemradio", name="Dark").click()
    page.keyboard.press("Escape")
    page.get_by_test_id("stMainMenuPopover").wait_for(state="detached")
    settle(page)
    assert barriers(page) == []
