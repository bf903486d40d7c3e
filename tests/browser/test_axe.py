"""axe-core finds no barrier on any page, in either theme, on desk and phone, whatever is opened there."""

import itertools
import json
import time

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE
from tests.browser.pad import draw, ready
from tests.digits.pictures import paper

HEADINGS = {
    "": "See how recurrent networks remember",
    "digit_sketchpad": "Digit sketch pad",
    "sine_forecaster?sine_epochs=20": "Sine forecaster",
    "lstm_memory": "LSTM memory",
    "tutorial_code": "The code",
    "for_teachers": "For teachers",
    "challenges": "Challenges",
}
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 22, 29)"}  # of the theme in config.toml
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = {"rules": {"target-size": {"enabled": True}}}  # 24 pixels at least, or that far apart
# In parts that others made, and harmless: each has a button of its own, or one of ours that does the same.
THEIRS = [
    ("presentation-role-conflict", "stFileUploaderDropzone"),  # the place around Streamlit's upload button
    ("target-size", "dc-icon-button"),  # the canvas's toolbar, seen under the mouse, above our Clear and Undo
]


def barriers(page) -> list[str]:
    """Return what axe-core finds on the page: the rule, the element, and what is wrong with it.

    Elements fade while they change, and are then too pale: what is found once must still be there later.
    """
    until = time.monotonic() + PATIENCE / 1000
    while True:
        found = [
            f"{rule['id']}: {json.dumps(node['target'])} {node['failureSummary']}"
            for rule in Axe().run(page, options=RULES).response["violations"]
            for node in rule["nodes"]
            if not any(rule["id"] == name and part in node["html"] for name, part in THEIRS)
        ]
        if not found or time.monotonic() > until:
            return found


def settle(page) -> None:
    """Wait until the script has run to its end: Streamlit takes its running sign away."""
    page.get_by_test_id("stApp").and_(page.locator("[data-test-script-state=notRunning]")).wait_for()


def show(page, theme: str, screen: dict) -> None:
    """Show the page in a theme, on a screen of this size."""
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme=theme)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", GROUNDS[theme])


def open_all(page) -> None:
    """Open every closed panel, those inside others too."""
    panels, at = page.locator("details > summary").filter(visible=True), 0
    while at < panels.count():
        if not panels.nth(at).evaluate("summary => summary.parentElement.open"):
            panels.nth(at).click()
            expect(panels.nth(at).locator("..")).to_have_attribute("open", "")
            settle(page)
        at += 1


# What a visitor does on a page. Each story stops where something new is in sight.


def home(page):
    page.get_by_role("button", name="Words").click()
    page.get_by_role("region", name="The words").wait_for()
    yield
    page.keyboard.press("Escape")
    page.get_by_role("region", name="The words").wait_for(state="detached")
    open_all(page)
    yield


def digits(page):
    ready(page)
    draw(page, "3")
    page.locator('[data-answer="3"]').wait_for(state="attached")
    open_all(page)
    for view in ("Which rows mattered", "LSTM, GRU, RNN", "the pen's path"):
        page.get_by_role("radio", name=view, exact=True).click()
        settle(page)
    yield
    page.get_by_role("button", name="Upload a picture").click()
    picture = paper.marker(2, np.random.default_rng(4))
    file = {"name": "two.png", "mimeType": "image/png", "buffer": picture}
    page.locator("input[type=file]").set_input_files(file)
    page.locator('[data-answer="2"]').wait_for(state="attached")
    yield


def sine(page):
    page.get_by_role("button", name="Train").click()
    page.get_by_text("Run 1:").wait_for()
    open_all(page)
    page.get_by_role("tab", name="Future").click()
    page.get_by_text("90% of simulated").or_(page.get_by_text("The band: paths")).first.wait_for()
    yield


def memory(page):
    page.get_by_role("button", name="Play").wait_for()  # it takes the place of the cell that the server draws
    open_all(page)
    yield


def teachers(page):
    open_all(page)
    yield


def code(page):
    for view in ("Line by line", "Three blanks", "Find the mistake"):
        page.get_by_role("radio", name=view).click()
        settle(page)
        yield


def challenges(page):
    yield
    page.get_by_role("button", name="Open").first.click()
    page.get_by_role("heading", name="1 · Carry a number").wait_for()
    settle(page)
    yield


STORIES = dict(zip(HEADINGS, (home, digits, sine, memory, code, teachers, challenges), strict=True))


@pytest.mark.parametrize("path", HEADINGS)
def test_a_page_has_no_barrier_whatever_a_visitor_opens_there(visit, path):
    page = visit(f"/{path}")
    page.get_by_role("heading", level=1).get_by_text(HEADINGS[path]).wait_for()
    settle(page)
    assert page.locator("html").get_attribute("lang") == "en"
    looks = itertools.cycle((("dark", PHONE), ("light", DESK)))  # by turns, and both at the end
    for _ in itertools.chain(STORIES[path](page), [None]):
        settle(page)
        theme, screen = next(looks)
        show(page, theme, screen)
        assert barriers(page) == [], f"{theme}, {screen['width']} px"


def menu(page):
    """Open the menu; return what it shows."""
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    return page.get_by_test_id("stMainMenuPopover")


def test_the_menu_says_what_this_is_and_the_theme_chosen_there_has_no_barrier(visit):
    page = visit("/sine_forecaster", color_scheme="light")
    offers = menu(page)
    offers.get_by_role("menuitemradio", name="Light").wait_for()
    offers.get_by_role("menuitem", name="Print").wait_for()
    offers.get_by_role("menuitemradio", name="Dark").click()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", GROUNDS["dark"])
    page.keyboard.press("Escape")
    page.get_by_test_id("stMainMenuPopover").wait_for(state="detached")
    settle(page)
    assert barriers(page) == []
    menu(page).get_by_role("menuitem", name="About").click()
    page.get_by_text("MIT licence").wait_for()
