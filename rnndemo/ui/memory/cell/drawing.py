"""A cell at one step as markup: lines as wide as what they carry, valves as open as the gates."""

from html import escape

from rnndemo.memory.step import Step
from rnndemo.ui.markup import vector
from rnndemo.ui.memory.cell.shapes import (
    FULL,
    HEIGHT,
    THICK,
    THIN,
    WIDTH,
    Box,
    Joint,
    Label,
    Line,
    Points,
    Scene,
    Shape,
    Valve,
    Wire,
    filled,
)
from rnndemo.ui.style import COLORS

ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" '
    f'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="{COLORS["truth"]}"/></marker></defs>'
)


def drawing(scene: Scene, step: Step, signed: bool) -> str:
    """Return a drawing of one step, its labels over it, as wide as its place; `signed` for one unit."""
    shapes = "".join(_shape(shape, step) for shape in scene.shapes)
    labels = "".join(_label(shape, step, signed) for shape in scene.shapes if isinstance(shape, Label))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{ARROW}{shapes}</svg>'
    return (
        '<div style="container-type:inline-size;max-width:53.75rem">'
        f'<div style="position:relative;aspect-ratio:{WIDTH}/{HEIGHT};line-height:1.15;'
        'font-size:clamp(11px,2.5cqw,1rem)">'
        f'<img src="{vector(svg)}" alt="{escape(filled(scene.alt, step, signed))}" '
        f'style="display:block;width:100%;height:100%">{labels}</div></div>'
    )


def _shape(shape: Shape, step: Step) -> str:
    match shape:
        case Line():
            value = getattr(step, shape.value)
            width = THIN + (THICK - THIN) * min(abs(value) / FULL, 1)
            color = COLORS["negative"] if value < 0 else COLORS[shape.quantity]
            return _polyline(shape.points, f'stroke="{color}" stroke-width="{width:.1f}"')
        case Wire():
            arrow = "" if shape.bare else ' marker-end="url(#arrow)"'
            return _polyline(shape.points, f'stroke="{COLORS["truth"]}" stroke-width="1.5"{arrow}')
        case Valve():
            return _valve(shape, getattr(step, shape.value))
        case Box():
            return (
                f'<rect x="{shape.x - 36}" y="{shape.y - 17}" width="72" height="34" rx="8" '
                f'fill="{COLORS[shape.quantity]}"/>'
            )
        case Joint():
            return (
                f'<circle cx="{shape.x}" cy="{shape.y}" r="17" fill="{COLORS["paper"]}" '
                f'stroke="{COLORS["truth"]}" stroke-width="2"/><path d="M{shape.x - 9} {shape.y}h18'
                f'M{shape.x} {shape.y - 9}v18" stroke="{COLORS["pixel"]}" stroke-width="2.5"/>'
            )
    return ""


def _valve(valve: Valve, opened: float) -> str:
    wide, high = (64.0, 26.0) if valve.upright else (26.0, 64.0)
    left, top, color = valve.x - wide / 2, valve.y - high / 2, COLORS[valve.quantity]
    shut = (1 - opened) / 2
    jaw_wide, jaw_high = (wide * shut, high) if valve.upright else (wide, high * shut)
    jaws = "".join(
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{jaw_wide:.1f}" height="{jaw_high:.1f}" fill="{color}"/>'
        for x, y in [(left, top), (left + wide - jaw_wide, top + high - jaw_high)]
    )
    return (
        f'{jaws}<rect x="{left}" y="{top}" width="{wide}" height="{high}" rx="4" fill="none" '
        f'stroke="{color}" stroke-width="3"/>'
    )


def _label(label: Label, step: Step, signed: bool) -> str:
    shift = {"start": 0, "middle": -50, "end": -100}[label.anchor]
    color = f"color:{COLORS['pixel']};" if label.boxed else ""
    return (
        f'<span style="position:absolute;left:{100 * label.x / WIDTH:.1f}%;top:{100 * label.y / HEIGHT:.1f}%;'
        f'transform:translate({shift}%,-50%);white-space:nowrap;text-align:center;{color}">'
        f"{filled(label.text, step, signed)}</span>"
    )


def _polyline(points: Points, stroke: str) -> str:
    path = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{path}" fill="none" {stroke}/>'
