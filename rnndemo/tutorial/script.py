"""A script that is run as it is shown, and what each of its lines made.

All lines that are run are written in this package: a visitor only chooses among them.
"""

import contextlib
import functools
import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from rnndemo.language import mark
from rnndemo.training import AdamW, Progress

FILE = "<tutorial>"  # the script's name in a traceback
INDENT = "    "
# What an axis may count.
AXES = (
    mark("batch"), mark("channel"), mark("columns"), mark("digits"), mark("features"), mark("layer"),
    mark("rows"), mark("time"), mark("units"), mark("4 × 64 units"), mark("value"),
)  # fmt: skip


class Look(NamedTuple):
    """Something to look at once a line has run, or just before it where the line returns."""

    name: str  # as the page says it
    expression: str  # in Python, with the names that the script has there
    axes: tuple[str, ...] = ()  # what each axis of it counts, of AXES


class Line(NamedTuple):
    """A line of a script, and its meaning in plain words."""

    code: str  # with its indentation
    meaning: str  # {steps} are those of the run, {batch} is digit_script.BATCH
    looks: tuple[Look, ...] = ()
    ends_step: bool = False  # whether it is the last line of the training loop


class Seen(NamedTuple):
    """What a look saw when its line ran for the first time."""

    name: str
    shape: tuple[int, ...]  # () for a number
    axes: tuple[str, ...]
    face: np.ndarray | None  # (rows, columns): the last two axes, at the start of all others
    value: float | None  # of a single number


@dataclass
class ScriptRun:
    """One run of a script, under way or over. The loss of every step is kept."""

    lines: tuple[Line, ...]
    steps: int  # of the training loop
    given: Callable[[], dict[str, Any]]  # makes the names that the script starts with; importable
    seen: dict[int, tuple[Seen, ...]] = field(default_factory=dict)  # by the place of the line
    losses: list[float] = field(default_factory=list)  # before each step
    error: str = ""  # as PyTorch says it
    failed_at: int | None = None  # the place of the line that raised it

    def run(self) -> Generator[Progress, None, None]:
        """Run the script; yield after each step of its loop. A line that fails ends it, and `error` says how.

        Raises CheckpointError where the digits are missing.
        """
        # AdamW without decay is Adam. torch's own Adam would load torch's compiler, which takes seconds.
        adam = functools.partial(AdamW, weight_decay=0.0)
        names: dict[str, Any] = {"torch": torch, "nn": nn, "Adam": adam, **self.given()}
        source, places = _with_looks(self.lines)
        exec(compile(source, FILE, "exec"), names)
        try:
            for loss in names["script"](self._look):
                self.losses.append(loss)
                yield Progress(len(self.losses), self.steps, loss)
        except (RuntimeError, ValueError, TypeError, AttributeError, IndexError) as error:
            self.error = f"{type(error).__name__}: {error}"
            self.failed_at = places[_line_number(error)]

    def become(self, later: "ScriptRun") -> None:
        """Take over all that a copy of this run has got to in another process."""
        vars(self).update(vars(later))

    def value(self, name: str) -> float:
        """Return the number that a look of this name saw; nan where it was not reached."""
        found = [seen.value for line in self.seen.values() for seen in line if seen.name == name]
        return math.nan if not found or found[0] is None else found[0]

    @torch.no_grad()
    def _look(self, at: int, *values: Callable[[], Any]) -> None:
        if at in self.seen:
            return
        found = []
        for look, value in zip(self.lines[at].looks, values, strict=True):
            with contextlib.suppress(RuntimeError, TypeError):  # what a wrong script may not have
                found.append(_see(look, value()))
        self.seen[at] = tuple(found)


def finish(run: ScriptRun) -> ScriptRun:
    """Run a script to its end."""
    for _ in run.run():
        pass
    return run


def indent_of(code: str) -> str:
    """Return the blanks before a line's first word."""
    return code[: len(code) - len(code.lstrip())]


def _with_looks(lines: tuple[Line, ...]) -> tuple[str, list[int]]:
    """Return the script as a generator function that looks after each line, and each row's line."""
    rows, places = ["def script(look):"], [0]
    for at, line in enumerate(lines):
        margin = INDENT + indent_of(line.code)
        inside = margin + INDENT * line.code.endswith(":")
        added = []
        if line.looks:
            values = ", ".join(f"lambda: {look.expression}" for look in line.looks)
            added.append(f"{inside}look({at}, {values})")
        if line.ends_step:
            added.append(f"{inside}yield loss.item()")
        code = [INDENT + line.code]
        both = added + code if line.code.lstrip().startswith("return ") else code + added
        rows += both
        places += [at] * len(both)
    return "\n".join(rows) + "\n", places


def _see(look: Look, value: Any) -> Seen:
    if not isinstance(value, Tensor):
        return Seen(look.name, (), (), None, float(value))
    shape = tuple(value.shape)
    if value.numel() == 1 and not look.axes:
        return Seen(look.name, (), (), None, value.item())
    face = value.detach().reshape(-1, *shape[-2:])[0] if value.dim() > 1 else value.detach().reshape(1, -1)
    return Seen(look.name, shape, look.axes, face.float().numpy().copy(), None)


def _line_number(error: BaseException) -> int:
    """Return the row, from 0, of the script's innermost line in an error's traceback."""
    row, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            row = trace.tb_lineno - 1
        trace = trace.tb_next
    return row
