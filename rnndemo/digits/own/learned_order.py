"""The order that a network learns: the tutorial's LSTM, taught with the rows in order and shuffled.

Both learn by the same recipe from the same digits and seeds, and both are tried on both orders. So what a
shuffle does to a network that never saw it can be told from what the order itself is worth.
"""

from collections.abc import Generator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import torch

from rnndemo import checkpoints
from rnndemo.digits.mnist import Digits, checksums
from rnndemo.digits.own import network
from rnndemo.digits.own.tutorial import ALL, SEEDS, Seed
from rnndemo.digits.reader import DigitReader, RowOrder, row_order

NAME = "learned-order"
SHUFFLE = 1  # seed of the one shuffle that the second network learns
USUAL, SHUFFLED = "usual", "shuffled"
ORDERS = {USUAL: row_order(), SHUFFLED: row_order("shuffled", seed=SHUFFLE)}


class Accuracy(NamedTuple):
    """The share of the test digits that is read correctly, by seed."""

    by_seed: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return sum(self.by_seed) / len(self.by_seed)

    def __str__(self) -> str:
        return f"{self.mean:.1%} ({min(self.by_seed):.1%}–{max(self.by_seed):.1%})"


@dataclass
class Study:
    """Teaches each order to `seeds` networks and tries each network on both."""

    seeds: int = SEEDS
    accuracy: dict[str, dict[str, list[float]]] = field(default_factory=dict)  # learned → read → by seed
    weights: dict[str, torch.Tensor] = field(default_factory=dict)  # of seed 0, each key after its order

    def run(self, train: Digits, test: Digits) -> Generator[Seed, None, None]:
        """Train and test one network after the other."""
        done = 0
        for learned in ORDERS:
            self.accuracy[learned] = {read: [] for read in ORDERS}
            for seed in range(self.seeds):
                config = replace(ALL, seed=seed)
                reader = network.start(config).reader
                loss = 0.0
                for at in network.learn(reader, config, _in_order(train, ORDERS[learned])):
                    loss = at.loss
                for read, order in ORDERS.items():
                    self.accuracy[learned][read].append(network.accuracy(reader, _in_order(test, order)))
                if seed == 0:
                    kept = reader.state_dict()
                    self.weights |= {f"{learned}.{name}": weight for name, weight in kept.items()}
                done += 1
                yield Seed(done, len(ORDERS) * self.seeds, loss)

    def save(self, sizes: tuple[int, int], data_dir: Path, folder: Path | None = None) -> Path:
        """Write card and weights; `sizes` are how many digits it trained on and was tested on."""
        recipe = {name: value for name, value in asdict(ALL).items() if name != "seed"}
        card = {
            "model": "digit readers by the tutorial's recipe, one taught with shuffled rows",
            "recipe": {**recipe, "batch_size": network.BATCH},
            "rows": ORDERS[SHUFFLED].rows,
            "training_digits": sizes[0],
            "test_digits": sizes[1],
            "accuracy": self.accuracy,
            "threads": torch.get_num_threads(),
            "data": [{"name": "MNIST", "sha256": checksums(data_dir)}],
            "versions": checkpoints.versions(),
        }
        return checkpoints.save(NAME, self.weights, card, folder)


def _in_order(digits: Digits, order: RowOrder) -> Digits:
    return Digits(digits.images[:, list(order.rows)], digits.labels)


class Learned(NamedTuple):
    """A reader for each order that was learned, and how well each order is read: learned → read."""

    readers: dict[str, DigitReader]
    shuffle: RowOrder
    accuracy: dict[str, dict[str, Accuracy]]
    training_digits: int
    test_digits: int


def load(folder: Path | None = None) -> Learned:
    """Load both networks, frozen, and their card. Raises CheckpointError."""
    checkpoint = checkpoints.load(NAME, folder)
    card: dict[str, Any] = checkpoint.card
    readers = {}
    for learned in card["accuracy"]:
        own = {
            name.removeprefix(f"{learned}."): weight
            for name, weight in checkpoint.weights.items()
            if name.startswith(f"{learned}.")
        }
        reader = network.start(replace(ALL, hidden_size=card["recipe"]["hidden_size"])).reader
        readers[learned] = checkpoints.fill(reader, checkpoints.Checkpoint(own, card), NAME)
    accuracy = {
        learned: {read: Accuracy(tuple(by_seed)) for read, by_seed in reads.items()}
        for learned, reads in card["accuracy"].items()
    }
    return Learned(
        readers, RowOrder(tuple(card["rows"])), accuracy, card["training_digits"], card["test_digits"]
    )
