"""What is fitted to a trained reader leaves its answers as they were, and comes from its seed."""

import numpy as np
import torch

from rnndemo.digits import finishing, handwriting, pendigits, symbols, training
from rnndemo.digits.mnist import Digits
from rnndemo.digits.reader import DigitConfig, DigitReader, read_rows


def drawn(count, seed):
    """Digits by made-up hands, as images and as strokes."""
    random = np.random.default_rng(seed)
    strokes = [handwriting.write(n % 10, random, 0.8) for n in range(count)]
    images = torch.from_numpy(np.stack([training.framed(digit) for digit in strokes]))
    digits = [pendigits.PenDigit(digit, n % 10, writer=1) for n, digit in enumerate(strokes)]
    return Digits(images, torch.arange(count) % 10), digits


def finished(seed):
    torch.manual_seed(0)
    reader = DigitReader(DigitConfig(hidden_size=8)).eval()
    digits, strangers = drawn(60, seed=1)
    kept = finishing.Known(drawn(40, seed=2)[0], drawn(40, seed=3)[0])
    told = finishing.finish(reader, digits, strangers, kept, seed, drawn=40, others=60)
    return reader, told, kept


def test_finishing_keeps_every_answer_and_fits_every_row():
    torch.manual_seed(0)
    before = DigitReader(DigitConfig(hidden_size=8)).eval()
    reader, told, kept = finished(seed=0)
    assert torch.equal(reader(kept.pen.images).argmax(dim=1), before(kept.pen.images).argmax(dim=1))
    assert reader.row_readouts.weight.shape == (27, 10, 8)
    reading = read_rows(reader.requires_grad_(False), kept.pen.images[0].numpy())
    assert reading.fitted
    assert told["not_a_digit"]["validation_digits_lost"] <= 0.026  # one of forty
    assert told["not_a_digit"]["unknown_symbols"] == list(symbols.KEPT_BACK)


def test_finishing_is_decided_by_its_seed():
    one, same = (finished(seed=1)[0] for _ in range(2))
    assert torch.equal(one.row_readouts.weight, same.row_readouts.weight)
    assert torch.equal(one.familiarity.weight, same.familiarity.weight)


def test_drawings_of_no_digit_come_from_the_symbols_asked_for():
    plus, star = (finishing.not_digits((name,), 5, seed=4) for name in ("+", "star"))
    assert plus.shape == star.shape == (5, 28, 28)
    assert star.sum() > 1.3 * plus.sum()
