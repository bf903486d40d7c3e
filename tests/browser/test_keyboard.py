"""A visitor without a mouse: every control can be reached, is seen to have the focus, and lets go of it."""

import re

from playwright.sync_api import expect

from tests.browser.pad import PATH, ready

MOST = 90  # controls of a page, at most
# What has the focus, inside a component too: its name, and whether it or what holds it shows that.
FOCUS = """() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    const name = node.ariaLabel || node.innerText || node.title || "";
    let seen = node.matches("main, body, input:not([type=range], [type=checkbox])"); // it has a caret
    for (let at = node, up = 0; at && up < 5; at = at.parentElement, up++) {
        const { outlineStyle, boxShadow } = getComputedStyle(at);
        seen ||= outlineStyle !== "none" || boxShadow !== "none";
    }
    const whole = {BODY: ["end"], MAIN: ["page"]}[node.tagName];
    return [whole ?? name.split("\\n"), seen]; // an icon is a line
}"""


def tab_to(page, name, back=False):
    """Press Tab until the focus is on the control of this name; it must be seen on the way."""
    passed = []
    for _ in range(MOST):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        names, seen = page.evaluate(FOCUS)
        assert seen, f"the focus on {names} is not seen"
        if name in names:
            return
        passed += names
    raise AssertionError(f"{name} is not among {passed}")


def settled(page):
    page.locator("[data-test-script-state=notRunning]").wait_for()


def go_to(page, title):
    """Go to another page by its link in the navigation."""
    tab_to(page, title)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).get_by_text(title).wait_for()
    settled(page)


def test_a_digit_is_read_a_network_trained_and_a_cell_played_by_keyboard_alone(visit):
    page = visit(PATH)
    ready(page)
    settled(page)
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == [["Skip to main content"], True]
    tab_to(page, "0")
    for digit in "123":
        page.keyboard.press("ArrowRight")
        expect(page.locator(":focus")).to_have_text(digit)
    page.keyboard.press("Enter")
    page.locator('.live[data-state=settled][data-choice="3"]').wait_for()
    said = page.locator("[class*=digit_server_answer] [role=status]")
    expect(said).to_have_text(re.compile("^3, .*sure$"))
    settled(page)
    tab_to(page, "Row", back=True)
    page.keyboard.press("Home")
    expect(page.locator(".map output")).to_have_text(re.compile("^row 1 of 28"))
    page.keyboard.press("End")
    expect(page.locator(".map output")).to_have_text(re.compile("^row 28 of 28: 3"))
    tab_to(page, "Upload a picture")
    page.keyboard.press("Enter")
    page.locator("input[type=file]").wait_for(state="attached")
    page.keyboard.press("Escape")
    page.locator("input[type=file]").wait_for(state="detached")
    tab_to(page, "Reading order")  # the focus is back where it was
    tab_to(page, "end")  # through all the rest of the page and out of it

    go_to(page, "Sine forecaster")
    tab_to(page, "Window (points)")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.search.includes('sine_window=11')")
    settled(page)
    tab_to(page, "Train", back=True)
    page.keyboard.press("Enter")
    page.get_by_text("Run 1: LSTM, window 11").wait_for()
    page.get_by_role("status").get_by_text("Training finished: epoch 150 of 150.").wait_for()

    go_to(page, "LSTM memory")
    tab_to(page, "▶ Play")
    row = page.get_by_role("slider", name="Row it reads")
    before = row.input_value()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pause").wait_for()
    expect(row).not_to_have_value(before)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="▶ Play").wait_for()
