"""Skeletons: a mask thinned to lines one pixel wide, and the lines as segments."""

import numpy as np


def thin(mask: np.ndarray) -> np.ndarray:
    """Thin masks (..., height, width) to lines one pixel wide (Zhang & Suen 1984)."""
    ink = np.pad(mask.astype(np.uint8), [(0, 0)] * (mask.ndim - 2) + [(1, 1), (1, 1)])
    middle = ink[..., 1:-1, 1:-1]
    height, width = middle.shape[-2:]
    changed = True
    while changed:
        changed = False
        for removable in _REMOVABLE:
            # Bit k of the code is the k-th neighbour, clockwise from the one above.
            code = np.zeros_like(middle)
            for bit, (down, right) in enumerate(_NEIGHBOURS):
                code |= ink[..., down : down + height, right : right + width] << bit
            gone = removable[code] & middle.astype(bool)
            changed |= bool(gone.any())
            middle[gone] = 0
    return middle.astype(bool)


_NEIGHBOURS = [(0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0)]


def _removable(first: bool) -> np.ndarray:
    """Tabulate for each of the 256 neighbourhoods whether Zhang & Suen's pass takes the middle away."""
    p = (np.arange(256)[:, None] >> np.arange(8)) & 1 == 1  # (256, 8)
    count, turns = p.sum(axis=1), (~p & np.roll(p, -1, axis=1)).sum(axis=1)
    up, right, down, left = p[:, 0], p[:, 2], p[:, 4], p[:, 6]
    if first:
        blocked = (up & right & down) | (right & down & left)
    else:
        blocked = (up & right & left) | (up & down & left)
    removable: np.ndarray = (count >= 2) & (count <= 6) & (turns == 1) & ~blocked
    return removable


_REMOVABLE = [_removable(first=True), _removable(first=False)]


def segments_of(skeleton: np.ndarray) -> np.ndarray:
    """Join each pixel of a skeleton to its neighbours: segments (n, 2 ends, x and y) in its pixels."""
    pairs = []
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        other = np.roll(skeleton, (-dy, -dx), axis=(0, 1))
        if dy:
            other[-1] = False
        if dx:
            other[:, -1 if dx > 0 else 0] = False
        y, x = np.nonzero(skeleton & other)
        pairs.append(np.stack([np.stack([x, y], 1), np.stack([x + dx, y + dy], 1)], 1))
    return np.concatenate(pairs) + 0.5
