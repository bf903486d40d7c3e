"""Recall at a distance: a dish is named, filler words follow, and at the end comes the question.

The task of the "forgetful old man", in the form of Hochreiter & Schmidhuber (1997, section 5): one
early input decides the answer, everything after it is noise.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from rnndemo import cells, training

DISHES = (
    "braised ribs",
    "spicy chicken",
    "mapo tofu",
    "fried rice",
    "steamed fish",
    "wonton soup",
    "roast duck",
    "egg noodles",
)
FILLERS = ("well", "today", "then", "we", "talked", "about", "the", "weather")
QUESTION = "what was the dish?"
WORDS = (*DISHES, *FILLERS, QUESTION)

CHANCE = 1 / len(DISHES)
SOLVED = 0.99  # held-out accuracy that counts as having learnt to remember
EXAM_EVERY = 10  # optimiser steps between two held-out exams
EXAM_SIZE = 256  # sentences in an exam; 1,024 in the last


class Sentences(NamedTuple):
    """Sentences as word numbers (count, delay + 2), and the dish each names (count,)."""

    words: Tensor
    dish: Tensor


def draw(count: int, delay: int, generator: torch.Generator) -> Sentences:
    """Draw sentences: a dish, `delay` random filler words, the question."""
    dish = torch.randint(len(DISHES), (count,), generator=generator)
    filler = torch.randint(len(FILLERS), (count, delay), generator=generator) + len(DISHES)
    question = torch.full((count, 1), len(WORDS) - 1)
    return Sentences(torch.cat([dish[:, None], filler, question], dim=1), dish)


@dataclass(frozen=True)
class RecallConfig:
    """One runner of the race. `forget_bias` b starts the gates that guard the memory.

    LSTM: forget gate at σ(b) and input gate at σ(−b), the pairing of Tallec & Ollivier (2018, eq. 16)
    with one value for all units. GRU: update gate at σ(b), which does both. A plain RNN has no gate.
    """

    cell: str = "lstm"
    delay: int = 100  # filler words between the dish and the question
    hidden_size: int = 32
    forget_bias: float = 5.0
    steps: int = 300  # optimiser steps at most; a solved run ends early
    seed: int = 0
    learning_rate: float = 0.005
    batch: int = 64  # sentences per step
    curriculum: bool = False  # start at one filler word and lengthen whenever a batch goes well

    def __post_init__(self):
        if self.cell not in cells.CELLS:
            raise ValueError(f"cell must be one of {', '.join(cells.CELLS)}, not {self.cell}")
        for name, low, high in (("delay", 1, 10_000), ("hidden_size", 1, 512), ("steps", 1, 100_000)):
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} must be from {low} to {high}, not {getattr(self, name)}")
        if not abs(self.forget_bias) <= 20:
            raise ValueError(f"forget_bias must be from -20 to 20, not {self.forget_bias}")


class Recaller(nn.Module):
    """Words, one-hot, through one recurrent layer; the dish is read off the last hidden state."""

    def __init__(self, config: RecallConfig):
        super().__init__()
        self.config = config
        layer = cells.CELLS[config.cell]
        self.recurrent = layer(len(WORDS), config.hidden_size, batch_first=True)
        self.readout = nn.Linear(config.hidden_size, len(DISHES))
        cells.draw_weights(self, config.hidden_size, config.seed)
        if config.cell != "rnn":
            _start_gates(self.recurrent, config.forget_bias)

    def forward(self, words: Tensor) -> Tensor:
        """Return the dishes' logits (batch, dishes) for sentences (batch, time)."""
        return self.readout(self.recurrent(one_hot(words))[0][:, -1])


def one_hot(words: Tensor) -> Tensor:
    """Return words (…, time) as the network's input (…, time, vocabulary)."""
    return F.one_hot(words, len(WORDS)).float()


@torch.no_grad()
def _start_gates(layer: nn.LSTM | nn.GRU, bias: float) -> None:
    hidden = layer.hidden_size
    if isinstance(layer, nn.LSTM):
        cells.set_forget_bias(layer, bias)
        closed, bias = slice(0, hidden), -bias  # i of (i, f, g, o)
    else:
        closed = slice(hidden, 2 * hidden)  # z of (r, z, n)
    layer.bias_ih_l0[closed] = bias
    layer.bias_hh_l0[closed] = 0.0


@torch.inference_mode()
def accuracy(model: Recaller, delay: int, count: int = 1024, seed: int = 0) -> float:
    """Return the share of `count` fresh sentences with `delay` filler words whose dish is recalled."""
    sentences = draw(count, delay, torch.Generator().manual_seed(10**9 + seed))
    # NOTE: 64 at a time, or 1,024 sentences of 10,000 words would fill the memory.
    said = torch.cat([model(words).argmax(-1) for words in sentences.words.split(64)])
    return (said == sentences.dish).float().mean().item()


class Lap(NamedTuple):
    """Where a runner stands after an optimiser step; `accuracy` is held-out, of the latest exam."""

    step: int
    steps: int
    loss: float
    delay: int
    accuracy: float
    seconds: float


class Lane:
    """One runner: a network, its training and what it scored. Kept whole when the race is stopped."""

    def __init__(self, config: RecallConfig):
        self.config = config
        self.model = Recaller(config)
        self.delay = 1 if config.curriculum else config.delay
        self.laps: list[Lap] = []  # one per exam
        self.solved_at: int | None = None
        self._words = torch.Generator().manual_seed(config.seed)

    def run(self) -> Iterator[Lap]:
        """Train until solved or out of steps."""
        recipe = training.Recipe(self.config.steps, self.config.learning_rate)
        score, spent, resumed = CHANCE, 0.0, time.perf_counter()  # lanes take turns: count only our own
        for at in training.fit(self.model, self._loss, recipe):
            at_full_delay = self.delay >= self.config.delay
            if at.step % EXAM_EVERY == 0 or at.step == at.steps:
                score = self._exam() if at_full_delay else CHANCE
            lap = Lap(*at, self.delay, score, spent + time.perf_counter() - resumed)
            if at.step % EXAM_EVERY == 0 or at.step == at.steps:
                self.laps.append(lap)
                if score >= SOLVED:
                    self.solved_at = at.step
            yield lap
            if self.solved_at:
                return
            spent, resumed = lap.seconds, time.perf_counter()

    def _exam(self) -> float:
        self.model.eval()
        return accuracy(self.model, self.config.delay, EXAM_SIZE, self.config.seed + 1)

    def _loss(self, step: int) -> Tensor:
        sentences = draw(self.config.batch, self.delay, self._words)
        logits = self.model(sentences.words)
        right = (logits.argmax(-1) == sentences.dish).float().mean().item()
        if self.delay < self.config.delay and right > 0.95:
            self.delay = min(self.config.delay, max(self.delay + 1, self.delay * 5 // 4))
        return F.cross_entropy(logits, sentences.dish)


class Standing(NamedTuple):
    """Where the race is: the furthest step of any lane."""

    step: int
    steps: int


def race(lanes: list[Lane]) -> Iterator[Standing]:
    """Let every lane take a step in turn until all are done."""
    steps = max(lane.config.steps for lane in lanes)
    running = [lane.run() for lane in lanes]
    try:
        for step in range(1, steps + 1):
            running = [lane for lane in running if next(lane, None) is not None]
            if not running:
                yield Standing(steps, steps)
                return
            yield Standing(step, steps)
    finally:
        for lane in running:
            lane.close()
