"""Surgery on a network's memory: hold a gate, wipe a state, mute units, and read again."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnndemo import cells
from rnndemo.digits.reader import DigitReader, Reading

GATES = ("forget_gate", "input_gate", "output_gate")
STATES = ("cell_state", "hidden_state")


@dataclass(frozen=True)
class Surgery:
    """What is done while the network reads; called as a function, an `edit` for `cells.trace`.

    It acts on the numbers of one reading and never on weights: nobody else's network changes.
    """

    clamp: tuple[tuple[str, float], ...] = ()  # (gate, value from 0 to 1) in all units at all times
    wipe: str | None = None  # "cell_state" or "hidden_state" is set to zero …
    wipe_at: int = 0  # … after this time step …
    wipe_units: tuple[int, ...] = ()  # … in these units; none named means all
    mute: tuple[int, ...] = ()  # units whose hidden state is always zero

    def __post_init__(self):
        for gate, value in self.clamp:
            if gate not in GATES or not 0 <= value <= 1:
                raise ValueError(f"clamp one of {', '.join(GATES)} from 0 to 1, not {gate} to {value}")
        if self.wipe not in (None, *STATES):
            raise ValueError(f"wipe one of {', '.join(STATES)}, not {self.wipe}")

    def __call__(self, time: int, name: str, value: Tensor) -> Tensor:
        """Return `value` (batch, hidden_size), or what the surgery makes of it."""
        held = dict(self.clamp).get(name)
        if held is not None:
            return torch.full_like(value, held)
        if name == self.wipe and time == self.wipe_at:
            value = _zero(value, self.wipe_units or range(value.shape[-1]))
        if name == "hidden_state" and self.mute:
            value = _zero(value, self.mute)
        return value


def _zero(value: Tensor, units) -> Tensor:
    value = value.clone()
    value[:, list(units)] = 0.0
    return value


def important_units(reader: DigitReader, reading: Reading, count: int) -> tuple[int, ...]:
    """Return the `count` units that argue most for the answer: readout weight × last hidden state."""
    argument = reader.readout.weight[reading.digit].numpy() * reading.trace.hidden_state[-1]
    return tuple(argument.argsort()[::-1][:count].tolist())


@torch.no_grad()
def smallest_wipe(reader: DigitReader, image: np.ndarray) -> Surgery | None:
    """Search for the fewest units whose cell state, wiped after one row, changes the answer.

    Every single unit is tried at every row; from there, units are added at each row in the order of
    the harm each does alone. Returns None when even a full wipe never changes the answer.
    """
    rows = torch.as_tensor(image, dtype=torch.float32)[None]
    answer = int(reader(rows).argmax())
    hidden = reader.config.hidden_size
    best = None
    for time in range(rows.shape[1]):
        alone = _answers(reader, rows, time, 1 - torch.eye(hidden))
        order = _margin(alone, answer).argsort()  # most harmful first
        wiped = torch.ones(hidden, hidden)
        wiped[:, order] = 1 - torch.ones(hidden, hidden).tril()  # row k keeps all but the k + 1 first
        fewer = slice(len(best.wipe_units) - 1 if best else hidden)
        changed = (_answers(reader, rows, time, wiped[fewer]).argmax(-1) != answer).nonzero()
        if len(changed):
            units = order[: int(changed[0]) + 1]
            best = Surgery(wipe="cell_state", wipe_at=time, wipe_units=tuple(sorted(units.tolist())))
            if len(units) == 1:
                break
    return best


def _answers(reader: DigitReader, rows: Tensor, time: int, kept: Tensor) -> Tensor:
    """Return logits (variants, 10) when `kept` (variants, hidden) multiplies the cell state after `time`."""

    def edit(now, name, value):
        return value * kept if (now, name) == (time, "cell_state") else value

    traced = cells.trace(reader.recurrent, rows.expand(len(kept), -1, -1), edit)
    return reader.readout(traced.hidden_state[:, -1])


def _margin(logits: Tensor, answer: int) -> Tensor:
    """Return how far the answer's logit lies above the best other one, (variants,)."""
    others = logits.clone()
    others[:, answer] = -torch.inf
    return logits[:, answer] - others.max(dim=-1).values
