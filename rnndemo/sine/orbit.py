"""The orbit: the path of a free-running network's hidden state, seen in the plane it moves in most."""

from typing import NamedTuple

import numpy as np

from rnndemo.arrays import Array


class Orbit(NamedTuple):
    """A path in the first two principal components, and the share of all movement they hold."""

    path: Array  # (time, 2)
    share: float


def orbit(states: Array) -> Orbit:
    """Project hidden states (time, hidden_size) onto their first two principal components."""
    centred = np.asarray(states, dtype=np.float64) - np.mean(states, axis=0)
    left, size, _ = np.linalg.svd(centred, full_matrices=False)
    path = np.zeros((len(states), 2))
    kept = min(2, len(size))
    path[:, :kept] = left[:, :kept] * size[:kept]
    total = np.sum(size**2)
    return Orbit(path, float(np.sum(size[:2] ** 2) / total) if total > 0 else 1.0)
