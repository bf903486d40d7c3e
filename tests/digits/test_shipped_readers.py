"""What the shipped digit readers promise: accuracy, and answers that do not depend on the pen."""

from itertools import product

import numpy as np
import pytest
import torch

from rnndemo import checkpoints
from rnndemo.cells import CELLS
from rnndemo.digits import handwriting, sketch, unseen
from rnndemo.digits.reader import load_reader, read_rows


@pytest.fixture(scope="module")
def reader():
    return load_reader("lstm").reader


def written(digit, seed, wildness=0.7):
    return handwriting.write(digit, np.random.default_rng([digit, seed]), wildness)


@pytest.mark.parametrize("cell", CELLS)
def test_every_shipped_card_is_kept_by_its_weights(cell):
    trained = load_reader(cell)
    assert sum(weight.numel() for weight in trained.reader.parameters()) == trained.card["parameters"]


def test_the_lstm_has_the_tutorials_size_and_the_promised_accuracy():
    card = checkpoints.read_card("digits-lstm")
    assert card["parameters"] == 24_714
    assert card["test"]["accuracy"] >= 0.995
    assert card["pen_validation"]["accuracy"] >= 0.99
    assert [source["name"].split(",")[0] for source in card["data"]] == [
        "MNIST",
        "Pen-Based Recognition of Handwritten Digits",
    ]
    assert card["test"]["calibration_error"] <= 0.01


def test_the_shipped_test_digits_are_read_as_the_card_says(reader):
    sheet = unseen.load()
    answers = reader(torch.from_numpy(sheet.images)).argmax(dim=-1).numpy()
    assert (answers == sheet.labels).mean() >= 0.985


def test_all_the_digits_shown_as_read_wrongly_are(reader):
    sheet = unseen.load(name=unseen.WRONG)
    answers = reader(torch.from_numpy(sheet.images)).argmax(dim=-1).numpy()
    assert (answers != sheet.labels).all()
    assert len(sheet.labels) == checkpoints.read_card("digits-lstm")["test"]["errors"]


def test_pen_drawings_by_hurried_hands_are_read(reader):
    random = np.random.default_rng(20261)  # a seed no training uses
    right = 0
    for n in range(300):
        strokes = handwriting.write(n % 10, random, wildness=1.2)
        drawing = handwriting.drawing(strokes, random.uniform(80, 240), (140, 140), pen=12)
        right += read_rows(reader, sketch.from_drawing(drawing)).digit == n % 10
    assert right >= 291


@pytest.mark.parametrize("digit", range(10))
def test_every_sample_of_the_pad_is_read_as_what_it_is(reader, digit):
    for hand in range(8):
        assert read_rows(reader, sketch.from_drawing(handwriting.sample(digit, hand))).digit == digit


@pytest.mark.parametrize("digit", range(10))
def test_the_answer_depends_on_neither_place_nor_size_nor_pen(reader, digit):
    answers = set()
    for height, at, pen in product((80, 196, 392), ((140, 140), (60, 60), (220, 200)), (4, 18, 28)):
        drawing = handwriting.drawing(written(digit, 3), height, at, pen)
        answers.add(read_rows(reader, sketch.from_drawing(drawing)).digit)
    assert answers == {digit}


def test_half_a_four_and_half_a_nine_is_not_answered_with_confidence(reader):
    """Between a 4 and a 9, closing the top little by little, there is a point where it says so."""
    readings = []
    for top in np.linspace(0, 40, 21):
        strokes = [
            np.array([[8 + top, 0.0], [0, 30], [4, 50], [30, 54], [48, 48]]),
            np.array([[48.0, 0], [46, 50], [42, 100]]),
        ]
        drawing = handwriting.drawing(strokes, 180, (140, 140), 18)
        readings.append(read_rows(reader, sketch.from_drawing(drawing)))
    assert {reading.digit for reading in readings} == {4, 9}
    assert any(not reading.sure and {reading.digit, reading.runner_up} == {4, 9} for reading in readings)
