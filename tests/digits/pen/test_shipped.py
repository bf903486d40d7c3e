"""What the shipped pen reader and the pool of both readers promise."""

import numpy as np
import pytest

from rnndemo import checkpoints
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.both import load_both, together
from rnndemo.digits.pen.reader import from_drawing, load_pen_reader, path_of, read_path
from rnndemo.digits.pen.stroke_orders import rewrite
from rnndemo.digits.reader import load_reader, read_rows

SEED = 20_262  # no training uses it


@pytest.fixture(scope="module")
def pen():
    return load_pen_reader().reader


def test_the_card_is_kept_by_the_weights(pen):
    card = checkpoints.read_card("pen-lstm")
    assert sum(weight.numel() for weight in pen.parameters()) == card["parameters"] == 18_826
    assert [round(value, 3) for value in pen.temperature.tolist()] == card["temperature"]
    writers = card["validation"]["writers"]
    assert writers["accuracy"] >= 0.993
    assert writers["calibration_error"] <= 0.01
    assert card["validation"]["other orders"]["accuracy"] >= 0.97
    assert [tenth["share"] for tenth in writers["tenths"]] == [n / 10 for n in range(1, 11)]
    for tenth in writers["tenths"]:
        assert tenth["calibration_error"] <= 0.06


def test_the_pool_is_of_the_readers_that_ship_and_beats_both_on_their_writers():
    card = checkpoints.read_card("digits-both")
    for name, reader in (("rows", "digits-lstm"), ("pen", "pen-lstm")):
        assert card["readers"][name] == checkpoints.read_card(reader)["weights"]["file"]
    writers = card["validation"]["writers"]
    assert writers["both"] >= max(writers["rows"], writers["pen"], 0.994)
    assert writers["calibration_error"] <= 0.01


@pytest.mark.parametrize("digit", range(10))
def test_every_sample_of_the_pad_is_read_by_its_path(pen, digit):
    for hand in range(8):
        assert read_path(pen, from_drawing(handwriting.sample(digit, hand))).digit == digit


def test_odd_stroke_orders_of_made_up_hands_are_read(pen):
    random = np.random.default_rng(SEED)
    own, odd = 0, 0
    for n in range(300):
        strokes = handwriting.write(n % 10, random, 1.0)
        own += read_path(pen, path_of(strokes)).digit == n % 10
        odd += read_path(pen, path_of(rewrite(strokes, random, odd=1.0))).digit == n % 10
    assert own >= 294
    assert odd >= 282


def test_the_sampling_of_the_device_does_not_change_the_reading(pen):
    """A digit reported by few points or many, a fast pen or a slow one: the same belief at every step."""
    random = np.random.default_rng(SEED)
    for n in range(30):
        strokes = handwriting.write(n % 10, random, 1.0)
        anew = []
        for stroke in strokes:
            travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
            more = travelled[-1] * random.beta(0.4, 0.4, random.integers(1, 1_000))
            stops = np.sort(np.concatenate([travelled, more]))
            anew.append(np.stack([np.interp(stops, travelled, stroke[:, axis]) for axis in (0, 1)], axis=1))
        belief, again = (read_path(pen, path_of(drawn)).belief for drawn in (strokes, anew))
        assert np.allclose(belief, again, atol=0.02)


def test_both_readers_read_hurried_hands_in_odd_orders(pen):
    rows, both, random = load_reader().reader, load_both(), np.random.default_rng(SEED + 1)
    right = 0
    for n in range(300):
        strokes = rewrite(handwriting.write(n % 10, random, 1.2), random)
        seen = read_rows(rows, sketch.frame([sketch.Stroke(stroke, 1.0) for stroke in strokes]))
        pen_reading = read_path(pen, path_of(strokes))
        answer = together(seen.probabilities, pen_reading.probabilities, both.weights)
        right += answer.digit == n % 10
    assert right >= 294
