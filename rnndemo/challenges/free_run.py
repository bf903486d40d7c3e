"""The two challenges of the wave: the smallest window, or memory, whose free run stays close to it."""

from collections.abc import Generator
from dataclasses import dataclass, fields, replace
from typing import Literal, NamedTuple

import numpy as np

from rnndemo.arrays import Array
from rnndemo.challenges.search import Tried
from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.judgement import HORIZON
from rnndemo.sine.run import Run

WITHIN = 0.1  # at every step of the free run, in units of the wave, which goes from −1 to 1
MARKS = {"window": 6, "hidden_size": 8}  # the largest that passes
SEED = SineConfig.seed  # of everybody: no lucky start is to be found by trying seeds

Field = Literal["window", "hidden_size"]


class Stayed(NamedTuple):
    """How far a trained network's free run was from the wave."""

    config: SineConfig
    field: Field
    errors: Array  # (HORIZON,) without sign
    trained: bool  # to its last epoch

    @property
    def size(self) -> int:
        """The window in points, or the number of hidden units."""
        size: int = getattr(self.config, self.field)
        return size

    @property
    def within(self) -> bool:
        """Whether it stayed within the limit at every step."""
        return self.trained and bool(self.errors.max() <= WITHIN)

    @property
    def left_at(self) -> int | None:
        """The first step, from 1, at which it was outside the limit; None where it never was."""
        return int((self.errors > WITHIN).argmax()) + 1 if (self.errors > WITHIN).any() else None

    @property
    def passed(self) -> bool:
        """Whether it stayed close and is small enough."""
        return self.within and self.size <= MARKS[self.field]


def begin(field: Field, size: int, cell: str) -> Run:
    """Set up the default training with another window or hidden size, and this cell. Raises ValueError."""
    changes: dict[str, int] = {field: size}
    return run.start(replace(SineConfig(cell=cell), **changes))  # type: ignore[arg-type]


def check(trained: Run, field: Field) -> Stayed:
    """Let a trained network run free from the end of the training part, and compare with the wave itself.

    Raises ValueError where anything but the field and the cell is not the default.
    """
    config = trained.config
    other = [
        each.name
        for each in fields(SineConfig)
        if each.name not in (field, "cell") and getattr(config, each.name) != each.default
    ]
    if other or trained.model.config != config:
        raise ValueError(f"only {field} and cell may differ from the default, not {', '.join(other)}")
    wave = run.start(config).series  # made anew: the run is not asked what the truth is
    start = wave.n_train
    path = trained.model.free_run(wave.values[None, :start], HORIZON).values[0]
    errors = np.abs(path - wave.truth[start : start + HORIZON])
    return Stayed(config, field, errors, trained.epochs_done == config.epochs)


@dataclass
class Search:
    """A search for one network of a cell that passes; `found` is None until there is one."""

    field: Field
    cell: str
    found: Run | None = None

    def run(self) -> Generator[Tried, None, None]:
        """Train one network after another, from the mark down, until one passes. Less may be enough."""
        smallest = {"window": 2, "hidden_size": 1}[self.field]
        sizes = range(MARKS[self.field], smallest - 1, -1)
        for done, size in enumerate(sizes, start=1):
            trained = begin(self.field, size, self.cell)
            for _ in trained.train():
                yield Tried(done - 1, len(sizes))
            if check(trained, self.field).passed:
                self.found = trained
                return
            yield Tried(done, len(sizes))
