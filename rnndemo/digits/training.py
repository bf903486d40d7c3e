"""How a digit reader is trained: the recipe, its batches, its checkpoint."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from rnndemo import cells, checkpoints
from rnndemo.digits import handwriting, mnist, pendigits, sketch
from rnndemo.digits.calibration import expected_calibration_error, temperature
from rnndemo.digits.pictures.skeleton import segments_of, thin
from rnndemo.digits.reader import DigitReader
from rnndemo.training import Progress, Recipe, fit


@dataclass(frozen=True)
class DigitRecipe:
    """Everything that decides the weights, besides the network's shape."""

    epochs: int = 80
    batch_size: int = 256
    learning_rate: float = 4e-3  # the peak of one cycle (Smith & Topin 2019)
    schedule: Literal["constant", "one_cycle"] = "one_cycle"
    weight_decay: float = 0.01
    label_smoothing: float = 0.03
    forget_bias: float = 1.0
    bend: bool = True  # move, slant, stretch and warp every digit anew each time
    pen_share: float = 0.375  # of each batch drawn with the app's own pen, nearly half by real writers
    seed: int = 0


TUTORIAL = DigitRecipe(
    epochs=1, batch_size=64, learning_rate=0.01, schedule="constant", weight_decay=0.0, label_smoothing=0.0,
    forget_bias=0.0, bend=False, pen_share=0.0,
)  # fmt: skip


class Score(NamedTuple):
    """How a reader does on labelled digits."""

    accuracy: float
    errors: int
    digits: int
    calibration_error: float


class RowScore(NamedTuple):
    """How good the belief after one row is."""

    row: int  # from 0
    accuracy: float
    calibration_error: float


def train(
    reader: DigitReader,
    recipe: DigitRecipe,
    digits: mnist.Digits,
    strangers: list[pendigits.PenDigit] | None = None,
) -> Iterator[Progress]:
    """Train a reader in place, yielding after each optimiser step.

    `strangers` are the real writers' digits among those drawn with the pen; a recipe without a pen
    needs none.
    """
    random = torch.Generator().manual_seed(recipe.seed)
    if recipe.forget_bias and reader.config.cell == "lstm":
        cells.set_forget_bias(reader.recurrent, recipe.forget_bias)
    pens = int(recipe.batch_size * recipe.pen_share)
    pen_digits = pen_drawn(digits, strangers or [], recipe.seed) if pens else None
    steps_per_epoch = len(digits.labels) // (recipe.batch_size - pens)
    steps = recipe.epochs * steps_per_epoch
    order = torch.empty(0, dtype=torch.long)

    def loss_at(step: int) -> Tensor:
        nonlocal order
        at = step % steps_per_epoch
        if at == 0:
            order = torch.randperm(len(digits.labels), generator=random)
        picked = order[at * (recipe.batch_size - pens) : (at + 1) * (recipe.batch_size - pens)]
        images, labels = digits.images[picked], digits.labels[picked]
        if pen_digits:
            drawn = torch.randint(len(pen_digits.labels), (pens,), generator=random)
            images = torch.cat([images, pen_digits.images[drawn]])
            labels = torch.cat([labels, pen_digits.labels[drawn]])
        if recipe.bend:
            images = mnist.bend(images, random)
        return F.cross_entropy(reader(images), labels, label_smoothing=recipe.label_smoothing)

    yield from fit(reader, loss_at, Recipe(steps, recipe.learning_rate, recipe.weight_decay, recipe.schedule))


