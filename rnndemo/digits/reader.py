"""The digit reader: a recurrent network that reads an image one row at a time."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict, cast

import numpy as np
import torch
from torch import Tensor, nn

from rnndemo import cells, checkpoints
from rnndemo.digits.familiarity import Familiarity, features, memory
from rnndemo.digits.readouts import RowReadouts
from rnndemo.language import mark

SURE = 0.8  # calibrated probability from which one digit is named and no second one

ORDERS = {
    mark("top-down"): mark("top row first"),
    mark("bottom-up"): mark("bottom row first"),
    mark("shuffled"): mark("rows shuffled"),
}


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
        # Fitted once the network above is trained; neither changes its answer.
        self.row_readouts: RowReadouts | None = None
        self.familiarity: Familiarity | None = None

    def forward(self, rows: Tensor) -> Tensor:
        """Return the logits (batch, 10) after the last of the rows (batch, time, 28)."""
        hidden, _ = self.recurrent(rows)  # (batch, time, 64)
        logits: Tensor = self.readout(hidden[:, -1])
        return logits


class CardScore(TypedDict):
    """A `digits.training.Score`, as a card holds it."""

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
    test: CardScore
    training_seconds: int


class Trained(NamedTuple):
    """A trained reader, frozen, and the card that says how it was trained."""

    reader: DigitReader
    card: DigitCard


class RowOrder(NamedTuple):
    """Which row of the image the network reads at each time step; −1 is a blank row."""

    rows: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """What is said about one drawing in the end."""

    probabilities: np.ndarray  # (10,)
    strange: bool = False  # whether it looks like no digit

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    @property
    def sure(self) -> bool:
        """Whether the drawing looks like a digit and the first choice is at least SURE."""
        return bool(self.probabilities.max() >= SURE) and not self.strange

    @property
    def runner_up(self) -> int:
        """The second most probable digit."""
        return int(self.probabilities.argsort()[-2])


@dataclass(frozen=True, kw_only=True)
class Reading(Answer):
    """The answer after the last row of an image, and how the network came to it.

    `strange` is only judged where rows are read top-down.
    """

    belief: np.ndarray  # (time, 10): P(digit) after each row
    trace: cells.Trace[np.ndarray]  # gates and states, each (time, hidden_size), as numpy arrays
    decided: int  # time step from which its first choice no longer changed
    last_readout: np.ndarray  # (time, 10): what the last row's readout says of the memory at each row
    fitted: bool = False  # whether `belief` rests on a readout of its own for each of the 28 rows

    def by_last_readout(self) -> "Reading":
        """Return the same reading with the belief that the last row's readout alone would give."""
        return replace(self, belief=self.last_readout, decided=_decided(self.last_readout), fitted=False)


def load_reader(cell: str = "lstm", folder: Path | None = None) -> Trained:
    """Load the trained reader with this cell. Raises CheckpointError."""
    name = f"digits-{cell}"
    checkpoint = checkpoints.load(name, folder)
    card = cast(DigitCard, checkpoint.card)
    config = DigitConfig(**card["config"])
    reader = DigitReader(config)
    if "row_readouts.weight" in checkpoint.weights:
        reader.row_readouts = RowReadouts(27, config.hidden_size, config.classes)
    if "familiarity.weight" in checkpoint.weights:
        reader.familiarity = Familiarity(features(config.cell, config.hidden_size))
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
    order = order or row_order()
    traced = cells.trace(reader.recurrent, _ordered(image, order)[None], edit)
    last_readout = reader.readout(traced.hidden_state[0]).softmax(dim=-1).numpy()  # (time, 10)
    belief, top_down, strange = last_readout, order.rows[:28] == tuple(range(28)), False
    if top_down and reader.row_readouts is not None:
        early = reader.row_readouts(traced.hidden_state[:, :27])[0].softmax(dim=-1).numpy()
        belief = np.concatenate([early, last_readout[27:]])
    if top_down and reader.familiarity is not None and edit is None:
        strange = reader.familiarity(memory(traced)).item() < 0
    fitted = belief is not last_readout
    return Reading(
        belief[-1],
        strange,
        belief=belief,
        trace=cells.as_arrays(traced),
        decided=_decided(belief),
        last_readout=last_readout,
        fitted=fitted,
    )


class Importance(NamedTuple):
    """How much each time step's row mattered to the answer, each (time,).

    Both measure the answer's lead: its logit less the runner-up's, which is the logarithm of how many
    times as probable it is. Unlike a probability near 1, a lead still moves where the network is sure.
    """

    gradient: np.ndarray  # length of d lead / d row
    left_out: np.ndarray  # lead lost when that row alone is blank


def row_importance(reader: DigitReader, image: np.ndarray, order: RowOrder | None = None) -> Importance:
    """Measure which rows the answer rests on: by the gradient, and by blanking each row in turn."""
    rows = _ordered(image, order or row_order())
    with torch.enable_grad():
        variable = rows[None].requires_grad_()
        logits = reader(variable)[0]
        answer, runner_up = logits.topk(2).indices.tolist()
        lead = logits[answer] - logits[runner_up]
        (slope,) = torch.autograd.grad(lead, variable)
    without = rows.detach() * (1 - torch.eye(len(rows)))[:, :, None]  # (left out, time, 28)
    with torch.no_grad():
        logits = reader(without)
    left = logits[:, answer] - logits[:, runner_up]
    return Importance(slope[0].norm(dim=-1).numpy(), (lead.detach() - left).numpy())


def _decided(belief: np.ndarray) -> int:
    other = np.flatnonzero(belief.argmax(axis=1) != belief[-1].argmax())
    return int(other[-1]) + 1 if len(other) else 0


def sure_from(belief: np.ndarray) -> int | None:
    """Return the step from which the first choice of a belief (time, 10) is the same and SURE.

    None where it is not SURE at the end.
    """
    last = belief[-1].argmax()
    other = np.flatnonzero((belief.argmax(axis=1) != last) | (belief[:, last] < SURE))
    first = int(other[-1]) + 1 if len(other) else 0
    return first if first < len(belief) else None


def _ordered(image: np.ndarray, order: RowOrder) -> Tensor:
    """Return the rows (time, 28) in the order they are read."""
    rows = torch.cat([torch.as_tensor(image, dtype=torch.float32), torch.zeros(1, 28)])
    return rows[list(order.rows)]
