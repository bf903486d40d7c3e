"""A class in a real browser: a teacher's projector, two learners, answers that come when they are shown."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_axe import barriers


def letters(page) -> float:
    """Return the size of the letters of the first paragraph, in pixels."""
    return page.locator("p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")


def test_a_class_answers_and_its_teacher_shows_what_it_said(visit):
    teacher = visit("/for_teachers", viewport={"width": 1280, "height": 800})
    at_a_desk = letters(teacher)
    teacher.get_by_role("button", name="Start a class").click()
    link = teacher.get_by_role("heading", name="?class=")
    link.wait_for()
    assert letters(teacher) >= 1.4 * at_a_desk
    expect(teacher.get_by_test_id("stHeader")).to_be_hidden()
    word = link.inner_text().partition("class=")[2]

    for screen, answer in ((PHONE, "GRU"), ({}, "LSTM")):
        learner = visit(f"/lstm_memory?path=5&class={word}", **screen)
        learner.get_by_role("radio", name=answer, exact=True).click()
        learner.get_by_text(f"You said {answer}").wait_for()
        learner.get_by_role("button", name="Next: Why it forgets").click()
        learner.get_by_text(f"Class {word}").wait_for()
        learner.wait_for_url(f"**/lstm_memory?*class={word}*")
    teacher.get_by_text("2 answers", exact=True).wait_for()
    expect(teacher.get_by_role("img", name="2 answers.")).to_have_count(0)
    teacher.get_by_role("button", name="Show", exact=True).click()
    teacher.get_by_role("img", name="2 answers. plain RNN: 0; GRU: 1; LSTM: 1; none of them: 0").wait_for()
    assert barriers(teacher) == []

    teacher.get_by_role("button", name="Pages").click()
    teacher.get_by_role("link", name="LSTM memory").click()
    teacher.get_by_role("heading", name="LSTM memory").wait_for()
    teacher.wait_for_url("**/lstm_memory?*present=1*")
    teacher.get_by_role("button", name="Leave presenting").click()
    teacher.get_by_role("link", name="For teachers").first.click()
    teacher.get_by_role("button", name="End the class").click()
    teacher.get_by_role("button", name="Start a class").wait_for()
    assert letters(teacher) == at_a_desk
