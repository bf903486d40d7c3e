"""The connected parts of a picture, and which of them belong to one digit."""

from typing import NamedTuple

import cv2
import numpy as np

MOST = 400  # parts: beyond this it is a texture or a page of print


class Part(NamedTuple):
    """Pixels that touch, corners included."""

    mask: np.ndarray  # (height, width) of the part's own box
    low: np.ndarray  # (2,) where the box begins, as row, column
    high: np.ndarray  # (2,) where it ends
    area: int
    strength: float  # mean contrast
    thick: float  # pixels: the widest disc that fits in
    sides: int  # of the picture that it touches

    @property
    def box(self) -> tuple[slice, slice]:
        """Its box in the picture."""
        return slice(self.low[0], self.high[0]), slice(self.low[1], self.high[1])

    @property
    def rim(self) -> bool:
        """Whether it touches the edge of the picture."""
        return self.sides > 0

    @property
    def extent(self) -> float:
        """The longer side of its box."""
        return float((self.high - self.low).max())


def parts_of(mask: np.ndarray, contrast: np.ndarray, least: float = 0.0) -> list[Part]:
    """Return the parts of a mask (height, width) that are at least `least` pixels long or high.

    `contrast`, of the same shape, gives each part its strength.
    """
    count, label, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    depth = cv2.distanceTransform(np.pad(mask.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    strength = np.bincount(label.ravel(), contrast.ravel(), count)
    end, margin = np.array(mask.shape), max(mask.shape) // 100
    parts = []
    for number in range(1, count):
        column, row, wide, high, area = stats[number]
        if max(wide, high) < least:
            continue
        box = slice(row, row + high), slice(column, column + wide)
        own = label[box] == number
        first, last = np.array([row, column]), np.array([row + high, column + wide])
        parts.append(
            Part(
                own,
                first,
                last,
                int(area),
                strength[number] / area,
                2 * float(depth[box][own].max()),
                int((first <= margin).sum() + (last >= end - margin).sum()),
            )
        )
    return parts


def bounds(parts: list[Part]) -> tuple[np.ndarray, np.ndarray]:
    """Return the box (low, high) about all parts, each as row, column."""
    return np.min([part.low for part in parts], axis=0), np.max([part.high for part in parts], axis=0)


def painted(parts: list[Part], shape: tuple[int, ...]) -> np.ndarray:
    """Return one mask of all parts."""
    mask = np.zeros(shape, dtype=bool)
    for part in parts:
        mask[part.box] |= part.mask
    return mask


def grouped(seed: Part, parts: list[Part], shape: tuple[int, ...]) -> list[Part]:
    """Return the seed and the parts near enough, and large enough, to belong to the same digit."""
    group, left = [seed], [part for part in parts if part is not seed]
    while left:
        low, high = bounds(group)
        extent = float((high - low).max())
        away = cv2.distanceTransform((~painted(group, shape)).astype(np.uint8), cv2.DIST_L2, 5)
        near = []
        for part in left:
            reach = 0.3 if _inside(part, low, high) else 0.12  # a stroke inside may lie farther off
            if part.area > 0.04 * seed.area and _gap(away, part) < reach * max(extent, part.extent):
                near.append(part)
        if not near:
            break
        group += near
        left = [part for part in left if not any(part is other for other in near)]
    return group


def _gap(away: np.ndarray, part: Part) -> float:
    return float(away[part.box][part.mask].min())


def _inside(part: Part, low: np.ndarray, high: np.ndarray) -> bool:
    middle = (part.low + part.high) / 2
    return bool((middle > low).all() and (middle < high).all())
