"""Lines, valves and labels: what the drawing of a cell is made of."""

from dataclasses import dataclass, field
from html import escape

from rnndemo.ui.markup import vector
from rnndemo.ui.style import COLORS

WIDTH, HEIGHT = 720, 330  # of a drawing, in its own units
THIN, THICK, FULL = 2.0, 26.0, 1.5  # widths of a line that carries 0, and FULL or more


@dataclass
class Drawing:
    """Shapes and labels of one drawing."""

    shapes: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def line(self, points: list[tuple[float, float]], value: float, quantity: str) -> None:
        """Draw a line as wide as the size of its value; grey is negative."""
        width = THIN + (THICK - THIN) * min(abs(value) / FULL, 1)
        color = COLORS["negative"] if value < 0 else COLORS[quantity]
        self._polyline(points, f'stroke="{color}" stroke-width="{width:.1f}"')

    def wire(self, points: list[tuple[float, float]]) -> None:
        """Draw a thin wire of the inputs, with an arrow at its end."""
        self._polyline(points, f'stroke="{COLORS["truth"]}" stroke-width="1.5" marker-end="url(#arrow)"')

    def valve(self, x: float, y: float, opened: float, quantity: str, upright: bool = False) -> None:
        """Draw a valve across a line, its two jaws open as far as the gate. `upright`: the line runs up."""
        wide, high = (64.0, 26.0) if upright else (26.0, 64.0)
        left, top, color = x - wide / 2, y - high / 2, COLORS[quantity]
        jaw_wide, jaw_high = (wide * (1 - opened) / 2, high) if upright else (wide, high * (1 - opened) / 2)
        jaws = [(left, top), (left + wide - jaw_wide, top + high - jaw_high)]
        self.shapes += [
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{jaw_wide:.1f}" height="{jaw_high:.1f}" fill="{color}"/>'
            for x, y in jaws
        ]
        self.shapes.append(
            f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" rx="4" fill="none" stroke="{color}" '
            'stroke-width="3"/>'
        )

    def box(self, x: float, y: float, quantity: str) -> None:
        """Draw a box that computes something new."""
        self.shapes.append(
            f'<rect x="{x - 36}" y="{y - 17}" width="72" height="34" rx="8" fill="{COLORS[quantity]}"/>'
        )

    def joint(self, x: float, y: float) -> None:
        """Draw the place where two lines are added."""
        color = COLORS["truth"]
        self.shapes.append(
            f'<circle cx="{x}" cy="{y}" r="17" fill="{COLORS["paper"]}" stroke="{color}" stroke-width="2"/>'
            f'<path d="M{x - 9} {y}h18M{x} {y - 9}v18" stroke="{COLORS["pixel"]}" stroke-width="2.5"/>'
        )

    def label(self, x: float, y: float, text: str, anchor: str = "middle", on: str = "") -> None:
        """Write a text at a point; its anchor is the start, middle or end. `on` is a box's colour."""
        shift = {"start": 0, "middle": -50, "end": -100}[anchor]
        color = f"color:{COLORS['pixel']};" if on else ""
        self.labels.append(
            f'<span style="position:absolute;left:{100 * x / WIDTH:.1f}%;top:{100 * y / HEIGHT:.1f}%;'
            f'transform:translate({shift}%,-50%);white-space:nowrap;text-align:center;{color}">{text}</span>'
        )

    def markup(self, alt: str) -> str:
        """Return the drawing with its labels over it, as wide as its place on the page."""
        arrow = (
            '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" '
            f'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="{COLORS["truth"]}"/></marker></defs>'
        )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
            f"{arrow}{''.join(self.shapes)}</svg>"
        )
        return (
            '<div style="container-type:inline-size;max-width:860px">'
            f'<div style="position:relative;aspect-ratio:{WIDTH}/{HEIGHT};line-height:1.15;'
            'font-size:clamp(11px,2cqw,16px)">'
            f'<img src="{vector(svg)}" alt="{escape(alt)}" style="display:block;width:100%;height:100%">'
            f"{''.join(self.labels)}</div></div>"
        )

    def _polyline(self, points: list[tuple[float, float]], stroke: str) -> None:
        path = " ".join(f"{x},{y}" for x, y in points)
        self.shapes.append(f'<polyline points="{path}" fill="none" {stroke}/>')
