"""How long a memory lasts, compared with closed forms and finite differences."""

import math

import numpy as np
import pytest
import torch

from rnndemo import cells
from rnndemo.memory.gradients import forget_curve, gradient_by_distance, half_life


def test_the_forget_curve_is_that_of_an_lstm_whose_forget_gate_is_constant():
    """The biases of a real LSTM set its gates."""
    lstm = torch.nn.LSTM(1, 1, batch_first=True).double().requires_grad_(False)
    with torch.no_grad():
        for weight in lstm.parameters():
            weight.zero_()
        lstm.bias_ih_l0.copy_(torch.tensor([-50.0, 2.0, 0.0, 0.0]))  # i closed, f = sigmoid(2)
    edit = lambda time, name, value: torch.ones_like(value) if (time, name) == (0, "cell_state") else value  # noqa: E731
    traced = cells.trace(lstm, torch.zeros(1, 21, 1, dtype=torch.float64), edit)
    keep = torch.sigmoid(torch.tensor(2.0, dtype=torch.float64)).item()
    assert forget_curve(keep, 20) == pytest.approx(traced.cell_state.flatten().numpy(), abs=1e-12)


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.999])
def test_after_a_half_life_half_is_left(keep):
    assert keep ** half_life(keep) == pytest.approx(0.5)


def test_a_gate_that_is_fully_open_or_closed_has_a_half_life_too():
    assert half_life(1.0) == math.inf
    assert half_life(0.0) == 0.0
    with pytest.raises(ValueError, match="between 0 and 1"):
        half_life(1.1)


@pytest.mark.parametrize("cell", cells.CELLS)
@pytest.mark.parametrize("state", ["hidden_state", "cell_state"])
def test_gradients_equal_finite_differences(cell, state):
    if state == "cell_state" and cell != "lstm":
        pytest.skip("only an LSTM has a cell state")
    torch.manual_seed(3)
    layer = cells.CELLS[cell](4, 6, batch_first=True).double().requires_grad_(False)
    x = torch.rand(9, 4, dtype=torch.float64)
    measured = gradient_by_distance(layer, x, state)
    for distance in range(9):
        jacobian = np.stack([_slope(layer, x, state, 8 - distance, unit) for unit in range(6)], axis=1)
        expected = np.linalg.norm(jacobian, ord=2)
        assert measured[distance] == pytest.approx(expected, rel=1e-3, abs=1e-9)


def _slope(layer, x, state, at, unit, small=1e-5):
    ends = []
    for sign in (1, -1):
        nudge = torch.zeros(1, layer.hidden_size, dtype=x.dtype)
        nudge[0, unit] = sign * small
        edit = lambda time, name, value, nudge=nudge: value + nudge if (time, name) == (at, state) else value  # noqa: E731
        ends.append(cells.trace(layer, x[None], edit).hidden_state[0, -1].numpy())
    return (ends[0] - ends[1]) / (2 * small)


def test_at_distance_zero_the_gradient_of_the_hidden_state_is_one():
    layer = torch.nn.RNN(3, 5, batch_first=True)
    assert gradient_by_distance(layer, torch.rand(4, 3))[0] == pytest.approx(1.0)
