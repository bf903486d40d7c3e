"""The three recurrent cells, written once, in the letters of the papers.

PyTorch's own layers return only the hidden state. `trace` computes the same numbers from the same
weights and keeps every gate on the way, so that a page can show what really happened inside.
Equations: Elman (1990), Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000),
Cho et al. (2014) in the form of torch.nn.GRU.
"""

import functools
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from rnndemo.language import mark

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
CELL_NAMES = {"rnn": mark("plain RNN"), "gru": "GRU", "lstm": "LSTM"}


@torch.no_grad()
def draw_weights(model: nn.Module, hidden_size: int, seed: int) -> None:
    """Start a model's weights as torch starts a recurrent layer's, uniform in ±1/√hidden_size, from a seed.

    They are drawn from a generator of their own. torch's global one is shared by all threads, so another
    visitor's training at the same moment would change them.
    """
    generator, bound = torch.Generator().manual_seed(seed), hidden_size**-0.5
    for weight in model.parameters():
        weight.uniform_(-bound, bound, generator=generator)


Edit = Callable[[int, str, Tensor], Tensor]
"""edit(time, name, value) -> value: called on each quantity as soon as it is computed, to replace it."""

StepEdit = Callable[[str, Tensor], Tensor]  # an Edit at one time step

Numbers = TypeVar("Numbers")  # Tensor, or a numpy array


class RNNTrace(NamedTuple, Generic[Numbers]):
    """What a plain RNN computed: (batch, time, hidden_size)."""

    hidden_state: Numbers


class GRUTrace(NamedTuple, Generic[Numbers]):
    """What a GRU computed, each (batch, time, hidden_size)."""

    reset_gate: Numbers
    update_gate: Numbers
    candidate: Numbers
    hidden_state: Numbers


class LSTMTrace(NamedTuple, Generic[Numbers]):
    """What an LSTM computed, each (batch, time, hidden_size)."""

    input_gate: Numbers
    forget_gate: Numbers
    candidate: Numbers
    output_gate: Numbers
    cell_state: Numbers
    hidden_state: Numbers


Trace = RNNTrace[Numbers] | GRUTrace[Numbers] | LSTMTrace[Numbers]


def trace(layer: nn.RNNBase, x: Tensor, edit: Edit | None = None) -> Trace[Tensor]:
    """Run one recurrent layer over x (batch, time, features) and keep every gate and state.

    The state starts at zero. `edit` may replace any quantity of the trace the moment it is computed;
    what follows is computed from the replacement. Raises ValueError for a layer this does not cover.
    """
    if layer.num_layers != 1 or layer.bidirectional or not layer.batch_first or not layer.bias:
        raise ValueError("trace reads one batch-first, one-directional layer with biases")
    if x.dim() != 3 or x.shape[-1] != layer.input_size:
        raise ValueError(f"x must be (batch, time, {layer.input_size}), got {tuple(x.shape)}")
    step, Named = _STEPS[type(layer)]
    h = c = x.new_zeros(x.shape[0], layer.hidden_size)
    history = []
    for time, x_t in enumerate(x.unbind(1)):
        now = step(layer, x_t, h, c, functools.partial(edit, time) if edit else _as_it_is)
        h, c = now.hidden_state, getattr(now, "cell_state", c)
        history.append(now)
    traced: Trace[Tensor] = Named(*(torch.stack(q, dim=1) for q in zip(*history, strict=True)))
    return traced


def as_arrays(traced: Trace[Tensor]) -> Trace[np.ndarray]:
    """Return the trace of the first sequence of a batch as numpy arrays, each (time, hidden_size)."""
    named: Any = type(traced)
    arrays: Trace[np.ndarray] = named(*(quantity[0].numpy() for quantity in traced))
    return arrays


def _as_it_is(name: str, value: Tensor) -> Tensor:
    return value


def _rnn(layer: nn.RNNBase, x: Tensor, h: Tensor, _: Tensor, edit: StepEdit) -> RNNTrace[Tensor]:
    W_x, W_h, b_x, b_h = layer.all_weights[0]
    h = edit("hidden_state", torch.tanh(x @ W_x.T + b_x + h @ W_h.T + b_h))  # (batch, hidden)
    return RNNTrace(h)


def _gru(layer: nn.RNNBase, x: Tensor, h: Tensor, _: Tensor, edit: StepEdit) -> GRUTrace[Tensor]:
    W_x, W_h, b_x, b_h = layer.all_weights[0]
    r_x, z_x, n_x = (x @ W_x.T + b_x).chunk(3, dim=-1)  # 3 x (batch, hidden)
    r_h, z_h, n_h = (h @ W_h.T + b_h).chunk(3, dim=-1)
    r = edit("reset_gate", torch.sigmoid(r_x + r_h))
    z = edit("update_gate", torch.sigmoid(z_x + z_h))
    n = edit("candidate", torch.tanh(n_x + r * n_h))
    h = edit("hidden_state", (1 - z) * n + z * h)
    return GRUTrace(r, z, n, h)


def _lstm(layer: nn.RNNBase, x: Tensor, h: Tensor, c: Tensor, edit: StepEdit) -> LSTMTrace[Tensor]:
    W_x, W_h, b_x, b_h = layer.all_weights[0]
    i, f, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)  # 4 x (batch, hidden)
    i = edit("input_gate", torch.sigmoid(i))
    f = edit("forget_gate", torch.sigmoid(f))
    g = edit("candidate", torch.tanh(g))
    o = edit("output_gate", torch.sigmoid(o))
    c = edit("cell_state", f * c + i * g)
    h = edit("hidden_state", o * torch.tanh(c))
    return LSTMTrace(i, f, g, o, c, h)


_STEPS: dict[type[nn.RNNBase], tuple[Callable[..., Trace[Tensor]], type[Any]]] = {
    nn.RNN: (_rnn, RNNTrace),
    nn.GRU: (_gru, GRUTrace),
    nn.LSTM: (_lstm, LSTMTrace),
}


@torch.no_grad()
def set_forget_bias(lstm: nn.LSTM, bias: float) -> None:
    """Start every forget gate at sigmoid(bias) (Jozefowicz et al. 2015).

    torch adds two bias vectors, so the value goes into one and the other's share is set to zero.
    """
    forget = slice(lstm.hidden_size, 2 * lstm.hidden_size)
    for layer in range(lstm.num_layers):
        getattr(lstm, f"bias_ih_l{layer}")[forget] = bias
        getattr(lstm, f"bias_hh_l{layer}")[forget] = 0.0
