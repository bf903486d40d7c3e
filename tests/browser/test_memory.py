"""The memory lesson in a real browser, as a visitor meets it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from rnndemo import cells
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.memory import card
from rnndemo.memory.step import step_of
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.cell.scenes import SCENES
from rnndemo.ui.memory.cell.shapes import filled
from tests.browser.conftest import PHONE

PANELS = {
    "Order matters": "the same rows, shuffled",
    "An RNN, unrolled": "The dish",
    "Three forms, running": "The one input",
    "The forgetful cook": "Start the race",
    "Why it forgets": "A diary in which nothing is written",
    "The diary": "Empty the diary",
    "Memory surgery": "All of the diary is wiped",
    "The GRU": "three quarters",
}


def open_lesson(visit, **options):
    page = visit("/", **options)
    page.get_by_role("link", name="LSTM memory").first.click()
    page.get_by_text("The GRU, a two-gate cousin").wait_for()
    return page


# A figure that comes while the mouse is on its way moves the heading from under it.
STILL = """() => new Promise((done) => {
    const height = document.documentElement.scrollHeight;
    setTimeout(() => done(height === document.documentElement.scrollHeight), 300);
})"""


def still(page):
    """Wait until nothing is being drawn and the page keeps its height."""
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.wait_for_function(STILL)


def heading(page, title):
    return page.locator("summary").filter(has_text=title)


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["1280", "390"])
def test_every_panel_opens_without_an_error(visit, screen):
    page = visit("/lstm_memory", **screen) if screen else open_lesson(visit)
    for title, inside in PANELS.items():
        still(page)
        heading(page, title).click()
        page.get_by_text(inside, exact=False).first.wait_for()
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


def test_a_surgery_changes_the_answer_and_undo_takes_it_back(visit):
    page = open_lesson(visit)
    heading(page, "Memory surgery").click()
    page.get_by_role("button", name="Show me", exact=True).click()
    page.get_by_text("Nothing is clamped").wait_for()
    page.get_by_text("Clamp the output gate").click()
    page.get_by_text("after the surgery it").wait_for()
    page.get_by_role("button", name="Undo everything").click()
    page.get_by_text("Nothing is clamped").wait_for()


def test_the_race_stops_when_told_and_its_result_stays(visit):
    page = open_lesson(visit)
    heading(page, "The forgetful cook").click()
    page.get_by_role("button", name="Start the race").click()
    page.get_by_text(re.compile(r"Optimiser step \d+ of 300")).wait_for()
    page.get_by_role("button", name="Stop").last.click()
    result = page.get_by_text(re.compile(r"^Run with 70 filler words"))
    result.wait_for()
    said = result.inner_text()
    page.get_by_role("link", name="Home").first.click()
    page.get_by_text("See how recurrent networks remember").first.wait_for()
    page.get_by_role("link", name="LSTM memory").first.click()
    result.wait_for()  # the panel is open again, with the run the visitor left
    assert result.inner_text() == said


def test_the_curves_are_written_when_they_are_asked_for(visit):
    # A file made for a page that has run again is gone: the browser's look at its address then fails.
    asked = []
    page = visit(
        "/lstm_memory",
        before=lambda page: page.on("request", lambda sent: asked.append(urlsplit(sent.url).path)),
    )
    heading(page, "The forgetful cook").click()
    page.get_by_role("button", name="Show me", exact=True).click()
    save = page.get_by_role("button", name="Curves as CSV")
    save.wait_for()
    page.wait_for_load_state("networkidle")
    assert not [path for path in asked if path.startswith("/media/")]
    with page.expect_download() as download:
        save.click()
    assert download.value.path().read_text() == card.as_csv(card.read())


def test_a_link_opens_the_panel_with_its_settings(visit):
    page = visit("/lstm_memory?memory_open_why=true&memory_keep=0.5")
    page.get_by_text("Half of it is left after 1 step;").wait_for()


STEPS = """async ([script, cell, trace, units]) => {
    const { stepOf } = await import(script);
    const at = (unit) => [0, 13, 27].map((row) => stepOf(cell, trace, units, row, unit));
    return [null, 0, units - 1].flatMap(at);
}"""


def test_the_cell_plays_steps_and_explains_each_part(visit):
    page, sent = visit("/"), []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    page.get_by_role("link", name="LSTM memory").first.click()
    picture = page.get_by_role("img", name=re.compile("^An LSTM cell at one step"))
    row = page.locator(".bar output")
    expect(row).to_have_text("row 11 of 28")
    assert page.locator(".st-key-memory_cell_server").is_hidden()
    page.wait_for_load_state("networkidle")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    sent.clear()
    trace = read_rows(load_reader("lstm").reader, chosen_digit.sample("7")).trace

    def said(at, unit=None):
        return filled(SCENES["lstm"].alt, step_of(trace, at, unit), unit is not None)

    page.get_by_role("slider", name="Row it reads").focus()
    page.keyboard.press("ArrowRight")
    expect(picture).to_have_attribute("aria-label", said(11))
    page.get_by_role("combobox", name="Unit").last.select_option("9")
    expect(picture).to_have_attribute("aria-label", said(11, 9))
    page.get_by_role("button", name="forget gate f").press("Enter")
    note = page.locator(".note")
    expect(note).to_contain_text("f = torch.sigmoid(f)")
    expect(note.locator(".value")).to_have_text(f"{trace.forget_gate[11, 9]:.2f}")
    page.locator(".stage .label", has_text="side line").click()
    expect(note).to_contain_text("h_n is this line after the last row")
    page.get_by_role("button", name="Play").click()
    page.locator(".stage .later").first.wait_for()  # what is not computed yet
    expect(row).not_to_have_text("row 12 of 28")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".stage .later")).to_have_count(0)
    assert sent == []  # all of this without asking the server
    for cell in cells.CELLS:  # the browser's numbers beside the server's
        trace = read_rows(load_reader(cell).reader, chosen_digit.sample("7")).trace
        script = "/_stcore/bidi-components/rnndemo.living_cell/step.js"
        lists = {name: values.ravel().tolist() for name, values in trace._asdict().items()}
        told = iter(page.evaluate(STEPS, [script, cell, lists, 64]))
        for unit in (None, 0, 63):
            for at in (0, 13, 27):
                assert {**step_of(trace, at, unit)._asdict()} == pytest.approx(
                    {name: value for name, value in next(told).items() if name != "erase"}, abs=1e-6
                )
    page.get_by_text("plain RNN", exact=True).first.click()
    page.get_by_role("img", name=re.compile("^A plain RNN cell at one step")).wait_for()


def test_without_its_script_the_servers_drawing_stays(browser, server):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/rnndemo.living_cell/*.js", lambda route: route.abort())
    page.goto(server + "/lstm_memory")
    picture = page.get_by_role("img", name=re.compile("^An LSTM cell at one step"))
    picture.wait_for()
    before = picture.get_attribute("alt")
    page.get_by_role("slider", name="Row it reads").focus()
    page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("alt", before)
    assert page.get_by_role("alert").locator("visible=true").count() == 0
    page.close()


def test_the_picture_and_its_slider_are_on_a_phones_first_screen(visit):
    page = visit("/lstm_memory", **PHONE, reduced_motion="reduce")
    slider = page.locator(".bar input")
    slider.wait_for()
    assert slider.bounding_box()["y"] < PHONE["viewport"]["height"]
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".bar output")).not_to_have_text("row 11 of 28")
    assert page.locator(".stage .later").count() == 0  # no lighting where less motion is asked for
