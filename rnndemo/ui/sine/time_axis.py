"""The axis of time: the numbers of the points, or their dates in figures, which every language reads."""

from typing import Any

from rnndemo.language import say
from rnndemo.sine.waves import Series

DAY = 86_400_000  # milliseconds, in which Plotly counts the distance of two ticks
_TICKS = [
    {"dtickrange": [None, DAY - 1], "value": "%H:%M\n%Y-%m-%d"},
    {"dtickrange": [DAY, 28 * DAY], "value": "%m-%d\n%Y"},
    {"dtickrange": ["M1", "M11"], "value": "%Y-%m"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def time_axis(series: Series) -> dict[str, Any]:
    """Return the settings of a figure's horizontal axis."""
    if series.dates is None:
        return {"title": say("point")}
    whole_days = (series.dates == series.dates.astype("datetime64[D]")).all()
    return {
        "title": None,
        "tickformatstops": _TICKS,
        "hoverformat": "%Y-%m-%d" if whole_days else "%Y-%m-%d %H:%M",
    }
