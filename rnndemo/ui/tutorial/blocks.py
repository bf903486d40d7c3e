"""A shape as a block: its axes named, and the real values on its front."""

from html import escape

import numpy as np

from rnndemo.language import say
from rnndemo.tutorial.script import Seen
from rnndemo.ui import markup
from rnndemo.ui.style import COLORS

LONGEST, UNIT = 150.0, 9.0  # pixels: of a side of the front, and of one value at most
COLORED = {  # other values have the LSTM's colour
    "x": "pixel",
    "images": "pixel",
    "mine": "pixel",
    "r_out": "hidden_state",
    "r_out[:, -1, :]": "hidden_state",
    "h_n": "hidden_state",
    "c_n": "cell_state",
    "states": "hidden_state",
}


def block(seen: Seen) -> str:
    """Return a drawing of what a look saw as markup: depth for the first axes, rows and columns in front."""
    face = np.zeros((1, 1)) if seen.face is None else seen.face
    unit = min(UNIT, LONGEST / max(face.shape))
    high, wide = (max(unit * size, min(14 + size, 48)) for size in face.shape)  # a thin side can be seen
    behind = seen.shape[:-2]
    deep = min(6 + 5 * np.log2(np.prod(behind)), 40.0) if behind else 0.0
    counted = [(say(name), size) for name, size in zip(seen.axes, seen.shape, strict=True)]
    axes = [f"{name} <b>{size}</b>" for name, size in counted]
    columns, rows = axes[-1], axes[-2] if len(axes) > 1 else ""
    alt = f"{seen.name}: {', '.join(f'{name} {size}' for name, size in counted)}"
    solid = markup.vector(_solid(seen, face, wide, high, deep))
    if COLORED.get(seen.name) == "pixel":
        size = f"width:{wide + deep + 2:.1f}px;height:{high + deep + 2:.1f}px"
        picture = markup.paper(solid, alt, size)
    else:
        picture = f'<img src="{solid}" alt="{escape(alt)}">'
    small = "font-size:.8rem;line-height:1.15;white-space:nowrap"
    return (
        f'<div><div style="font-size:.9rem"><code>{escape(seen.name)}</code> {_said(seen.shape)}</div>'
        f'<div style="display:inline-grid;grid-template-columns:auto auto;gap:4px 6px;{small}">'
        f"<span></span><span>{' · '.join(axes[:-2])}{' ↗' if behind else ''}</span>"
        f'<span style="align-self:center;text-align:right">{rows.replace(" <b>", "<br><b>")}</span>{picture}'
        f"<span></span><span>{columns}</span></div></div>"
    )


def _said(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _solid(seen: Seen, face: np.ndarray, wide: float, high: float, deep: float) -> str:
    """Draw the block: its front, its top and its right side."""
    edge = f'stroke="{COLORS["truth"]}" stroke-width="1"'
    largest = float(np.abs(face).max()) or 1.0
    color = COLORED.get(seen.name, "lstm")
    values = (
        markup.chalk(face / largest) if color == "pixel" else markup.shades(face / largest, color, "negative")
    )
    front = f'x="1" y="{deep + 1:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    sides = ""
    if deep:
        sides = (
            f'<path d="M1,{deep + 1:.1f} l{deep:.1f},{-deep:.1f} h{wide:.1f} l{-deep:.1f},{deep:.1f} z '
            f'm{wide:.1f},0 l{deep:.1f},{-deep:.1f} v{high:.1f} l{-deep:.1f},{deep:.1f} z" '
            f'fill="{COLORS["truth"]}" fill-opacity=".15" {edge}/>'
        )
    width, height = wide + deep + 2, high + deep + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}" height="{height:.1f}" '
        f'viewBox="0 0 {width:.1f} {height:.1f}">{sides}'
        f'<image {front} href="{values}" preserveAspectRatio="none" style="image-rendering:pixelated"/>'
        f'<rect {front} fill="none" {edge}/></svg>'
    )
