"""Training recall networks: one alone, or several that take turns."""

import time
from collections.abc import Generator
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from rnndemo import training
from rnndemo.memory.recall import CHANCE, RecallConfig, RecallNetwork, accuracy, draw

SOLVED = 0.99  # accuracy on new sentences from which the task counts as solved
EVALUATE_EVERY = 10  # optimiser steps
EVALUATION_SIZE = 256  # sentences in an evaluation during training


class RecallStep(NamedTuple):
    """One optimiser step, done."""

    step: int
    steps: int
    loss: float
    delay: int  # filler words in the sentences of this step
    accuracy: float  # on new sentences, at the latest evaluation
    seconds: float  # spent on this network so far


class RecallTraining:
    """A recall network, its training and its scores, all kept when the training is stopped."""

    def __init__(self, config: RecallConfig) -> None:
        self.config = config
        self.network = RecallNetwork(config)
        self.delay = 1 if config.curriculum else config.delay
        self.evaluations: list[RecallStep] = []  # the steps after which the network was evaluated
        self.solved_at: int | None = None  # optimiser step
        self._random = torch.Generator().manual_seed(config.seed)

    def train(self) -> Generator[RecallStep, None, None]:
        """Train until the task is solved or no step is left, yielding after each step."""
        recipe = training.Recipe(self.config.steps, self.config.learning_rate)
        score, spent, resumed = CHANCE, 0.0, time.perf_counter()
        for at in training.fit(self.network, self._loss, recipe):
            evaluated = at.step % EVALUATE_EVERY == 0 or at.step == at.steps
            if evaluated:
                score = self._evaluate()
            done = RecallStep(*at, self.delay, score, spent + time.perf_counter() - resumed)
            if evaluated:
                self.evaluations.append(done)
                if score >= SOLVED:
                    self.solved_at = at.step
            yield done
            if self.solved_at is not None:
                return
            # The time that others took while this generator waited does not count.
            spent, resumed = done.seconds, time.perf_counter()

    def _evaluate(self) -> float:
        if self.delay < self.config.delay:
            return CHANCE  # the sentences are still short: the task itself has not been tried
        self.network.eval()
        return accuracy(self.network, self.config.delay, EVALUATION_SIZE, self.config.seed + 1)

    def _loss(self, step: int) -> Tensor:
        delay = self.delay
        if self.config.any_length:
            delay = int(torch.randint(1, delay + 1, (), generator=self._random))
        sentences = draw(self.config.batch, delay, self._random)
        logits = self.network(sentences.words)
        right = (logits.argmax(-1) == sentences.dish).float().mean().item()
        if self.delay < self.config.delay and right > 0.95:
            self.delay = min(self.config.delay, max(self.delay + 1, self.delay * 5 // 4))
        return F.cross_entropy(logits, sentences.dish)


class Round(NamedTuple):
    """How many optimiser steps each network that still trains has taken, and how many there are at most."""

    step: int
    steps: int


def train_in_turns(trainings: list[RecallTraining]) -> Generator[Round, None, None]:
    """Let each training take one step in turn, until all are done."""
    steps = max(one.config.steps for one in trainings)
    running = [one.train() for one in trainings]
    try:
        for step in range(1, steps + 1):
            running = [one for one in running if next(one, None) is not None]
            if not running:
                yield Round(steps, steps)
                return
            yield Round(step, steps)
    finally:
        for one in running:
            one.close()
