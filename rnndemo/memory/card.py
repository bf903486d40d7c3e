"""The card of the recall networks: what the study measured, in types."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnndemo import checkpoints
from rnndemo.memory.recall import RecallConfig

NAME = "recall"


@dataclass(frozen=True)
class Point:
    """One point of a curve: one configuration, trained once for each of the seeds 0, 1, 2, …"""

    config: RecallConfig
    accuracy: tuple[float, ...]  # on new sentences, one for each seed
    solved_at: tuple[int | None, ...]  # optimiser step; None where the task was not solved
    seconds: tuple[float, ...]  # of training
    reach: tuple[float, ...]  # one for each seed, see study.reach_before_training

    @property
    def mean_accuracy(self) -> float:
        """The mean over the seeds."""
        return float(np.mean(self.accuracy))

    @property
    def middle_reach(self) -> float:
        """The median over the seeds of how far a change reached before training."""
        return float(np.median(self.reach))

    @property
    def solved(self) -> int:
        """How many of the seeds solved the task."""
        return sum(step is not None for step in self.solved_at)


@dataclass(frozen=True)
class Shipped:
    """A network of the checkpoint, and its accuracy on new sentences."""

    config: RecallConfig
    accuracy: float


@dataclass(frozen=True)
class RecallCard:
    """The card as `study.Study` fills it."""

    chance: float  # accuracy of guessing
    solved: float  # accuracy from which the task counts as solved
    headline: int  # filler words that the page and the README quote results for
    curves: dict[str, tuple[Point, ...]]  # by name, each from the shortest delay to the longest
    networks: dict[str, Shipped]

    @classmethod
    def from_card(cls, card: dict[str, Any]) -> "RecallCard":
        """Read the card as `checkpoints.save` wrote it."""
        return cls(
            card["chance"],
            card["solved"],
            card["headline"],
            {name: tuple(_point(**point) for point in curve) for name, curve in card["curves"].items()},
            {
                name: Shipped(RecallConfig(**entry["config"]), entry["accuracy"])
                for name, entry in card["networks"].items()
            },
        )

    def at(self, curve: str, delay: int) -> Point:
        """Return the point of a curve at this many filler words. Raises StopIteration where there is none."""
        return next(point for point in self.curves[curve] if point.config.delay == delay)


def as_csv(card: RecallCard) -> str:
    """Return every training of the curves as a table, a line for each seed."""
    table = io.StringIO()
    lines = csv.writer(table, lineterminator="\n")
    lines.writerow(["curve", "cell", "start", "filler words", "seed", "accuracy", "solved at step", "reach"])
    for name, points in card.curves.items():
        for point in points:
            of, measured = point.config, zip(point.accuracy, point.solved_at, point.reach, strict=True)
            for seed, (accuracy, solved_at, reach) in enumerate(measured):
                lines.writerow([name, of.cell, of.start, of.delay, seed, accuracy, solved_at, reach])
    return table.getvalue()


def _point(
    config: dict[str, Any],
    accuracy: list[float],
    solved_at: list[int | None],
    seconds: list[float],
    reach: list[float],
) -> Point:
    return Point(RecallConfig(**config), tuple(accuracy), tuple(solved_at), tuple(seconds), tuple(reach))


def read(folder: Path | None = None) -> RecallCard:
    """Read the shipped card. Raises CheckpointError."""
    return RecallCard.from_card(checkpoints.read_card(NAME, folder))
