"""Test digits that ship with the app: what the shipped networks were never trained on.

PNG sheets with their labels in the PNG's own text: 300 of MNIST's 10,000 test digits, drawn by lot, and
all those that the shipped LSTM reads wrongly. MNIST is the work of Yann LeCun and Corinna Cortes, shared
under CC BY-SA 3.0.
"""

import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, PngImagePlugin

from rnndemo import checkpoints
from rnndemo.language import say

NAME = "unseen-digits.png"
WRONG = "unseen-digits-wrong.png"  # read wrongly by the LSTM in checkpoints/
ACROSS, DOWN = 25, 12  # digits on the sheet drawn by lot


class Sheet(NamedTuple):
    """Images (n, 28, 28) in 0..1 and their labels (n,)."""

    images: np.ndarray
    labels: np.ndarray


def load(folder: Path | None = None, name: str = NAME) -> Sheet:
    """Read a sheet. Raises CheckpointError."""
    try:
        with Image.open((folder or checkpoints.FOLDER) / name, formats=["PNG"]) as picture:
            labels = np.array([int(label) for label in picture.info["labels"]], dtype=int)
            pixels = np.asarray(picture, dtype=np.float32).reshape(-1, 28, ACROSS, 28) / 255
        images = pixels.transpose(0, 2, 1, 3).reshape(-1, 28, 28)
        if not 0 < len(labels) <= len(images):
            raise ValueError("labels without digits")
    except (OSError, ValueError, KeyError, SyntaxError, Image.DecompressionBombError):
        raise checkpoints.CheckpointError(say("{file} is missing or damaged.", file=name)) from None
    return Sheet(images[: len(labels)], labels)


def save(images: np.ndarray, labels: np.ndarray, seed: int = 0, folder: Path | None = None) -> Path:
    """Draw the sheet's digits by lot from images (n, 28, 28) in 0..1 and write it."""
    drawn = np.random.default_rng(seed).permutation(len(labels))[: ACROSS * DOWN]
    source = f"MNIST test set, {ACROSS * DOWN} digits drawn with numpy seed {seed}; CC BY-SA 3.0"
    return _write((folder or checkpoints.FOLDER) / NAME, images[drawn], labels[drawn], {"source": source})


def save_wrong(
    images: np.ndarray, labels: np.ndarray, indices: np.ndarray, folder: Path | None = None
) -> Path:
    """Write the sheet of test digits that a reader got wrong, with their places (n,) in the test set."""
    source = "MNIST test set, the digits that the LSTM beside this file reads wrongly; CC BY-SA 3.0"
    text = {"source": source, "indices": " ".join(map(str, indices))}
    return _write((folder or checkpoints.FOLDER) / WRONG, images, labels, text)


def _write(path: Path, images: np.ndarray, labels: np.ndarray, text: dict[str, str]) -> Path:
    down = -(-len(labels) // ACROSS)
    sheet = np.zeros((down * ACROSS, 28, 28), dtype=np.uint8)
    sheet[: len(labels)] = (images * 255).round().astype(np.uint8)
    info = PngImagePlugin.PngInfo()
    info.add_text("labels", "".join(str(label) for label in labels))
    for key, value in text.items():
        info.add_text(key, value)
    pixels = sheet.reshape(down, ACROSS, 28, 28).transpose(0, 2, 1, 3).reshape(down * 28, ACROSS * 28)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", pnginfo=info, optimize=True)
    checkpoints.write_whole(path, buffer.getvalue())
    return path
