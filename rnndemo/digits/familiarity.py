"""Whether a drawing looks like any digit at all: one more linear readout, of the memory at five rows.

A network that knows ten digits answers with one of them whatever it is shown, and often with confidence.
Its memory tells more. A readout that learns from drawings that are no digits ("outlier exposure",
Hendrycks et al. 2019) took 21 % of the drawings of a kind left out of its training for digits. The distance
to the nearest digit's mean memory (Lee et al. 2018) took 25 to 40 %.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from rnndemo import cells

ROWS = (10, 14, 18, 22, 27)  # after which the memory is read
LOST = 0.01  # the share of validation digits that may be called no digit
PENALTY = 1e-3  # on the squared weights


class Familiarity(nn.Module):
    """Gives a number above 0 for what looks like a digit, below 0 for what does not."""

    weight: Tensor  # (rows x states,)
    bias: Tensor  # ()

    def __init__(self, features: int):
        super().__init__()
        self.register_buffer("weight", torch.zeros(features))
        self.register_buffer("bias", torch.zeros(()))

    def forward(self, memories: Tensor) -> Tensor:
        """Return the familiarity (batch,) of memories (batch, features)."""
        return memories @ self.weight + self.bias


def features(cell: str, hidden_size: int) -> int:
    """Return how many numbers `memory` keeps: an LSTM carries two states from row to row, others one."""
    return len(ROWS) * hidden_size * (2 if cell == "lstm" else 1)


def memory(trace: cells.Trace[Tensor]) -> Tensor:
    """Return all that the network carries on after each of the five rows: (batch, features)."""
    states = [trace.hidden_state]
    if isinstance(trace, cells.LSTMTrace):
        states.append(trace.cell_state)
    return torch.cat([state[:, list(ROWS)].flatten(1) for state in states], dim=1)


def fit(digits: Tensor, others: Tensor, validation: list[Tensor]) -> Familiarity:
    """Tell the memories of digits (n, features) from those of other drawings (m, features).

    Logistic regression by LBFGS; both sides weigh the same. Then the bias is chosen so that in no
    validation set (n, features) more than LOST of the digits are called no digit.
    """
    x = torch.cat([digits, others])
    middle, spread = x.mean(dim=0), x.std(dim=0) + 1e-3
    x = (x - middle) / spread
    is_digit = torch.cat([torch.ones(len(digits)), torch.zeros(len(others))])
    share = torch.where(is_digit == 1, 0.5 / len(digits), 0.5 / len(others))
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=150, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        each = F.binary_cross_entropy_with_logits(x @ weight + bias, is_digit, reduction="none")
        value = (share * each).sum() + PENALTY * weight.square().sum()
        torch.autograd.backward(value)
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]  # torch types no step that takes a closure
    familiarity = Familiarity(x.shape[1])
    familiarity.weight = (weight.detach() / spread).clone()
    border = min(torch.quantile(known @ familiarity.weight, LOST) for known in validation)
    familiarity.bias = -border
    return familiarity
