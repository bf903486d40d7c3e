"""A bitmap (an upload, a photo of paper) -> the (28, 28) picture an MNIST network expects."""

from typing import NamedTuple

import cv2
import numpy as np

from rnndemo.digits import boxes, ink, parts, picture, redrawing
from rnndemo.digits.parts import Part
from rnndemo.digits.picture import MAX_BYTES as MAX_BYTES
from rnndemo.digits.sketch import BadDrawing as BadDrawing
from rnndemo.digits.sketch import NoDigit

WORKING_SIDE = 640  # pixels the longer side is shrunk to while the digit is sought
_STRONG = 0.35  # contrast: where the brightness has it, no colour is looked at
NOTHING = "Nothing stands out from the ground here: write darker, or in better light."
SEVERAL = "There are several things here: crop the picture to one digit."


class Found(NamedTuple):
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


def from_image(payload: bytes) -> np.ndarray:
    """Read a PNG, JPEG, WebP or HEIC file; return (28, 28) in 0..1. Raises NoDigit, BadDrawing."""
    whole = picture.decode(payload)
    found = search(_shrunk(whole))
    if found is None:
        raise NoDigit(NOTHING)
    if _several(found):
        raise NoDigit(SEVERAL)
    low, high = found.box
    scale = max(whole.shape) / max(found.contrast.shape)
    middle, extent = (low + high) / 2 * scale, float((high - low).max()) * scale
    if 2 * extent < max(whole.shape) or scale > 1:
        first = np.maximum(middle - extent, 0).astype(int)
        last = np.ceil(middle + extent).astype(int)
        close = search(_shrunk(whole[first[0] : last[0], first[1] : last[1]]))
        found = close or found
    mask = parts.painted(found.digit, found.contrast.shape)
    low, high = found.box
    box = slice(low[0], high[0]), slice(low[1], high[1])
    inside = np.where(mask, found.contrast, 0)[box]
    return redrawing.redraw((inside / np.quantile(inside[mask[box]], 0.9)).clip(0, 1), mask[box])


def search(image: np.ndarray) -> Found | None:
    """Return what is most like a digit in a picture (height, width) or (height, width, RGB)."""
    best: list[Found] = []
    for brightness in ink.channels(image):
        rim = np.median(np.concatenate([brightness[0], brightness[-1], brightness[:, 0], brightness[:, -1]]))
        light = bool(rim >= (float(brightness.min()) + float(brightness.max())) / 2)
        pair = [found for dark in (light, not light) if (found := _found(brightness, dark))]
        if pair:
            best.append(_better(pair))
            if best[-1].strength > _STRONG:
                break
    return max(best, key=lambda found: found.strength, default=None)


def _better(pair: list[Found]) -> Found:
    """Choose between dark and light ink; the first has the picture's edge as its ground."""
    if len(pair) == 1:
        return pair[0]
    (low, high), (other_low, other_high) = pair[0].box, pair[1].box
    common = np.prod((np.minimum(high, other_high) - np.maximum(low, other_low)).clip(0))
    areas = np.prod(high - low), np.prod(other_high - other_low)
    if common > 0.5 * min(areas):  # one is what the other leaves free: its hole, its bays
        return pair[int(areas[1] > 1.1 * areas[0])]
    return pair[int(pair[1].strength > 2 * pair[0].strength)]


def _found(brightness: np.ndarray, dark: bool) -> Found | None:
    shade = ink.find(brightness, dark)
    side = max(brightness.shape)
    first = _inner(shade.contrast > shade.least, shade.contrast, max(4, 0.012 * side))
    if not first:
        return None
    peaks = [np.quantile(shade.contrast[_box(part)][part.mask], 0.8) for part in first]
    weight = [part.extent**0.5 * peak for part, peak in zip(first, peaks, strict=True)]
    peak = peaks[int(np.argmax(weight))]
    second = _inner(shade.contrast > max(shade.least, 0.45 * peak), shade.contrast, max(4, 0.012 * side))
    second = [part for part in second if part.thick < 0.5 * part.extent]
    if not second:
        return None
    seed = max(second, key=lambda part: part.extent * part.strength)
    digit = parts.grouped(seed, second, brightness.shape)
    others = [part for part in second if not any(part is own for own in digit)]
    return Found(digit, others, shade.contrast, seed.strength, dark)


def _inner(mask: np.ndarray, contrast: np.ndarray, least: float) -> list[Part]:
    """Return the parts of a mask that are neither a box nor run off the picture, where others do not."""
    found = parts.parts_of(mask, contrast, least)
    if len(found) > parts.MOST:
        return []
    found = [part for part in found if not any(boxes.surrounds(part, other) for other in found)]
    large = [part for part in found if part.extent > 0.4 * max(mask.shape)]
    for part in large:
        rest = boxes.without_box(part)
        if rest is not None:
            whole = np.zeros(mask.shape, dtype=bool)
            whole[_box(part)] = rest
            found = [other for other in found if other is not part] + [
                piece for piece in parts.parts_of(whole, contrast, max(least, 0.1 * part.extent))
            ]
    inside = [part for part in found if not part.rim]
    if inside and max(p.area for p in inside) > 0.02 * max(p.area for p in found):
        return inside
    return found


def _several(found: Found) -> bool:
    """Whether something stands beside the digit that could be one as well."""
    low, high = found.box
    extent = float((high - low).max())
    for other in found.others:
        if other.extent > 0.5 * extent and other.strength > 0.5 * found.strength and not other.rim:
            return True
    tall = [part for part in found.digit if part.high[0] - part.low[0] > 0.7 * (high - low)[0]]
    tall.sort(key=lambda part: part.low[1])
    for left, right in zip(tall, tall[1:], strict=False):
        narrow = min((part.high - part.low)[1] for part in (left, right))
        if left.high[1] - right.low[1] < 0.3 * narrow:
            return True
    return False


def _box(part: Part) -> tuple[slice, slice]:
    return slice(part.low[0], part.high[0]), slice(part.low[1], part.high[1])


def _shrunk(image: np.ndarray) -> np.ndarray:
    by = WORKING_SIDE / max(image.shape[:2])
    return image if by >= 1 else cv2.resize(image, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
