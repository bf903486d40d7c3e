"""The digit reader: a recurrent network that reads an image one row at a time."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict, cast

import numpy as np
import torch
from torch import Tensor, nn

from rnndemo import cells, checkpoints

SURE = 0.8  # calibrated probability from which one digit is named and no second one

ORDERS = {"top-down": "top row first", "bottom-up": "bottom row first", "shuffled": "rows shuffled"}


@dataclass(frozen=True)
class DigitConfig:
    """The network's shape: 24,714 parameters with an LSTM."""

    cell: Literal["lstm", "gru", "rnn"] = "lstm"
    input_size: int = 28  # pixels in a row, one row a time step
    hidden_size: int = 64  # units of memory
    classes: int = 10


class DigitReader(nn.Module):
    """28 rows, 28 time steps, one answer read from the hidden state after the last."""

    def __init__(self, config: DigitConfig) -> None:
        super().__init__()
        self.config = config
        self.recurrent = cells.CELLS[config.cell](config.input_size, config.hidden_size, batch_first=True)
        self.readout = nn.Linear(config.hidden_size, config.classes)

    def forward(self, rows: Tensor) -> Tensor:
        """Return the logits (batch, 10) after the last of the rows (batch, time, 28)."""
        hidden, _ = self.recurrent(rows)  # (batch, time, 64)
        logits: Tensor = self.readout(hidden[:, -1])
        return logits


class Score(TypedDict):
    """How well a reader reads a set of digits."""

    accuracy: float
    errors: int
    digits: int
    calibration_error: float


class DigitCard(TypedDict):
    """What a reader's card says of it, as `digits.training.card` writes it."""

    model: str
    config: dict[str, Any]  # of DigitConfig
    recipe: dict[str, Any]  # of DigitRecipe
    parameters: int
    test: Score
    training_seconds: int


class Trained(NamedTuple):
    """A trained reader, frozen, and the card that says how it was trained."""

    reader: DigitReader
    card: DigitCard


class RowOrder(NamedTuple):
    """Which row of the image the network reads at each time step; −1 is a blank row."""

    rows: tuple[int, ...]


class Reading(NamedTuple):
    """What a network made of one image."""

    probabilities: np.ndarray  # (10,) after the last row
    belief: np.ndarray  # (time, 10): what it would have answered after each row
    trace: cells.Trace[np.ndarray]  # gates and states, each (time, hidden_size), as numpy arrays
    decided: int  # time step from which its first choice no longer changed

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    @property
    def sure(self) -> bool:
        """Whether the first choice is probable enough to stand alone."""
        return bool(self.probabilities.max() >= SURE)

    @property
    def runner_up(self) -> int:
        """The second most probable digit."""
        return int(self.probabilities.argsort()[-2])


def load_reader(cell: str = "lstm", folder: Path | None = None) -> Trained:
    """Load the trained reader with this cell. Raises CheckpointError."""
    name = f"digits-{cell}"
    checkpoint = checkpoints.load(name, folder)
    card = cast(DigitCard, checkpoint.card)
    reader = DigitReader(DigitConfig(**card["config"]))
    return Trained(checkpoints.fill(reader, checkpoint, name), card)


def read_card(cell: str = "lstm") -> DigitCard:
    """Read the card of the trained reader with this cell, without its weights. Raises CheckpointError."""
    return cast(DigitCard, checkpoints.read_card(f"digits-{cell}"))


def row_order(order: str = "top-down", blank_rows: int = 0, seed: int = 0) -> RowOrder:
    """Return the order in which rows are read, with `blank_rows` empty ones at the end."""
    rows = np.arange(28)
    if order == "bottom-up":
        rows = rows[::-1]
    elif order == "shuffled":
        rows = np.random.default_rng(seed).permutation(28)
    elif order != "top-down":
        raise ValueError(f"order must be one of {', '.join(ORDERS)}, got {order!r}")
    return RowOrder((*rows.tolist(), *[-1] * blank_rows))


@torch.no_grad()
def read_rows(
    reader: DigitReader, image: np.ndarray, order: RowOrder | None = None, edit: cells.Edit | None = None
) -> Reading:
    """Read an image (28, 28) in 0..1 row by row, keeping the belief and the memory after each row."""
    rows = _ordered(image, order or row_order())
    traced = cells.trace(reader.recurrent, rows[None], edit)
    belief = reader.readout(traced.hidden_state[0]).softmax(dim=-1).numpy()  # (time, 10)
    other = np.flatnonzero(belief.argmax(axis=1) != belief[-1].argmax())
    decided = int(other[-1]) + 1 if len(other) else 0
    return Reading(belief[-1], belief, cells.as_arrays(traced), decided)


class Importance(NamedTuple):
    """How much each time step's row mattered to the answer, each (time,)."""

    gradient: np.ndarray  # length of d log P(answer) / d row
    left_out: np.ndarray  # P(answer) lost when that row alone is blank


def row_importance(reader: DigitReader, image: np.ndarray, order: RowOrder | None = None) -> Importance:
    """Measure which rows the answer rests on: by the gradient, and by blanking each row in turn."""
    rows = _ordered(image, order or row_order())
    with torch.enable_grad():
        variable = rows[None].requires_grad_()
        log_p = reader(variable).log_softmax(dim=-1)[0]
        answer = int(log_p.argmax())
        (slope,) = torch.autograd.grad(log_p[answer], variable)
    without = rows.detach() * (1 - torch.eye(len(rows)))[:, :, None]  # (left out, time, 28)
    with torch.no_grad():
        p = reader(without).softmax(dim=-1)[:, answer]
    return Importance(slope[0].norm(dim=-1).numpy(), log_p[answer].exp().item() - p.numpy())


def _ordered(image: np.ndarray, order: RowOrder) -> Tensor:
    """Return the rows (time, 28) in the order they are read."""
    rows = torch.cat([torch.as_tensor(image, dtype=torch.float32), torch.zeros(1, 28)])
    return rows[list(order.rows)]
