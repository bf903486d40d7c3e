"""A visitor's column: the one series of a table that is to be forecast, with its dates."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnndemo.arrays import Array
from rnndemo.sine.tables import dates, numbers
from rnndemo.sine.tables.long_table import long_to_wide
from rnndemo.sine.tables.numbers import Unclear, is_numeric
from rnndemo.sine.tables.table import Row, Table, lines_of, read_table

FEWEST_ROWS = 20
MOST_ROWS = 10_000  # the newest so many are used: more would keep a visitor waiting
MOST_GAPS = 0.5  # share of the rows that may be filled
MOST_BROKEN = 0.01  # share of the rows that may hold a word instead of a number
TIME_NAMES = frozenset(
    [
        "index",
        "id",
        "no",
        "nr",
        "row",
        "t",
        "point",
        "unnamed:_0",
        "year",
        "month",
        "day",
        "hour",
        "week",
        "weekday",
        "quarter",
        "date",
        "time",
        "timestamp",
        "jahr",
        "monat",
        "tag",
        "datum",
        "année",
        "mois",
        "jour",
        "day_of_month",
        "day_of_week",
    ]
)
OWN_EXPORT = {"point", "value", "one_step_forecast", "free_run"}


class Answers(NamedTuple):
    """The visitor's answers where a file can be read in two ways; None where nothing was asked."""

    column: str | None = None  # a name, or the number of the column from 1
    comma: str | None = None  # "decimal", "thousands" or "columns"
    point: str | None = None  # "decimal" or "thousands"
    dates: str | None = None  # "month first" or "day first"


class Column(NamedTuple):
    """A series read from a file."""

    name: str
    values: Array  # (rows,)
    dates: dates.Dates | None  # (rows,), rising; None where the rows have none
    notes: tuple[str, ...]  # what was used, left out and filled, a sentence each


def read_column(data: bytes, answers: Answers = Answers()) -> Column:  # noqa: B008 - it is immutable
    """Read the series of a file. Raises Unclear where the visitor must answer, else ValueError."""
    table = long_to_wide(read_table(data, answers.comma))
    told = sum(not row.blank for row in table.rows)
    if told < FEWEST_ROWS:
        raise ValueError(f"The file has {told} rows of data; at least {FEWEST_ROWS} are needed.")
    notes = list(table.notes)
    time, moments = _dates(table, answers.dates, notes)
    at = _choose(table, time, answers.column)
    name = table.names[at]
    if len(table.names) > 1:
        others = f", with the dates of “{table.names[time]}”" if time is not None else ""
        notes.insert(0, f"Column “{name}” is used{others}.")
    table, moments = _without_spacing(table, moments, notes)
    values, known = _values(table, at, answers, notes)
    if moments is not None:
        moments = moments[known]
    if moments is not None and len(moments) > 1:
        steps = np.diff(moments).astype(np.int64)
        if (steps < 0).all():
            values, moments = values[::-1].copy(), moments[::-1]
            notes.append("The newest row came first: turned round.")
        elif not (steps > 0).all():
            moments = None
            notes.append("The dates do not rise from row to row: the rows are taken in their order.")
    if len(values) < FEWEST_ROWS:
        raise ValueError(f"The file has {len(values)} rows of data; at least {FEWEST_ROWS} are needed.")
    if len(values) > MOST_ROWS:
        notes.append(f"The newest {MOST_ROWS:,} of {len(values):,} rows are used.")
        values, moments = values[-MOST_ROWS:], None if moments is None else moments[-MOST_ROWS:]
    return Column(name, values, moments, tuple(notes))


def _dates(table: Table, settled: str | None, notes: list[str]) -> tuple[int | None, dates.Dates | None]:
    """Find the first column that holds dates."""
    for at, name in enumerate(table.names):
        cells = [cell for row in table.rows if not row.blank for cell in [row.cells[at]]]
        year = name.lower() in ("year", "jahr", "année", "date", "datum", "time")
        if len(table.names) == 1 or not all(cells) or (not year and cells[0].isdigit()):
            continue
        readings = dates.read(cells)
        if len(readings) == 2 and settled not in readings:
            raise Unclear(
                f"Does the date {cells[0]} begin with the month or with the day?",
                "dates",
                {"month first": "the month", "day first": "the day"},
            )
        if not readings:
            continue
        first = next(iter(readings))
        seconds: NDArray[np.int64] = readings[first].astype(np.int64)
        if not (cells[0].isdigit() and np.any(seconds[1:] <= seconds[:-1])):
            if len(readings) == 1 and first in ("month first", "day first"):
                notes.append(
                    f"Dates such as {cells[-1]} are read {first}: only so do they fit or run evenly."
                )
            found = readings[first if settled is None or settled not in readings else settled]
            spread = np.full(len(table.rows), np.datetime64("NaT"), dtype="datetime64[s]")
            spread[[not row.blank for row in table.rows]] = found
            return at, spread
    return None, None


