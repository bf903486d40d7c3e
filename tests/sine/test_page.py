"""The page of the wave lesson holds the data of the source in view, and no others."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnndemo.sine.tables.table import LARGEST_FILE

WAVE = "\n".join(f"{np.sin(time / 5):.4f}" for time in range(60)).encode()
TWO = ("a,b\n" + "\n".join(f"{time % 7}.5,{time % 5}.25" for time in range(60))).encode()


@pytest.fixture
def page():
    app = AppTest.from_file("../../pages/sine_forecaster.py", default_timeout=60)
    app.run()
    app.selectbox(key="sine_wave").select("own").run()
    return app


def upload(app, name, data):
    return app.file_uploader(key="sine_file").upload(name, data, "text/csv").run()


def said(app):
    return " ".join(each.value for kind in (app.error, app.warning, app.caption) for each in kind)


def test_a_refused_or_removed_file_leaves_no_data_and_train_says_so(page):
    assert len(WAVE) < LARGEST_FILE
    upload(page, "sine.csv", WAVE)
    assert len(page.session_state["sine_values"].values) == 60
    page.file_uploader(key="sine_file").clear().run()
    assert "sine_values" not in page.session_state
    upload(page, "words.csv", b"hello\nworld\n" * 20)
    assert "not a number" in said(page)
    assert "sine_values" not in page.session_state
    page.button(key="sine_train").click().run()
    assert "There are no data to train on" in said(page)
    assert not page.session_state["sine_runs"]


def test_of_several_columns_the_visitor_chooses(page):
    upload(page, "two.csv", TWO)
    assert "sine_values" not in page.session_state
    (choice,) = [each for each in page.radio if "Which one" in each.label]
    assert choice.value is None
    choice.set_value("b").run()
    assert page.session_state["sine_values"].name == "b"
    assert "Column “b” is used" in said(page)
