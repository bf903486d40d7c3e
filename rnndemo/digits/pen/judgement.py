"""How good a pen reader is: its score on drawings that no reader was trained on, and its card."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import numpy as np
import torch

from rnndemo import cells, checkpoints
from rnndemo.digits import handwriting, mnist, pendigits
from rnndemo.digits.calibration import expected_calibration_error
from rnndemo.digits.pen.path import cut
from rnndemo.digits.pen.reader import PenReader
from rnndemo.digits.pen.stroke_orders import rewrite
from rnndemo.digits.pen.training import Drawings, PenRecipe, drawings_of, walk_all

SEED = 20_261_125  # of the validation drawings; no training uses it


class Tenth(NamedTuple):
    """How good the answers are after this share of the path."""

    share: float  # of the path that is read, 0.1 to 1
    accuracy: float
    calibration_error: float


class PenScore(NamedTuple):
    """How a pen reader does on labelled drawings."""

    accuracy: float
    errors: int
    digits: int
    calibration_error: float
    tenths: list[Tenth]


class PenCard(TypedDict):
    """How a pen reader was trained, and how good it is."""

    model: str
    config: dict[str, Any]
    recipe: dict[str, Any]
    parameters: int
    temperature: list[float]  # the reader's own, see PenReader
    validation: dict[str, dict[str, Any]]  # name of a set of drawings -> PenScore
    training_seconds: int
    threads: int
    data: dict[str, Any]
    versions: dict[str, str]


def validation_drawings(data_dir: Path) -> dict[str, Drawings]:
    """Return drawings kept for every choice, by where they come from; the first calibrates.

    `writers`: as the five validation writers drew them; `other orders`: the same ink in odd
    stroke orders and directions; `walked`: skeletons of MNIST's validation digits; `made-up hands`.
    """
    random = np.random.default_rng(SEED)
    written = pendigits.load(data_dir, "validation")
    labels = [digit.label for digit in written]
    made_up = [n % 10 for n in range(1_000)]
    return {
        "writers": drawings_of([digit.strokes for digit in written], labels),
        "other orders": drawings_of([rewrite(digit.strokes, random, odd=1.0) for digit in written], labels),
        "walked": drawings_of(*walk_all(mnist.load(data_dir, "validation"), 1_000, random)),
        "made-up hands": drawings_of([handwriting.write(n, random, 1.2) for n in made_up], made_up),
    }


@torch.no_grad()
def evaluate(reader: PenReader, drawings: Drawings) -> PenScore:
    """Count errors and the expected calibration error, at the end and after each tenth of the path."""
    path, labels = cut(drawings.lines), drawings.labels
    belief = reader(path.steps).softmax(dim=-1)  # (n, time, 10)
    every = torch.arange(len(belief))
    tenths = []
    for tenth in range(1, 11):
        after = belief[every, ((path.length - 1) * tenth / 10).ceil().long()]  # the last step: pen gone
        right = after.argmax(dim=-1) == labels
        error = expected_calibration_error(after, labels)
        tenths.append(Tenth(tenth / 10, right.float().mean().item(), error))
    errors = int((~right).sum())
    return PenScore(1 - errors / len(right), errors, len(right), error, tenths)


def card(
    reader: PenReader, recipe: PenRecipe, kept: dict[str, Drawings], data_dir: Path, seconds: float
) -> PenCard:
    """Describe a trained reader: all that is needed to judge it and to train it again.

    `kept` are the validation drawings; `data_dir` has the files that it was trained on.
    """
    scores = {name: evaluate(reader, drawings) for name, drawings in kept.items()}
    return {
        "model": f"{cells.CELL_NAMES[reader.config.cell]} pen reader",
        "config": asdict(reader.config),
        "recipe": asdict(recipe),
        "parameters": sum(weight.numel() for weight in reader.parameters()),
        "temperature": [round(value, 3) for value in reader.temperature.tolist()],
        "validation": {
            name: {**score._asdict(), "tenths": [tenth._asdict() for tenth in score.tenths]}
            for name, score in scores.items()
        },
        "training_seconds": round(seconds),
        "threads": torch.get_num_threads(),
        "data": {
            "names": "MNIST; Pen-Based Recognition of Handwritten Digits (UCI, CC BY 4.0), training half",
            "sha256": {**mnist.checksums(data_dir), "pendigits-train": pendigits.SHA256},
            "validation_writers": list(pendigits.VALIDATION_WRITERS),
        },
        "versions": checkpoints.versions(),
    }
