"""Each row has a calibrated readout of its own; after the last row the network's own readout answers."""

import functools

import numpy as np
import pytest
import torch

from rnndemo.cells import CELLS
from rnndemo.digits import handwriting, readouts, sketch, training, unseen
from rnndemo.digits.mnist import Digits
from rnndemo.digits.reader import DigitConfig, DigitReader, load_reader, read_rows, row_order


@pytest.fixture(scope="module")
def seen_before_by_nobody():
    sheet = unseen.load()
    return Digits(torch.from_numpy(sheet.images), torch.from_numpy(sheet.labels))


@functools.cache
def readings(cell):
    """What the shipped reader makes of each of the 300 test digits."""
    return [read_rows(load_reader(cell).reader, image) for image in unseen.load().images]


@pytest.mark.parametrize("cell", CELLS)
def test_the_last_rows_belief_is_the_networks_own_answer(cell):
    reader = load_reader(cell).reader
    image = sketch.from_drawing(handwriting.sample(5))
    reading = read_rows(reader, image)
    assert reading.fitted
    assert np.array_equal(reading.belief[27], reading.last_readout[27])
    expected = reader(torch.from_numpy(image)[None]).softmax(dim=-1)[0]
    assert reading.probabilities == pytest.approx(expected.numpy(), abs=1e-6)


def test_belief_before_it_comes_from_that_rows_readout():
    reader = load_reader().reader
    image = sketch.from_drawing(handwriting.sample(2))
    reading = read_rows(reader, image)
    hidden = reader.recurrent(torch.from_numpy(image)[None])[0][0]
    for row in (0, 9, 26):
        logits = reader.row_readouts.weight[row] @ hidden[row] + reader.row_readouts.bias[row]
        assert reading.belief[row] == pytest.approx(logits.softmax(dim=-1).numpy(), abs=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_each_rows_confidence_is_as_high_as_it_is_often_right(cell, seen_before_by_nobody):
    """Over 300 digits a calibrated belief is off by chance alone: three standard errors may pass."""
    labels = seen_before_by_nobody.labels
    beliefs = np.stack([reading.belief for reading in readings(cell)])  # (300, 28, 10)
    confidence, right = beliefs.max(axis=2), beliefs.argmax(axis=2) == labels.numpy()[:, None]
    chance = np.sqrt((confidence * (1 - confidence)).mean(axis=0) / len(labels))
    assert (np.abs(confidence.mean(axis=0) - right.mean(axis=0)) <= 3 * chance + 0.02).all()


def test_the_last_readout_alone_is_sure_and_wrong_half_way_down(seen_before_by_nobody):
    labels = seen_before_by_nobody.labels.numpy()
    own = np.mean(np.stack([r.belief[14] for r in readings("lstm")]).argmax(axis=1) == labels)
    old = np.mean(np.stack([r.last_readout[14] for r in readings("lstm")]).argmax(axis=1) == labels)
    assert own > 0.88
    assert old < 0.6


@pytest.mark.parametrize("cell", CELLS)
def test_the_cards_belief_is_calibrated_at_every_row(cell):
    rows = load_reader(cell).card["rows"]
    assert [row["row"] for row in rows] == list(range(28))
    assert max(row["calibration_error"] for row in rows) <= 0.03


def test_the_lstm_knows_half_way_down():
    card = load_reader().card
    assert card["rows"][14]["accuracy"] >= 0.93
    assert card["rows"][27]["accuracy"] == card["test"]["accuracy"]


def test_rows_are_measured_as_they_are_read(seen_before_by_nobody):
    scores = training.evaluate_rows(load_reader("gru").reader, seen_before_by_nobody)
    beliefs = np.stack([reading.belief for reading in readings("gru")])
    right = (beliefs.argmax(axis=2) == seen_before_by_nobody.labels.numpy()[:, None]).mean(axis=0)
    assert [score.accuracy for score in scores] == pytest.approx(right.tolist(), abs=0.004)


@pytest.mark.parametrize(("way", "blank", "fitted"), [("top-down", 9, True), ("bottom-up", 0, False)])
def test_where_no_readout_was_fitted_the_last_one_answers(way, blank, fitted):
    image = sketch.from_drawing(handwriting.sample(3))
    reading = read_rows(load_reader().reader, image, row_order(way, blank))
    own = 27 if fitted else 0
    assert reading.fitted == fitted
    assert np.array_equal(reading.belief[own:], reading.last_readout[own:])
    assert np.array_equal(reading.by_last_readout().belief, reading.last_readout)
    assert not reading.strange or fitted


def test_a_fit_finds_the_probabilities_that_made_the_labels():
    """States of one row drawn at random, labels drawn from known logits: the fit's beliefs are those."""
    random = torch.Generator().manual_seed(0)
    hidden = torch.randn(9_000, 2, 4, generator=random)
    true = torch.randn(10, 4, generator=random)
    p = (hidden[:, 0] @ true.T).softmax(dim=-1)
    labels = torch.multinomial(p, 1, generator=random)[:, 0]
    fitted = readouts.fit(hidden[:6000], labels[:6000], hidden[6000:], labels[6000:], torch.nn.Linear(4, 10))
    belief = fitted(hidden[6000:, :1])[:, 0].softmax(dim=-1)
    assert (belief - p[6000:]).abs().mean().item() < 0.01


def test_a_reader_without_readouts_says_so():
    torch.manual_seed(0)
    reading = read_rows(DigitReader(DigitConfig()).eval(), np.zeros((28, 28), dtype=np.float32))
    assert not reading.fitted
    assert not reading.strange
