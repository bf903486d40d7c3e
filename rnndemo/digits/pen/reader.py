"""The pen reader: a recurrent network that reads a drawing along the path of the pen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from rnndemo import cells, checkpoints
from rnndemo.digits import sketch
from rnndemo.digits.pen.path import GONE, INPUTS, PenPath, cut, lines_of
from rnndemo.digits.reader import Answer

EVERY = 6  # steps from one temperature to the next
KNOTS = 7  # temperatures before the end of the path: from step 36 on it is the same


@dataclass(frozen=True)
class PenConfig:
    """The network's shape: 18,826 parameters with an LSTM."""

    cell: Literal["lstm", "gru", "rnn"] = "lstm"
    input_size: int = INPUTS  # x, y, direction's x and y, pen
    hidden_size: int = 64  # units of memory
    classes: int = 10


class PenReader(nn.Module):
    """Reads one piece of the line at each time step; one readout, trained to answer after every step.

    Training does not change `temperature`; `calibrate` finds it afterwards. It has a value at step 0 and
    after every EVERY steps, interpolated in between, and a last one for the end of the path.
    """

    temperature: Tensor  # (KNOTS + 1,)

    def __init__(self, config: PenConfig) -> None:
        super().__init__()
        self.config = config
        self.recurrent = cells.CELLS[config.cell](config.input_size, config.hidden_size, batch_first=True)
        self.readout = nn.Linear(config.hidden_size, config.classes)
        self.register_buffer("temperature", torch.ones(KNOTS + 1))

    def forward(self, steps: Tensor) -> Tensor:
        """Return the logits (batch, time, 10) after each of the steps (batch, time, 5)."""
        hidden, _ = self.recurrent(steps)  # (batch, time, 64)
        return self.answer(hidden, steps)

    def answer(self, hidden: Tensor, steps: Tensor) -> Tensor:
        """Return the logits (batch, time, 10) from the hidden state after each of the steps."""
        place = (torch.arange(steps.shape[1]) / EVERY).clamp(max=KNOTS - 1)
        before = place.long().clamp(max=KNOTS - 2)
        under_way = self.temperature[before].lerp(self.temperature[before + 1], place - before)  # (time,)
        temperature = torch.where(steps[..., 4] == GONE, self.temperature[-1], under_way)  # (batch, time)
        logits: Tensor = self.readout(hidden) / temperature[..., None]
        return logits


class TrainedPen(NamedTuple):
    """A trained pen reader, frozen, and the card that says how it was trained."""

    reader: PenReader
    card: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PenReading(Answer):
    """The answer after the last step of a drawing's path, and how the network came to it."""

    steps: np.ndarray  # (time, 5): the path it read
    belief: np.ndarray  # (time, 10): P(digit) after each step
    trace: cells.Trace[np.ndarray]  # gates and states, each (time, hidden_size), as numpy arrays
    decided: int  # step from which its first choice no longer changed


class PathImportance(NamedTuple):
    """How much each step of the path mattered to the answer's lead over the runner-up, each (time,)."""

    gradient: np.ndarray  # length of d lead / d position
    left_out: np.ndarray  # lead lost when that step alone is left out; in units of log-probability


def load_pen_reader(cell: str = "lstm", folder: Path | None = None) -> TrainedPen:
    """Load the trained pen reader with this cell. Raises CheckpointError."""
    name = f"pen-{cell}"
    checkpoint = checkpoints.load(name, folder)
    reader = PenReader(PenConfig(**checkpoint.card["config"]))
    return TrainedPen(checkpoints.fill(reader, checkpoint, name), checkpoint.card)


def path_of(strokes: Sequence[np.ndarray]) -> PenPath:
    """Return one drawing's strokes, each (n, 2), as a path. Raises ValueError without a line."""
    return cut(lines_of(strokes))


def path_of_strokes(strokes: list[sketch.Stroke]) -> PenPath:
    """Return the path of one drawing's strokes without its dots. Raises NoDigit."""
    return path_of([stroke.points for stroke in sketch.without_strays(strokes)])


def from_drawing(drawing: object) -> PenPath:
    """Return one drawing, as the canvas reports it, as a path. Raises NoDigit, BadDrawing."""
    return path_of_strokes(sketch.strokes_of(drawing))


@torch.no_grad()
def read_path(reader: PenReader, path: PenPath) -> PenReading:
    """Read the path of one drawing step by step, keeping the belief and the memory after each step."""
    traced = cells.trace(reader.recurrent, path.steps)
    belief = reader.answer(traced.hidden_state, path.steps)[0].softmax(dim=-1).numpy()  # (time, 10)
    other = np.flatnonzero(belief.argmax(axis=1) != belief[-1].argmax())
    decided = int(other[-1]) + 1 if len(other) else 0
    trace = cells.as_arrays(traced)
    return PenReading(belief[-1], steps=path.steps[0].numpy(), belief=belief, trace=trace, decided=decided)


@torch.no_grad()
def path_answer(reader: PenReader, path: PenPath) -> Answer:
    """Return the answer of `read_path` without the belief after each step: five times as fast."""
    return Answer(reader(path.steps)[0, -1].softmax(dim=-1).numpy())


def path_importance(reader: PenReader, path: PenPath) -> PathImportance:
    """Measure which steps the answer rests on: by the gradient, and by leaving out each in turn."""
    time = path.steps.shape[1]
    with torch.enable_grad():
        variable = path.steps.clone().requires_grad_()
        logits = reader(variable)[0, -1]
        first, second = logits.topk(2).indices.tolist()
        (slope,) = torch.autograd.grad(logits[first] - logits[second], variable)
    kept = [[at for at in range(time) if at != out] for out in range(time - 1)]  # the last says: pen gone
    with torch.no_grad():
        without = reader(path.steps[0, torch.tensor(kept)])[:, -1]  # (time - 1, 10)
    lost = (logits[first] - logits[second]).detach() - (without[:, first] - without[:, second])
    return PathImportance(slope[0, :, :2].norm(dim=-1).numpy(), np.append(lost.numpy(), 0.0))
