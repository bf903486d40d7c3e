"""The figure that is filled in at every stroke is one Plotly accepts, and shows that stroke's reading."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnndemo.digits import handwriting, sketch
from rnndemo.digits.own.tutorial import Claim, Spread
from rnndemo.digits.reader import load_reader, read_rows, row_order
from rnndemo.ui.digits import figures


@pytest.fixture(scope="module")
def reader():
    return load_reader().reader


def drawn(reader, digit, order):
    image = sketch.from_drawing(handwriting.sample(digit))
    reading = read_rows(reader, image, order)
    return image, reading, figures.row_by_row(image, order, reading).to_dict()


@pytest.mark.parametrize(("way", "blank"), [("top-down", 0), ("bottom-up", 28)])
def test_every_part_of_it_passes_plotlys_own_checks(reader, way, blank):
    _, _, spec = drawn(reader, 5, row_order(way, blank))
    checked = go.Figure(spec)
    assert len(checked.data) == 4
    assert len(checked.frames) == len(checked.layout.sliders[0].steps) == 28 + blank


def test_it_shows_the_rows_the_belief_and_the_decision(reader):
    image, reading, spec = drawn(reader, 5, row_order("top-down"))
    np.testing.assert_allclose(spec["data"][0]["z"], image, atol=1e-4)
    np.testing.assert_allclose(spec["data"][1]["z"], reading.belief, atol=1e-4)
    assert spec["layout"]["shapes"][0]["y0"] == reading.decided - 0.5
    assert spec["layout"]["sliders"][0]["steps"][27]["label"].startswith("row 27: 5 (")


def test_the_next_reading_leaves_the_last_one_as_it_was(reader):
    order = row_order("top-down")
    _, reading, spec = drawn(reader, 5, order)
    drawn(reader, 8, order)
    np.testing.assert_allclose(spec["data"][1]["z"], reading.belief, atol=1e-4)
    assert spec["layout"]["sliders"][0]["steps"][27]["label"].startswith("row 27: 5 (")


def test_every_seed_of_a_study_is_a_dot_beside_its_mean():
    claim = Claim([Spread("lstm", [0.9, 0.8]), Spread("rnn", [0.4, 0.6])], 60_000, 10_000)
    dots, mean, *rest = figures.spreads(claim).data
    assert list(dots.x) == [0.9, 0.8]
    assert list(mean.x) == pytest.approx([0.85])
    assert [trace.y[0] for trace in rest] == ["plain RNN", "plain RNN"]
