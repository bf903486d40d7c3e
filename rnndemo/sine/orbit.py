"""The orbit: the path of the hidden state during a free run, in the plane in which it moves most."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnndemo.arrays import Array


def orbit(states: NDArray[np.floating[Any]]) -> Array:
    """Project hidden states (time, hidden_size) onto their first two principal components: (time, 2)."""
    centred = np.asarray(states, dtype=np.float64) - np.mean(states, axis=0)
    left, size, _ = np.linalg.svd(centred, full_matrices=False)
    path = np.zeros((len(states), 2))
    kept = min(2, len(size))
    path[:, :kept] = left[:, :kept] * size[:kept]
    return path
