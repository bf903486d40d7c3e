"""The three recurrent cells, written once, in the letters of the papers.

PyTorch's own layers return only the hidden state. `trace` computes the same numbers from the same
weights and keeps every gate on the way, so that a page can show what really happened inside.
Equations: Elman (1990), Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000),
Cho et al. (2014) in the form of torch.nn.GRU.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
CELL_NAMES = {"rnn": "plain RNN", "gru": "GRU", "lstm": "LSTM"}


@torch.no_grad()
def draw_weights(model: nn.Module, hidden_size: int, seed: int) -> None:
    """Start a model's weights as torch starts a recurrent layer's, uniform in ±1/√hidden_size, from a seed.

    They are drawn from a generator of their own: torch's is shared by all threads, so that what another
    visitor starts in the same moment would change them.
    """
    generator, bound = torch.Generator().manual_seed(seed), hidden_size**-0.5
    for weight in model.parameters():
        weight.uniform_(-bound, bound, generator=generator)


Edit = Callable[[int, str, Tensor], Tensor]
"""edit(time, name, value) -> value: a hand in the cell's memory, called on each quantity once computed."""


class RNNTrace(NamedTuple):
    """What a plain RNN computed: (batch, time, hidden_size)."""

    hidden_state: Tensor


class GRUTrace(NamedTuple):
    """What a GRU computed, each (batch, time, hidden_size)."""

    reset_gate: Tensor
    update_gate: Tensor
    candidate: Tensor
    hidden_state: Tensor


class LSTMTrace(NamedTuple):
    """What an LSTM computed, each (batch, time, hidden_size)."""

    input_gate: Tensor
    forget_gate: Tensor
    candidate: Tensor
    output_gate: Tensor
    cell_state: Tensor
    hidden_state: Tensor


Trace = RNNTrace | GRUTrace | LSTMTrace


def trace(layer: nn.RNNBase, x: Tensor, edit: Edit | None = None) -> Trace:
    """Run one recurrent layer over x (batch, time, features) and keep every gate and state.

    The state starts at zero. `edit` may replace any quantity of the trace the moment it is computed;
    what follows is computed from the replacement. Raises ValueError for a layer this does not cover.
    """
    if layer.num_layers != 1 or layer.bidirectional or not layer.batch_first or not layer.bias:
        raise ValueError("trace reads one batch-first, one-directional layer with biases")
    if x.dim() != 3 or x.shape[-1] != layer.input_size:
        raise ValueError(f"x must be (batch, time, {layer.input_size}), got {tuple(x.shape)}")
    step, Named = _STEPS[type(layer)]
    edit = edit or (lambda time, name, value: value)
    h = c = x.new_zeros(x.shape[0], layer.hidden_size)
    history = []
    for time, x_t in enumerate(x.unbind(1)):
        now = step(layer, x_t, h, c, lambda name, value, time=time: edit(time, name, value))
        h, c = now.hidden_state, getattr(now, "cell_state", c)
        history.append(now)
    return Named(*(torch.stack(quantity, dim=1) for quantity in zip(*history, strict=True)))


def _rnn(layer, x, h, _, edit):
    W_x, W_h, b_x, b_h = layer.all_weights[0]
    h = edit("hidden_state", torch.tanh(x @ W_x.T + b_x + h @ W_h.T + b_h))  # (batch, hidden)
    return RNNTrace(h)


def _gru(layer, x, h, _, edit):
    W_x, W_h, b_x, b_h = layer.all_weights[0]
    r_x, z_x, n_x = (x @ W_x.T + b_x).chunk(3, dim=-1)  # 3 x (batch, hidden)
    r_h, z_h, n_h = (h @ W_h.T + b_h).chunk(3, dim=-1)
    r = edit("reset_gate", torch.sigmoid(r_x + r_h))
    z = edit("update_gate", torch.sigmoid(z_x + z_h))
    n = edit("candidate", torch.tanh(n_x + r * n_h))
    h = edit("hidden_state", (1 - z) * n + z * h)
    return GRUTrace(r, z, n, h)


def _lstm(layer, x, h, c, edit):
    W_x, W_h, b_x, b_h = layer.all_weights[0]
    i, f, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)  # 4 x (batch, hidden)
    i = edit("input_gate", torch.sigmoid(i))
    f = edit("forget_gate", torch.sigmoid(f))
    g = edit("candidate", torch.tanh(g))
    o = edit("output_gate", torch.sigmoid(o))
    c = edit("cell_state", f * c + i * g)
    h = edit("hidden_state", o * torch.tanh(c))
    return LSTMTrace(i, f, g, o, c, h)


_STEPS = {nn.RNN: (_rnn, RNNTrace), nn.GRU: (_gru, GRUTrace), nn.LSTM: (_lstm, LSTMTrace)}


@torch.no_grad()
def set_forget_bias(lstm: nn.LSTM, bias: float) -> None:
    """Start every forget gate at sigmoid(bias) (Jozefowicz et al. 2015).

    torch adds two bias vectors, so the value goes into one and the other's share is set to zero.
    """
    forget = slice(lstm.hidden_size, 2 * lstm.hidden_size)
    for layer in range(lstm.num_layers):
        getattr(lstm, f"bias_ih_l{layer}")[forget] = bias
        getattr(lstm, f"bias_hh_l{layer}")[forget] = 0.0
