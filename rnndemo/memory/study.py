"""The study of recall at a distance: which cell still remembers after how many words, over seeds."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from rnndemo import cells, checkpoints
from rnndemo.memory.card import NAME, Point, RecallCard, Shipped
from rnndemo.memory.gradients import gradient_by_distance
from rnndemo.memory.recall import (
    CHANCE,
    DISHES,
    RecallConfig,
    RecallNetwork,
    accuracy,
    one_hot,
    sentence,
    starts_of,
)
from rnndemo.memory.training import SOLVED, RecallTraining
from rnndemo.training import Progress

HEADLINE = 100  # filler words; the page and the README quote results for this delay
DELAYS = (10, 20, 40, HEADLINE)
CURVES = {  # every cell with every start it can have, trained at each delay
    f"{cell}-{start}": RecallConfig(cell, start) for cell in cells.CELLS for start in starts_of(cell)
}
# A larger learning rate helps some plain RNNs, and the LSTM at long delays: the card reports both.
RESTLESS = {
    f"rnn-{start}-restless": RecallConfig("rnn", start, learning_rate=0.02) for start in starts_of("rnn")
}
FAR = RecallConfig("lstm", "hold", delay=4000, forget_bias=9.0, learning_rate=0.02, curriculum=True)
FAR_RNN = replace(FAR, cell="rnn", start="orthogonal")
# They heard only short stories; the page tells them a long one and asks after every word.
SHORT = {f"{cell}-short": RecallConfig(cell, delay=5, any_length=True) for cell in cells.CELLS}
TINY = RecallConfig("rnn", delay=3, hidden_size=3, steps=2000, learning_rate=0.02)  # 3 units, 2³ dishes


@dataclass
class Study:
    """Trains every configuration with `seeds` seeds; card and weights grow as it goes."""

    seeds: int = 4
    steps: int = RecallConfig.steps  # of each training, at most

    def __post_init__(self) -> None:
        self.curves: dict[str, tuple[Point, ...]] = {}
        self.networks: dict[str, Shipped] = {}
        self.weights: dict[str, Tensor] = {}  # of all kept networks, each key after its network's name

    @property
    def card(self) -> RecallCard:
        """What was measured so far."""
        return RecallCard(CHANCE, SOLVED, HEADLINE, self.curves, self.networks)

    def train(self) -> Iterator[Progress]:
        """Train all networks of the study in turn, yielding after each."""
        curves = {name: [replace(config, delay=delay) for delay in DELAYS] for name, config in CURVES.items()}
        curves |= {name: [config] for name, config in RESTLESS.items()}
        curves |= {"far": [FAR], "far-rnn": [FAR_RNN]}
        alone = {"tiny": TINY, **SHORT}
        total, done = len(alone) + self.seeds * sum(map(len, curves.values())), 0
        for name, config in alone.items():
            training = _finish(config)
            self._keep(name, training)
            done += 1
            yield Progress(done, total, training.evaluations[-1].loss)
        for name, configs in curves.items():
            self.curves[name] = ()
            for config in configs:
                finished = []
                for seed in range(self.seeds):
                    training = _finish(replace(config, seed=seed, steps=min(config.steps, self.steps)))
                    finished.append(training)
                    done += 1
                    yield Progress(done, total, training.evaluations[-1].loss)
                self.curves[name] += (_summary(config, finished),)
                if name in CURVES and config.delay == HEADLINE:
                    self._keep(name, finished[0])

    def save(self, folder: Path | None = None) -> Path:
        """Write the kept networks and the card."""
        return checkpoints.save(NAME, self.weights, asdict(self.card), folder)

    def _keep(self, name: str, training: RecallTraining) -> None:
        network = training.network
        self.networks[name] = Shipped(training.config, accuracy(network, training.config.delay))
        self.weights |= {f"{name}.{key}": weight for key, weight in network.state_dict().items()}


def _finish(config: RecallConfig) -> RecallTraining:
    training = RecallTraining(config)
    for _ in training.train():
        pass
    return training


def _summary(config: RecallConfig, finished: list[RecallTraining]) -> Point:
    return Point(
        config,
        tuple(accuracy(training.network, config.delay) for training in finished),
        tuple(training.solved_at for training in finished),
        tuple(round(training.evaluations[-1].seconds, 2) for training in finished),
        tuple(reach_before_training(training.config) for training in finished),
    )


def reach_before_training(config: RecallConfig) -> float:
    """Return by how much a change of the state after the dish is multiplied until the last step.

    Measured on the network as it starts, reading one story: ‖∂h_T/∂c₀‖ of an LSTM, ‖∂h_T/∂h₀‖ of the
    others. Where it is near 0, training gets no signal from the dish.
    """
    words = sentence(DISHES[0], config.delay).words[0]
    state = "cell_state" if config.cell == "lstm" else "hidden_state"
    return float(gradient_by_distance(RecallNetwork(config).recurrent, one_hot(words), state)[-1])


class Trained(NamedTuple):
    """The shipped recall networks, frozen, and their card."""

    networks: dict[str, RecallNetwork]
    card: RecallCard


def load(folder: Path | None = None) -> Trained:
    """Load the shipped recall networks. Raises CheckpointError."""
    checkpoint = checkpoints.load(NAME, folder)
    card = RecallCard.from_card(checkpoint.card)
    networks = {}
    for name, shipped in card.networks.items():
        networks[name] = RecallNetwork(shipped.config)
        own = {
            key.removeprefix(f"{name}."): weight
            for key, weight in checkpoint.weights.items()
            if key.startswith(f"{name}.")
        }
        checkpoints.fill(networks[name], checkpoints.Checkpoint(own, checkpoint.card), NAME)
    return Trained(networks, card)
