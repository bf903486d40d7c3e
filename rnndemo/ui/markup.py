"""Small pictures as markup, for what changes while a slider moves.

Streamlit builds a Plotly chart again whenever its data change, which is slow and flickers. Markup is
replaced in place.
"""

import base64
import io
from html import escape

import numpy as np
from PIL import Image

from rnndemo.language import say
from rnndemo.ui.style import COLORS, rgb, short_label


def bars(groups: dict[str, tuple[np.ndarray, str]], alt: str) -> str:
    """Return class probabilities as bars. `groups`: name in the legend → (probabilities (10,), colour)."""
    columns = ""
    for digit in range(10):
        pair = "".join(
            f'<div title="P({digit}) = {p[digit]:.1%}" style="flex:1;background:{color};min-height:1px;'
            f'height:{100 * p[digit]:.1f}%"></div>'
            for p, color in groups.values()
        )
        best = max(p[digit] for p, _ in groups.values())
        value = "&nbsp;" if best < 0.1 else f"{best:.0%}" if best < 0.995 else "&gt;99%"
        columns += (
            '<div style="flex:1;text-align:center"><div style="font-size:.7rem">'
            f'{value}</div><div style="height:120px;display:flex;gap:1px;align-items:flex-end">{pair}</div>'
            f"{digit}</div>"
        )
    return (
        f'<div role="img" aria-label="{escape(alt)}">{_legend(groups)}'
        f'<div style="display:flex;gap:4px;padding-top:.4rem">{columns}</div></div>'
    )


def tally(counts: dict[str, int], alt: str) -> str:
    """Return how many chose each answer, answer → count, as bars from left to right with their shares."""
    total, most = sum(counts.values()) or 1, max(counts.values(), default=0) or 1
    bar = f"height:1.2rem;border-radius:3px;background:{COLORS['other_run']}"
    rows = "".join(
        f'<div>{escape(answer)}</div><div style="display:flex;align-items:center;gap:.6rem">'
        f'<div style="{bar};width:{75 * count / most:.2f}%"></div>'
        f'<b style="white-space:nowrap">{count} · {count / total:.0%}</b></div>'
        for answer, count in counts.items()
    )
    grid = "display:grid;grid-template-columns:fit-content(45%) 1fr;gap:.4rem 1rem"
    return f'<div role="img" aria-label="{escape(alt)}" style="{grid}">{rows}</div>'


def ink(image: np.ndarray, alt: str, mark: int | None = None) -> str:
    """Return an image (28, 28) as ink on paper, in the dark theme chalk on slate; `mark` frames a row."""
    frame = "" if mark is None else _frame(mark, len(image), COLORS["highlight"])
    return (
        f'<div style="position:relative;width:196px;max-width:100%">{on_paper(image, alt, "aspect-ratio:1")}'
        f"{frame}</div>"
    )


def _frame(row: int, rows: int, color: str) -> str:
    """Return a frame around a row, from 0, of a picture that fills its place."""
    return (
        f'<div style="position:absolute;left:0;right:0;top:{100 * row / rows:.2f}%;'
        f'height:{100 / rows:.2f}%;outline:2px solid {color}"></div>'
    )


def belief(probabilities: np.ndarray, alt: str) -> str:
    """Return the belief after each row (time, 10) as a strip for each digit, rows from left to right."""
    strips = [(str(digit), probabilities[:, digit], COLORS["lstm"]) for digit in range(10)]
    axis = say("after row 1 … {rows}, from left to right", rows=len(probabilities))
    return _strips(strips, 15, "1.2rem", alt, axis)


def units(trace, row: int, order: np.ndarray, alt: str) -> str:
    """Return an LSTM's three gates and two states after one row as five strips.

    trace: an LSTMTrace of arrays (time, units); order: the units from left to right.
    """
    strips = []
    for name in ("forget_gate", "input_gate", "output_gate", "cell_state", "hidden_state"):
        values = getattr(trace, name)[row][order]
        largest = 3.0 if name == "cell_state" else 1.0
        strips.append((short_label(name), np.clip(values / largest, -1, 1), COLORS[name]))
    return _strips(strips, 30, "7.5rem", alt, say("units, from left to right; grey is negative"))


