"""A visitor's table: one numeric column of CSV, read with a clear word about what is wrong with it."""

import csv
import io

import numpy as np
from numpy.typing import NDArray

LARGEST_FILE = 1_000_000  # bytes
MOST_ROWS = 5_000
FEWEST_ROWS = 20


def read_csv(data: bytes) -> NDArray[np.float64]:
    """Read the one numeric column of a CSV file, in order; a first row of words is its heading.

    Commas, semicolons or tabs separate; decimal commas are understood beside semicolons or tabs. Raises
    ValueError with a sentence that says what is wrong and where.
    """
    if len(data) > LARGEST_FILE:
        raise ValueError(f"The file has {len(data) / 1e6:.1f} MB; the limit is {LARGEST_FILE / 1e6:.0f} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("The file is not text in UTF-8. Save it as CSV (UTF-8) and try again.") from None
    if "\0" in text:
        raise ValueError("The file is not text. Save it as CSV and try again.")
    separator = next((mark for mark in ";\t" if mark in text), ",")
    try:
        rows = list(enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1))
    except csv.Error:
        raise ValueError("The file cannot be read as CSV.") from None
    rows = [(number, [cell.strip() for cell in row]) for number, row in rows if any(map(str.strip, row))]
    return _column(rows, decimal_comma=separator != ",")


def _column(rows: list[tuple[int, list[str]]], decimal_comma: bool) -> NDArray[np.float64]:
    if not rows:
        raise ValueError("The file is empty.")
    if not any(_number(cell, decimal_comma) is not None for cell in rows[0][1]):
        rows = rows[1:]
    if len(rows) > MOST_ROWS:
        raise ValueError(f"The file has {len(rows):,} rows of data; the limit is {MOST_ROWS:,}.")
    if len(rows) < FEWEST_ROWS:
        raise ValueError(f"The file has {len(rows)} rows of data; at least {FEWEST_ROWS} are needed.")
    width = max(len([cell for cell in row if cell]) for _, row in rows)
    if width > 1:
        raise ValueError(f"The file has {width} columns; keep the one to forecast.")
    values = []
    for line, row in rows:
        cell = next(filter(None, row))
        value = _number(cell, decimal_comma)
        if value is None:
            raise ValueError(f"Line {line} is not a number: {cell[:40]!r}.")
        if not np.isfinite(value):
            raise ValueError(f"Line {line} is {cell!r}; every row needs a finite number.")
        if abs(value) > 1e12:
            raise ValueError(f"Line {line} is beyond ±10¹²; use a larger unit.")
        values.append(value)
    return np.array(values)


def _number(cell: str, decimal_comma: bool) -> float | None:
    try:
        return float(cell.replace(",", ".") if decimal_comma else cell)
    except ValueError:
        return None
