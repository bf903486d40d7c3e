"""Dates: a column of them read, and continued beyond its end."""

import re
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from rnndemo.language import mark

Dates = NDArray[np.datetime64]

ORDERS = {
    "month first": mark("Dates such as {date} are read month first: only so do they fit or run evenly."),
    "day first": mark("Dates such as {date} are read day first: only so do they fit or run evenly."),
}
_MONTH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_PATTERNS = {
    "year first": r"(?P<y>\d{4})(?:[-/. ]?M?(?P<m>\d{1,2}))(?:[-/. ]?(?P<d>\d{1,2}))?{time}",
    "quarter": r"(?P<y>\d{4})[- ]?Q(?P<q>[1-4])",
    "year": r"(?P<y>\d{4})",
    "month name": r"(?:(?P<d>\d{1,2})[-/. ])?(?P<n>[A-Za-z]{3,9})\.?[-/. ,']*(?P<y>\d{4}|\d{2})",
    "name, day, year": r"(?P<n>[A-Za-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})",
    "month and year": r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})",
    "month first": r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4}|\d{2}){time}",
    "day first": r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2}){time}",
}
_TIME = r"(?:[T ](?P<h>\d{1,2})(?::(?P<min>\d{2}))?(?::(?P<s>\d{2})(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_FORMS = {name: re.compile(form.replace("{time}", _TIME)) for name, form in _PATTERNS.items()}


def read(cells: list[str]) -> dict[str, Dates]:
    """Return every reading of a column as dates: "month first" and "day first" may both fit. {} for none."""
    readings: dict[str, Dates] = {}
    for name, form in _FORMS.items():
        if form.fullmatch(cells[0]) is None:
            continue
        moments = [_moment(form.fullmatch(cell)) for cell in cells]
        if None not in moments:
            readings[name] = np.array(moments, dtype="datetime64[s]")
            if name not in ("month first", "day first"):
                return readings
    if len(readings) == 2:
        even = {name: dates for name, dates in readings.items() if _is_even(dates)}
        same = np.array_equal(readings["month first"], readings["day first"])
        if len(even) == 1 or same:
            return even or {"month first": readings["month first"]}
    return readings


def extend(dates: Dates, count: int) -> Dates:
    """Return the dates and `count` more at their usual step; months and years are counted as such."""
    days = float(np.median(np.diff(dates).astype(np.int64))) / 86_400
    ahead = np.arange(1, count + 1)
    months = round(days / 30.44)
    if months >= 1 and abs(days - 30.44 * months) < 2 and len(np.unique(_since_month_start(dates))) == 1:
        later = dates[-1].astype("datetime64[M]") + ahead * months
        return np.concatenate([dates, later.astype("datetime64[s]") + _since_month_start(dates)[-1]])
    return np.concatenate([dates, dates[-1] + ahead * np.timedelta64(round(days * 86_400), "s")])


def _moment(match: re.Match[str] | None) -> datetime | None:
    if match is None:
        return None
    found = match.groupdict()
    year, month = int(found["y"]), int(found.get("m") or 1)
    if found.get("q"):
        month = 3 * int(found["q"]) - 2
    if found.get("n"):
        if found["n"][:3].lower() not in _MONTH:
            return None
        month = _MONTH.index(found["n"][:3].lower()) + 1
    if len(found["y"]) == 2:  # a year of two figures means the latest one that is not in the future
        year += 2000
        year -= 100 if year > datetime.now(UTC).year else 0
    hour, minute, second = (int(found.get(part) or 0) for part in ("h", "min", "s"))
    try:
        return datetime(year, month, int(found.get("d") or 1), hour, minute, second)
    except ValueError:
        return None


def _is_even(dates: Dates) -> bool:
    steps = np.abs(np.diff(dates).astype(np.int64))
    return bool(steps.min() > 0 and steps.max() < 1.5 * steps.min())


def _since_month_start(dates: Dates) -> NDArray[np.timedelta64]:
    start: Dates = dates.astype("datetime64[M]").astype("datetime64[s]")
    return dates - start
