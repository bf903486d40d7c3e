"""The page of challenges: every one opens by its link, checks a try, keeps the best, and shows one way."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from rnndemo import checkpoints
from rnndemo.challenges.carry import SOLUTION
from rnndemo.digits.handwriting import sample
from rnndemo.ui import models, progress
from rnndemo.ui.challenges.challenge import PAGE
from rnndemo.workers.pool import Lost
from tests.serving import ROOT

KEYS = ("carry", "flip", "window", "hidden", "recall", "differ", "early")


def open_page(challenge: str | None = None, **state) -> AppTest:
    page = AppTest.from_file(ROOT / "app.py", default_timeout=300).run().switch_page(PAGE)
    if challenge is not None:
        page.query_params["challenge"] = challenge
    for key, value in state.items():
        page.session_state[key] = value
    return page.run()


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return " ".join(each.value for each in [*page.success, *page.info, *page.warning, *page.error])


def words(page: AppTest) -> str:
    """Return the text of the page, without the glossary, which is closed."""
    texts = [each.value for each in [*page.title, *page.markdown, *page.caption]]
    return " ".join(text for text in texts if "**persistence**: " not in text)


def bests(page: AppTest) -> dict:
    return page.session_state["challenge_best"]


def test_all_challenges_are_listed_with_one_sentence_each():
    page = open_page()
    assert not page.exception
    opened = [button.key for button in page.button if button.key.startswith("challenge_open_")]
    assert opened == [f"challenge_open_{key}" for key in (*KEYS, "mend")]
    assert f"0 of {len(opened)}" in words(page)


@pytest.mark.parametrize("key", KEYS)
def test_a_link_opens_one_challenge_with_few_words_a_try_and_one_way(key):
    page = open_page(key)
    assert not page.exception
    assert {f"challenge_try_{key}", f"challenge_show_{key}"} <= {button.key for button in page.button}
    assert "missing" not in said(page)
    assert len(words(page).split()) <= 40


@pytest.mark.parametrize("name", ["", "Carry", "none", "0", "../home", "carry " * 900])
def test_an_unknown_name_in_the_link_opens_the_list(name):
    page = open_page(name)
    assert not page.exception
    assert "0 of 8" in words(page)


def test_a_card_leads_to_its_challenge_and_the_way_back_to_the_list():
    page = press(open_page(), "challenge_open_flip")
    assert "Flip a 7" in words(page)
    assert "Look back less" in press(page, "challenge_next").title[0].value
    assert "0 of 8" in words(press(page, "challenge_all"))


def test_a_solved_challenge_is_ticked_and_stays_so_on_other_pages():
    page = press(open_page("carry"), "challenge_try_carry")
    assert "in the worst of ten stories" in said(page).lower()
    assert not bests(page)["carry"].passed
    for name, value in SOLUTION._asdict().items():
        page.slider(key=f"challenge_{name}").set_value(value)
    press(page, "challenge_try_carry")
    assert page.success
    page.slider(key="challenge_word_forget_gate").set_value(0.5)
    press(page, "challenge_try_carry")
    assert bests(page)["carry"].passed  # a worse try later does not lose it
    page.switch_page("pages/home.py").run().switch_page(PAGE).run()
    assert "Your best: off by 0.00" in words(page)
    press(page, "challenge_all")
    assert "1 of 8" in words(page)
    assert "Solved: off by 0.00" in words(page)


def test_what_was_said_of_a_try_is_said_in_the_language_that_the_visitor_chooses_later():
    page = press(open_page("carry"), "challenge_try_carry")
    assert "In the worst of ten stories" in said(page)
    page.query_params["lang"] = "zh"
    page.run()
    assert "十个故事里最差的一个" in said(page)
    assert "你的最好成绩：" in words(page)


def test_the_card_of_the_script_leads_to_its_page_and_is_ticked_once_the_visitor_has_mended_it():
    page = press(open_page(), "challenge_open_mend")
    assert page.title[0].value == "The code"
    assert "One line is wrong." in words(page)
    page.session_state["code_mistake_solved"] = True
    assert "1 of 8" in words(page.switch_page(PAGE).run())


def test_what_was_shown_is_no_solution_of_the_visitors_own():
    page = press(open_page("carry"), "challenge_show_carry")
    assert "One way:" in said(page)
    assert "carry" not in bests(page)


def test_a_seven_is_flipped_by_units_that_the_visitor_names():
    page = press(open_page("flip"), "challenge_try_flip")
    assert "nothing is muted yet" in said(page)
    page.multiselect(key="challenge_flip_units").set_value([15, 36]).run()
    press(page, "challenge_try_flip")
    assert re.search(r"Without units 15 and 36 it says \*\*\d\*\*", said(page))
    assert bests(page)["flip"].passed
    page.button_group(key="challenge_flip_which").set_value("7 b").run()
    assert said(page) == ""  # what was said of another seven is gone
    assert "Your best: 2 units" in words(page)


def test_a_visitors_own_three_is_no_seven():
    page = open_page("flip")
    page.switch_page("pages/digit_sketchpad.py")
    page.session_state["digit_drawing"] = sample(3)
    page.run()
    page.switch_page(PAGE)
    page.query_params["challenge"] = "flip"
    page.run()
    page.button_group(key="challenge_flip_which").set_value("your drawing").run()
    press(page, "challenge_try_flip")
    assert "no clear 7" in said(page)
    assert not bests(page)["flip"].passed


@pytest.mark.parametrize("key", ["differ", "early"])
def test_the_drawing_of_the_digit_page_is_on_the_pad_and_is_checked(key):
    page = press(open_page(key, digit_drawing=sample(3)), f"challenge_try_{key}")
    assert "**3**" in said(page)
    assert not bests(page)[key].passed


@pytest.mark.parametrize("key", ["differ", "early"])
@pytest.mark.parametrize("drawing", [{"objects": []}, {"objects": [{"type": "Rect"}]}, {"objects": [3]}])
def test_an_empty_or_broken_drawing_gets_a_sentence_and_is_no_try(key, drawing):
    page = press(open_page(key, challenge_drawing=drawing), f"challenge_try_{key}")
    assert "draw one digit" in said(page) or "cannot be read" in said(page)
    assert bests(page) == {}


def test_one_way_to_draw_is_put_on_the_pad_and_passes():
    page = press(open_page("early"), "challenge_show_early")
    assert "One way: It is sure of" in said(page)
    assert page.session_state["challenge_drawing"]["objects"]
    press(page, "challenge_try_early")
    assert bests(page)["early"].passed


def test_a_training_on_the_page_is_judged_as_the_check_judges_it():
    page = open_page("window")
    page.slider(key="challenge_window").set_value(6)
    press(page, "challenge_try_window")
    assert "with 6 points of window stays within 0.1 for 100 steps" in said(page)
    assert bests(page)["window"].passed


def test_with_too_many_at_once_the_visitor_is_asked_to_wait_and_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(progress, "LINE", progress.Line(0, 0))
    page = press(open_page("recall"), "challenge_try_recall")
    assert "Too many visitors" in said(page)
    assert bests(page) == {}


def test_a_lost_worker_is_told_and_the_earlier_best_stays(monkeypatch):
    def lost(*_):
        yield None
        raise Lost

    page = press(open_page("flip"), "challenge_try_flip")
    before = bests(page)["flip"]
    monkeypatch.setattr(progress.POOL, "perform", lost)
    press(page, "challenge_show_flip")
    assert "cut short by the server" in said(page)
    assert bests(page)["flip"] == before


@pytest.mark.parametrize("key", ["flip", "differ", "early"])
def test_a_missing_checkpoint_is_named_once(key, monkeypatch, tmp_path):
    models.digit_reader.clear()
    monkeypatch.setattr(checkpoints, "FOLDER", tmp_path)
    page = open_page(key, challenge_drawing=sample(3))
    if key != "flip":
        press(page, f"challenge_try_{key}")
    models.digit_reader.clear()
    errors = [each.value for each in page.error if "canvas" not in each.value]
    assert len(errors) == 1
    assert "digits-lstm.json is missing." in errors[0]
