"""A reader that goes on learning from a visitor's own drawings, with the old digits mixed in or without."""

import copy
import math
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import network, training_digits
from rnndemo.digits.reader import DigitReader
from rnndemo.training import Progress, Recipe, fit

MOST = 64  # drawings
DRAWN = 16  # of them in one optimiser step
OLD = 48  # old digits mixed into a step
STEPS = 60
EXAM_EVERY = 5  # optimiser steps between two exams
LEARNING_RATE = 0.002  # Adam's, constant


class HandExam(NamedTuple):
    """How a reader does after an optimiser step."""

    step: int
    steps: int
    loss: float  # mean over the steps since the last exam; nan before the first step
    drawings: float  # share of the visitor's drawings that are read correctly
    held_out: float  # the same of the held-out digits
    answers: list[int]  # how many of the held-out digits are taken for a 0, a 1, ... a 9


@dataclass
class Lesson:
    """One lesson with a visitor's drawings, under way or over; `before` is never changed."""

    before: DigitReader
    drawings: Digits
    old_digits: bool  # whether the digits it learnt first are mixed in
    seed: int = 0  # decides what is in each step
    reader: DigitReader = field(init=False)
    exams: list[HandExam] = field(default_factory=list)  # the first before any step
    seconds: float = 0.0
    ended: str = "stopped"  # until `run` is at its end

    def __post_init__(self) -> None:
        """Raise ValueError where there is nothing to learn, or too much of it."""
        if not 1 <= len(self.drawings.labels) <= MOST:
            raise ValueError(f"a lesson takes 1 to {MOST} drawings, not {len(self.drawings.labels)}")
        self.reader = copy.deepcopy(self.before)

    @property
    def taught(self) -> bool:
        """Whether it has taken at least one step that an exam has seen."""
        return len(self.exams) > 1

    def run(self) -> Generator[Progress, None, None]:
        """Go on learning, with an exam on the drawings and on the held-out digits now and then.

        Raises CheckpointError where the digits are missing.
        """
        digits, losses = training_digits.load(), []
        started = time.perf_counter()
        self.exams.append(self._exam(0, math.nan, digits.held_out))
        for at in learn(self.reader, self.drawings, digits.train if self.old_digits else None, self.seed):
            losses.append(at.loss)
            if at.step % EXAM_EVERY == 0 or at.step == at.steps:
                self.exams.append(self._exam(at.step, sum(losses) / len(losses), digits.held_out))
                losses.clear()
            self.seconds = time.perf_counter() - started
            if at.step == at.steps:
                self.ended = "finished"
            yield at

    def become(self, later: "Lesson") -> None:
        """Take over all that a copy of this lesson has got to in another process."""
        vars(self).update(vars(later))

    @torch.no_grad()
    def _exam(self, step: int, loss: float, held_out: Digits) -> HandExam:
        answers = self.reader(held_out.images).argmax(dim=-1)
        return HandExam(
            step,
            STEPS,
            loss,
            network.accuracy(self.reader, self.drawings),
            (answers == held_out.labels).float().mean().item(),
            torch.bincount(answers, minlength=10).tolist(),
        )


def learn(
    reader: DigitReader, drawings: Digits, old: Digits | None, seed: int = 0
) -> Generator[Progress, None, None]:
    """Train a reader in place on drawings and, where there are any, old digits; yield after each step.

    Without the old digits nothing holds on to what was learnt before: catastrophic interference
    (McCloskey & Cohen 1989). Mixing them in again is rehearsal (Ratcliff 1990).
    """
    random = torch.Generator().manual_seed(seed)
    parts = [(drawings, DRAWN)] + ([] if old is None else [(old, OLD)])

    def loss_at(step: int) -> Tensor:
        picked = [
            (part, torch.randint(len(part.labels), (count,), generator=random)) for part, count in parts
        ]
        images = torch.cat([part.images[at] for part, at in picked])
        labels = torch.cat([part.labels[at] for part, at in picked])
        return F.cross_entropy(reader(images), labels)

    yield from fit(reader, loss_at, Recipe(STEPS, LEARNING_RATE))
