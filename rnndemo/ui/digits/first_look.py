"""The moving picture on Home: a digit read row by row, and the memory and the belief after each row."""

import numpy as np

from rnndemo.digits.reader import Reading
from rnndemo.language import say
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
        markup.shades(hidden / np.abs(hidden).max(), "hidden_state", "negative"),
        markup.shades(reading.belief[:28], "lstm", "lstm"),
    )
    height, width = 28 * ROW, sum(WIDTHS) + 2 * GAP
    drawn, at = _frame(0, WIDTHS[0]), WIDTHS[0] + GAP
    for part, wide in zip(parts, WIDTHS[1:], strict=True):
        shaft, tip = f"M{at - GAP + 10},{ROW / 2} H{at - 18}", f"M{at - 10},{ROW / 2} l-9,-6 v12 z"
        drawn += (
            f'{_image(part, at, wide)} clip-path="url(#read)"/>{_frame(at, wide)}'
            f'<g class="row"><path d="{shaft}" stroke="{COLORS["truth"]}" stroke-width="3"/>'
            f'<path d="{tip}" fill="{COLORS["truth"]}"/></g>'
        )
        at += wide + GAP
    # The digit lies below in a picture of its own: it alone is ink on paper or chalk on slate.
    ink = _image(markup.chalk(image), 0, WIDTHS[0])
    digit = f'{ink} opacity=".25"/>{ink} clip-path="url(#read)"/>'  # what is still to be read is faint
    alt = say(
        "A handwritten digit is read from the top row down. Beside each row: the 64 values of the memory, "
        "and the belief in each of ten digits. In the end the belief in {digit} is {share}.",
        digit=reading.digit,
        share=markup.percent(reading.probabilities.max()),
    )
    share = f"position:absolute;top:0;left:0;width:{100 * WIDTHS[0] / width:.3f}%;height:100%"
    return (
        f'<div style="max-width:51.25rem"><div style="position:relative">'
        f"{markup.paper(markup.vector(_svg(digit, WIDTHS[0], height, play)), '', share)}"
        f'<img src="{markup.vector(_svg(drawn, width, height, play))}" alt="{alt}" '
        f'style="display:block;width:100%;position:relative"></div>{_captions(reading)}</div>'
    )


def _svg(drawn: str, width: int, height: int, play: int) -> str:
    """Return shapes as a drawing whose rows appear one after another."""
    style = (
        "@keyframes read{from{transform:scaleY(0)}to{transform:scaleY(1)}}"
        f"@keyframes row{{from{{transform:translateY(-{ROW}px)}}to{{transform:translateY({27 * ROW}px)}}}}"
        f".read{{animation:read {SECONDS}s steps(28) both}}"
        f".row{{transform:translateY({27 * ROW}px);animation:row {SECONDS}s steps(28) both}}"
        "@media(prefers-reduced-motion:reduce){.read,.row{animation:none}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" data-play="{play}">'
        f'<style>{style}</style><clipPath id="read"><rect class="read" width="{width}" height="{height}"/>'
        f"</clipPath>{drawn}</svg>"
    )


def _image(address: str, at: int, wide: int) -> str:
    """Return the beginning of a picture's tag: it stands `at` this place from the left, 28 rows high."""
    return (
        f'<image x="{at}" y="0" width="{wide}" height="{28 * ROW}" href="{address}" '
        'preserveAspectRatio="none" style="image-rendering:pixelated"'
    )


def _frame(at: int, wide: int) -> str:
    """Return a thin frame around a picture, and one around the row that is read."""
    return (
        f'<rect x="{at + 0.5}" y=".5" width="{wide - 1}" height="{28 * ROW - 1}" fill="none" '
        f'stroke="{COLORS["truth"]}" stroke-opacity=".5"/>'
        f'<rect class="row" x="{at + 1}" y="1" width="{wide - 2}" height="{ROW - 2}" fill="none" '
        f'stroke="{COLORS["highlight"]}" stroke-width="2"/>'
    )


def _captions(reading: Reading) -> str:
    share = markup.percent(reading.probabilities.max())
    digits = "".join(
        f'<span style="flex:1;text-align:center;font-weight:{700 if digit == reading.digit else 400}">'
        f"{digit}</span>"
        for digit in range(10)
    )
    parts = (
        say("1 · It reads one row."),
        say("2 · Its memory changes."),
        f'<span style="display:flex">{digits}</span>'
        + say("3 · Its belief: {digit}, {share}.", digit=reading.digit, share=share),
    )
    widths = f"{WIDTHS[0]}fr {WIDTHS[1]}fr {WIDTHS[2]}fr"
    gap = 100 * GAP / (sum(WIDTHS) + 2 * GAP)
    cells = "".join(f"<div>{part}</div>" for part in parts)
    return (
        f'<div style="display:grid;grid-template-columns:{widths};column-gap:{gap:.2f}%;font-size:.9rem;'
        f'line-height:1.3;padding-top:.3rem">{cells}</div>'
    )
