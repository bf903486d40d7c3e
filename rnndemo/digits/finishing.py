"""What is fitted to a reader once it is trained and its memory frozen: scale, readouts, familiarity."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from rnndemo import cells
from rnndemo.digits import familiarity, mnist, pendigits, readouts, sketch, symbols, training
from rnndemo.digits.mnist import Digits
from rnndemo.digits.reader import DigitReader

DRAWN = 4_000  # pen drawings of each of two sources, to fit to
OTHERS = 12_000  # drawings that are no digits


class Known(NamedTuple):
    """Digits by their source: a reader should be calibrated on both."""

    mnist: Digits
    pen: Digits

    @property
    def all(self) -> Digits:
        """Both together."""
        return Digits(*(torch.cat(parts) for parts in zip(self.mnist, self.pen, strict=True)))


def validation(data_dir: Path) -> Known:
    """Return the digits kept for every choice: MNIST's, and those of five pen writers."""
    strangers = pendigits.load(data_dir, "validation")
    images = [training.framed(stranger.strokes) for stranger in strangers]
    labels = torch.tensor([stranger.label for stranger in strangers])
    return Known(mnist.load(data_dir, "validation"), Digits(torch.from_numpy(np.stack(images)), labels))


@torch.no_grad()
def finish(
    reader: DigitReader,
    digits: Digits,
    strangers: list[pendigits.PenDigit],
    kept: Known,
    seed: int,
    drawn: int = DRAWN,
    others: int = OTHERS,
) -> dict[str, Any]:
    """Calibrate a trained reader after every row and fit its familiarity, in place.

    `digits` and `strangers` are what it was trained on, `kept` what it was not. Returns the
    entries for its card.
    """
    scale = training.calibrate(reader, kept.all)
    pen = training.pen_drawn(digits, strangers, seed + 1, each=drawn, hands=1)
    # Few pen drawings: with all of them, belief after early rows was less well calibrated on MNIST's digits.
    shown = Known(digits, Digits(pen.images[::4], pen.labels[::4])).all
    hidden, kept_hidden = (_hidden(reader, images) for images in (shown.images, kept.all.images))
    with torch.enable_grad():
        reader.row_readouts = readouts.fit(hidden, shown.labels, kept_hidden, kept.all.labels, reader.readout)
    del hidden
    random = torch.Generator().manual_seed(seed)
    few = torch.randperm(len(digits.labels), generator=random)[: len(pen.labels)]
    taught = [torch.cat([digits.images[few], pen.images]), not_digits(symbols.TAUGHT, others, seed)]
    # Bent as well: an upload is less neat than either.
    memory, other = (_memories(reader, torch.cat([images, mnist.bend(images, random)])) for images in taught)
    with torch.enable_grad():
        fitted = familiarity.fit(memory, other, [_memories(reader, part.images) for part in kept])
    reader.familiarity = fitted

    def refused(images: Tensor) -> float:
        return float((fitted(_memories(reader, images)) < 0).float().mean())

    return {
        "temperature": round(scale, 3),
        "pen_validation": training.evaluate(reader, kept.pen)._asdict(),
        "not_a_digit": {
            "validation_digits_lost": refused(kept.mnist.images),
            "pen_validation_digits_lost": refused(kept.pen.images),
            "known_symbols_refused": refused(not_digits(symbols.TAUGHT, others // 6, seed + 2)),
            "unknown_symbols_refused": refused(not_digits(symbols.KEPT_BACK, others // 6, seed + 3)),
            "unknown_symbols": list(symbols.KEPT_BACK),
        },
    }


def not_digits(names: tuple[str, ...], count: int, seed: int) -> Tensor:
    """Return drawings (count, 28, 28) of these symbols by made-up hands."""
    random = np.random.default_rng(seed)
    images: list[np.ndarray] = []
    while len(images) < count:
        strokes = symbols.write(names[random.integers(len(names))], random, random.uniform(0.2, 1.3))
        try:
            images.append(training.framed(strokes))
        except sketch.NoDigit:  # the page would refuse it as well
            continue
    return torch.from_numpy(np.stack(images))


def _hidden(reader: DigitReader, images: Tensor) -> Tensor:
    return torch.cat([reader.recurrent(batch)[0] for batch in torch.split(images, 2_000)])  # (n, 28, 64)


def _memories(reader: DigitReader, images: Tensor) -> Tensor:
    traces = (cells.trace(reader.recurrent, batch) for batch in torch.split(images, 2_000))
    return torch.cat([familiarity.memory(trace) for trace in traces])
