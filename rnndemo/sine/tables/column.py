"""A visitor's column: the one series of a table that is to be forecast, with its dates."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnndemo.arrays import Array
from rnndemo.language import listed, mark, say, say_many
from rnndemo.sine.tables import dates, numbers
from rnndemo.sine.tables.long_table import long_to_wide
from rnndemo.sine.tables.numbers import Unclear, is_numeric
from rnndemo.sine.tables.table import Row, Table, lines_of, read_table

FEWEST_ROWS = 20
MOST_ROWS = 10_000  # the newest so many are used: more would keep a visitor waiting
MOST_GAPS = 0.5  # share of the rows that may be filled
MOST_BROKEN = 0.01  # share of the rows that may hold a word instead of a number
TIME_NAMES = frozenset((
    "index", "id", "no", "nr", "row", "t", "point", "unnamed:_0", "year", "month", "day", "hour", "week",
    "weekday", "quarter", "date", "time", "timestamp", "jahr", "monat", "tag", "datum", "année", "mois",
    "jour", "day_of_month", "day_of_week"
))  # fmt: skip
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
    _refuse_few(sum(not row.blank for row in table.rows))
    notes = list(table.notes)
    time, moments = _dates(table, answers.dates, notes)
    at = _choose(table, time, answers.column)
    name = table.names[at]
    if len(table.names) > 1:
        used = say("Column “{name}” is used.", name=name)
        if time is not None:
            when = table.names[time]
            used = say("Column “{name}” is used, with the dates of “{dates}”.", name=name, dates=when)
        notes.insert(0, used)
    table, moments = _without_spacing(table, moments, notes)
    values, known = _values(table, at, answers, notes)
    if moments is not None:
        moments = moments[known]
    if moments is not None and len(moments) > 1:
        steps = np.diff(moments).astype(np.int64)
        if (steps < 0).all():
            values, moments = values[::-1].copy(), moments[::-1]
            notes.append(say("The newest row came first: turned round."))
        elif not (steps > 0).all():
            moments = None
            order = say("The dates do not rise from row to row: the rows are taken in their order.")
            notes.append(order)
    _refuse_few(len(values))
    if len(values) > MOST_ROWS:
        notes.append(say("The newest {most:,} of {rows:,} rows are used.", most=MOST_ROWS, rows=len(values)))
        values, moments = values[-MOST_ROWS:], None if moments is None else moments[-MOST_ROWS:]
    return Column(name, values, moments, tuple(notes))


def _refuse_few(rows: int) -> None:
    if rows < FEWEST_ROWS:
        few = mark("The file has {rows} rows of data; at least {fewest} are needed.")
        raise ValueError(say(few, rows=rows, fewest=FEWEST_ROWS))


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
                say("Does the date {date} begin with the month or with the day?", date=cells[0]),
                "dates",
                {"month first": say("the month"), "day first": say("the day")},
            )
        if not readings:
            continue
        first = next(iter(readings))
        seconds: NDArray[np.int64] = readings[first].astype(np.int64)
        if not (cells[0].isdigit() and np.any(seconds[1:] <= seconds[:-1])):
            if len(readings) == 1 and first in ("month first", "day first"):
                notes.append(say(dates.ORDERS[first], date=cells[-1]))
            found = readings[first if settled is None or settled not in readings else settled]
            spread = np.full(len(table.rows), np.datetime64("NaT"), dtype="datetime64[s]")
            spread[[not row.blank for row in table.rows]] = found
            return at, spread
    return None, None


def _choose(table: Table, time: int | None, wanted: str | None) -> int:
    numeric = [at for at in range(len(table.names)) if at != time and is_numeric(table.cells(at))]
    if not numeric:
        words = next((row for row in table.rows if not row.blank), table.rows[0])
        raise ValueError(say("Line {line} is not a number: no column holds numbers.", line=words.line))
    if wanted is not None:
        if wanted in table.names and table.names.index(wanted) in numeric:
            return table.names.index(wanted)
        if wanted.isdigit() and int(wanted) - 1 in numeric:
            return int(wanted) - 1
        names = listed(say("“{name}”", name=table.names[at]) for at in numeric)
        missing = mark("There is no column of numbers named “{wanted}”. There are {names}.")
        raise ValueError(say(missing, wanted=wanted[:40], names=names))
    if set(table.names) >= OWN_EXPORT:
        return table.names.index("value")
    series = [at for at in numeric if not _is_index(table, at)]
    if len(series) == 1 or len(numeric) == 1:
        return (series if len(series) == 1 else numeric)[0]
    offered = series or numeric
    raise Unclear(
        say("The table has {count} columns of numbers. Which one is to be forecast?", count=len(offered)),
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
    notes.append(say("{count} blank lines only space the rows: left out.", count=len(at)))
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
        notes.append(say("The points are read as decimal points."))
    wrong: list[Row] = []
    for row, value, cell in zip(table.rows, values, cells, strict=True):
        if np.isnan(value) and cell.lower().lstrip("+-") in ("inf", "infinity"):
            infinite = say(
                "Line {line} is {cell!r}; every row needs a finite number.", line=row.line, cell=cell
            )
            raise ValueError(infinite)
        if abs(value) > 1e12:
            raise ValueError(say("Line {line} is beyond ±10¹²; use a larger unit.", line=row.line))
        if np.isnan(value) and not numbers.is_missing(cell):
            wrong.append(row)
    if len(wrong) > MOST_BROKEN * len(cells):
        raise ValueError(
            say_many(
                "{lines} is not a number: {cell!r}. Mend or leave out what is wrong.",
                "{lines} are not numbers: {cell!r}. Mend or leave out what is wrong.",
                len(wrong),
                lines=lines_of(wrong).capitalize(),
                cell=wrong[0].cells[at][:40],
            )
        )
    told = np.flatnonzero(~np.isnan(values))
    _refuse_few(len(told))
    known = np.zeros(len(values), dtype=bool)
    known[told[0] : told[-1] + 1] = True
    ends = len(values) - int(known.sum())
    gaps = [table.rows[place] for place in np.flatnonzero(known & np.isnan(values))]
    if len(gaps) > MOST_GAPS * known.sum():
        too_many = mark("{count} of {rows} rows have no number ({lines}): too many to fill.")
        raise ValueError(say(too_many, count=len(gaps), rows=known.sum(), lines=lines_of(gaps)))
    if wrong:
        lines, cell = lines_of(wrong).capitalize(), wrong[0].cells[at]
        notes.append(say("{lines}: {cell!r} is not a number, taken as a gap.", lines=lines, cell=cell))
    if ends:
        notes.append(
            say_many(
                "{count} row without a number at the ends: left out.",
                "{count} rows without a number at the ends: left out.",
                ends,
            )
        )
    if gaps:
        notes.append(
            say_many(
                "{count} of {rows} rows has no number ({lines}): filled by straight lines.",
                "{count} of {rows} rows have no number ({lines}): filled by straight lines.",
                len(gaps),
                rows=known.sum(),
                lines=lines_of(gaps),
            )
        )
        values = np.interp(np.arange(len(values)), told, values[told])
    return values[known], known
