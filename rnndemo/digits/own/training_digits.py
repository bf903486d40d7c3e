"""Training digits that ship with the app: what a visitor's own reader learns from, with no download.

One PNG sheet of 1.2 MB, its labels in the PNG's own text: 6,000 of MNIST's 60,000 training digits to learn
from, and 1,000 that are held out. Those come from the 5,000 that no shipped network was trained on.
MNIST is the work of Yann LeCun and Corinna Cortes, shared under CC BY-SA 3.0.
"""

import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image, PngImagePlugin

from rnndemo import checkpoints
from rnndemo.digits.mnist import Digits
from rnndemo.language import say

NAME = "training-digits.png"
TRAIN, HELD_OUT = 6_000, 1_000  # how many of each
ACROSS = 100  # digits in a row of the sheet
DOWN = (TRAIN + HELD_OUT) // ACROSS


class Sample(NamedTuple):
    """Digits to learn from, and digits to be tested on."""

    train: Digits
    held_out: Digits


def load(folder: Path | None = None) -> Sample:
    """Read the sheet. Raises CheckpointError."""
    images, labels = _sheet(folder)
    return Sample(_digits(images[:TRAIN], labels[:TRAIN]), _digits(images[TRAIN:], labels[TRAIN:]))


def load_held_out(folder: Path | None = None) -> Digits:
    """Read the held-out digits alone, which takes a seventh of the memory. Raises CheckpointError."""
    images, labels = _sheet(folder)
    return _digits(images[TRAIN:], labels[TRAIN:])


def _sheet(folder: Path | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the pictures (n, 28, 28) in 0..255 and their labels (n,)."""
    try:
        with Image.open((folder or checkpoints.FOLDER) / NAME, formats=["PNG"]) as picture:
            text: str = picture.info["labels"]
            if picture.size != (28 * ACROSS, 28 * DOWN) or picture.mode != "L":
                raise checkpoints.CheckpointError(
                    say(
                        "{file} is not a grey sheet of {down} × {across} digits.",
                        file=NAME,
                        down=DOWN,
                        across=ACROSS,
                    )
                )
            if len(text) != TRAIN + HELD_OUT or not set(text) <= set("0123456789"):
                raise checkpoints.CheckpointError(say("{file} does not name each of its digits.", file=NAME))
            pixels = np.asarray(picture).reshape(DOWN, 28, ACROSS, 28)
    except (OSError, ValueError, KeyError, SyntaxError, Image.DecompressionBombError):
        raise checkpoints.CheckpointError(say("{file} is missing or damaged.", file=NAME)) from None
    return pixels.transpose(0, 2, 1, 3).reshape(-1, 28, 28), np.array([int(label) for label in text])


def _digits(images: np.ndarray, labels: np.ndarray) -> Digits:
    return Digits(torch.from_numpy(images).float() / 255, torch.from_numpy(labels))


def save(train: Digits, validation: Digits, seed: int = 0, folder: Path | None = None) -> Path:
    """Draw both parts by lot from MNIST's training and validation digits and write the sheet."""
    random = np.random.default_rng(seed)
    parts = ((train, TRAIN), (validation, HELD_OUT))
    drawn = [
        Digits(part.images[lot], part.labels[lot])
        for part, count in parts
        for lot in [torch.from_numpy(random.permutation(len(part.labels))[:count])]
    ]
    images = torch.cat([part.images for part in drawn]).numpy()
    pixels = (images * 255).round().astype(np.uint8).reshape(DOWN, ACROSS, 28, 28)
    text = PngImagePlugin.PngInfo()
    text.add_text("labels", "".join(str(label) for part in drawn for label in part.labels.tolist()))
    text.add_text(
        "source",
        f"MNIST training set (Yann LeCun, Corinna Cortes): {TRAIN:,} of its first 55,000 digits to train on, "
        f"then {HELD_OUT:,} of its last 5,000 held out, drawn with numpy seed {seed}; CC BY-SA 3.0",
    )
    folder = folder or checkpoints.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    picture = Image.fromarray(pixels.transpose(0, 2, 1, 3).reshape(DOWN * 28, ACROSS * 28))
    picture.save(buffer, "PNG", pnginfo=text, optimize=True)
    checkpoints.write_whole(folder / NAME, buffer.getvalue())
    return folder / NAME
