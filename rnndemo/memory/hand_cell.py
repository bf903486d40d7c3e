"""An LSTM cell of one unit whose gates are set by hand."""

import math
from typing import NamedTuple

from rnndemo.language import mark


class Gates(NamedTuple):
    """The settings of one step: three gates in 0..1 and the candidate in −1..1."""

    forget_gate: float
    input_gate: float
    output_gate: float
    candidate: float


class State(NamedTuple):
    """The cell after a step."""

    cell_state: float = 0.0
    hidden_state: float = 0.0


KEEP, ERASE = Gates(1.0, 0.0, 1.0, 0.8), Gates(0.0, 0.0, 1.0, 0.8)
OVERWRITE, COUNT = Gates(0.0, 1.0, 1.0, 0.8), Gates(1.0, 1.0, 1.0, 0.5)
PRESETS = {
    mark("keep"): KEEP,
    mark("erase"): ERASE,
    mark("overwrite"): OVERWRITE,
    mark("count"): COUNT,
}


def drive(state: State, gates: Gates) -> State:
    """Take one step: c = f·c + i·g, h = o·tanh c (Gers et al. 2000)."""
    f, i, o, g = gates
    c = f * state.cell_state + i * g
    return State(c, o * math.tanh(c))
