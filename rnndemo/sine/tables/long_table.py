"""A long table, with a date, a name and a number in each row, made wide: one column for each name."""

from rnndemo.language import say
from rnndemo.sine.tables.numbers import is_numeric
from rnndemo.sine.tables.table import Row, Table

FEWEST_TIMES = 20


def long_to_wide(table: Table) -> Table:
    """Give each name in a column of names its own column, where rows of one date tell different things."""
    width = len(table.names)
    if width != 3 or any(row.blank for row in table.rows):
        return table
    number = [at for at in range(3) if is_numeric(table.cells(at))]
    texts = [at for at in range(3) if at not in number]
    if len(number) != 1 or len(texts) != 2:
        return table
    when, what = sorted(texts, key=lambda at: -len(set(table.cells(at))))
    kinds = list(dict.fromkeys(table.cells(what)))
    if not 2 <= len(kinds) <= 100 or len(table.rows) < 2 * len(kinds):
        return table
    wide: dict[str, Row] = {}
    for row in table.rows:
        time = row.cells[when]
        cells = wide.setdefault(time, Row(row.line, [time] + [""] * len(kinds))).cells
        place = 1 + kinds.index(row.cells[what])
        if cells[place]:
            return table
        cells[place] = row.cells[number[0]]
    if len(wide) < FEWEST_TIMES or len(wide) == len(table.rows):
        return table
    note = say(
        "Each “{name}” is taken as a column of its own, its rows put together by date.",
        name=table.names[what],
    )
    return Table(
        [table.names[when], *kinds], list(wide.values()), table.commas_separate, [*table.notes, note]
    )
