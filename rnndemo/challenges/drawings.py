"""The two challenges on the pad: a digit that rows and pen read differently; one that is known early."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnndemo.challenges.search import Tried
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.pen.path import PenPath
from rnndemo.digits.pen.reader import PenReader, from_drawing, load_pen_reader, path_answer
from rnndemo.digits.pen.stroke_orders import rewrite
from rnndemo.digits.reader import SURE, Answer, DigitReader, Reading, load_reader, read_rows
from rnndemo.language import say

ROWS = 6  # after so many of the 28 rows, at the latest, it must be right and sure
MOST_HANDS = 3000  # drawings that a search looks at


class Readers(NamedTuple):
    """The two shipped readers of one drawing."""

    rows: DigitReader
    pen: PenReader


class Seen(NamedTuple):
    """What both readers make of the same drawing."""

    rows: Reading
    pen: Answer

    @property
    def both_sure(self) -> bool:
        """Whether neither reader doubts its answer, and the rows look like a digit."""
        return self.rows.sure and self.pen.sure

    @property
    def differ(self) -> bool:
        """Whether they read two different digits, both sure."""
        return self.both_sure and self.rows.digit != self.pen.digit

    @property
    def known_after(self) -> int | None:
        """How many rows are read when the rows' answer is known and sure, and stays so.

        It counts as right where both readers, each sure, agree about the whole drawing; else None.
        """
        if not self.both_sure or self.rows.digit != self.pen.digit:
            return None
        unsure = np.flatnonzero(self.rows.belief[:, self.rows.digit] < SURE)
        return int(unsure[-1]) + 2 if len(unsure) else 1

    @property
    def early(self) -> bool:
        """Whether it is right and sure after ROWS rows."""
        return self.known_after is not None and self.known_after <= ROWS


def load_readers(folder: Path | None = None) -> Readers:
    """Load both shipped readers. Raises CheckpointError."""
    return Readers(load_reader(folder=folder).reader, load_pen_reader(folder=folder).reader)


def read(readers: Readers, drawing: object) -> Seen:
    """Let both readers read one drawing as the canvas reports it. Raises NoDigit, BadDrawing."""
    image, path = sketch.from_drawing(drawing), _path(drawing)
    return Seen(read_rows(readers.rows, image), path_answer(readers.pen, path))


def _path(drawing: object) -> PenPath:
    try:
        return from_drawing(drawing)
    except sketch.BadDrawing:
        raise
    except ValueError:
        raise sketch.NoDigit(say("There is no line here for the pen's reader: draw one digit.")) from None


def differ(seen: Seen) -> bool:
    """Whether a drawing solves the first challenge."""
    return seen.differ


def early(seen: Seen) -> bool:
    """Whether a drawing solves the second challenge."""
    return seen.early


def hand(random: np.random.Generator, odd: float) -> dict[str, Any]:
    """Draw a digit as a made-up hand would; `odd` is the chance of each odd habit, see stroke_orders."""
    strokes = handwriting.write(int(random.integers(10)), random, float(random.uniform(0.7, 1.5)))
    if odd:
        strokes = rewrite(strokes, random, odd)
    side = handwriting.SIDE
    return handwriting.drawing(strokes, 0.7 * side, (side / 2, side / 2), handwriting.PEN)


@dataclass
class Search:
    """A search for a drawing that solves a challenge; `drawing` is None until there is one."""

    solves: Callable[[Seen], bool]  # importable: the search is done in another process
    odd: float
    seed: int
    drawing: dict[str, Any] | None = None

    def run(self) -> Generator[Tried, None, None]:
        """Look at one made-up hand's drawing after another until one solves it. Raises CheckpointError."""
        readers, random = load_readers(), np.random.default_rng(self.seed)
        for number in range(1, MOST_HANDS + 1):
            drawing = hand(random, self.odd)
            try:
                seen = read(readers, drawing)
            except sketch.NoDigit:
                continue
            if self.solves(seen):
                self.drawing = drawing
                return
            yield Tried(number, MOST_HANDS)