def _choose(table: Table, time: int | None, wanted: str | None) -> int:
    numeric = [at for at in range(len(table.names)) if at != time and is_numeric(table.cells(at))]
    if not numeric:
        words = next((row for row in table.rows if not row.blank), table.rows[0])
        raise ValueError(f"Line {words.line} is not a number: no column holds numbers.")
    if wanted is not None:
        if wanted in table.names and table.names.index(wanted) in numeric:
            return table.names.index(wanted)
        if wanted.isdigit() and int(wanted) - 1 in numeric:
            return int(wanted) - 1
        names = ", ".join(f"“{table.names[at]}”" for at in numeric)
        raise ValueError(f"There is no column of numbers named “{wanted[:40]}”. There are {names}.")
    if set(table.names) >= OWN_EXPORT:
        return table.names.index("value")
    series = [at for at in numeric if not _is_index(table, at)]
    if len(series) == 1 or len(numeric) == 1:
        return (series if len(series) == 1 else numeric)[0]
    offered = series or numeric
    raise Unclear(
        f"The table has {len(offered)} columns of numbers. Which one is to be forecast?",
        "column",
        {table.names[at]: table.names[at] for at in offered},
    )


def _is_index(table: Table, at: int) -> bool:
    """Whether a column only counts the rows or tells the time."""
    name = table.names[at].split(" / ")[0].strip().lower().replace(" ", "_")
    if name in TIME_NAMES:
        return True
    cells = [row.cells[at] for row in table.rows if not row.blank]
    if not all(cell.isdigit() for cell in cells):
        return False
    return bool(np.all(np.diff([int(cell[:15]) for cell in cells]) == 1))


def _without_spacing(
    table: Table, moments: dates.Dates | None, notes: list[str]
) -> tuple[Table, dates.Dates | None]:
    """Leave out blank lines that only separate the rows; a blank line in place of a value stays, as a gap."""
    blank = np.array([row.blank for row in table.rows])
    if not blank.any():
        return table, moments
    at = np.flatnonzero(blank)
    every_other = len(at) >= 0.45 * len(blank) and bool(np.all(np.diff(at) == 2))
    steady = False
    if moments is not None:
        steps = np.diff(moments[~blank]).astype(np.int64)
        steady = bool(np.all(steps > 0) and steps.max() < 1.5 * np.median(steps))
    if not (every_other or steady):
        if moments is not None:  # a gap's date lies between its neighbours'
            places, told = np.arange(len(blank)), np.flatnonzero(~blank)
            seconds = np.interp(places, told, moments[~blank].astype(np.int64))
            moments = seconds.astype(np.int64).astype("datetime64[s]")
        return table, moments
    notes.append(f"{len(at)} blank lines only space the rows: left out.")
    rows = [row for row in table.rows if not row.blank]
    return table._replace(rows=rows), None if moments is None else moments[~blank]


def _values(table: Table, at: int, answers: Answers, notes: list[str]) -> tuple[Array, NDArray[np.bool_]]:
    """Read the column, and fill its gaps by straight lines; also return which rows it spans."""
    cells = table.cells(at)
    try:
        values = numbers.read(cells, answers.comma, answers.point, table.commas_separate)
    except Unclear as unclear:
        if unclear.option != "point" or len(table.names) > 1:
            raise
        values = numbers.read(cells, answers.comma, "decimal", True)
        notes.append("The points are read as decimal points.")
    wrong: list[Row] = []
    for row, value, cell in zip(table.rows, values, cells, strict=True):
        if np.isnan(value) and cell.lower().lstrip("+-") in ("inf", "infinity"):
            raise ValueError(f"Line {row.line} is {cell!r}; every row needs a finite number.")
        if abs(value) > 1e12:
            raise ValueError(f"Line {row.line} is beyond ±10¹²; use a larger unit.")
        if np.isnan(value) and not numbers.is_missing(cell):
            wrong.append(row)
    if len(wrong) > MOST_BROKEN * len(cells):
        first = wrong[0].cells[at][:40]
        verb = "are not numbers" if len(wrong) > 1 else "is not a number"
        raise ValueError(
            f"{lines_of(wrong).capitalize()} {verb}: {first!r}. Mend or leave out what is wrong."
        )
    told = np.flatnonzero(~np.isnan(values))
    if len(told) < FEWEST_ROWS:
        raise ValueError(f"The file has {len(told)} rows of data; at least {FEWEST_ROWS} are needed.")
    known = np.zeros(len(values), dtype=bool)
    known[told[0] : told[-1] + 1] = True
    ends = len(values) - int(known.sum())
    gaps = [table.rows[place] for place in np.flatnonzero(known & np.isnan(values))]
    if len(gaps) > MOST_GAPS * known.sum():
        raise ValueError(
            f"{len(gaps)} of {known.sum()} rows have no number ({lines_of(gaps)}): too many to fill."
        )
    if wrong:
        notes.append(
            f"{lines_of(wrong).capitalize()}: {wrong[0].cells[at]!r} is not a number, taken as a gap."
        )
    if ends:
        notes.append(f"{ends} row{'s' * (ends > 1)} without a number at the ends: left out.")
    if gaps:
        verb = "has" if len(gaps) == 1 else "have"
        where = f"{len(gaps)} of {known.sum()} rows {verb} no number ({lines_of(gaps)})"
        notes.append(f"{where}: filled by straight lines.")
        values = np.interp(np.arange(len(values)), told, values[told])
    return values[known], known
