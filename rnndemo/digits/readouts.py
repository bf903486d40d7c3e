"""The belief after each row: a linear readout for every row, fitted to the network's frozen memory.

The network's own readout was trained on the memory after the last row, and says little about row 14.
The memory does know a lot by then: a linear readout of its own finds it (a linear probe: Alain & Bengio
2016). Each is calibrated by one temperature.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from rnndemo.digits.calibration import temperature

PENALTY = 1e-5  # on the squared weights: keeps them finite where a unit never varies


class RowReadouts(nn.Module):
    """One linear readout for each row but the last, where the network's own answers."""

    weight: Tensor  # (rows, classes, hidden)
    bias: Tensor  # (rows, classes)

    def __init__(self, rows: int = 27, hidden_size: int = 64, classes: int = 10):
        super().__init__()
        self.register_buffer("weight", torch.zeros(rows, classes, hidden_size))
        self.register_buffer("bias", torch.zeros(rows, classes))

    def forward(self, hidden: Tensor) -> Tensor:
        """Return the logits (batch, rows, 10) of the states (batch, rows, 64) after each row."""
        return torch.einsum("brh,rch->brc", hidden, self.weight) + self.bias


def fit(
    hidden: Tensor, labels: Tensor, validation_hidden: Tensor, validation_labels: Tensor, last: nn.Linear
) -> RowReadouts:
    """Fit a readout to every row but the last of the states (n, 28, 64) of digits with these labels.

    Multinomial logistic regression by LBFGS, from the last row's readout backwards: each row starts
    from the next one's solution. The scale is chosen on the validation states.
    """
    _, length, size = hidden.shape
    readouts = RowReadouts(length - 1, size, last.out_features)
    weight, bias = last.weight.detach().clone(), last.bias.detach().clone()
    for row in range(length - 2, -1, -1):
        weight, bias = _regression(hidden[:, row].contiguous(), labels, weight, bias)
        scale = 1 / temperature(F.linear(validation_hidden[:, row], weight, bias), validation_labels)
        readouts.weight[row], readouts.bias[row] = weight * scale, bias * scale
    return readouts


def _regression(x: Tensor, labels: Tensor, weight: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = F.cross_entropy(F.linear(x, weight, bias), labels) + PENALTY * weight.square().sum()
        torch.autograd.backward(value)
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]  # torch types no step that takes a closure
    return weight.detach(), bias.detach()
