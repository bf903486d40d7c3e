"""The digit page as a script: it opens, and says what is broken."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnndemo import checkpoints
from rnndemo.digits.handwriting import sample
from rnndemo.ui import models
from tests.serving import ROOT

PAGE = "pages/digit_sketchpad.py"


@pytest.fixture
def page():
    return AppTest.from_file(ROOT / PAGE, default_timeout=60)


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


@pytest.mark.parametrize("view", ["Row by row", "Inside", "Which rows mattered", "LSTM, GRU, RNN"])
@pytest.mark.parametrize("order", ["top-down", "bottom-up", "shuffled"])
def test_every_view_opens_in_every_reading_order(page, view, order):
    page.session_state["digit_drawing"] = sample(7, seed=0)
    page.query_params.update(digit_view=view, digit_order=order, digit_blank_rows="5")
    page.run()
    assert not page.exception
    assert page.session_state["digit_view"] == view


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