def pen_drawn(
    digits: mnist.Digits, strangers: list[pendigits.PenDigit], seed: int, each: int = 20_000, hands: int = 5
) -> mnist.Digits:
    """Return digits drawn with the app's own pen, from three sources.

    `each` MNIST digits traced and redrawn; as many from made-up hands; and every digit of `strangers`,
    people who wrote on a tablet, rewritten in `hands` hands.
    """
    random = np.random.default_rng(seed)
    images, labels = [], []
    for chunk in torch.split(torch.arange(min(each, len(digits.labels))), 2_000):
        enlarged = F.interpolate(digits.images[chunk][:, None], scale_factor=3, mode="bicubic")[:, 0]
        for skeleton, label in zip(thin(enlarged.numpy() > 0.45), digits.labels[chunk], strict=True):
            segments = segments_of(skeleton) / 3
            if len(segments):
                images.append(sketch.render(segments))
                labels.append(int(label))
    for _ in range(each):
        label = int(random.integers(10))
        images.append(framed(handwriting.write(label, random, random.uniform(0.3, 1.6))))
        labels.append(label)
    for stranger in strangers:
        for wildness in random.uniform(0.0, 1.3, hands):
            images.append(framed(handwriting.rewrite(stranger.strokes, random, wildness)))
            labels.append(stranger.label)
    return mnist.Digits(torch.from_numpy(np.stack(images)), torch.tensor(labels))


def framed(strokes: list[np.ndarray]) -> np.ndarray:
    """Return strokes, each (n, 2), as the reader sees them: (28, 28). Raises sketch.NoDigit."""
    return sketch.frame([sketch.Stroke(points, 1.0) for points in strokes])


@torch.no_grad()
def calibrate(reader: DigitReader, validation: mnist.Digits) -> float:
    """Divide the readout by its temperature, in place; return the temperature."""
    divisor = temperature(reader(validation.images), validation.labels)
    reader.readout.weight.div_(divisor)
    reader.readout.bias.div_(divisor)
    return divisor


@torch.no_grad()
def evaluate(reader: DigitReader, digits: mnist.Digits) -> Score:
    """Count errors and the calibration error of the answers after the last row."""
    return _score(reader(digits.images).softmax(dim=-1), digits.labels)


@torch.no_grad()
def wrong(reader: DigitReader, digits: mnist.Digits) -> np.ndarray:
    """Return which of the digits it answers wrongly, as indices (n,)."""
    return np.flatnonzero((reader(digits.images).argmax(dim=-1) != digits.labels).numpy())


@torch.no_grad()
def evaluate_rows(reader: DigitReader, digits: mnist.Digits) -> list[RowScore]:
    """Measure the belief after each row, as `read_rows` gives it for rows read top-down."""
    beliefs = []
    for images in torch.split(digits.images, 2_000):
        logits = reader.readout(hidden := reader.recurrent(images)[0])  # (batch, 28, 10)
        if reader.row_readouts is not None:
            logits[:, :-1] = reader.row_readouts(hidden[:, :-1])
        beliefs.append(logits.softmax(dim=-1))
    scores = [_score(belief, digits.labels) for belief in torch.cat(beliefs).unbind(1)]
    return [RowScore(row, score.accuracy, score.calibration_error) for row, score in enumerate(scores)]


def _score(belief: Tensor, labels: Tensor) -> Score:
    """Compare answers (n, 10) with the labels (n,)."""
    errors = int((belief.argmax(dim=-1) != labels).sum())
    error = expected_calibration_error(belief, labels)
    return Score(1 - errors / len(labels), errors, len(labels), error)


def card(
    reader: DigitReader, recipe: DigitRecipe, data_dir: Path, fitted: dict[str, Any], seconds: float
) -> dict[str, Any]:
    """Describe a trained reader: all that is needed to judge it and to train it again.

    `fitted` is what was fitted on validation digits. The test digits are loaded here, after every choice
    has been made, and nowhere else in training.
    """
    test, data = mnist.load(data_dir, "test"), [{"name": "MNIST", "sha256": mnist.checksums(data_dir)}]
    if recipe.pen_share:
        data.append(pendigits.SOURCE)
    return {
        "model": f"{cells.CELL_NAMES[reader.config.cell]} digit reader",
        "config": asdict(reader.config),
        "recipe": asdict(recipe),
        "parameters": sum(weight.numel() for weight in reader.parameters()),
        "validation": evaluate(reader, mnist.load(data_dir, "validation"))._asdict(),
        "test": evaluate(reader, test)._asdict(),
        "rows": [score._asdict() for score in evaluate_rows(reader, test)],
        **fitted,
        "training_seconds": round(seconds),
        "threads": torch.get_num_threads(),
        "data": data,
        "versions": checkpoints.versions(),
    }
