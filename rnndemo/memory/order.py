"""What a network answers when it cannot know the order of its input."""

import numpy as np
import torch
from torch import Tensor

from rnndemo.memory.network import Network, logits


@torch.no_grad()
def order_blind(network: Network, x: Tensor) -> np.ndarray:
    """Return the class probabilities (classes,) for a sequence x (time, features), read without memory.

    Each step is read on its own from a state of zero, and the answers' logits are averaged, so the
    order of the steps can make no difference.
    """
    alone = x[:, None]  # `time` sequences of one step
    probabilities: np.ndarray = logits(network, alone).mean(dim=0).softmax(dim=-1).numpy()
    return probabilities
