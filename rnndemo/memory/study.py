"""The study of recall at a distance: which cell still remembers after how many words, over seeds."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from rnndemo import checkpoints
from rnndemo.memory.card import NAME, Point, RecallCard, Shipped
from rnndemo.memory.recall import CHANCE, RecallConfig, RecallNetwork, accuracy
from rnndemo.memory.training import SOLVED, RecallTraining
from rnndemo.training import Progress

HEADLINE = 100  # filler words; at this delay the shipped networks were trained
DELAYS = (5, 10, 20, 40, 70, HEADLINE, 200)
CURVES = {  # trained at each delay
    "rnn": RecallConfig("rnn"),
    "gru": RecallConfig("gru"),
    "lstm": RecallConfig("lstm"),
    "lstm-open": RecallConfig("lstm", forget_bias=0.0),  # gates start half open, as in a plain torch.nn.LSTM
}
# A larger learning rate helps the plain RNN, and the LSTM at long delays: the card reports both.
RESTLESS = RecallConfig("rnn", learning_rate=0.02)
FAR = RecallConfig(delay=4000, forget_bias=9.0, learning_rate=0.02, curriculum=True)
TINY = RecallConfig("rnn", delay=3, hidden_size=3, steps=2000, learning_rate=0.02)  # 3 units, 2³ dishes
SHIPPED = ("rnn", "gru", "lstm")  # the curves whose network of seed 0 is kept at the headline delay


@dataclass
class Study:
    """Trains every configuration with `seeds` seeds; card and weights grow as it goes."""

    seeds: int = 10
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
        curves |= {"rnn-restless": [RESTLESS], "far": [FAR], "far-rnn": [replace(FAR, cell="rnn")]}
        total, done = 1 + self.seeds * sum(map(len, curves.values())), 1
        tiny = _finish(TINY)
        self._keep("tiny", tiny)
        yield Progress(done, total, tiny.evaluations[-1].loss)
        for name, configs in curves.items():
            self.curves[name] = ()
            for config in configs:
                finished = []
                for seed in range(self.seeds):
                    training = _finish(replace(config, seed=seed, steps=min(config.steps, self.steps)))
                    if seed == 0 and name in SHIPPED and config.delay == HEADLINE:
                        self._keep(name, training)
                    finished.append(training)
                    done += 1
                    yield Progress(done, total, training.evaluations[-1].loss)
                self.curves[name] += (_summary(config, finished),)

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
    )


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
