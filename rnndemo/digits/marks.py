"""Marks that are no part of the digit: a palm's touch, a dot beside it."""

import numpy as np

# A mark goes if it has at most this share of all ink and lies at least so far from the rest,
# as a share of the extent of the rest.
_STRAY = ((0.02, 0.04), (0.12, 0.07), (0.3, 0.15))
_SPACING = 60  # points along the extent of the drawing: fine enough to tell how far marks are apart
_DABS = 2.5  # times the usual distance from a mark to its next: marks so close are one line, drawn in dabs
_MOST = 2_000  # points that are compared with each other


def of_the_digit(paths: list[np.ndarray]) -> np.ndarray:
    """Return which paths (n, 2) are the digit: near each other, or with much of the ink: (paths,) bool."""
    if len(paths) < 2:
        return np.ones(len(paths), dtype=bool)
    extent = max(float(np.ptp(np.concatenate(paths), axis=0).max()), 1e-6)
    gaps = _gaps(paths, extent)
    usual = float(np.median(np.sort(gaps + np.diag(np.full(len(gaps), np.inf)), axis=1)[:, 0]))
    cluster = _joined(gaps <= max(0.03 * extent, min(_DABS * usual, 0.15 * extent)))
    ink = np.array([length(path) + 1 for path in paths])
    total = np.bincount(cluster, ink)
    kept: np.ndarray = cluster == total.argmax()
    extent = max(float(np.ptp(np.concatenate([paths[n] for n in np.flatnonzero(kept)]), axis=0).max()), 1e-6)
    for number in np.argsort(-total)[1:]:
        members = cluster == number
        share, gap = total[number] / ink.sum(), gaps[np.ix_(members, kept)].min() / extent
        if not any(share < least and gap > far for least, far in _STRAY):
            kept |= members
    return kept


def length(points: np.ndarray) -> float:
    """Return how far a pen travelled through points (n, 2)."""
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def _gaps(paths: list[np.ndarray], extent: float) -> np.ndarray:
    """Return the least distance between any two paths (n, n)."""
    paths = [_sampled(path, extent / _SPACING) for path in paths]
    owner = np.repeat(np.arange(len(paths)), [len(path) for path in paths])
    points = np.concatenate(paths)
    if len(points) > _MOST:
        chosen = np.union1d(
            np.linspace(0, len(points) - 1, _MOST).astype(int), np.flatnonzero(np.diff(owner, prepend=-1))
        )
        owner, points = owner[chosen], points[chosen]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    away = np.stack(
        [np.minimum.reduceat(np.hypot(*(points - point).T), starts) for point in points]
    )  # (points, strokes)
    return np.minimum.reduceat(away, starts, axis=0)


def _sampled(points: np.ndarray, spacing: float) -> np.ndarray:
    travelled = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    stops = np.linspace(0, travelled[-1], 2 + min(int(travelled[-1] / spacing), 200))
    return np.stack([np.interp(stops, travelled, points[:, axis]) for axis in (0, 1)], axis=1)


def _joined(near: np.ndarray) -> np.ndarray:
    """Number the groups of what is near each other, directly or through others."""
    number = np.arange(len(near))
    while True:
        lowest = np.where(near, number, len(near)).min(axis=1)
        if (lowest == number).all():
            return np.unique(number, return_inverse=True)[1]
        number = lowest
