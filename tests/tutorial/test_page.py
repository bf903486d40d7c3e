"""The code page: a line is chosen, blanks are filled and run, the mistake is found and mended."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnndemo.digits import handwriting, sketch
from rnndemo.tutorial import digit_script, wave_script
from rnndemo.tutorial.blanks import BLANKS
from rnndemo.tutorial.wave_script import LINES, MENDS, MISTAKE, NOT_THIS, RIGHT
from rnndemo.ui.tutorial import lines
from rnndemo.ui.tutorial.mistake import SOLVED

PAGE = Path(__file__).parents[2] / "pages" / "tutorial_code.py"


def open_page(view: str) -> AppTest:
    page = AppTest.from_file(PAGE, default_timeout=120)
    page.session_state["code_view"] = view
    return page.run()


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.success, page.error, page.warning, page.info, page.caption)
    return "\n".join(each.value for kind in kinds for each in kind)


def click(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def test_a_line_chosen_shows_its_shapes_and_its_sentence_and_next_goes_on():
    page = open_page("Line by line")
    assert not page.exception
    at = next(at for at, line in enumerate(digit_script.LINES) if "rnn(x, None)" in line.code)
    page.radio(key="code_line").set_value(at).run()
    assert digit_script.LINES[at].meaning in said(page)
    assert "largest difference with zeros in place of None: **0**" in said(page)
    drawn = "".join(each.proto.body for each in page.get("html"))
    for shape in ("batch 64, time 28, units 64", "layer 1, batch 64, units 64"):
        assert shape in drawn
    click(page, "code_line_next")
    assert page.radio(key="code_line").value == at + 1
    assert digit_script.LINES[at + 1].meaning in said(page)


def test_the_lines_to_choose_from_are_the_scripts_and_each_has_a_short_meaning():
    for line in digit_script.LINES + LINES:
        assert lines.label(line).strip("`").replace("\u00a0", " ") == line.code
        assert 3 <= len(line.meaning.split()) <= 24


def test_run_it_reads_the_digit_that_the_visitor_drew():
    page = open_page("Line by line")
    page.session_state["digit_image"] = sketch.from_drawing(handwriting.sample(1))
    click(page, "code_run_it")
    assert page.radio(key="code_line").value == len(digit_script.LINES) - 1
    run = page.session_state["code_run"]
    assert len(run.losses) == digit_script.STEPS
    assert run.given()["mine"][0].numpy() == pytest.approx(sketch.from_drawing(handwriting.sample(1)))
    assert f"answer: **{run.value('answer'):.0f}**" in said(page)


def test_after_two_wrong_choices_a_blank_gives_a_hint_and_show_me_solves_it():
    page = open_page("Three blanks")
    wrong = [(at, choice) for at, choice in enumerate(BLANKS[0].choices) if choice.outcome == "fails"]
    for number, (at, choice) in enumerate(wrong, start=1):
        page.radio(key="code_blank_0").set_value(at).run()
        click(page, "code_blank_run")
        assert choice.meaning in said(page)
        assert "must be equal to input_size" in page.code[-1].value
        assert (f"A hint. {choice.hint}" in said(page)) == (number == 2)
    click(page, "code_blank_show")
    assert "it learns" in said(page)
    assert page.button_group(key="code_blank").options[0] == "✓ Blank 1"


def test_the_mistake_is_found_after_a_hint_and_mended_by_training():
    page = open_page("Find the mistake")
    for number, at in enumerate((10, 2), start=1):
        page.radio(key="code_wave_line").set_value(at).run()
        click(page, "code_wrong")
        assert (NOT_THIS[at] in said(page)) == (number == 2)
    page.radio(key="code_wave_line").set_value(MISTAKE).run()
    click(page, "code_wrong")
    assert LINES[MISTAKE].code.strip() in page.success[0].value
    error = next(at for at, mend in enumerate(MENDS) if mend.code.endswith("(1, 1, -1)"))
    page.radio(key="code_mend").set_value(error).run()
    click(page, "code_mend_run")
    assert "Expected 1, got 10" in page.code[-1].value
    assert not page.session_state[SOLVED]
    page.radio(key="code_mend").set_value(MENDS.index(RIGHT)).run()
    click(page, "code_mend_run")
    assert page.session_state[SOLVED]
    assert "Mended." in said(page)
    _, run = page.session_state["code_mistake_mended"][-1]
    assert wave_script.is_mended(run)
    assert f"With your line: test MSE **{run.value('test MSE'):.2g}**" in said(page)
    drawn = "".join(each.proto.body for each in page.get("html"))
    assert "As it was: the wave" in drawn
    assert "With your line: the wave" in drawn


def test_show_me_finds_the_line_and_mends_it_but_the_visitor_has_not_solved_it():
    page = click(open_page("Find the mistake"), "code_wrong_show")
    click(page, "code_mend_show")
    assert "Mended." in said(page)
    assert not page.session_state[SOLVED]
