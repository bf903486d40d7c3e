"""The challenge to flip a 7: mute at most three hidden units, and the digit reader says something else."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from rnndemo import cells
from rnndemo.challenges.search import Tried
from rnndemo.digits.reader import DigitReader, Reading, load_reader, read_rows
from rnndemo.memory.surgery import Surgery

DIGIT = 7
MOST = 3  # units
AT_ONCE = 1024  # sets of units that are read side by side
# Hands whose sevens few units can flip, but not the three that cost most alone: a test tries both.
HANDS = {"7 a": 16, "7 b": 7, "7 c": 6}


class Flipped(NamedTuple):
    """A digit as it is read untouched, and with units muted at all 28 rows."""

    untouched: Reading
    after: Reading
    units: tuple[int, ...]

    @property
    def fair(self) -> bool:
        """Whether it was a 7 to begin with, and no doubtful one."""
        return self.untouched.digit == DIGIT and self.untouched.sure

    @property
    def passed(self) -> bool:
        """Whether few units were enough to change the answer."""
        return self.fair and len(self.units) <= MOST and self.after.digit != DIGIT


def check(reader: DigitReader, image: np.ndarray, units: Sequence[int]) -> Flipped:
    """Read an image (28, 28) untouched, then with these units muted.

    Raises ValueError for a unit that the reader does not have and for one named twice.
    """
    hidden = reader.config.hidden_size
    if len(set(units)) < len(units) or not all(0 <= unit < hidden for unit in units):
        raise ValueError(f"units must be different numbers from 0 to {hidden - 1}, not {list(units)}")
    surgery = Surgery(mute=tuple(units))
    after = read_rows(reader, image, edit=surgery if units else None)
    return Flipped(read_rows(reader, image), after, tuple(units))


@torch.no_grad()
def leads(reader: DigitReader, image: np.ndarray, sets: Sequence[Sequence[int]]) -> np.ndarray:
    """Return the lead of DIGIT over the best other digit, in logits, for each set of muted units: (sets,)."""
    kept = torch.ones(len(sets), reader.config.hidden_size)
    for row, units in zip(kept, sets, strict=True):
        row[list(units)] = 0.0

    def edit(time: int, name: str, value: Tensor) -> Tensor:
        return value * kept if name == "hidden_state" else value

    x = torch.as_tensor(image, dtype=torch.float32).expand(len(sets), *image.shape)
    logits = reader.readout(cells.trace(reader.recurrent, x, edit).hidden_state[:, -1])  # (sets, 10)
    others = logits.clone()
    others[:, DIGIT] = -torch.inf
    lead: np.ndarray = (logits[:, DIGIT] - others.max(dim=-1).values).numpy()
    return lead


@dataclass
class Search:
    """A search for the fewest units that flip an image (28, 28); `units` is None until some are found."""

    image: np.ndarray
    units: tuple[int, ...] | None = None

    def run(self) -> Generator[Tried, None, None]:
        """Try every unit, every pair and every three, until a set flips the digit. Raises CheckpointError."""
        reader = load_reader().reader
        hidden = reader.config.hidden_size
        sets = (units for count in range(1, MOST + 1) for units in combinations(range(hidden), count))
        total = sum(1 for count in range(1, MOST + 1) for _ in combinations(range(hidden), count))
        done = 0
        while batch := list(islice(sets, AT_ONCE)):
            left = leads(reader, self.image, batch)
            done += len(batch)
            if (left < 0).any():
                self.units = batch[int((left < 0).argmax())]
                return
            yield Tried(done, total)
