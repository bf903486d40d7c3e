"""The path in a real browser, from Home to its end, and Home's moving picture."""

from playwright.sync_api import expect

from rnndemo.ui import path


def test_next_leads_from_home_through_every_step_and_back(visit):
    page = visit("/")
    page.get_by_role("button", name="Start here").click()
    for number, step in enumerate(path.STEPS, start=1):
        page.get_by_text(f"Step {number} of {len(path.STEPS)} · {step.title}.").wait_for()
        expect(page.get_by_text("Traceback")).to_have_count(0)
        last = number == len(path.STEPS)
        page.get_by_role("button", name="Done" if last else f"Next: {path.STEPS[number].title}").click()
    page.get_by_role("button", name="Walk the path again").wait_for()


def test_a_visitor_who_leaves_the_path_may_go_on_with_it_later(visit):
    page = visit("/digit_sketchpad?path=4")
    page.get_by_role("button", name="Leave the path").click()
    expect(page.get_by_text("Step 4 of")).to_have_count(0)
    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("button", name="Go on with step 5").click()
    page.get_by_text("Step 5 of").wait_for()
    page.go_back()
    page.get_by_role("button", name="Go on with step 6").wait_for()


def test_the_moving_picture_reads_to_the_last_row(visit):
    page = visit("/")
    picture = page.get_by_alt_text("is read from the top row down")
    expect(picture).to_be_visible()
    before = picture.get_attribute("src")
    page.get_by_role("button", name="Play again").click()
    page.wait_for_function(
        "src => document.querySelector('img[alt*=\"top row down\"]').src !== src", arg=before
    )
