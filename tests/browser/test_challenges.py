"""The challenges in a real browser, on a phone: each shows one way, found and checked on the spot."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, PHONE

TITLES = (
    "Carry a number",
    "Flip a 7",
    "Look back less",
    "Think smaller",
    "Teach the forgetful one",
    "Two readings",
    "Known early",
)


def test_every_challenge_shows_one_way_and_a_try_of_the_visitors_own_is_kept(visit):
    page = visit("/challenges", **PHONE)
    page.get_by_role("button", name="Open").first.click()
    for number, title in enumerate(TITLES, start=1):
        page.get_by_role("heading", name=f"{number} · {title}").wait_for()
        if title == "Flip a 7":  # a touch on a unit's bar mutes it
            bar = page.locator(".js-plotly-plot .bars path").nth(15)
            bar.scroll_into_view_if_needed()
            box = bar.bounding_box()
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            expect(page.get_by_test_id("stMultiSelect").get_by_text("15", exact=True)).to_be_visible()
            page.get_by_role("button", name="Try").click()
            page.get_by_text(re.compile("It still says 7")).wait_for()
        page.get_by_role("button", name="Show me one way").click()
        page.get_by_text("One way:").wait_for(timeout=3 * PATIENCE)  # as long as a search may take
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
        if number < len(TITLES):
            page.get_by_role("button", name=f"Next: {TITLES[number]}").click()
    # The pad now has the drawing that was found: tried again, it is the visitor's own.
    page.get_by_role("button", name="Try").click()
    page.get_by_text(re.compile("Your best: after [1-6] rows")).wait_for()
    page.get_by_role("button", name="All challenges").click()
    page.get_by_text("1 of 8").wait_for()
    expect(page.get_by_text("Solved: after")).to_be_visible()
    expect(page.get_by_text(re.compile("Best so far: a lead of"))).to_be_visible()
