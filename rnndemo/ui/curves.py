"""Line charts as markup, for a picture that changes several times a second.

Streamlit draws a Plotly chart anew each time its data change. On a slow phone that takes longer than the time
between two pictures, so the phone would fall further and further behind. Markup is replaced in place.
"""

from html import escape
from typing import NamedTuple

import numpy as np

from rnndemo.ui import markup
from rnndemo.ui.style import COLORS

HEIGHT = 260  # pixels
WIDTH = 2.0  # pixels of a line


class Curve(NamedTuple):
    """A line through the points (x, y), without those whose y is not finite.

    A curve with an empty name has no entry in the legend.
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    color: str
    dash: str = ""  # as in SVG: "4 3" is 4 pixels drawn, 3 left out


class Axes(NamedTuple):
    """The limits of a chart and its labels. `ticks` gives each horizontal line: label → y."""

    left: float
    right: float
    bottom: float
    top: float
    ticks: dict[str, float]
    ends: tuple[str, str]  # labels of the x axis, at its left and right end


def plot(curves: list[Curve], axes: Axes, alt: str) -> str:
    """Return a chart of the curves as markup, as wide as its place on the page.

    `alt` says to a screen reader what the chart shows.
    """
    grid = [
        Curve("", np.array([axes.left, axes.right]), np.full(2, y), COLORS["truth"] + "55")
        for y in axes.ticks.values()
    ]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"{''.join(_line(curve, axes) for curve in [*grid, *curves])}</svg>"
    )
    labels = "".join(
        f'<span style="position:absolute;right:2px;bottom:{100 * _share(y, axes.bottom, axes.top):.1f}%">'
        f"{label}</span>"
        for label, y in axes.ticks.items()
    )
    legend = markup.legend({curve.name: curve.color for curve in curves if curve.name})
    start, end = axes.ends
    return (
        f'{legend}<div style="position:relative;font-size:.75rem;line-height:1.1">'
        f'<img src="{markup.vector(svg)}" alt="{escape(alt)}" '
        f'style="display:block;width:100%;height:{HEIGHT}px">{labels}</div>'
        '<div style="display:flex;justify-content:space-between;font-size:.75rem;opacity:.75">'
        f"<span>{escape(start)}</span><span>{escape(end)}</span></div>"
    )


def _line(curve: Curve, axes: Axes) -> str:
    known = np.isfinite(curve.y)
    x = 100 * _share(np.asarray(curve.x)[known], axes.left, axes.right)
    y = 100 * (1 - _share(np.asarray(curve.y)[known], axes.bottom, axes.top))
    points = " ".join(f"{a:.2f},{b:.2f}" for a, b in zip(x, np.clip(y, -100, 200), strict=True))
    return (
        f'<polyline points="{points}" fill="none" stroke="{curve.color}" stroke-width="{WIDTH}" '
        f'stroke-dasharray="{curve.dash}" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
    )


def _share(value, low: float, high: float):
    return (value - low) / (high - low)
