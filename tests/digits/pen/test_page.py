"""The digit page and the pen's path: the visitor chooses the sequence, both readers answer."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnndemo import checkpoints
from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.handwriting import sample
from rnndemo.digits.pen.reader import from_drawing, load_pen_reader, path_importance, read_path
from rnndemo.ui import models
from rnndemo.ui.digits import pen_figures, pen_panels
from tests.serving import ROOT

PATH = "the pen's path"


@pytest.fixture
def page():
    page = AppTest.from_file(ROOT / "pages/digit_sketchpad.py", default_timeout=60)
    page.session_state["digit_drawing"] = sample(7, seed=0)
    return page


def reading(digit=4, seed=3):
    return read_path(load_pen_reader().reader, from_drawing(sample(digit, seed)))


@pytest.mark.parametrize("view", pen_panels.VIEWS)
def test_every_view_of_the_path_opens(page, view):
    page.query_params.update(digit_sequence=PATH, digit_path_view=view)
    page.run()
    assert not page.exception
    assert page.session_state["digit_path_view"] == view
    assert not page.warning
    assert any("two sequences" in info.value for info in page.info)


def test_both_readers_answer_whichever_sequence_is_shown(page):
    page.run()
    assert any(caption.value.startswith("Rows: **7**") for caption in page.caption)
    page.query_params.update(digit_sequence=PATH)
    page.run()
    assert any("pen's path: **7**" in caption.value for caption in page.caption)


def test_without_the_pen_reader_the_rows_answer_and_the_page_says_so(page, monkeypatch):
    def missing():
        raise CheckpointError("pen-lstm.json is missing.")

    monkeypatch.setattr(models, "pen_reader", missing)
    page.run()
    assert not page.exception
    assert page.warning[0].value.startswith("This is the answer of the rows alone. pen-lstm.json is missing.")
    page.query_params.update(digit_sequence=PATH)
    page.run()
    assert not page.exception


def test_the_lesson_quotes_the_card_and_says_which_sequence_is_better_where():
    card = checkpoints.read_card("digits-both")
    said = pen_panels.lesson(card)
    for name, score in card["validation"].items():
        if name != "made-up hands":
            assert f"rows {score['rows']:.1%}" in said
            assert f"path {score['pen']:.1%}" in said


@pytest.mark.parametrize(
    ("rows", "pen", "said"),
    [
        (0.98, 0.94, "**rows** are better"),
        (0.96, 0.985, "the **path** is better"),
        (0.993, 0.990, "as good as each"),
    ],
)
def test_the_lesson_names_a_better_sequence_only_where_chance_does_not_explain_it(rows, pen, said):
    score = {"digits": 1249, "rows": rows, "pen": pen, "both": 0.99, "calibration_error": 0.0}
    card = {"validation": dict.fromkeys(("writers", "other orders", "smudged"), score)}
    assert f"In an odd stroke order, {said}" in pen_panels.lesson(card).replace("the two are ", "")


def test_the_largest_dot_is_the_part_that_mattered_most():
    read = reading()
    measured = path_importance(load_pen_reader().reader, from_drawing(sample(4, 3)))
    figure = pen_figures.importance(read.steps, measured)
    for at, values in ((1, measured.left_out), (3, measured.gradient)):
        sizes = np.array(figure.data[at].marker.size)
        assert sizes.argmax() == values[:-1].argmax()
        assert len(sizes) == len(read.belief) - 1
