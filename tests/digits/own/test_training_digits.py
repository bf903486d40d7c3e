"""The training digits that ship are MNIST's, told apart from those held out, or refused with the reason."""

import io

import numpy as np
import pytest
import torch
from PIL import Image, PngImagePlugin

from rnndemo import checkpoints
from rnndemo.checkpoints import CheckpointError
from rnndemo.digits import unseen
from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import training_digits
from rnndemo.digits.own.training_digits import HELD_OUT, NAME, TRAIN

LABELS = "7" * (TRAIN + HELD_OUT)


def numbered(count: int, first: int) -> Digits:
    """Return digits that can be told apart: each has its number in the grey of three pixels."""
    images = torch.zeros(count, 28, 28)
    numbers = torch.arange(first, first + count)
    images[:, 4, 5] = (numbers % 256) / 255
    images[:, 20, 9] = (numbers // 256 % 256) / 255
    return Digits(images, numbers % 10)


def sheet(size=(2800, 1960), mode="L", labels: str | None = LABELS) -> bytes:
    text, buffer = PngImagePlugin.PngInfo(), io.BytesIO()
    if labels is not None:
        text.add_text("labels", labels)
    Image.new(mode, size).save(buffer, "PNG", pnginfo=text)
    return buffer.getvalue()


def test_what_is_saved_is_drawn_by_lot_from_its_own_part_and_comes_back_with_its_labels(tmp_path):
    training_digits.save(numbered(8_000, 0), numbered(1_500, 8_000), seed=3, folder=tmp_path)
    sample = training_digits.load(tmp_path)
    for part, count, low, high in (
        (sample.train, TRAIN, 0, 8_000),
        (sample.held_out, HELD_OUT, 8_000, 9_500),
    ):
        numbers = (part.images[:, 4, 5] * 255 + part.images[:, 20, 9] * 255 * 256).round().long()
        assert part.images.shape == (count, 28, 28)
        assert len(set(numbers.tolist())) == count
        assert low <= numbers.min()
        assert numbers.max() < high
        assert torch.equal(part.labels, numbers % 10)
        assert not torch.equal(numbers, numbers.sort().values)


def test_no_held_out_digit_is_learnt_from_and_none_of_both_is_shown_as_never_seen():
    sample = training_digits.load()
    parts = [sample.train.images.numpy(), sample.held_out.images.numpy(), unseen.load().images]
    seen = [{(image * 255).round().astype(np.uint8).tobytes() for image in part} for part in parts]
    assert [len(part) for part in seen] == [TRAIN, HELD_OUT, 300]
    assert not (seen[0] & seen[1]) | (seen[0] & seen[2]) | (seen[1] & seen[2])


def test_every_digit_ships_about_equally_often():
    sample = training_digits.load()
    assert sample.train.labels.bincount().min() > 0.08 * TRAIN
    assert sample.held_out.labels.bincount().min() > 0.08 * HELD_OUT


def test_the_sheet_says_whose_digits_it_holds_and_under_which_licence():
    with Image.open(checkpoints.FOLDER / NAME) as picture:
        source = picture.text["source"]
    assert "LeCun" in source
    assert "CC BY-SA 3.0" in source


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "missing or damaged"),
        (b"", "missing or damaged"),
        (sheet()[:2_000], "missing or damaged"),
        (sheet(labels=None), "missing or damaged"),
        (sheet(size=(2800, 1932)), "not a grey sheet of 70 × 100 digits"),
        (sheet(mode="RGB"), "not a grey sheet of 70 × 100 digits"),
        (sheet(labels=LABELS[1:]), "does not name each of its digits"),
        (sheet(labels=LABELS[1:] + "x"), "does not name each of its digits"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_refused_with_the_reason(content, why, tmp_path):
    if content is not None:
        (tmp_path / NAME).write_bytes(content)
    with pytest.raises(CheckpointError, match=why) as refused:
        training_digits.load(tmp_path)
    assert str(refused.value).startswith(NAME)
    assert "make train" in str(refused.value)
