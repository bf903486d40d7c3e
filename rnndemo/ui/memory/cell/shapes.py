"""The shapes that a drawing of a cell is made of, and the numbers they stand for.

The server draws them once; the browser draws the same shapes again for every row (browser/living_cell.js).
Each shape names a number of `memory.step.Step`, the part of the cell it belongs to, and its turn: how many
things have to be computed before it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from rnndemo.language import say
from rnndemo.memory.step import Step
from rnndemo.ui.memory import figures

WIDTH, HEIGHT = 720, 330  # of a drawing, in its own units
THIN, THICK, FULL = 2.0, 26.0, 1.5  # widths of a line that carries 0, and FULL or more

Points = tuple[tuple[float, float], ...]


class Line(NamedTuple):
    """A line as wide as the size of its value; grey where that is negative."""

    part: str
    turn: int
    points: Points
    value: str  # a field of Step
    quantity: str  # of COLORS
    kind: str = "line"


class Wire(NamedTuple):
    """A thin wire of the inputs; an arrow at its end unless `bare`."""

    part: str
    turn: int
    points: Points
    bare: bool = False
    kind: str = "wire"


class Valve(NamedTuple):
    """A valve across a line, its two jaws open as far as the gate. `upright`: the line runs up."""

    part: str
    turn: int
    x: float
    y: float
    value: str
    quantity: str
    upright: bool = False
    kind: str = "valve"


class Box(NamedTuple):
    """A box that computes something new."""

    part: str
    turn: int
    x: float
    y: float
    quantity: str
    kind: str = "box"


class Joint(NamedTuple):
    """The place where two lines are added."""

    part: str
    turn: int
    x: float
    y: float
    kind: str = "joint"


class Label(NamedTuple):
    """A marked text at a point, its anchor the start, middle or end; `boxed` where it stands on a box.

    {before} stands for a number of Step, {keep:%} for one as a percentage.
    """

    part: str
    turn: int
    x: float
    y: float
    text: str
    anchor: str = "middle"
    boxed: bool = False
    kind: str = "label"


Shape = Line | Wire | Valve | Box | Joint | Label


class Part(NamedTuple):
    """What is said of one part of a cell; `value` and `meaning` as the text of a Label."""

    key: str
    symbol: str
    name: str
    value: str
    quantity: str  # of COLORS
    meaning: str
    equation: str
    pytorch: str


class Scene(NamedTuple):
    """The drawing of one kind of cell: its shapes, its parts in the order of computing, its words."""

    shapes: tuple[Shape, ...]
    parts: tuple[Part, ...]
    alt: str  # as the text of a Label
    caption: str


def filled(text: str, step: Step, signed: bool) -> str:
    """Say a text with the numbers of a step in their places; `signed` for those of one unit."""
    said: Callable[[float], str] = figures.signed if signed else _size
    numbers = {**step._asdict(), "erase": 1 - step.keep}

    def number(found: re.Match[str]) -> str:
        value = numbers[found[1]]
        return f"{value:.0%}" if found[2] == ":%" else f"{value:.2f}" if found[2] == ":gate" else said(value)

    return re.sub(r"\{(\w+)(:%|:gate)?\}", number, say(text))


def _size(value: float) -> str:
    return f"{value:.2f}"
