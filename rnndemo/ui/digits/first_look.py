"""The moving picture on Home: a digit read row by row, and the memory and the belief after each row."""

import numpy as np

from rnndemo.digits.reader import Reading
from rnndemo.ui import markup
from rnndemo.ui.style import COLORS

ROW = 8  # pixels
GAP = 48  # between two pictures
SECONDS = 5.6  # 28 rows, a fifth of a second each
WIDTHS = (28 * 8, 64 * 4, 10 * 22)  # digit, memory, belief


def reading_picture(image: np.ndarray, reading: Reading, play: int = 0) -> str:
    """Return the picture as markup. It plays once and stays complete; another `play` plays it again.

    image: (28, 28) in 0..1; reading: of its rows, top row first. A visitor whose system asks for less motion
    sees the complete picture at once.
    """
    hidden = reading.trace.hidden_state[:28]  # (28, 64) in −1..1
    parts = (
        markup.shades(image, "pixel", "pixel"),
        markup.shades(hidden / np.abs(hidden).max(), "hidden_state", "negative"),
        markup.shades(reading.belief[:28], "lstm", "lstm"),
    )
    height, width = 28 * ROW, sum(WIDTHS) + 2 * GAP
    drawn, at = "", 0
    for number, (part, wide) in enumerate(zip(parts, WIDTHS, strict=True)):
        shape = f'x="{at}" y="0" width="{wide}" height="{height}"'
        paper = f'<rect {shape} fill="{COLORS["paper"]}"/>'
        inside = f'<image {shape} href="{part}" preserveAspectRatio="none" style="image-rendering:pixelated"'
        faint = f'{inside} opacity=".25"/>' if number == 0 else ""  # what is still to be read
        drawn += f'{paper}{faint}{inside} clip-path="url(#read)"/>'
        if number:
            shaft, tip = f"M{at - GAP + 10},{ROW / 2} H{at - 18}", f"M{at - 10},{ROW / 2} l-9,-6 v12 z"
            drawn += (
                f'<g class="row"><path d="{shaft}" stroke="{COLORS["truth"]}" stroke-width="3"/>'
                f'<path d="{tip}" fill="{COLORS["truth"]}"/></g>'
            )
        drawn += (
            f'<rect class="row" x="{at}" y="0" width="{wide}" height="{ROW}" fill="none" '
            f'stroke="{COLORS["highlight"]}" stroke-width="2"/>'
        )
        at += wide + GAP
    style = (
        "@keyframes read{from{transform:scaleY(0)}to{transform:scaleY(1)}}"
        f"@keyframes row{{from{{transform:translateY(-{ROW}px)}}to{{transform:translateY({27 * ROW}px)}}}}"
        f".read{{animation:read {SECONDS}s steps(28) both}}"
        f".row{{transform:translateY({27 * ROW}px);animation:row {SECONDS}s steps(28) both}}"
        "@media(prefers-reduced-motion:reduce){.read,.row{animation:none}}"
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -8 {width} {height + 16}" data-play="{play}">'
        f'<style>{style}</style><clipPath id="read"><rect class="read" width="{width}" height="{height}"/>'
        f"</clipPath>{drawn}</svg>"
    )
    alt = (
        f"A handwritten digit is read from the top row down. Beside each row: the 64 values of the memory, "
        f"and the belief in each of ten digits. In the end the belief in {reading.digit} is "
        f"{markup.percent(reading.probabilities.max())}."
    )
    picture = f'<img src="{markup.vector(svg)}" alt="{alt}" style="display:block;width:100%">'
    return f'<div style="max-width:51.25rem">{picture}{_captions(reading)}</div>'


def _captions(reading: Reading) -> str:
    said = markup.percent(reading.probabilities.max())
    digits = "".join(
        f'<span style="flex:1;text-align:center;font-weight:{700 if digit == reading.digit else 400}">'
        f"{digit}</span>"
        for digit in range(10)
    )
    parts = (
        "1 · It reads one row.",
        "2 · Its memory changes.",
        f'<span style="display:flex">{digits}</span>3 · Its belief: {reading.digit}, {said}.',
    )
    widths = f"{WIDTHS[0]}fr {WIDTHS[1]}fr {WIDTHS[2]}fr"
    gap = 100 * GAP / (sum(WIDTHS) + 2 * GAP)
    cells = "".join(f"<div>{part}</div>" for part in parts)
    return (
        f'<div style="display:grid;grid-template-columns:{widths};column-gap:{gap:.2f}%;font-size:.9rem;'
        f'line-height:1.3;padding-top:.3rem">{cells}</div>'
    )
