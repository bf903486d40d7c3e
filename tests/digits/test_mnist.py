"""Digits are bent into digits; no test here needs the data."""

import gzip
import hashlib
import struct

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from rnndemo.digits import mnist


def blobs(count=6):
    """Smooth images in place of digits: a few soft spots inside the frame, (count, 28, 28)."""
    coarse = torch.rand(count, 1, 5, 5, generator=torch.Generator().manual_seed(1))
    ink = F.pad(F.interpolate(coarse, size=(16, 16), mode="bilinear"), [6] * 4)
    return (ink[:, 0] * 2 - 0.6).clamp(0, 1)


def bent(seed, images=None):
    return mnist.bend(blobs() if images is None else images, torch.Generator().manual_seed(seed))


def test_bending_keeps_shape_and_range():
    for seed in range(5):
        images = bent(seed)
        assert images.shape == (6, 28, 28)
        assert images.dtype == torch.float32
        assert images.min() >= 0
        assert images.max() <= 1


def test_bending_is_decided_by_its_seed():
    assert torch.equal(bent(3), bent(3))
    assert not torch.allclose(bent(3), bent(4), atol=0.1)


def test_bending_moves_ink_and_does_not_change_its_input():
    images = blobs()
    before = images.clone()
    moved = bent(0, images)
    assert torch.equal(images, before)
    assert ((moved - images).abs().amax(dim=(1, 2)) > 0.1).all()
    assert torch.equal(bent(0, torch.zeros(3, 28, 28)), torch.zeros(3, 28, 28))


def test_each_image_of_a_batch_is_bent_its_own_way():
    same = bent(2, blobs(1).expand(4, 28, 28))
    assert (same[0] - same[1]).abs().max() > 0.1


def test_a_bent_digit_is_still_where_it_was():
    """Shifts are a twentieth of the half frame: under a pixel, seldom over two."""
    images = blobs(1).expand(400, 28, 28)
    at = torch.arange(28.0)

    def centre(images):
        return (images.sum(dim=1) @ at) / images.sum(dim=(1, 2))

    shift = centre(bent(6, images)) - centre(images)
    assert shift.mean().abs() < 0.2
    assert 0.4 < shift.std() < 1.5


def test_the_widest_neighbour_is_max_pooling():
    images = torch.randn(5, 28, 28, generator=torch.Generator().manual_seed(0))
    inside = (slice(None), slice(1, -1), slice(1, -1))  # the frame's rim is blank, and left alone
    assert torch.equal(mnist._widest(images)[inside], F.max_pool2d(images, 3, 1, 1)[inside])


@pytest.fixture
def data_dir(tmp_path):
    """Raw files in MNIST's own format, 6 training digits and 3 to test."""
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    random = np.random.default_rng(0)
    for part, count in (("train", 6), ("t10k", 3)):
        images = random.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        labels = np.arange(count, dtype=np.uint8)
        files = {
            f"{part}-images-idx3-ubyte": struct.pack(">4i", 2051, count, 28, 28) + images.tobytes(),
            f"{part}-labels-idx1-ubyte": struct.pack(">2i", 2049, count) + labels.tobytes(),
        }
        for name, content in files.items():
            (raw / name).write_bytes(content)
            (raw / f"{name}.gz").write_bytes(gzip.compress(content))
    return tmp_path


def test_checksums_name_each_raw_file(data_dir):
    sums = mnist.checksums(data_dir)
    assert sorted(sums) == [
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
    ]
    content = (data_dir / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").read_bytes()
    assert sums["t10k-labels-idx1-ubyte"] == hashlib.sha256(content).hexdigest()
    assert mnist.checksums(data_dir / "nowhere") == {}


def test_the_validation_digits_are_the_last_of_the_training_digits(data_dir, monkeypatch):
    monkeypatch.setattr(mnist, "VALIDATION", 2)
    parts = {part: mnist.load(data_dir, part) for part in ("train", "validation", "test")}
    assert {part: digits.labels.tolist() for part, digits in parts.items()} == {
        "train": [0, 1, 2, 3],
        "validation": [4, 5],
        "test": [0, 1, 2],
    }
    for digits in parts.values():
        assert digits.images.shape == (len(digits.labels), 28, 28)
        assert digits.images.dtype == torch.float32
        assert 0 <= digits.images.min() < digits.images.max() <= 1
