"""Ink: how much each pixel of a picture stands out from the ground about it."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

LEAST = 0.07  # of the ground's brightness: less than this is no ink
MOST = 0.15  # of the same: the limit is never higher, or soft strokes that cover much would count as grain
DIM = 0.15  # added to the ground's brightness, so that grain on a black ground is no ink


class Ink(NamedTuple):
    """How far each pixel (height, width) stands out, 0..1, and the least contrast that is more than grain."""

    contrast: np.ndarray
    least: float


def channels(picture: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the brightness of a picture (height, width), and that of each colour where it has any."""
    if picture.ndim == 2:
        yield picture
        return
    yield cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if np.ptp(picture, axis=2).max() > 24:
        yield from cv2.split(picture)


def find(brightness: np.ndarray, dark: bool) -> Ink:
    """Return what is darker than its ground; or, not `dark`, what is lighter.

    The ground is what is left when all that is narrower than a third of the picture is painted over by
    its surroundings (a grey-scale closing). The contrast is relative to the ground, as in a shadow.
    """
    value = brightness if dark else 255 - brightness
    side = max(value.shape)
    if side > 200:
        value = cv2.GaussianBlur(value, (0, 0), side / 900)
    reach = np.ones((side // 3 | 1, side // 3 | 1), dtype=np.uint8)
    ground = cv2.morphologyEx(value, cv2.MORPH_CLOSE, reach).astype(np.float32) / 255
    contrast = (ground - value.astype(np.float32) / 255) / (ground + DIM) * (1 + DIM)
    contrast -= np.median(contrast)  # the closing keeps to the brightest of the grain
    grain = 1.48 * float(np.median(np.abs(contrast)))
    return Ink(contrast.clip(0, 1), min(max(LEAST, 5 * grain), MOST))


def otsu(values: np.ndarray) -> float:
    """Return the threshold that best separates values in 0..1 into two kinds (Otsu 1979)."""
    kind = cv2.THRESH_BINARY | cv2.THRESH_OTSU
    return cv2.threshold((values.reshape(-1, 1) * 255).astype(np.uint8), 0, 255, kind)[0] / 255
