"""A visitor's table: a text file of rows and cells, whatever program saved it.

The standard library's csv cuts the lines. pandas would need to be told the separator and the decimal mark,
drops blank rows without a word, forgets line numbers, and takes long to import.
"""

import csv
import io
import re
from collections import Counter
from typing import NamedTuple

from rnndemo.language import listed, say, say_many
from rnndemo.sine.tables import numbers, separator

LARGEST_FILE = 5_000_000  # bytes
MOST_LINES = 100_000
SUMMARIES = frozenset(
    ["total", "totals", "sum", "average", "mean", "summe", "gesamt", "mittelwert", "moyenne", "somme"]
)


class Row(NamedTuple):
    """One row of a table and the line of the file it ends on."""

    line: int
    cells: list[str]

    @property
    def blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(self.cells)


class Table(NamedTuple):
    """Rows of equally many cells, under one name a column."""

    names: list[str]
    rows: list[Row]
    commas_separate: bool  # so that a point in a cell is a decimal point
    notes: list[str]  # what was left out, a sentence each

    def cells(self, column: int) -> list[str]:
        """Return one column, from the top."""
        return [row.cells[column] for row in self.rows]


def read_table(data: bytes, comma: str | None = None) -> Table:
    """Read a text file as a table; headings, footers and repeated headings are told from its rows.

    comma says what a lone comma in a line means: "decimal", "thousands" or "columns". Raises Unclear where
    nobody can tell, ValueError with a sentence where the file is no table.
    """
    if len(data) > LARGEST_FILE:
        raise ValueError(
            say(
                "The file has {size:.1f} MB; the limit is {limit:.0f} MB.",
                size=len(data) / 1e6,
                limit=LARGEST_FILE / 1e6,
            )
        )
    text = re.sub(r"\r+\n|\r", "\n", decode(data))
    if (lines := text.count("\n")) > MOST_LINES:
        raise ValueError(
            say("The file has {lines:,} lines; the limit is {limit:,}.", lines=lines, limit=MOST_LINES)
        )
    mark = separator.find(text, comma)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True)
        rows = [Row(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error:
        raise ValueError(say("The file cannot be read as CSV: is a quotation mark left open?")) from None
    while rows and rows[-1].blank:
        rows.pop()
    if not rows:
        raise ValueError(say("The file is empty."))
    return _table(rows, mark)


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or, where it is neither, Windows' cp1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codes = ["utf-16"]
    elif len(data) > 3 and 0 in (data[0], data[1]) and data.count(0) > len(data) / 3:
        codes = ["utf-16-be" if data[0] == 0 else "utf-16-le"]
    else:
        codes = ["utf-8-sig", "cp1252", "latin-1"]
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if any(ord(letter) < 32 and letter not in "\t\n\r\f\v\x1a" for letter in text):
            break
        return text.rstrip("\x1a")
    raise ValueError(say("The file is not text. Save it as CSV and try again."))


def _table(rows: list[Row], mark: str) -> Table:
    notes: list[str] = []
    rows = [Row(row.line, _without_empty_end(row.cells)) for row in rows]
    counts = Counter(len(row.cells) for row in rows if not row.blank)
    width = max(counts, key=lambda cells: (counts[cells], cells))
    width = max([width, *(cells for cells, count in counts.items() if count > 0.05 * len(rows))])
    top = next(at for at, row in enumerate(rows) if not row.blank)
    sample = [row.cells for row in rows[top:] if len(row.cells) == width]
    numeric = _numeric_columns(sample[:: 1 + len(sample) // 500], width)
    heads: list[Row] = []
    while top < len(rows) and (_is_words(rows[top], numeric) or _is_frame_head(rows, top, width)):
        if not rows[top].blank:
            heads.append(rows[top])
        top += 1
    if top == len(rows):
        raise ValueError(say("Line {line} is not a number, and no row below holds one.", line=heads[0].line))
    body = rows[top:]
    footers = []
    while body and (body[-1].blank or _is_footer(body[-1], numeric, width)):
        footers.append(body.pop())
    footers = [row for row in footers if not row.blank]
    names, joins = _names(heads, width, body)
    if joins:
        body = [Row(row.line, _join_last(row.cells, width)) for row in body]
        notes.append(
            say(
                "The comma in {cell} belongs to the number: the heading names fewer columns.",
                cell=body[0].cells[-1],
            )
        )
        width -= 1
    again = {tuple(_without_empty_end(row.cells)) for row in heads if len(row.cells) > 1 or width == 1}
    repeated = [row for row in body if tuple(row.cells) in again]
    body = [row for row in body if tuple(row.cells) not in again]
    if repeated:
        notes.append(say("Headings repeated in {lines}: left out.", lines=lines_of(repeated)))
    if footers:
        lines = lines_of(footers[::-1]).capitalize()
        notes.append(say("{lines} at the end: left out, a note and not a row.", lines=lines))
    for row in body:
        if len(row.cells) > width:
            raise ValueError(
                say(
                    "Line {line} has {cells} cells, most rows {usual}. Put numbers that hold the "
                    "separator in quotes.",
                    line=row.line,
                    cells=len(row.cells),
                    usual=width,
                )
            )
    body = [Row(row.line, row.cells + [""] * (width - len(row.cells))) for row in body]
    return Table(names, body, mark == "," and width > 1, notes)


def _numeric_columns(sample: list[list[str]], width: int) -> list[int]:
    shares = [sum(numbers.looks_numeric(cells[at]) for cells in sample) / len(sample) for at in range(width)]
    return [at for at, share in enumerate(shares) if share > 0.2]


def _is_words(row: Row, numeric: list[int]) -> bool:
    return not any(at < len(row.cells) and numbers.looks_numeric(row.cells[at]) for at in numeric) and not (
        row.cells and all(numbers.is_missing(cell) for cell in row.cells) and not row.blank
    )


def _is_frame_head(rows: list[Row], top: int, width: int) -> bool:
    """Whether a row of column numbers stands over a data frame's index: an empty cell, then 0, 1, …"""
    cells = rows[top].cells
    below = [row.cells[0] for row in rows[top + 1 : top + 4] if row.cells]
    return len(cells) == width > 1 and cells[0] == "" and below != [] and all(below)


def _is_footer(row: Row, numeric: list[int], width: int) -> bool:
    words = [cell for cell in row.cells if re.search(r"[^\W\d_]{2}", cell) and not numbers.is_missing(cell)]
    if width > 1 and words and words[0].lower().rstrip(":") in SUMMARIES:
        return True
    if not words or any(at < len(row.cells) and numbers.looks_numeric(row.cells[at]) for at in numeric):
        return False
    # A word alone in a one-column file may be a broken value; a sentence is none.
    return width > 1 or " " in words[0]


def _names(heads: list[Row], width: int, body: list[Row]) -> tuple[list[str], bool]:
    """Return a name for each column, and whether the last two cells of the rows are one number's halves."""
    fitting = [row.cells for row in heads if len(row.cells) in (width, width - 1)]
    fitting.sort(key=len, reverse=True)  # a title above the headings has fewer cells
    names = list(fitting[0]) if fitting and any(fitting[0]) else []
    joins = False
    if names and len(names) == width - 1:
        first = [row.cells[0] for row in body if row.cells]
        start = int(first[0]) if first[0].isdigit() else -1
        counts = first == [str(start + at) for at in range(len(first))]
        halves = all(row.cells[-1].isdigit() for row in body if len(row.cells) == width)
        joins = halves and not counts and width > 2
        if not joins:
            names.insert(0, "")
    kept = width - joins
    unnamed = ["index", *(say("column {number}", number=at + 1) for at in range(1, kept))]
    names = [name or unnamed[at] for at, name in enumerate(names)]
    names += [say("column {number}", number=at + 1) for at in range(len(names), kept)]
    return [name if names.index(name) == at else f"{name} ({at + 1})" for at, name in enumerate(names)], joins


def _join_last(cells: list[str], width: int) -> list[str]:
    return [*cells[: width - 2], ",".join(cells[width - 2 :])] if len(cells) == width else cells


def _without_empty_end(cells: list[str]) -> list[str]:
    end = len(cells)
    while end > 1 and not cells[end - 1]:
        end -= 1
    return cells[:end]


def lines_of(rows: list[Row]) -> str:
    """Return "line 4", or "lines 4, 5, 9": six of them, and how many more."""
    shown = listed(str(row.line) for row in rows[:6])
    if len(rows) > 6:
        return say("lines {shown} and {more} more", shown=shown, more=len(rows) - 6)
    return say_many("line {shown}", "lines {shown}", len(rows), shown=shown)