def decay(values: np.ndarray, alt: str) -> str:
    """Return values (time,) in 0..1 as thin bars; the first that is ½ or less has another colour."""
    half = int(np.argmax(values <= 0.5)) if (values <= 0.5).any() else -1
    columns = "".join(
        f'<div title="{_step(at)}: {value:.1%}" style="flex:1;height:{100 * value:.2f}%;'
        f'background:{COLORS["highlight" if at == half else "cell_state"]}"></div>'
        for at, value in enumerate(values)
    )
    first, last = _step(0), _step(len(values) - 1)
    return (
        f'<div role="img" aria-label="{escape(alt)}"><div style="height:140px;display:flex;gap:1px;'
        f'align-items:flex-end">{columns}</div><div style="display:flex;justify-content:space-between;'
        f'font-size:.8rem;opacity:.7"><span>{first}</span><span>{last}</span></div></div>'
    )


def _step(at: int) -> str:
    return say("step {at}", at=at)


def lines(curves: dict[str, tuple[np.ndarray, str]], alt: str) -> str:
    """Return curves without axes, name → (values (time,) in 0..1, colour); two or more have a legend."""
    drawn = ""
    for values, color in curves.values():
        across = np.linspace(1, 99, len(values))
        points = " ".join(f"{x:.2f},{49 - 48 * y:.2f}" for x, y in zip(across, values, strict=True))
        drawn += (
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="3" '
            'stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
        )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" preserveAspectRatio="none">'
        f"{drawn}</svg>"
    )
    picture = f'<img src="{vector(svg)}" alt="{escape(alt)}" style="display:block;width:100%;height:112px">'
    return picture + (_legend(curves) if len(curves) > 1 else "")


