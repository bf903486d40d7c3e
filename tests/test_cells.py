"""The written-out cells give PyTorch's own numbers."""

import pytest
import torch

from rnndemo import cells


@pytest.mark.parametrize("cell", cells.CELLS)
def test_trace_equals_torch(cell):
    torch.manual_seed(0)
    layer = cells.CELLS[cell](28, 64, batch_first=True).double()
    x = torch.rand(5, 28, 28, dtype=torch.float64)
    expected, last = layer(x)
    traced = cells.trace(layer, x)
    assert torch.allclose(traced.hidden_state, expected, atol=1e-12)
    if cell == "lstm":
        assert torch.allclose(traced.cell_state[:, -1], last[1][0], atol=1e-12)


@pytest.mark.parametrize("cell", cells.CELLS)
def test_trace_equals_torch_in_single_precision(cell):
    torch.manual_seed(1)
    layer = cells.CELLS[cell](28, 64, batch_first=True)
    x = torch.rand(5, 28, 28)
    assert torch.allclose(cells.trace(layer, x).hidden_state, layer(x)[0], atol=1e-6)


@pytest.mark.parametrize("cell", cells.CELLS)
def test_weights_start_where_torch_starts_them_for_the_same_seed(cell):
    def network():
        return torch.nn.Sequential(cells.CELLS[cell](5, 9), torch.nn.Linear(9, 2))

    torch.manual_seed(3)
    expected = network().state_dict()
    drawn = network()  # torch's own generator has moved on
    cells.draw_weights(drawn, 9, seed=3)
    for name, weight in drawn.state_dict().items():
        assert torch.equal(weight, expected[name])


def test_each_gate_of_an_lstm_is_traced_under_its_own_name():
    """One unit, weights set by hand: the gates must be the sigmoids of their own biases."""
    layer = torch.nn.LSTM(1, 1, batch_first=True)
    with torch.no_grad():
        for weight in layer.parameters():
            weight.zero_()
        layer.bias_ih_l0.copy_(torch.tensor([1.0, 2.0, 3.0, -1.0]))  # i, f, g, o
    traced = cells.trace(layer, torch.zeros(1, 2, 1))
    i, f, o = torch.sigmoid(torch.tensor([1.0, 2.0, -1.0])).tolist()
    g = torch.tanh(torch.tensor(3.0)).item()
    assert traced.input_gate.flatten().tolist() == pytest.approx([i, i])
    assert traced.forget_gate.flatten().tolist() == pytest.approx([f, f])
    assert traced.candidate.flatten().tolist() == pytest.approx([g, g])
    assert traced.output_gate.flatten().tolist() == pytest.approx([o, o])
    assert traced.cell_state.flatten().tolist() == pytest.approx([i * g, f * i * g + i * g])


def test_an_edit_reaches_all_that_follows_and_nothing_before():
    torch.manual_seed(2)
    layer = torch.nn.LSTM(4, 8, batch_first=True)
    x = torch.rand(1, 6, 4)
    plain = cells.trace(layer, x)
    wiped = cells.trace(layer, x, lambda t, name, value: value * ((t, name) != (3, "cell_state")))
    assert torch.equal(wiped.hidden_state[:, :3], plain.hidden_state[:, :3])
    assert torch.count_nonzero(wiped.cell_state[:, 3]) == 0
    assert not torch.allclose(wiped.hidden_state[:, 4:], plain.hidden_state[:, 4:])


def test_what_trace_does_not_cover_is_refused_in_words():
    with pytest.raises(ValueError, match="one batch-first"):
        cells.trace(torch.nn.LSTM(2, 3, num_layers=2, batch_first=True), torch.zeros(1, 1, 2))
    with pytest.raises(ValueError, match=r"must be \(batch, time, 2\)"):
        cells.trace(torch.nn.LSTM(2, 3, batch_first=True), torch.zeros(1, 1, 5))


def test_forget_bias_is_the_sum_of_torchs_two_biases():
    layer = torch.nn.LSTM(2, 3, batch_first=True)
    cells.set_forget_bias(layer, 4.0)
    assert (layer.bias_ih_l0 + layer.bias_hh_l0)[3:6].tolist() == [4.0] * 3
