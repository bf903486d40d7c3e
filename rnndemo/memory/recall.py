"""Recall at a distance: a sentence names a dish, filler words follow, and at the end comes the question.

This is the "forgetful old man" story as a task. It follows Hochreiter & Schmidhuber (1997, section 5): one
early input decides the answer, and everything after it is noise.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from rnndemo import cells
from rnndemo.memory.network import logits

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

CHANCE = 1 / len(DISHES)  # accuracy of guessing


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


def sentence(dish: str, delay: int) -> Sentences:
    """Return one sentence that names `dish`. Its filler words are the same each time."""
    drawn = draw(1, delay, torch.Generator().manual_seed(0))
    drawn.words[0, 0] = drawn.dish[0] = DISHES.index(dish)
    return drawn


def one_hot(words: Tensor) -> Tensor:
    """Return words (…, time) as the network's input (…, time, vocabulary)."""
    return F.one_hot(words, len(WORDS)).float()


@dataclass(frozen=True)
class RecallConfig:
    """A recall network and its training. `forget_bias` b sets how the gates start.

    LSTM: forget gate at σ(b) and input gate at σ(−b), the pairing of Tallec & Ollivier (2018, eq. 16)
    with one value for all units. GRU: update gate at σ(b), which does both. A plain RNN has no gate.
    """

    cell: str = "lstm"
    delay: int = 100  # filler words between the dish and the question
    hidden_size: int = 32
    forget_bias: float = 5.0
    steps: int = 300  # optimiser steps at most; training ends early once the task is solved
    seed: int = 0
    learning_rate: float = 0.005
    batch: int = 64  # sentences per step
    curriculum: bool = False  # start at one filler word; lengthen the sentences whenever a batch goes well

    def __post_init__(self) -> None:
        if self.cell not in cells.CELLS:
            raise ValueError(f"cell must be one of {', '.join(cells.CELLS)}, not {self.cell}")
        for name, low, high in (("delay", 1, 10_000), ("hidden_size", 1, 512), ("steps", 1, 100_000)):
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} must be from {low} to {high}, not {getattr(self, name)}")
        if not abs(self.forget_bias) <= 20:
            raise ValueError(f"forget_bias must be from -20 to 20, not {self.forget_bias}")


class RecallNetwork(nn.Module):
    """Reads one-hot words with one recurrent layer; the dish is read off the last hidden state."""

    def __init__(self, config: RecallConfig) -> None:
        super().__init__()
        self.config = config
        self.recurrent: nn.RNNBase = cells.CELLS[config.cell](
            len(WORDS), config.hidden_size, batch_first=True
        )
        self.readout = nn.Linear(config.hidden_size, len(DISHES))
        cells.draw_weights(self, config.hidden_size, config.seed)
        _start_gates(self.recurrent, config.forget_bias)

    def forward(self, words: Tensor) -> Tensor:
        """Return the dishes' logits (batch, dishes) for sentences (batch, time)."""
        return logits(self, one_hot(words))


@torch.no_grad()
def _start_gates(layer: nn.RNNBase, forget_bias: float) -> None:
    _, _, b_x, b_h = layer.all_weights[0]
    hidden = layer.hidden_size
    second = slice(hidden, 2 * hidden)
    if isinstance(layer, nn.LSTM):  # i, f, g, o
        cells.set_forget_bias(layer, forget_bias)
        b_x[:hidden] = -forget_bias
        b_h[:hidden] = 0.0
    elif isinstance(layer, nn.GRU):  # r, z, n
        b_x[second] = forget_bias
        b_h[second] = 0.0


@torch.inference_mode()
def accuracy(network: RecallNetwork, delay: int, count: int = 1024, seed: int = 0) -> float:
    """Return the share of `count` sentences with `delay` filler words whose dish is recalled.

    The sentences are not those of a training: they are drawn from seeds that no training uses.
    """
    sentences = draw(count, delay, torch.Generator().manual_seed(10**9 + seed))
    # NOTE: 64 at a time, or 1,024 sentences of 10,000 words would fill the memory.
    answers = torch.cat([network(words).argmax(-1) for words in torch.split(sentences.words, 64)])
    return (answers == sentences.dish).float().mean().item()
