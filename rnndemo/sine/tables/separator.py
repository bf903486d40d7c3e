"""Separators: which mark stands between the cells of a table, a comma above all."""

import re

from rnndemo.language import say
from rnndemo.sine.tables import numbers
from rnndemo.sine.tables.numbers import Unclear

_LONE_COMMA = re.compile(r"\s*[-+−]?\d+,\d+\s*")


def find(text: str, comma: str | None) -> str:
    """Return the mark that separates the cells of a line; "," where there is only one column.

    comma is the visitor's answer, as in `read_table`. Raises Unclear where a comma may mean two things.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    most = 0.7 * len(lines)
    for mark in "\t;|":
        if sum(mark in line for line in lines) > most:
            return mark
    if sum("," in line for line in lines) > most:
        return _lone_comma(lines, comma)
    spaced = [line.split() for line in lines]
    if sum(len(parts) > 1 and numbers.looks_numeric(parts[-1]) for parts in spaced) > most and not all(
        numbers.looks_numeric(line.strip()) for line in lines[1:]
    ):
        return " "
    # A column of whole and broken numbers has the comma in some lines only.
    return _lone_comma(lines, comma) if any("," in line for line in lines) else ","


def _lone_comma(lines: list[str], comma: str | None) -> str:
    """Return "," where the commas separate cells; where they are inside numbers ";", which no line has."""
    inside, between = ";", ","
    body = [line for line in lines if _LONE_COMMA.fullmatch(line)]
    whole = sum(line.strip().lstrip("+-−").isdigit() for line in lines)
    if not body or len(body) + whole < 0.9 * len(lines):
        return between
    if comma is not None:
        return between if comma == "columns" else inside
    first, second = zip(*(line.strip().split(",") for line in body), strict=True)
    if whole or any(len(part) > 1 and part.startswith("0") for part in second):
        return inside
    start = int(first[0].replace("−", "-"))
    if [part.replace("−", "-") for part in first] == [str(start + at) for at in range(len(first))]:
        return between
    if lines[0] is not body[0] and not _LONE_COMMA.fullmatch(lines[0]):
        return inside if "," not in lines[0] else between
    example = body[0].strip()
    answers = {
        "decimal": say("one column: {cell} is {number}", cell=example, number=example.replace(",", ".")),
        "columns": say("two columns: {first} and {second}", first=first[0], second=second[0]),
    }
    if all(len(part) == 3 for part in second):
        whole_number = first[0] + second[0]
        answers["thousands"] = say("one column: {cell} is {number}", cell=example, number=whole_number)
    raise Unclear(say("Is {cell} one number, or two?", cell=example), "comma", answers)
