"""The accuracy of a tutorial's recipe, one epoch of Adam at 0.01, with each kind of cell, over seeds."""

import json
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import torch

from rnndemo import cells, checkpoints
from rnndemo.digits import mnist
from rnndemo.digits.own import network
from rnndemo.digits.own.network import TUTORIAL

NAME = "tutorial-seeds"
SEEDS = 5
ALL = replace(TUTORIAL, epochs=1)  # of all 60,000 training digits


class Seed(NamedTuple):
    """One training of the study, done."""

    step: int
    steps: int
    loss: float  # of its last optimiser step


@dataclass
class Study:
    """Trains each cell with `seeds` seeds; `accuracy` grows as it goes."""

    seeds: int = SEEDS
    accuracy: dict[str, list[float]] = field(default_factory=dict)  # of the test digits, by cell
    seconds: float = 0.0

    def run(self, train: mnist.Digits, test: mnist.Digits) -> Generator[Seed, None, None]:
        """Train and test one network after the other."""
        started, done = time.perf_counter(), 0
        for cell in ("lstm", "gru", "rnn"):
            self.accuracy[cell] = []
            for seed in range(self.seeds):
                config = replace(ALL, cell=cell, seed=seed)
                reader = network.start(config).reader
                loss = 0.0
                for at in network.learn(reader, config, train):
                    loss = at.loss
                self.accuracy[cell].append(network.accuracy(reader, test))
                done += 1
                self.seconds = time.perf_counter() - started
                yield Seed(done, len(cells.CELLS) * self.seeds, loss)

    def save(self, sizes: tuple[int, int], data_dir: Path, folder: Path | None = None) -> Path:
        """Write the study's card; `sizes` are how many digits it trained on and was tested on."""
        recipe = {name: value for name, value in asdict(ALL).items() if name not in ("cell", "seed")}
        card = {
            "model": "digit readers by the tutorial's recipe",
            "recipe": {**recipe, "batch_size": network.BATCH},
            "training_digits": sizes[0],
            "test_digits": sizes[1],
            "accuracy": self.accuracy,
            "seconds": round(self.seconds),
            "threads": torch.get_num_threads(),
            "data": [{"name": "MNIST", "sha256": mnist.checksums(data_dir)}],
            "versions": checkpoints.versions(),
        }
        path = (folder or checkpoints.FOLDER) / f"{NAME}.json"
        content = json.dumps(checkpoints.sealed(NAME, card), indent=2) + "\n"
        checkpoints.write_whole(path, content.encode())
        return path


class Spread(NamedTuple):
    """The test accuracies (seeds,) of one cell by the tutorial's recipe."""

    cell: str
    accuracy: list[float]

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return sum(self.accuracy) / len(self.accuracy)

    def __str__(self) -> str:
        low, high = min(self.accuracy), max(self.accuracy)
        return f"{cells.CELL_NAMES[self.cell]} {self.mean:.1%} ({low:.1%} to {high:.1%})"


class Claim(NamedTuple):
    """The result of the study."""

    spreads: list[Spread]  # one a cell
    training_digits: int
    test_digits: int


def load(folder: Path | None = None) -> Claim:
    """Read the study's card. Raises CheckpointError."""
    card = checkpoints.read_card(NAME, folder or checkpoints.FOLDER)
    spreads = [Spread(cell, accuracy) for cell, accuracy in card["accuracy"].items()]
    return Claim(spreads, card["training_digits"], card["test_digits"])
