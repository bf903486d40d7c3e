"""Calibration: whether a reader is right as often as its probabilities say.

Temperature scaling and the expected calibration error are those of Guo et al. (2017).
"""

import torch
import torch.nn.functional as F
from torch import Tensor


@torch.no_grad()
def temperature(logits: Tensor, labels: Tensor) -> float:
    """Return what to divide logits (n, 10) by so that the labels (n,) are most probable."""
    candidates = torch.linspace(0.4, 2.5, 211)
    losses = torch.stack([F.cross_entropy(logits / t, labels) for t in candidates])
    return candidates[losses.argmin()].item()


def expected_calibration_error(belief: Tensor, labels: Tensor, bins: int = 15) -> float:
    """Return |confidence − accuracy| of probabilities (n, 10), averaged over equal bins."""
    confidence, answer = belief.max(dim=-1)
    right = answer == labels
    bin_of = (confidence * bins).ceil().clamp(1, bins)
    gap = sum(abs((right.float() - confidence)[bin_of == k].sum().item()) for k in range(1, bins + 1))
    return gap / len(right)
