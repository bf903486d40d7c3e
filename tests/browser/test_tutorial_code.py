"""The code page in a real browser, from a line chosen to the mistake mended, on a phone's narrow screen."""

from playwright.sync_api import expect

from rnndemo.tutorial.blanks import BLANKS
from rnndemo.tutorial.wave_script import LINES, MISTAKE, RIGHT
from tests.browser.conftest import PHONE

OPTION = "[data-testid=stRadioOption]"


def choose(page, code: str) -> None:
    """Choose a line of code or an answer by its text."""
    page.locator(OPTION).filter(has_text=code).first.click()


def test_a_visitor_chooses_a_line_fills_a_blank_and_mends_the_mistake(visit):
    page = visit("/tutorial_code", **PHONE)
    choose(page, "= rnn(x, None)")
    expect(page.get_by_alt_text("h_n: layer 1, batch 64, units 64")).to_be_visible()
    chosen = page.locator(f"{OPTION}[data-selected]")
    expect(chosen).to_contain_text("= rnn(x, None)")
    expect(chosen).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    page.get_by_role("button", name="Words").click()
    expect(page.get_by_text("The simplest forecast:")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("radio", name="Three blanks").click()
    for choice, said in ((BLANKS[0].choices[0], "Expected 784, got 28"), (BLANKS[0].right, "it learns")):
        choose(page, choice.text)
        page.get_by_role("button", name="Fill it in and run").click()
        page.get_by_text(said).first.wait_for()

    page.get_by_role("radio", name="Find the mistake").click()
    choose(page, LINES[MISTAKE].code.strip())
    page.get_by_role("button", name="This line is wrong").click()
    page.get_by_text("makes ten sequences").wait_for()
    choose(page, RIGHT.code.strip())
    page.get_by_role("button", name="Mend it and train").click()
    page.get_by_text("Mended.").wait_for()
    expect(page.get_by_alt_text("With your line: the wave")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