def vector(svg: str) -> str:
    """Return an SVG drawing as a data URI for an <img>: Streamlit removes SVG from markup."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _legend(groups: dict[str, tuple[np.ndarray, str]]) -> str:
    return legend({name: color for name, (_, color) in groups.items()})


def legend(colors: dict[str, str]) -> str:
    """Return a legend, name → colour: each name after a square of its colour."""
    names = "".join(
        f'<span style="white-space:nowrap"><span style="color:{color}">■</span> {escape(name)}</span>'
        for name, color in colors.items()
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:0 1rem;font-size:.85rem">{names}</div>'


def _strips(strips: list[tuple[str, np.ndarray, str]], height: int, margin: str, alt: str, axis: str) -> str:
    rows = "".join(
        f'<div style="display:flex;align-items:center;font-size:.8rem;line-height:1">'
        f'<div style="width:{margin};flex:none">{escape(label)}</div>'
        f'<div style="flex:1;height:{height}px;margin:1px 0;background:{_gradient(values, color)}"></div>'
        "</div>"
        for label, values, color in strips
    )
    caption = f'<div style="font-size:.8rem;opacity:.7;padding-left:{margin}">{escape(axis)}</div>'
    return f'<div role="img" aria-label="{escape(alt)}">{rows}{caption}</div>'


def _gradient(values: np.ndarray, color: str) -> str:
    """Return values in −1..1 as stripes with sharp edges: the larger, the more opaque; grey is negative."""
    share, negative = 100 / len(values), COLORS["negative"]
    stops = [
        f"{color if value >= 0 else negative}{round(255 * abs(float(value))):02x} {at * share:.2f}% "
        f"{(at + 1) * share:.2f}%"
        for at, value in enumerate(values)
    ]
    return f"linear-gradient(90deg,{','.join(stops)})"


def row_of_digits(images: np.ndarray, predicted: list[int], labels: np.ndarray) -> str:
    """Return pictures (n, 28, 28) in 0..1 in a row, each with the predicted and the real digit under it."""
    cells = ""
    for image, guess, label in zip(images, predicted, labels, strict=True):
        color = COLORS["truth" if guess == label else "highlight"]
        alt = say("a handwritten {label}", label=label)
        cells += (
            f'<div style="text-align:center;line-height:1.3">'
            f"{on_paper(image, alt, 'width:56px;height:56px')}"
            f'<div style="font-weight:700;border-bottom:3px solid {color}">{guess}</div>{label}</div>'
        )
    words = say("predicted<br>real")
    side = f'<div style="align-self:flex-end;line-height:1.3;opacity:.75">{words}</div>'
    return f'<div style="display:flex;flex-wrap:wrap;gap:.6rem">{side}{cells}</div>'


def on_paper(image: np.ndarray, alt: str, size: str) -> str:
    """Return ink (rows, columns) in 0..1 as a picture: ink on paper, in the dark theme chalk on slate.

    size: its width and height, as CSS has them.
    """
    return paper(chalk(image), alt, f"border-radius:4px;box-shadow:0 0 0 1px {COLORS['truth']};{size}")


def paper(address: str, alt: str, size: str) -> str:
    """Return a picture in white on a clear ground, at an address, as ink on paper or chalk on slate."""
    ground = f"isolation:isolate;background:light-dark({COLORS['paper']},{COLORS['pen']})"
    return (
        f'<span style="display:block;{ground};{size}">'
        f'<img src="{address}" alt="{escape(alt)}" style="display:block;width:100%;height:100%;'
        'image-rendering:pixelated;mix-blend-mode:difference"></span>'  # white ink, turned dark on paper
    )


def chalk(image: np.ndarray) -> str:
    """Return ink (rows, columns) in 0..1 as the data URI of a PNG, white on a clear ground."""
    white = np.full((*image.shape, 4), 255, np.uint8)
    white[..., 3] = (255 * image).astype(np.uint8)
    return raster(white)


def map_of_rows(rows: np.ndarray, belief: np.ndarray, marks: dict[int, str], alt: str) -> str:
    """Return rows (time, columns) in 0..1 and, each at the same height, the belief (time, 10) after it.

    Rows are shown as far as there are any; belief may be shorter. marks: row, from 0 → CSS colour of a frame.
    """
    shades = np.zeros((len(rows), 10, 4), np.uint8)
    shades[: len(belief)] = [*rgb("lstm"), 0]
    shades[: len(belief), :, 3] = (255 * (0.04 + 0.96 * belief)).astype(np.uint8)
    frames = "".join(_frame(row, len(rows), color) for row, color in marks.items())
    digits = "".join(f'<span style="flex:1;text-align:center">{digit}</span>' for digit in range(10))
    columns = "display:grid;grid-template-columns:minmax(0,1.55fr) minmax(0,1fr);column-gap:8px"
    return (
        f'<div style="{columns};position:relative;max-width:564px;height:336px">'
        f"{on_paper(rows, alt, 'height:336px')}"
        f'<img src="{raster(shades)}" alt="" style="width:100%;height:336px;image-rendering:pixelated;'
        f'box-shadow:0 0 0 1px {COLORS["truth"]}">{frames}</div>'
        f'<div style="{columns};max-width:564px;font-size:.85rem"><span></span>'
        f'<span style="display:flex">{digits}</span></div>'
    )


def shades(values: np.ndarray, positive: str, negative: str) -> str:
    """Return values (rows, columns) in −1..1 as a PNG in the colours of two quantities, clear at 0."""
    rgba = np.empty((*values.shape, 4), dtype=np.uint8)
    rgba[..., :3] = np.where(values[..., None] >= 0, rgb(positive), rgb(negative))
    rgba[..., 3] = (255 * np.abs(values)).round()
    return raster(rgba)


def raster(pixels: np.ndarray) -> str:
    """Return pixels, uint8 (height, width) or (height, width, RGBA), as the data URI of a PNG."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def percent(probability: float) -> str:
    """Return a probability as a reader is told it: no answer is ever called 100% sure."""
    return f"{probability:.0%}" if probability < 0.995 else say("over 99%")


def number(value: float) -> str:
    """Return a positive number with two digits, as people write it: 0.26, or 2.6 × 10⁻⁷ for a small one."""
    short = f"{value:.2g}"
    if "e" not in short:
        return short
    digits, power = short.split("e")
    return f"{digits} × {power_of_ten(int(power))}"


def power_of_ten(power: int) -> str:
    """Return 10 with its exponent raised: 10⁻⁷."""
    return f"10{str(power).translate(_RAISED)}"


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
