"""The study of recall at a distance: which cell still remembers after how many words, over seeds."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

import torch

from rnndemo import checkpoints
from rnndemo.memory.recall import CHANCE, SOLVED, Lane, RecallConfig, Recaller, accuracy

NAME = "recall"
HEADLINE = 100  # filler words; at this delay the shipped networks were trained
DELAYS = (5, 10, 20, 40, 70, HEADLINE, 200)
RUNNERS = {  # the curves of the study, by the key the page uses
    "rnn": RecallConfig("rnn"),
    "gru": RecallConfig("gru"),
    "lstm": RecallConfig("lstm"),
    "lstm-open": RecallConfig("lstm", forget_bias=0.0),  # gates start half open, as in a plain torch.nn.LSTM
}
# A larger learning rate helps the plain RNN, and the LSTM over the long haul: the card reports both.
RESTLESS = RecallConfig("rnn", learning_rate=0.02)
FAR = RecallConfig(delay=4000, forget_bias=9.0, learning_rate=0.02, curriculum=True)
TINY = RecallConfig("rnn", delay=3, hidden_size=3, steps=2000, learning_rate=0.02)  # 3 units, 2³ dishes


class Progress(NamedTuple):
    """One run of the study, done."""

    step: int
    steps: int
    loss: float


@dataclass
class Study:
    """Runs every configuration over `seeds` seeds; `card` and `weights` grow as it goes."""

    seeds: int = 10
    steps: int = RecallConfig.steps

    def __post_init__(self):
        self.card = {"chance": CHANCE, "solved": SOLVED, "headline": HEADLINE, "curves": {}, "networks": {}}
        self.weights: dict[str, torch.Tensor] = {}

    def run(self) -> Iterator[Progress]:
        """Train every network of the study in turn."""
        curves = {name: [replace(c, delay=d) for d in DELAYS] for name, c in RUNNERS.items()}
        curves |= {"rnn-restless": [RESTLESS], "far": [FAR], "far-rnn": [replace(FAR, cell="rnn")]}
        total, done = 1 + self.seeds * sum(map(len, curves.values())), 1
        yield Progress(done, total, self._keep("tiny", _finish(Lane(TINY))))
        for name, configs in curves.items():
            self.card["curves"][name] = []
            for config in configs:
                runs = []
                for seed in range(self.seeds):
                    lane = _finish(Lane(replace(config, seed=seed, steps=min(config.steps, self.steps))))
                    if seed == 0 and name in ("rnn", "gru", "lstm") and config.delay == HEADLINE:
                        self._keep(name, lane)
                    runs.append(lane)
                    done += 1
                    yield Progress(done, total, lane.laps[-1].loss)
                self.card["curves"][name].append(_summary(config, runs))

    def _keep(self, name: str, lane: Lane) -> float:
        score = accuracy(lane.model, lane.config.delay)
        self.card["networks"][name] = {"config": asdict(lane.config), "accuracy": score}
        self.weights |= {f"{name}.{key}": tensor for key, tensor in lane.model.state_dict().items()}
        return lane.laps[-1].loss


def _finish(lane: Lane) -> Lane:
    for _ in lane.run():
        pass
    return lane


def _summary(config: RecallConfig, lanes: list[Lane]) -> dict:
    return {
        "config": asdict(config),
        "accuracy": [accuracy(lane.model, config.delay) for lane in lanes],
        "solved_at": [lane.solved_at for lane in lanes],
        "seconds": [round(lane.laps[-1].seconds, 2) for lane in lanes],
    }


class Recallers(NamedTuple):
    """The shipped networks, frozen, and the study's card."""

    networks: dict[str, Recaller]
    card: dict


def load(folder: Path | None = None) -> Recallers:
    """Load the networks `train recall` made. Raises CheckpointError."""
    checkpoint = checkpoints.load(NAME, folder)
    networks = {}
    try:
        for name, entry in checkpoint.card["networks"].items():
            model = Recaller(RecallConfig(**entry["config"]))
            own = {key.partition(".")[2]: w for key, w in checkpoint.weights.items() if _of(key) == name}
            networks[name] = checkpoints.fill(model, checkpoints.Checkpoint(own, checkpoint.card), NAME)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise checkpoints.CheckpointError(f"{NAME}.json does not describe recall networks.") from None
    return Recallers(networks, checkpoint.card)


def _of(key: str) -> str:
    return key.partition(".")[0]
