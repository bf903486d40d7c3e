"""Both readers together: one answer from the rows of a drawing and from the path of its pen.

Each reader's log-probabilities count with a weight of its own, and the sum is made a probability again (a
logarithmic opinion pool, Genest & Zidek 1986). The two weights are fitted on drawings that neither reader
was trained on, which calibrates the answer as well.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypedDict, cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from rnndemo import checkpoints
from rnndemo.digits import handwriting, pendigits, sketch
from rnndemo.digits.calibration import expected_calibration_error
from rnndemo.digits.pen.judgement import SEED
from rnndemo.digits.pen.path import cut
from rnndemo.digits.pen.reader import PenReader, load_pen_reader
from rnndemo.digits.pen.stroke_orders import rewrite
from rnndemo.digits.pen.training import Strokes, drawings_of
from rnndemo.digits.reader import Answer, DigitReader, load_reader

NAME = "digits-both"


class Weights(NamedTuple):
    """The factor of each reader's log-probabilities in their sum."""

    rows: float
    pen: float


class Beliefs(NamedTuple):
    """What the two readers make of the same drawings."""

    rows: Tensor  # (n, 10) log-probabilities
    pen: Tensor  # (n, 10) log-probabilities
    labels: Tensor  # (n,)


class BothScore(TypedDict):
    """How often each reader, and both together, are right about the same drawings."""

    digits: int
    rows: float
    pen: float
    both: float
    calibration_error: float  # of both together


class BothCard(TypedDict):
    """How the weights were found, and how good the readers are alone and together."""

    model: str
    readers: dict[str, str]  # the weights file of each reader
    validation: dict[str, BothScore]
    data: dict[str, Any]


class Both(NamedTuple):
    """The weights of both readers, and the card that says how they were found."""

    weights: Weights
    card: BothCard


def load_both(folder: Path | None = None) -> Both:
    """Load the weights of both readers. Raises CheckpointError."""
    checkpoint = checkpoints.load(NAME, folder)
    rows, pen = checkpoint.weights["weights"].tolist()
    return Both(Weights(rows, pen), cast(BothCard, checkpoint.card))


def together(rows: np.ndarray, pen: np.ndarray, weights: Weights, strange: bool = False) -> Answer:
    """Return the answer of both readers, from each one's probabilities (10,).

    `strange` says that the drawing looks like no digit.
    """
    log_p = weights.rows * np.log(rows + 1e-12) + weights.pen * np.log(pen + 1e-12)
    p = np.exp(log_p - log_p.max())
    return Answer(p / p.sum(), strange)


def validation_strokes(data_dir: Path) -> dict[str, tuple[list[Strokes], list[int]]]:
    """Return drawings that neither reader was trained on, by name of the set: strokes and labels.

    `writers`: as the five validation writers drew them; `other orders`: the same ink in odd stroke
    orders and directions; `smudged`: with one more short line somewhere; `made-up hands`.
    """
    random = np.random.default_rng(SEED + 1)
    written = pendigits.load(data_dir, "validation")
    labels = [digit.label for digit in written]
    made_up = [n % 10 for n in range(1_000)]
    return {
        "writers": ([digit.strokes for digit in written], labels),
        "other orders": ([rewrite(digit.strokes, random, odd=1.0) for digit in written], labels),
        "smudged": ([smudged(digit.strokes, random) for digit in written], labels),
        "made-up hands": ([handwriting.write(n, random, 1.2) for n in made_up], made_up),
    }


def smudged(strokes: Strokes, random: np.random.Generator) -> Strokes:
    """Return strokes with one more, a tenth to a fifth of the digit long, anywhere on it and at any time."""
    points = np.concatenate(strokes)
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    angle, length = random.uniform(0, 2 * np.pi), random.uniform(0.1, 0.2) * size.max()
    start = low + random.uniform(0, 1, 2) * size
    smudge = np.stack([start, start + length * np.array([np.cos(angle), np.sin(angle)])])
    at = int(random.integers(len(strokes) + 1))
    return [*strokes[:at], smudge, *strokes[at:]]


@torch.no_grad()
def beliefs(rows: DigitReader, pen: PenReader, strokes: Sequence[Strokes], labels: list[int]) -> Beliefs:
    """Let both readers read drawings, each redrawn as a drawing on the pad is."""
    images = [sketch.frame([sketch.Stroke(line, 1.0) for line in drawing]) for drawing in strokes]
    path = cut(drawings_of(list(strokes), labels).lines)
    after = pen(path.steps)
    last = after[torch.arange(len(after)), path.length - 1]
    seen = rows(torch.from_numpy(np.stack(images)))
    return Beliefs(seen.log_softmax(dim=-1), last.log_softmax(dim=-1), torch.tensor(labels))


def weigh(seen: Beliefs) -> Weights:
    """Find the weights under which the right digits are most probable (cross-entropy, LBFGS)."""
    weights = torch.tensor([0.5, 0.5], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = F.cross_entropy(weights[0] * seen.rows + weights[1] * seen.pen, seen.labels)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return Weights(*weights.tolist())


def score(seen: Beliefs, weights: Weights) -> BothScore:
    """Measure each reader alone and both together."""
    pooled = weights.rows * seen.rows + weights.pen * seen.pen
    rows, pen, both = (
        (log_p.argmax(dim=1) == seen.labels).float().mean().item() for log_p in (seen.rows, seen.pen, pooled)
    )
    error = expected_calibration_error(pooled.softmax(dim=1), seen.labels)
    return BothScore(digits=len(seen.labels), rows=rows, pen=pen, both=both, calibration_error=error)


def fit_both(data_dir: Path, folder: Path | None = None) -> tuple[Weights, BothCard]:
    """Weigh the two shipped readers and describe the result. Raises CheckpointError, OSError."""
    rows, pen = load_reader(folder=folder), load_pen_reader(folder=folder)
    sets = validation_strokes(data_dir)
    seen = {name: beliefs(rows.reader, pen.reader, *drawn) for name, drawn in sets.items()}
    weights = weigh(Beliefs(*(torch.cat(part) for part in zip(*seen.values(), strict=True))))
    card = BothCard(
        model="both digit readers together",
        readers={
            kind: checkpoints.read_card(name, folder)["weights"]["file"]
            for kind, name in (("rows", "digits-lstm"), ("pen", "pen-lstm"))
        },
        validation={name: score(part, weights) for name, part in seen.items()},
        data={
            "names": "Pen-Based Recognition of Handwritten Digits (UCI, CC BY 4.0), training half",
            "sha256": {"pendigits-train": pendigits.SHA256},
            "validation_writers": list(pendigits.VALIDATION_WRITERS),
        },
    )
    return weights, card
