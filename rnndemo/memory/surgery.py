"""Surgery on a network's memory: clamp a gate, wipe a state, mute units, and read again."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnndemo import cells
from rnndemo.memory.network import Network, logits

GATES = ("forget_gate", "input_gate", "output_gate")
STATES = ("cell_state", "hidden_state")


@dataclass(frozen=True)
class Surgery:
    """What is done to the memory while a network reads; called as a function, an `edit` for `cells.trace`.

    It changes the numbers of one reading and never the weights. Raises ValueError for an unknown gate or
    state, and for a gate's value outside 0..1.
    """

    clamp: tuple[tuple[str, float], ...] = ()  # (gate, value from 0 to 1): in all units, at all times
    wipe: str | None = None  # the state that is set to zero, "cell_state" or "hidden_state"
    wipe_at: int = 0  # the time after which it is wiped
    wipe_units: tuple[int, ...] = ()  # the units that are wiped; none named means all
    mute: tuple[int, ...] = ()  # units whose hidden state is always zero

    def __post_init__(self) -> None:
        for gate, value in self.clamp:
            if gate not in GATES or not 0 <= value <= 1:
                raise ValueError(f"clamp one of {', '.join(GATES)} from 0 to 1, not {gate} to {value}")
        if self.wipe not in (None, *STATES):
            raise ValueError(f"wipe one of {', '.join(STATES)}, not {self.wipe}")

    def __call__(self, time: int, name: str, value: Tensor) -> Tensor:
        """Return `value` (batch, hidden_size), or what the surgery makes of it."""
        clamped = dict(self.clamp).get(name)
        if clamped is not None:
            return torch.full_like(value, clamped)
        if name == self.wipe and time == self.wipe_at:
            value = _zero(value, self.wipe_units or range(value.shape[-1]))
        if name == "hidden_state" and self.mute:
            value = _zero(value, self.mute)
        return value


def _zero(value: Tensor, units: Iterable[int]) -> Tensor:
    value = value.clone()
    value[:, list(units)] = 0.0
    return value


def important_units(network: Network, state: np.ndarray, answer: int, count: int) -> tuple[int, ...]:
    """Return the `count` units that add most to the answer's logit: readout weight × last hidden state.

    `state` is the last hidden state (hidden_size,), `answer` the number of the class.
    """
    argument = network.readout.weight[answer].numpy(force=True) * state
    return tuple(argument.argsort()[::-1][:count].tolist())


@torch.no_grad()
def answers(network: Network, x: Tensor, surgery: Surgery) -> np.ndarray:
    """Return the class (n,) that the network answers for each of x (n, time, features) under a surgery."""
    last = cells.trace(network.recurrent, x, surgery).hidden_state[:, -1]
    said: np.ndarray = network.readout(last).argmax(dim=-1).numpy()
    return said


@torch.no_grad()
def smallest_wipe(network: Network, x: Tensor) -> Surgery | None:
    """Search for the fewest units whose cell state, wiped after one step, changes the answer.

    x is one sequence (time, features), read by a network with an LSTM. Every single unit is tried at every
    time. From there, units are added at each time, those that do most harm alone first. Returns None when
    even wiping all of them never changes the answer.
    """
    answer = int(logits(network, x[None]).argmax())
    hidden = network.recurrent.hidden_size
    best = None
    for time in range(len(x)):
        alone = _answers(network, x, time, 1 - torch.eye(hidden))
        order = _margin(alone, answer).argsort()  # most harmful first
        kept = torch.ones(hidden, hidden)
        kept[:, order] = 1 - torch.ones(hidden, hidden).tril()  # row k wipes the first k + 1 units
        fewer = slice(len(best.wipe_units) - 1 if best else hidden)
        changed = (_answers(network, x, time, kept[fewer]).argmax(-1) != answer).nonzero()
        if len(changed):
            units = order[: int(changed[0]) + 1]
            best = Surgery(wipe="cell_state", wipe_at=time, wipe_units=tuple(sorted(units.tolist())))
            if len(units) == 1:
                break
    return best


def _answers(network: Network, x: Tensor, time: int, kept: Tensor) -> Tensor:
    """Return logits (variants, classes), the cell state at `time` multiplied by kept (variants, hidden)."""

    def edit(now: int, name: str, value: Tensor) -> Tensor:
        return value * kept if (now, name) == (time, "cell_state") else value

    traced = cells.trace(network.recurrent, x.expand(len(kept), *x.shape), edit)
    answers: Tensor = network.readout(traced.hidden_state[:, -1])
    return answers


def _margin(logits: Tensor, answer: int) -> Tensor:
    """Return how far the answer's logit lies above the best other one, (variants,)."""
    others = logits.clone()
    others[:, answer] = -torch.inf
    return logits[:, answer] - others.max(dim=-1).values
