"""The digit page as a script: it opens, and says what is broken."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnndemo import checkpoints
from rnndemo.digits import symbols, unseen
from rnndemo.digits.handwriting import drawing, sample
from rnndemo.digits.reader import load_reader, read_rows, sure_from
from rnndemo.ui import models
from rnndemo.ui.digits.look_inside import VIEWS
from tests.serving import ROOT

PAGE = "pages/digit_sketchpad.py"


@pytest.fixture
def page():
    return AppTest.from_file(ROOT / PAGE, default_timeout=60)


def charts(page):
    """Return the charts of the reading, without the one of the lesson below."""
    return [chart for chart in page.get("plotly_chart") if chart.key != "digit_own_claim"]


def said(page):
    return " ".join(each.value for each in page.markdown)


def test_a_blank_pad_invites_to_draw_and_names_no_digit(page):
    page.run()
    assert not page.exception
    assert "Draw a digit" in page.info[0].value
    assert page.session_state["digit_image"] is None


def test_a_kept_drawing_is_read_when_the_visitor_comes_back(page):
    page.session_state["digit_drawing"] = sample(3, seed=1)
    page.run()
    assert not page.exception
    assert page.session_state["digit_image"].shape == (28, 28)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("order", ["top-down", "bottom-up", "shuffled"])
def test_every_view_opens_in_every_reading_order(page, view, order):
    page.session_state["digit_drawing"] = sample(7, seed=0)
    page.query_params.update(digit_view=view, digit_order=order, digit_blank_rows="5")
    page.run()
    assert not page.exception
    assert page.session_state["digit_view"] == view
    assert len(charts(page)) == (0 if view == "One readout or 28" and order != "top-down" else 1)


@pytest.mark.parametrize("drawing", [{"objects": [{"type": "Rect"}]}, {"objects": "x"}, {}, {"objects": [3]}])
def test_a_malformed_drawing_gets_a_sentence_and_the_page_lives(page, drawing):
    page.session_state["digit_drawing"] = drawing
    page.run()
    assert not page.exception
    assert len(page.info) + len(page.warning) == 1


def test_a_missing_checkpoint_is_named_with_its_remedy(page, monkeypatch, tmp_path):
    monkeypatch.setattr(checkpoints, "FOLDER", tmp_path)
    models.digit_reader.clear()
    page.run()
    models.digit_reader.clear()
    assert not page.exception
    (sentence,) = [element.value for element in page.error]
    assert sentence.startswith("digits-lstm.json is missing.")
    assert "make train" in sentence


def test_next_ten_shows_ten_other_digits(page):
    page.run()
    first = page.session_state["digit_unseen"]
    page.button(key="digit_next_ten").click().run()
    assert not page.exception
    assert page.session_state["digit_unseen"] == first + 10


def test_a_picture_of_a_digit_is_kept_for_the_memory_lesson(page):
    page.session_state["digit_drawing"] = sample(5, seed=2)
    page.run()
    assert np.isfinite(page.session_state["digit_image"]).all()


def test_another_reading_order_says_why_its_percentages_are_no_probabilities(page):
    page.session_state["digit_drawing"] = sample(3)
    page.query_params["digit_order"] = "bottom-up"
    page.run()
    assert any("used where it was not trained" in caption.value for caption in page.caption)


def test_a_drawing_of_no_digit_is_called_one(page):
    random = np.random.default_rng(7)
    page.session_state["digit_drawing"] = drawing(symbols.write("+", random, 0.3), 180, (140, 140), 18)
    page.run()
    assert not page.exception
    assert any("No digit I know" in str(html.proto) for html in page.get("html"))


def test_each_row_stands_beside_the_belief_after_it_and_nothing_more_is_computed(page):
    page.session_state["digit_drawing"] = sample(3)
    page.run()
    assert any("The 28 rows it reads" in str(html.proto) for html in page.get("html"))
    assert "From row " in said(page)
    assert not charts(page)


def uncovered(page):
    page.query_params["path"] = "4"
    page.run()
    page.button(key="digit_guess_next").click().run()
    assert not page.exception
    return page.session_state["digit_guess_rows"]


def test_a_visitor_who_names_a_digit_after_some_rows_sees_when_the_network_knew_it(page):
    rows = uncovered(page)
    sheet = unseen.load()
    label = int(sheet.labels[-1])
    since = sure_from(read_rows(load_reader().reader, sheet.images[-1]).belief)
    page.button_group(key="digit_guess_digit").set_value(label).run()
    knew = f"You knew the **{label}** after row **{rows}**. The network: from row **{since + 1}** on"
    assert knew in said(page)
    page.button(key="digit_guess_another").click().run()
    assert not page.exception
    assert page.button(key="digit_guess_next")
    other = int(sheet.labels[-2])
    page.button_group(key="digit_guess_digit").set_value((other + 1) % 10).run()
    assert f"you said {(other + 1) % 10}, but it is a **{other}**" in said(page)


def test_a_visitor_may_be_shown_the_digit_without_naming_it(page):
    uncovered(page)
    page.button(key="digit_guess_show").click().run()
    assert f"It is a **{unseen.load().labels[-1]}**." in said(page)
    while page.session_state["digit_guess_number"] < 2:
        page.button(key="digit_guess_another").click().run()
        page.button(key="digit_guess_show").click().run()
    assert not page.exception


def test_the_digits_it_gets_wrong_can_be_chosen(page):
    page.query_params["digit_sheet"] = "The ones it gets wrong"
    page.run()
    assert not page.exception
    count = len(unseen.load(name=unseen.WRONG).labels)
    assert any(f"All {count} of MNIST's" in caption.value for caption in page.caption)
