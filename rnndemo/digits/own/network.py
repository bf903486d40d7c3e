"""A visitor's own digit reader: trained in seconds on the training digits that ship with the app."""

import math
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from rnndemo import cells
from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import training_digits
from rnndemo.digits.reader import DigitConfig, DigitReader
from rnndemo.training import Progress, Recipe, fit

BATCH = 64  # digits in one optimiser step
EXAM_EVERY = 31  # optimiser steps between two exams: a third of an epoch of the shipped digits
LIMITS = {  # what a visitor may ask for: the largest trains in about a minute
    "hidden_size": (1, 128),
    "learning_rate": (0.0001, 0.1),
    "epochs": (1, 20),
    "seed": (0, 2**31 - 1),
}


@dataclass(frozen=True)
class OwnConfig:
    """All that decides the weights of an own reader, besides the digits."""

    cell: Literal["lstm", "gru", "rnn"] = "lstm"
    hidden_size: int = 64  # units of memory
    learning_rate: float = 0.005  # Adam's, constant
    epochs: int = 6  # times through the digits
    clip: bool = True  # shorten each gradient to length 1 at most (Pascanu et al. 2013)
    seed: int = 0  # decides the first weights and the order of the digits

    def __post_init__(self) -> None:
        """Raise ValueError with a sentence for what cannot be trained."""
        if self.cell not in cells.CELLS:
            raise ValueError(f"cell must be one of {', '.join(cells.CELLS)}, not {self.cell}")
        for name, (low, high) in LIMITS.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} must be from {low} to {high}, not {getattr(self, name)}")


# The tutorial's recipe is one epoch of MNIST's 60,000 digits. Ten epochs of 6,000 are as many steps.
TUTORIAL = OwnConfig(learning_rate=0.01, epochs=10, clip=False)


class Exam(NamedTuple):
    """How a reader does after an optimiser step."""

    step: int
    steps: int
    loss: float  # mean over the steps since the last exam; nan before the first step
    accuracy: float  # on the held-out digits


@dataclass
class Training:
    """One training of an own reader, under way or over."""

    config: OwnConfig
    reader: DigitReader
    exams: list[Exam] = field(default_factory=list)  # the first before any step
    seconds: float = 0.0
    ended: str = "stopped"  # until `run` is at its end

    @property
    def trained(self) -> bool:
        """Whether it has taken at least one step that an exam has seen."""
        return len(self.exams) > 1

    def run(self) -> Generator[Progress, None, None]:
        """Train on the shipped digits, with an exam on the held-out ones now and then.

        Raises CheckpointError where the digits are missing.
        """
        digits, losses = training_digits.load(), []
        started = time.perf_counter()
        steps = self.config.epochs * (len(digits.train.labels) // BATCH)
        self.exams.append(Exam(0, steps, math.nan, accuracy(self.reader, digits.held_out)))
        for at in learn(self.reader, self.config, digits.train):
            losses.append(at.loss)
            if at.step % EXAM_EVERY == 0 or at.step == at.steps:
                score = accuracy(self.reader, digits.held_out)
                self.exams.append(Exam(at.step, at.steps, sum(losses) / len(losses), score))
                losses.clear()
            self.seconds = time.perf_counter() - started
            if at.step == at.steps:
                self.ended = "finished"
            yield at

    def become(self, later: "Training") -> None:
        """Take over all that a copy of this training has got to in another process."""
        vars(self).update(vars(later))


def start(config: OwnConfig) -> Training:
    """Set up a training: a reader with the first weights that the seed draws."""
    reader = DigitReader(DigitConfig(cell=config.cell, hidden_size=config.hidden_size))
    cells.draw_weights(reader, config.hidden_size, config.seed)
    return Training(config, reader.eval())


def learn(reader: DigitReader, config: OwnConfig, digits: Digits) -> Generator[Progress, None, None]:
    """Train a reader in place by the recipe of `config`, yielding after each optimiser step."""
    random = torch.Generator().manual_seed(config.seed)
    steps = len(digits.labels) // BATCH  # in an epoch
    order = torch.empty(0, dtype=torch.long)

    def loss_at(step: int) -> Tensor:
        nonlocal order
        at = step % steps
        if at == 0:
            order = torch.randperm(len(digits.labels), generator=random)
        picked = order[at * BATCH : (at + 1) * BATCH]
        return F.cross_entropy(reader(digits.images[picked]), digits.labels[picked])

    clip_norm = 1.0 if config.clip else math.inf
    yield from fit(reader, loss_at, Recipe(config.epochs * steps, config.learning_rate, clip_norm=clip_norm))


@torch.no_grad()
def accuracy(reader: DigitReader, digits: Digits) -> float:
    """Return the share of digits that are read correctly."""
    answers: Tensor = reader(digits.images).argmax(dim=-1)
    return (answers == digits.labels).float().mean().item()


class LastLines(NamedTuple):
    """What the tutorial's script prints at its end: what is predicted for ten digits, and what they are."""

    predicted: list[int]
    real: list[int]

    def __str__(self) -> str:
        return "\n".join(
            f"[{' '.join(map(str, numbers))}] {name} number"
            for name, numbers in (("prediction", self.predicted), ("real", self.real))
        )


@torch.no_grad()
def last_lines(reader: DigitReader, digits: Digits) -> LastLines:
    """Read the first ten digits."""
    answers = reader(digits.images[:10]).argmax(dim=-1)
    return LastLines(answers.tolist(), digits.labels[:10].tolist())
