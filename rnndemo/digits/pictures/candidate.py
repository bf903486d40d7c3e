"""What in a picture is most like a digit: its parts, dark or light, in the colour that shows it best."""

from typing import NamedTuple

import numpy as np

from rnndemo.digits.pictures import boxes, ink, parts
from rnndemo.digits.pictures.parts import Part

_LEVELS = (1, 2.5, 6)  # thresholds at which parts are looked for, as multiples of the least
_STRONG = 0.35  # contrast: where the brightness has it, no colour is looked at


class Known(NamedTuple):
    """What a first look has found: whether the ink is dark, and the box that it lies in."""

    dark: bool
    low: np.ndarray
    high: np.ndarray

    def holds(self, part: Part) -> bool:
        """Whether most of a part's box lies in the box."""
        common = (np.minimum(part.high, self.high + 3) - np.maximum(part.low, self.low - 3)).clip(0)
        return bool(common.prod() > 0.6 * (part.high - part.low).prod())


class Candidate(NamedTuple):
    """What may be the digit."""

    digit: list[Part]
    others: list[Part]  # what else stands out as much
    contrast: np.ndarray  # (height, width)
    strength: float
    dark: bool

    @property
    def box(self) -> tuple[np.ndarray, np.ndarray]:
        """Where it lies: low and high, each as row, column."""
        return parts.bounds(self.digit)

    @property
    def fatness(self) -> float:
        """The widest stroke, as a share of the whole."""
        return max(part.thick for part in self.digit) / self.extent

    @property
    def extent(self) -> float:
        """The longer side of its box."""
        low, high = self.box
        return float((high - low).max())

    @property
    def is_sliver(self) -> bool:
        """Whether it is thinner than any pen's line, as shading along an edge of the picture is."""
        return bool(max(part.thick for part in self.digit) < 0.005 * max(self.contrast.shape))

    @property
    def rim(self) -> bool:
        """Whether it runs off the picture."""
        return any(part.rim for part in self.digit)


def search(image: np.ndarray, known: Known | None = None) -> Candidate | None:
    """Return what is most like a digit in a picture (height, width) or (height, width, RGB)."""
    best: list[Candidate] = []
    for brightness in ink.channels(image):
        rim = np.median(np.concatenate([brightness[0], brightness[-1], brightness[:, 0], brightness[:, -1]]))
        light = bool(rim >= (float(brightness.min()) + float(brightness.max())) / 2)
        kinds = (known.dark,) if known else (light, not light)
        pair = [found for dark in kinds if (found := _found(brightness, dark, known))]
        if pair:
            best.append(_better(pair))
            if best[-1].strength > _STRONG:
                break
    return max(best, key=lambda found: found.strength, default=None)


def _better(pair: list[Candidate]) -> Candidate:
    """Choose between dark and light ink; the first has the picture's edge as its ground."""
    if len(pair) == 1:
        return pair[0]
    first, other = pair
    if first.fatness > max(0.25, 2 * other.fatness) and not other.is_sliver:
        return other  # the first is a sheet on a desk, and this the digit on it
    crosses = first.extent > 0.8 * min(first.contrast.shape)  # a sheet's edge; a shorter one: a 1 or 7
    if crosses and all(map(_is_line, first.digit)) and not all(map(_is_line, other.digit)):
        return other
    (low, high), (other_low, other_high) = first.box, other.box
    common = np.prod((np.minimum(high, other_high) - np.maximum(low, other_low)).clip(0))
    area, other_area = np.prod(high - low), np.prod(other_high - other_low)
    if common > 0.5 * min(area, other_area):  # one is only the ground inside the other, such as its hole
        outer = other_area > 3 * area and not other.rim and other.fatness < 1.5 * first.fatness
        return other if outer else first
    return other if other.strength > 2 * first.strength else first


def _found(brightness: np.ndarray, dark: bool, known: Known | None = None) -> Candidate | None:
    shade = ink.find(brightness, dark)
    least = max(4, 0.012 * max(brightness.shape))
    # A digit that joins its shadow at a low threshold is apart from it at a higher one.
    levels = (shade.least * factor for factor in _LEVELS)
    first = [part for level in levels for part in _inner(shade.contrast, level, least)]
    first = [part for part in first if known is None or known.holds(part)]
    peak = max((_peak(part, shade.contrast) for part in first), default=None)
    if peak is None:
        return None
    second = _inner(shade.contrast, max(shade.least, 0.4 * peak.value), least)
    second = [
        part for part in second if part.thick < 0.5 * part.extent and (known is None or known.holds(part))
    ]
    if not second:
        return None
    seed = max(_no_lines(second, brightness.shape) or second, key=_mass)
    digit = parts.grouped(seed, second, brightness.shape)
    others = [part for part in second if not any(part is own for own in digit)]
    return Candidate(digit, others, shade.contrast, seed.strength, dark)


class Peak(NamedTuple):
    """The contrast of a part's darkest strokes, and how much it counts."""

    weight: float
    value: float


def _peak(part: Part, contrast: np.ndarray) -> Peak:
    value = float(np.quantile(contrast[part.box][part.mask], 0.95))
    return Peak(part.extent**0.5 * value, value)


def _inner(contrast: np.ndarray, threshold: float, least: float) -> list[Part]:
    """Return the parts that are no box and do not run off the picture, where those are the lesser ones."""
    found = parts.parts_of(contrast > threshold, contrast, least)
    if len(found) > parts.MOST:
        return []
    found = boxes.without_outlines(found)
    for part in [part for part in found if part.extent > 0.4 * max(contrast.shape) and boxes.is_thin(part)]:
        rest = boxes.without_box(part)
        if rest is not None:
            whole = np.zeros(contrast.shape, dtype=bool)
            whole[part.box] = rest
            pieces = parts.parts_of(whole, contrast, max(least, 0.1 * part.extent))
            if any(piece.extent > 0.2 * part.extent for piece in pieces):
                found = [other for other in found if other is not part] + pieces
    inside = [part for part in found if not part.rim]
    outside = [part for part in found if part.rim and part.thick < 0.45 * part.extent]
    if any(part.extent > 0.04 * max(contrast.shape) for part in inside):
        outside = [part for part in outside if part.sides < 3 and not _edge(part, contrast.shape)]
    pen = [part.thick for part in inside if part.extent > max(8, 0.06 * max(contrast.shape))]
    if pen:
        outside = [part for part in outside if part.thick < 3 * max(pen)]  # what is broader is a desk
    return inside if sum(map(_mass, inside)) > 0.3 * sum(map(_mass, outside)) else outside


def _edge(part: Part, shape: tuple[int, ...]) -> bool:
    """Whether a part is a line, or a strip of desk, that crosses the picture."""
    return part.extent > 0.8 * min(shape) and boxes.straight(part, 0.7 * min(shape)) > 0.6


def _no_lines(found: list[Part], shape: tuple[int, ...]) -> list[Part]:
    """Return the parts without long straight lines: the shadow of a sheet's edge, a rule."""
    return [
        part for part in found
        if part.extent < 0.25 * max(shape) or not _is_line(part)
    ]  # fmt: skip


def _is_line(part: Part) -> bool:
    if boxes.is_slender(part):
        return True
    return part.thick < 0.04 * part.extent and boxes.straight(part, 0.35 * part.extent) > 0.8


def _mass(part: Part) -> float:
    return part.extent * part.strength
