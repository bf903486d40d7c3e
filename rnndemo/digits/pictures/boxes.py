"""Boxes: what was printed round a digit, and the edges of the sheet it stands on."""

from typing import NamedTuple

import cv2
import numpy as np

from rnndemo.digits.pictures.parts import Part

_SIDE = 0.6  # of the box's extent: each side has a straight line at least so long
_THIN = 0.06  # of the box's extent: no printed line is thicker
_MARGIN = 0.15  # of the box's extent: a digit reaches no farther out of it
_RIM = 0.8  # of the way from the middle to the edge: what lies beyond it is outline
_STEEP = 0.25  # a side leans less than this, rise over run


class Side(NamedTuple):
    """A straight line in a part: its ends (x, y) and its width, in pixels."""

    start: tuple[int, int]
    end: tuple[int, int]
    width: int


def without_outlines(found: list[Part]) -> list[Part]:
    """Return the parts that are no outline, of a box or of a circle, with another part inside."""
    if not found:
        return []
    low, high = np.stack([part.low for part in found]), np.stack([part.high for part in found])
    extent = (high - low).max(axis=1)
    holds = ((low[:, None] <= low) & (high[:, None] >= high)).all(axis=2)  # (outer, inner)
    holds &= extent >= 0.2 * extent[:, None]
    np.fill_diagonal(holds, False)
    return [
        part for part, inner in zip(found, holds.any(axis=1), strict=True) if not (inner and _hollow(part))
    ]


def _hollow(part: Part) -> bool:
    """Whether a part is an outline: all of it lies along the sides of its box, or on a thin circle."""
    place = _normal(part)
    if (np.abs(place).max(axis=1) > _RIM).mean() > 0.9:
        return True
    height, width = part.high - part.low
    round_about = (np.hypot(*place.T) > _RIM).mean() > 0.95
    return bool(round_about and 0.8 < width / height < 1.25 and part.thick < 0.1 * part.extent)


def is_thin(part: Part) -> bool:
    """Whether a part may be a box of lines: it covers little of its own extent."""
    return part.thick < 0.2 * part.extent and part.area < 0.35 * part.mask.size


def without_box(part: Part) -> np.ndarray | None:
    """Return what is left of a part's mask without the box that it holds; None where it holds none."""
    sides = [
        side
        for side in _sides(part.mask, _SIDE * min(part.mask.shape))
        if side.width < 2 + _THIN * part.extent
    ]
    height, width = part.mask.shape
    level = [s for s in sides if abs(s.end[1] - s.start[1]) < _STEEP * abs(s.end[0] - s.start[0])]
    upright = [s for s in sides if abs(s.end[0] - s.start[0]) < _STEEP * abs(s.end[1] - s.start[1])]
    level = [s for s in level if abs(s.end[0] - s.start[0]) > _SIDE * width and _outer(s, 1, height)]
    upright = [s for s in upright if abs(s.end[1] - s.start[1]) > _SIDE * height and _outer(s, 0, width)]
    apart_level = np.ptp([s.start[1] + s.end[1] for s in level]) / 2 / height if level else 0
    apart_upright = np.ptp([s.start[0] + s.end[0] for s in upright]) / 2 / width if upright else 0
    if not (level and upright and max(apart_level, apart_upright) > _SIDE):
        return None
    box = np.zeros(part.mask.shape, dtype=np.uint8)
    for side in [*level, *upright]:
        cv2.line(box, side.start, side.end, 1, side.width)
    rest: np.ndarray = part.mask & (box == 0)
    return rest


def _outer(side: Side, axis: int, across: int) -> bool:
    """Whether a line lies near one edge of a box that is so many pixels across."""
    return abs((side.start[axis] + side.end[axis]) / across - 1) > 1 - 2 * _MARGIN


def is_slender(part: Part) -> bool:
    """Whether a part is one straight line, twenty times as long as wide."""
    outline = np.argwhere(_lines(part.mask))
    sides = cv2.minAreaRect(outline.astype(np.float32))[1]
    return min(sides) + 1 < 0.05 * (max(sides) + 1)


def straight(part: Part, length: float) -> float:
    """Return the share of a part that lies on straight lines of at least this length in pixels."""
    lines = np.zeros(part.mask.shape, dtype=np.uint8)
    for side in _sides(part.mask, length):
        cv2.line(lines, side.start, side.end, 1, side.width)
    return float(lines[_lines(part.mask) > 0].mean())


def _lines(mask: np.ndarray) -> np.ndarray:
    """Return a mask of lines as it is, one of surfaces as their outline: fewer pixels, and as straight."""
    padded = np.pad(mask.astype(np.uint8), 1)
    outline = (padded - cv2.erode(padded, np.ones((3, 3), dtype=np.uint8)))[1:-1, 1:-1]
    return outline if mask.sum() > 4 * outline.sum() else mask.astype(np.uint8)


def _normal(part: Part) -> np.ndarray:
    """Return a part's pixels (n, 2) from -1 to 1 across its box."""
    place = np.argwhere(part.mask) + 0.5
    normal: np.ndarray = 2 * place / np.array(part.mask.shape) - 1
    return normal


def _sides(mask: np.ndarray, length: float) -> list[Side]:
    """Return the straight lines of a mask that are at least so long, in pixels."""
    shortest = max(4, int(length))
    found = cv2.HoughLinesP(
        _lines(mask), 1, np.pi / 360, shortest // 2, minLineLength=shortest,
        maxLineGap=max(2, shortest // 20),
    )  # fmt: skip
    if found is None:
        return []
    depth = cv2.distanceTransform(np.pad(mask.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    sides = []
    for line in found.reshape(-1, 4):
        x0, y0, x1, y1 = (int(number) for number in line)
        steps = max(abs(x1 - x0), abs(y1 - y0)) + 1
        rows = np.linspace(y0, y1, steps).round().astype(int)
        columns = np.linspace(x0, x1, steps).round().astype(int)
        sides.append(Side((x0, y0), (x1, y1), int(2 * np.median(depth[rows, columns])) + 2))
    return sides
