"""How a digit reader is trained: the recipe, its batches, its checkpoint."""

import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from rnndemo import cells
from rnndemo.digits import handwriting, mnist, sketch
from rnndemo.digits.reader import DigitReader
from rnndemo.digits.skeleton import segments_of, thin
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
    pen_share: float = 0.25  # of each batch drawn with the app's own pen, half traced from MNIST
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


def train(reader: DigitReader, recipe: DigitRecipe, digits: mnist.Digits) -> Iterator[Progress]:
    """Train a reader in place, yielding after each optimiser step."""
    random = torch.Generator().manual_seed(recipe.seed)
    if recipe.forget_bias and reader.config.cell == "lstm":
        cells.set_forget_bias(reader.recurrent, recipe.forget_bias)
    pens = int(recipe.batch_size * recipe.pen_share)
    pen_digits = pen_drawn(digits, recipe.seed) if pens else None
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


def pen_drawn(digits: mnist.Digits, seed: int, each: int = 8_000) -> mnist.Digits:
    """Return `each` MNIST digits traced and redrawn with the app's pen, and as many from made-up hands."""
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
        strokes = handwriting.write(label, random, random.uniform(0.3, 1.6))
        images.append(sketch.frame([sketch.Stroke(points, 1.0) for points in strokes]))
        labels.append(label)
    return mnist.Digits(torch.from_numpy(np.stack(images)), torch.tensor(labels))


@torch.no_grad()
def calibrate(reader: DigitReader, validation: mnist.Digits) -> float:
    """Divide the readout by the temperature that makes its confidence honest (Guo et al. 2017); return it."""
    logits = reader(validation.images)
    temperatures = torch.linspace(0.4, 2.5, 211)
    losses = torch.stack([F.cross_entropy(logits / t, validation.labels) for t in temperatures])
    temperature = float(temperatures[int(losses.argmin())])
    reader.readout.weight.div_(temperature)
    reader.readout.bias.div_(temperature)
    return temperature


@torch.no_grad()
def evaluate(reader: DigitReader, digits: mnist.Digits, bins: int = 15) -> Score:
    """Count errors and the expected calibration error: |confidence − accuracy| over equal bins."""
    confidence, answer = reader(digits.images).softmax(dim=-1).max(dim=-1)
    right = answer == digits.labels
    bin_of = (confidence * bins).ceil().clamp(1, bins)
    gap = sum(
        abs(right[bin_of == k].float().sum().item() - confidence[bin_of == k].sum().item())
        for k in range(1, bins + 1)
    )
    errors = int((~right).sum())
    return Score(1 - errors / len(right), errors, len(right), gap / len(right))


def card(
    reader: DigitReader, recipe: DigitRecipe, data_dir: Path, temperature: float, seconds: float
) -> dict[str, Any]:
    """Describe a trained reader: all that is needed to judge it and to train it again.

    The test digits are loaded here, after every choice has been made, and nowhere else in training.
    """
    return {
        "model": f"{cells.CELL_NAMES[reader.config.cell]} digit reader",
        "config": asdict(reader.config),
        "recipe": asdict(recipe),
        "parameters": sum(weight.numel() for weight in reader.parameters()),
        "validation": evaluate(reader, mnist.load(data_dir, "validation"))._asdict(),
        "test": evaluate(reader, mnist.load(data_dir, "test"))._asdict(),
        "temperature": round(temperature, 3),
        "training_seconds": round(seconds),
        "threads": torch.get_num_threads(),
        "data": {"name": "MNIST", "sha256": mnist.checksums(data_dir)},
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
    }
