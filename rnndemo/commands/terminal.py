"""What several commands need: a progress bar, options, checks of a number and of a file's size."""

import argparse
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias

from rnndemo.cells import CELLS
from rnndemo.language import say

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class Step(Protocol):
    """What a training yields after each of its steps."""

    @property
    def step(self) -> int: ...
    @property
    def steps(self) -> int: ...
    @property
    def loss(self) -> float: ...


def draw_progress(progress: Iterator[Step]) -> None:
    """Run a training to its end with a bar, its loss and the time left on one line of stderr."""
    started = shown = time.monotonic()
    loss = None
    for step in progress:
        loss = step.loss if loss is None else 0.98 * loss + 0.02 * step.loss
        now = time.monotonic()
        if now - shown > 0.5 or step.step == step.steps:
            shown, share = now, step.step / step.steps
            left = (now - started) * (1 / share - 1)
            bar = ("█" * round(30 * share)).ljust(30, "·")
            rest = say("loss {loss:.4f}  {left:5.0f} s left", loss=loss, left=left)
            print(f"\r{bar} {share:4.0%}  {rest} ", end="", file=sys.stderr)
    print(file=sys.stderr)


def between(low: float, high: float) -> Callable[[str], float]:
    """Return a check for argparse: a number from `low` to `high`, whole where `low` is whole."""

    def number(text: str) -> float:
        value = type(low)(text)
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(
                say("must be from {low} to {high}, not {text}", low=low, high=high, text=text[:40])
            )
        return value

    return number


seed = between(0, 2**31 - 1)


def read_file(path: Path, most: int) -> bytes:
    """Read a file of at most `most` bytes. Raises OSError, ValueError."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(say("The file is larger than {most:.0f} MB.", most=most / 1e6))
    return content


def aligned(text: str, width: int) -> str:
    """Return a text with blanks before it, so that it ends at a column: a Chinese character takes two."""
    taken = sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)
    return " " * (width - taken) + text


def positive(text: str) -> int:
    """Check a whole number from 1 on, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(say("must be at least 1, got {number}", number=number))
    return number


def add_data_dir(parser: argparse.ArgumentParser, data: str) -> None:
    """Add --data-dir, the folder of the `data` that a command needs."""
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=Path("data"),
        help=say("the folder with {data}; what is missing is downloaded to it", data=data),
    )


def add_training(parser: argparse.ArgumentParser, data: str) -> None:
    """Add the options that every training of a shipped digit reader has; `data` is what it learns from."""
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    parser.add_argument("--seed", type=seed, default=0)
    add_data_dir(parser, data)
    parser.add_argument("--threads", type=between(1, 1024), default=min(2, os.cpu_count() or 1))
