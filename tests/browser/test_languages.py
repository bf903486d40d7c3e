"""Chinese and English in a real browser: the path in Chinese, the switch, two visitors side by side."""

import re

from playwright.sync_api import expect

from rnndemo import language
from rnndemo.language import say
from rnndemo.ui import path
from tests.browser.pad import draw, ready, settled

# All that is read on the page or aloud, code and the parts that Streamlit words itself left out.
SEEN = """() => {
    const found = [];
    const skip = "code, pre, script, style, [data-testid=stFileUploader], .stJson, [class*=_place]";
    const look = (root) => {
        for (const node of root.querySelectorAll("*")) {
            if (node.closest(skip)) continue;
            if (node.shadowRoot) look(node.shadowRoot);
            for (const name of ["aria-label", "alt", "title"]) found.push(node.getAttribute(name) ?? "");
            for (const child of node.childNodes) if (child.nodeType === 3) found.push(child.textContent);
        }
    };
    look(document.querySelector(".stMainBlockContainer"));
    return found.filter(Boolean);
}"""
STREAMLITS = {"Copy to clipboard"}  # on each piece of code
ENGLISH = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


def english_on(page):
    """Return what is still English on a page."""
    return [text for text in page.evaluate(SEEN) if ENGLISH.search(text) and text not in STREAMLITS]


def test_the_path_is_walked_in_chinese_and_no_english_is_met(visit, monkeypatch):
    monkeypatch.setattr(language, "ask", lambda: "zh")
    page = visit("/?lang=zh")
    page.get_by_role("button", name="从这里开始").click()
    for number, step in enumerate(path.STEPS, start=1):
        page.get_by_text(say(step.todo)).wait_for()
        page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
        assert english_on(page) == []
        assert page.evaluate("document.documentElement.lang") == "zh"
        last = number == len(path.STEPS)
        following = say("Done") if last else say("Next: {title}", title=say(path.STEPS[number].title))
        page.get_by_role("button", name=following).click()
    page.get_by_role("button", name=say("Walk the path again")).wait_for()
    for title in ("Challenges", "For teachers"):
        page.get_by_role("link", name=say(title)).first.click()
        page.get_by_role("heading", level=1, name=say(title)).wait_for()
        page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
        assert english_on(page) == []


def test_the_switch_keeps_the_drawing_and_every_choice(visit):
    page = visit("/digit_sketchpad?lang=zh")
    ready(page)
    draw(page, "3")
    settled(page, "3")
    page.get_by_role("button", name="读取顺序").click()
    page.get_by_role("radio", name="打乱").click()
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="English").click()
    page.get_by_role("heading", name="Digit sketch pad").wait_for()
    expect(page.locator(".map .heads")).to_contain_text("28 rows, rows shuffled")
    page.get_by_role("button", name="Reading order").click()
    expect(page.get_by_role("radio", name="shuffled")).to_be_checked()
    page.get_by_role("radio", name="top-down").click()
    settled(page, "3")
    assert english_on(page) != []
    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("heading", name="See how recurrent networks remember").wait_for()
    assert "lang=en" in page.url


def test_a_browser_is_answered_in_its_own_language_and_two_visitors_never_meet(visit):
    chinese, english = visit("/lstm_memory", locale="zh-CN"), visit("/lstm_memory", locale="en-GB")
    for _ in range(3):
        for page, title, cells in (
            (chinese, "LSTM 的记忆", ("普通 RNN", "LSTM")),
            (english, "LSTM memory", ("plain RNN", "LSTM")),
        ):
            for cell in cells:
                page.get_by_role("radio", name=cell, exact=True).first.click()
                expect(page.get_by_role("radio", name=cell, exact=True).first).to_be_checked()
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert english_on(chinese) == []
    linked = visit("/lstm_memory?memory_cell=plain+RNN", locale="zh-CN")  # a link made in English
    expect(linked.get_by_role("radio", name="普通 RNN").first).to_be_checked()
