"""Numbers as people write them: decimal commas, thousands marks, signs of money, words for no value."""

import re

import numpy as np
from numpy.typing import NDArray

from rnndemo.language import say

MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "nan", "null", "none", "-", "–", "—", ".", "..", "?", "missing")
)
_NUMBER = re.compile(r"[-+]?(?:\d[\d.,]*|\.\d+|,\d+)(?:[eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
_CLEAR = str.maketrans({"−": "-", "'": "", "’": "", "\u00a0": "", "\u202f": "", "\u2009": ""})
_SPACED = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


class Unclear(ValueError):
    """Two readings are possible. str() is the question; `answers` maps each answer to what it means."""

    def __init__(self, question: str, option: str, answers: dict[str, str]):
        super().__init__(question)
        self.option = option  # the field of column.Answers that holds the visitor's answer
        self.answers = answers


def is_missing(cell: str) -> bool:
    """Return whether the cell stands for a value that nobody has."""
    return cell.lower() in MISSING


def looks_numeric(cell: str) -> bool:
    """Return whether the cell is a number in some way of writing."""
    return _NUMBER.fullmatch(_bare(cell)) is not None


def is_numeric(cells: list[str]) -> bool:
    """Return whether most cells that hold anything hold a number."""
    told = [cell for cell in cells if not is_missing(cell)]
    return bool(told) and sum(map(looks_numeric, told)) > 0.5 * len(told)


def read(
    cells: list[str], comma: str | None, point: str | None, points_are_safe: bool
) -> NDArray[np.float64]:
    """Read cells as numbers; NaN where a cell is missing or is no number.

    comma and point say "decimal" or "thousands" where the visitor has settled it. points_are_safe: the
    file's commas separate cells, so that its points cannot be thousands marks. Raises Unclear where every
    mark could be either.
    """
    bare = [_bare(cell) for cell in cells]
    written = [cell for cell in bare if _NUMBER.fullmatch(cell)]
    commas = _meaning(written, ",", ".", comma)
    points = _meaning(written, ".", ",", point or ("decimal" if points_are_safe else None))
    if commas == points == "decimal":
        raise ValueError(
            say("Some numbers have a decimal comma and some a decimal point. Write all of them one way.")
        )
    values = np.full(len(cells), np.nan)
    for at, cell in enumerate(bare):
        if _NUMBER.fullmatch(cell):
            plain = cell.replace(",", "." if commas == "decimal" else "")
            if points == "thousands":
                plain = cell.replace(".", "").replace(",", ".")
            try:
                values[at] = float(plain)
            except ValueError:
                continue
    return values


def _bare(cell: str) -> str:
    sign, inside = ("-", cell[1:-1]) if cell.startswith("(") and cell.endswith(")") else ("", cell)
    return sign + _SPACED.sub("", inside.translate(_CLEAR)).strip("$€£% ")


def _meaning(written: list[str], mark: str, other: str, settled: str | None) -> str:
    """Say whether `mark` is "decimal" or "thousands" in these cells, "absent" where there is none."""
    marked = [cell for cell in written if mark in cell]
    if not marked:
        return "absent"
    if any(cell.count(mark) > 1 for cell in marked):
        return "thousands"
    both = next((cell for cell in marked if other in cell), None)
    if both is not None:
        return "decimal" if both.rindex(mark) > both.rindex(other) else "thousands"
    if any(_GROUPED.fullmatch(cell) is None for cell in marked):
        return "decimal"
    if settled in ("decimal", "thousands"):
        return settled
    # Beside marks that could be either, a whole number of four figures shows that none is grouped.
    if any(cell.isdigit() and len(cell) > 3 for cell in written):
        return "decimal"
    small, large = marked[0].replace(mark, "."), marked[0].replace(mark, "")
    if mark == ",":
        decimal = say("{number}: the comma is a decimal comma", number=small)
    else:
        decimal = say("{number}: the point is a decimal point", number=small)
    raise Unclear(
        say(
            "Is {number} about {small:.3g}, or {large:,}?",
            number=marked[0],
            small=float(small),
            large=int(large),
        ),
        "comma" if mark == "," else "point",
        {"decimal": decimal, "thousands": say("{number}: it marks thousands", number=large)},
    )
