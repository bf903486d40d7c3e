"""Training a digit reader: its loss falls, its seed decides, its probabilities are calibrated."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from rnndemo.digits import mnist, pendigits, training
from rnndemo.digits.handwriting import SHAPES
from rnndemo.digits.reader import DigitConfig, DigitReader
from rnndemo.digits.training import DigitRecipe

# A handful of steps on patterns drawn at random.
QUICK = DigitRecipe(epochs=8, batch_size=32, learning_rate=0.01, pen_share=0.0)


def patterns(count=64, seed=0):
    """One random pattern for each class, each image a little different."""
    random = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % 10
    classes = torch.rand(10, 28, 28, generator=torch.Generator().manual_seed(99))
    images = 0.8 * classes[labels] + 0.2 * torch.rand(count, 28, 28, generator=random)
    return mnist.Digits(images, labels)


def trained(recipe=QUICK, cell="lstm"):
    torch.manual_seed(recipe.seed)
    reader = DigitReader(DigitConfig(cell=cell, hidden_size=16))
    progress = list(training.train(reader, recipe, patterns()))
    return reader.eval().requires_grad_(False), progress


@pytest.mark.parametrize("bend", [False, True])
def test_training_lowers_the_loss(bend):
    _, progress = trained(replace(QUICK, bend=bend, epochs=40, learning_rate=0.02))
    assert [step.step for step in progress] == list(range(1, 81))
    assert all(step.steps == 80 for step in progress)
    first, last = (sum(step.loss for step in part) / 3 for part in (progress[:3], progress[-3:]))
    assert last < (0.95 if bend else 0.7) * first


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_training_is_decided_by_its_seed(cell):
    short = replace(QUICK, epochs=2)
    one, same, other = (trained(replace(short, seed=seed), cell)[1] for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_an_lstm_starts_with_a_forget_bias_of_1():
    reader = DigitReader(DigitConfig(hidden_size=16))
    next(training.train(reader, replace(QUICK, learning_rate=1e-9), patterns()))
    bias = (reader.recurrent.bias_ih_l0 + reader.recurrent.bias_hh_l0)[16:32]
    assert bias.tolist() == pytest.approx([1.0] * 16, abs=1e-6)


def test_part_of_each_batch_is_drawn_with_the_pen(monkeypatch):
    seen = []

    def watched(images, random):
        seen.append(images)
        return images

    blank = mnist.Digits(torch.zeros(64, 28, 28), torch.arange(64) % 10)
    pen = mnist.Digits(torch.ones(5, 28, 28), torch.arange(5))
    monkeypatch.setattr(training, "pen_drawn", lambda digits, strangers, seed: pen)
    monkeypatch.setattr(mnist, "bend", watched)
    recipe = replace(QUICK, pen_share=0.25, epochs=1)
    steps = list(training.train(DigitReader(DigitConfig(hidden_size=4)), recipe, blank))
    assert len(steps) == 64 // 24
    assert [(len(images), images.mean(dim=(1, 2)).sum().item()) for images in seen] == [(32, 8.0)] * 2


def test_pen_drawn_digits_are_traced_made_up_and_rewritten_from_strangers():
    bars = torch.zeros(4, 28, 28)
    for column in range(4):
        bars[column, 4:24, 10 + column : 13 + column] = 1
    stranger = pendigits.PenDigit([np.array([[0.0, 0.0], [10.0, 300.0]])], 1, writer=4)
    digits = mnist.Digits(bars, torch.tensor([1, 7, 1, 7]))
    drawn = training.pen_drawn(digits, [stranger], seed=3, each=4, hands=3)
    assert drawn.images.shape == (11, 28, 28)
    assert drawn.labels[:4].tolist() == [1, 7, 1, 7]
    assert set(drawn.labels[4:8].tolist()) <= set(SHAPES)
    assert drawn.labels[8:].tolist() == [1, 1, 1]
    assert not torch.equal(drawn.images[8], drawn.images[9])
    middle = torch.arange(28) + 0.5
    for column, traced in enumerate(drawn.images[:4]):
        assert ((traced.sum(dim=0) @ middle) / traced.sum()).item() == pytest.approx(11.5 + column, abs=0.4)
    again = training.pen_drawn(digits, [stranger], seed=3, each=4, hands=3)
    assert torch.equal(again.images, drawn.images)


def confident(scale):
    """A reader that answers half its digits wrongly, and whose logits are multiplied by `scale`."""
    reader, _ = trained(replace(QUICK, bend=False, epochs=6))
    reader.readout.weight.mul_(scale)
    reader.readout.bias.mul_(scale)
    return reader


@pytest.mark.parametrize("scale", [0.4, 12.0])
def test_calibration_lowers_the_validation_loss_and_keeps_every_answer(scale):
    reader, validation = confident(scale), patterns(40, seed=8)
    before = reader(validation.images)
    temperature = training.calibrate(reader, validation)
    after = reader(validation.images)
    assert F.cross_entropy(after, validation.labels) < F.cross_entropy(before, validation.labels) - 1e-3
    assert torch.equal(after.argmax(dim=1), before.argmax(dim=1))
    assert after == pytest.approx(before / temperature, abs=1e-4)
    assert 0.4 <= temperature <= 2.5


def test_calibration_finds_the_temperature_of_known_logits():
    """Three of four right between two classes: softmax says 3/4 where their logits differ by ln 3."""
    validation = mnist.Digits(torch.zeros(4, 28, 28), torch.tensor([6, 6, 6, 2]))
    reader = DigitReader(DigitConfig(hidden_size=2)).requires_grad_(False)
    reader.readout.weight.zero_()
    reader.readout.bias.fill_(-20.0)
    reader.readout.bias[2] = 0.0
    reader.readout.bias[6] = 1.5 * math.log(3)
    assert training.calibrate(reader, validation) == pytest.approx(1.5, abs=0.006)


class Says(torch.nn.Module):
    """Gives the logits it was made with, whatever it is shown."""

    def __init__(self, confidence):
        super().__init__()
        rest = torch.tensor([[(1 - p) / 9] * 10 for p in confidence], dtype=torch.float64)
        rest[:, 4] = torch.tensor(confidence, dtype=torch.float64)
        self.logits = rest.log()

    def forward(self, images):
        return self.logits


def test_the_calibration_error_equals_one_worked_by_hand():
    """Fifteen bins of 1/15. The answer is always 4.

    0.95 and 0.97 share the last bin (from 14/15): one of two right, |1 - 1.92| = 0.92.
    0.90 lies alone in the bin from 13/15: right, 0.10. 0.62 and 0.65 share the tenth (9/15 to 10/15): both
    wrong, 1.27. Over five digits: (0.92 + 0.10 + 1.27) / 5.
    """
    digits = mnist.Digits(torch.zeros(5, 28, 28), torch.tensor([4, 0, 4, 1, 2]))
    score = training.evaluate(Says([0.95, 0.97, 0.90, 0.62, 0.65]), digits)
    assert (score.errors, score.digits) == (3, 5)
    assert score.accuracy == pytest.approx(0.4)
    assert score.calibration_error == pytest.approx((0.92 + 0.10 + 1.27) / 5, abs=1e-6)


def test_a_reader_as_often_right_as_it_says_is_calibrated():
    digits = mnist.Digits(torch.zeros(4, 28, 28), torch.tensor([4, 4, 4, 1]))
    score = training.evaluate(Says([0.75] * 4), digits)
    assert score.calibration_error == pytest.approx(0, abs=1e-6)
