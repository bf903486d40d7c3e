"""The numbers of one step of a recurrent cell: what it kept, what it wrote, what it gave out."""

from typing import NamedTuple

import numpy as np

from rnndemo.cells import GRUTrace, LSTMTrace, Trace


class Step(NamedTuple):
    """What one step did, in one unit or as a mean over all units; 0 where a cell has no such quantity.

    A mean is over absolute values: of |c|, not of c, or units of opposite signs would cancel out.
    """

    before: float  # the state that is kept: an LSTM's c, a GRU's h; before the step
    kept: float  # what the forget gate, or z, left of it
    keep: float  # that gate
    candidate: float
    write: float  # the input gate, or 1 − z; 1 in a plain RNN
    written: float  # what it let through
    after: float
    squashed: float  # tanh of the state after the step
    read: float  # the output gate; 1 in a cell without one
    hidden_before: float
    hidden: float
    reset: float = 0.0


def step_of(trace: Trace[np.ndarray], row: int, unit: int | None = None) -> Step:
    """Return the numbers of one step, of one unit or, with None, as the mean of all units."""
    now = {name: values[row] for name, values in trace._asdict().items()}  # each (units,)
    zero = np.zeros_like(now["hidden_state"])
    earlier = {name: values[row - 1] if row else zero for name, values in trace._asdict().items()}
    state = "cell_state" if isinstance(trace, LSTMTrace) else "hidden_state"
    keep, write, read = zero, zero + 1, zero + 1
    if isinstance(trace, LSTMTrace):
        keep, write, read = now["forget_gate"], now["input_gate"], now["output_gate"]
    elif isinstance(trace, GRUTrace):
        keep, write = now["update_gate"], 1 - now["update_gate"]
    candidate = now.get("candidate", now["hidden_state"])  # a plain RNN keeps nothing and writes all
    quantities = (
        *(earlier[state], keep * earlier[state], keep, candidate, write, write * candidate, now[state]),
        *(np.tanh(now[state]), read),
        *(earlier["hidden_state"], now["hidden_state"], now.get("reset_gate", zero)),
    )
    if unit is None:
        return Step(*(float(np.abs(quantity).mean()) for quantity in quantities))
    return Step(*(float(quantity[unit]) for quantity in quantities))
