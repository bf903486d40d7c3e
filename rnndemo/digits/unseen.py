"""Test digits that ship with the app: what the shipped networks were never trained on.

One PNG sheet, its labels in the PNG's own text: 300 of MNIST's 10,000 test digits, drawn by lot.
MNIST is the work of Yann LeCun and Corinna Cortes, shared under CC BY-SA 3.0.
"""

import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, PngImagePlugin

from rnndemo import checkpoints

NAME = "unseen-digits.png"
ACROSS, DOWN = 25, 12  # digits on the sheet


class Sheet(NamedTuple):
    """Images (n, 28, 28) in 0..1 and their labels (n,)."""

    images: np.ndarray
    labels: np.ndarray


def load(folder: Path | None = None) -> Sheet:
    """Read the sheet. Raises CheckpointError."""
    try:
        with Image.open((folder or checkpoints.FOLDER) / NAME, formats=["PNG"]) as picture:
            labels = np.array([int(label) for label in picture.info["labels"]]).reshape(ACROSS * DOWN)
            pixels = np.asarray(picture, dtype=np.float32).reshape(DOWN, 28, ACROSS, 28) / 255
    except (OSError, ValueError, KeyError, SyntaxError, Image.DecompressionBombError):
        raise checkpoints.CheckpointError(f"{NAME} is missing or damaged.") from None
    return Sheet(pixels.transpose(0, 2, 1, 3).reshape(-1, 28, 28), labels)


def save(images: np.ndarray, labels: np.ndarray, seed: int = 0, folder: Path | None = None) -> Path:
    """Draw the sheet's digits by lot from images (n, 28, 28) in 0..1 and write it."""
    drawn = np.random.default_rng(seed).permutation(len(labels))[: ACROSS * DOWN]
    pixels = (images[drawn] * 255).round().astype(np.uint8).reshape(DOWN, ACROSS, 28, 28)
    text = PngImagePlugin.PngInfo()
    text.add_text("labels", "".join(str(label) for label in labels[drawn]))
    text.add_text(
        "source", f"MNIST test set, {ACROSS * DOWN} digits drawn with numpy seed {seed}; CC BY-SA 3.0"
    )
    folder = folder or checkpoints.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    picture = Image.fromarray(pixels.transpose(0, 2, 1, 3).reshape(DOWN * 28, ACROSS * 28))
    picture.save(buffer, "PNG", pnginfo=text, optimize=True)
    checkpoints.write_whole(folder / NAME, buffer.getvalue())
    return folder / NAME
