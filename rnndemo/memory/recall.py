"""Recall at a distance: a story names a dish, filler words follow, and at the end comes the question.

This is the "forgetful old man" story as a task. It follows Hochreiter & Schmidhuber (1997, section 5): one
early input decides the answer, and everything after it is noise.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from rnndemo import cells
from rnndemo.language import mark, say
from rnndemo.memory.network import logits

DISHES = (
    mark("braised ribs"),
    mark("spicy chicken"),
    mark("mapo tofu"),
    mark("fried rice"),
    mark("steamed fish"),
    mark("wonton soup"),
    mark("roast duck"),
    mark("egg noodles"),
)
# What happens between the cooking and the dinner. To a network each is one symbol, and so is each dish.
FILLERS = (
    mark("phone"),
    mark("cat"),
    mark("rain"),
    mark("neighbour"),
    mark("radio"),
    mark("children"),
    mark("doorbell"),
    mark("letter"),
)
QUESTION = mark("Dinner! What was the dish?")
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


STARTS = ("default", "orthogonal", "hold")  # how a network's weights may start


def starts_of(cell: str) -> tuple[str, ...]:
    """Return the starts that a cell can have: a plain RNN has no gate that could be set to hold."""
    return STARTS[:2] if cell == "rnn" else STARTS


@dataclass(frozen=True)
class RecallConfig:
    """A recall network and its training. `start` says how the weights of its recurrent layer start.

    - "default": as torch starts every recurrent layer, uniform in ±1/√hidden_size.
    - "orthogonal": the same, but the recurrent weights of each gate are an orthogonal matrix (Saxe et al.
      2014): it turns a state and neither stretches nor shrinks it.
    - "hold": default, but the gates keep nearly all from the start, by `forget_bias` b. LSTM: forget gate
      at σ(b) and input gate at σ(−b), the pairing of Tallec & Ollivier (2018, eq. 16) with one value for
      all units. GRU: update gate at σ(b), which does both. A plain RNN has no such gate.
    """

    cell: str = "lstm"
    start: str = "default"
    delay: int = 100  # filler words between the dish and the question
    hidden_size: int = 32
    forget_bias: float = 5.0  # only of the start "hold"
    steps: int = 300  # optimiser steps at most; training ends early once the task is solved
    seed: int = 0
    learning_rate: float = 0.005
    batch: int = 64  # sentences per step
    any_length: bool = False  # stories of 1 to `delay` filler words, a new length at each step
    curriculum: bool = False  # start at one filler word; lengthen the sentences whenever a batch goes well

    def __post_init__(self) -> None:
        if self.cell not in cells.CELLS:
            raise ValueError(f"cell must be one of {', '.join(cells.CELLS)}, not {self.cell}")
        if self.start not in starts_of(self.cell):
            starts = ", ".join(starts_of(self.cell))
            wrong = mark("start of a {cell} must be one of {starts}, not {start}")
            cell = say(cells.CELL_NAMES[self.cell])
            raise ValueError(say(wrong, cell=cell, starts=starts, start=self.start))
        for name, low, high in (("delay", 1, 10_000), ("hidden_size", 1, 512), ("steps", 1, 100_000)):
            if not low <= getattr(self, name) <= high:
                wrong = mark("{name} must be from {low} to {high}, not {value}")
                raise ValueError(say(wrong, name=name, low=low, high=high, value=getattr(self, name)))
        if not abs(self.forget_bias) <= 20:
            raise ValueError(say("forget_bias must be from -20 to 20, not {value}", value=self.forget_bias))


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
        if config.start == "orthogonal":
            _make_orthogonal(self.recurrent, config.seed)
        elif config.start == "hold":
            _set_to_hold(self.recurrent, config.forget_bias)

    def forward(self, words: Tensor) -> Tensor:
        """Return the dishes' logits (batch, dishes) for sentences (batch, time)."""
        return logits(self, one_hot(words))


def _make_orthogonal(layer: nn.RNNBase, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    _, W_h, *_ = layer.all_weights[0]
    for gate in torch.split(W_h, layer.hidden_size):  # each (hidden, hidden)
        nn.init.orthogonal_(gate, generator=generator)


@torch.no_grad()
def _set_to_hold(layer: nn.RNNBase, forget_bias: float) -> None:
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


@torch.no_grad()
def asked_after_each_word(network: RecallNetwork, words: Tensor) -> Tensor:
    """Return the dishes' probabilities (time − 1, dishes) if the question came earlier in a story (time,).

    Entry k is the answer to the story cut short after k filler words, with the question next.
    """
    told = cells.trace(network.recurrent, one_hot(words[:-1])[None])
    state = told.hidden_state  # (1, time − 1, hidden): a batch of states, one after each word
    start = (state, told.cell_state) if isinstance(told, cells.LSTMTrace) else state
    question = one_hot(words[-1:]).expand(len(words) - 1, 1, len(WORDS))
    answers: Tensor = network.readout(network.recurrent(question, start)[0][:, -1]).softmax(-1)
    return answers


@torch.inference_mode()
def accuracy(network: RecallNetwork, delay: int, count: int = 1024, seed: int = 0) -> float:
    """Return the share of `count` sentences with `delay` filler words whose dish is recalled.

    The sentences are not those of a training: they are drawn from seeds that no training uses.
    """
    sentences = draw(count, delay, torch.Generator().manual_seed(10**9 + seed))
    # 64 at a time, or 1,024 sentences of 10,000 words would fill the memory.
    answers = torch.cat([network(words).argmax(-1) for words in torch.split(sentences.words, 64)])
    return (answers == sentences.dish).float().mean().item()
