"""How long a memory lasts: what a forget gate keeps, and how far back a gradient reaches."""

import math

import numpy as np
import torch
from torch import Tensor, nn

from rnndemo import cells


def forget_curve(keep: float, steps: int) -> np.ndarray:
    """Return keep**k for k = 0 … steps: what is left of a cell state under a constant forget gate.

    With nothing written, c_t = f·c_{t−1} (Gers et al. 2000), so k steps leave f^k.
    """
    left: np.ndarray = keep ** np.arange(steps + 1.0)
    return left


def half_life(keep: float) -> float:
    """Return the steps after which half of a cell state is left: ln ½ / ln f; infinite at f = 1.

    Raises ValueError for a gate outside 0..1.
    """
    if not 0 <= keep <= 1:
        raise ValueError(f"a forget gate lies between 0 and 1, not at {keep}")
    if keep in (0, 1):
        return math.inf if keep else 0.0
    return math.log(0.5) / math.log(keep)


def gradient_by_distance(layer: nn.RNNBase, x: Tensor, state: str = "hidden_state") -> np.ndarray:
    """Return ‖∂h_T/∂s_t‖ at each distance k = T − t, shape (time,), for one sequence x (time, features).

    s is the layer's `state`: "hidden_state", or an LSTM's "cell_state". The norm is the Jacobian's
    largest singular value: how much a small change of s_t can be multiplied until the last step
    (Bengio et al. 1994; Pascanu et al. 2013). Measured by autograd, not from a formula.
    """
    # One copy of the sequence for each unit of h_T, so that autograd has one number to differentiate.
    # (Its batched mode would import sympy first: 0.3 s and 40 MB.)
    copies = layer.hidden_size
    nudges = [torch.zeros(copies, layer.hidden_size, dtype=x.dtype, requires_grad=True) for _ in x]

    def nudge(time: int, name: str, value: Tensor) -> Tensor:
        return value + nudges[time] if name == state else value

    with torch.enable_grad():
        last = cells.trace(layer, x.expand(copies, *x.shape), nudge).hidden_state[:, -1]  # (copies, hidden)
        jacobians = torch.stack(  # (time, hidden of h_T, hidden of s_t)
            torch.autograd.grad(last.trace(), nudges, allow_unused=True, materialize_grads=True)
        )
    norms: np.ndarray = torch.linalg.matrix_norm(jacobians, ord=2).flip(0).numpy()
    return norms
