"""One step of a recurrent cell, drawn: lines as wide as what they carry, valves as open as the gates."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnndemo.cells import GRUTrace, LSTMTrace, RNNTrace, Trace
from rnndemo.memory.step import Step, step_of
from rnndemo.ui.memory.valves import Drawing
from rnndemo.ui.style import COLORS

TOP, BOTTOM = 90, 290  # where the main line and the wire to the gates run


def drawing(trace: Trace[np.ndarray], row: int, unit: int | None = None) -> str:
    """Return a drawing of one step of the cell as markup: of one unit or, with None, as the mean of all."""
    step, said = step_of(trace, row, unit), _size if unit is None else _signed
    if isinstance(trace, LSTMTrace):
        return _lstm(step, said)
    return _gru(step, said) if isinstance(trace, GRUTrace) else _rnn(step, said)


def _lstm(step: Step, said: Callable[[float], str]) -> str:
    drawn = Drawing()
    _inputs(drawn, 530, said(step.hidden_before))
    drawn.wire([(200, BOTTOM), (200, TOP + 34)])
    drawn.wire([(320, BOTTOM), (320, 170), (352, 170)])
    drawn.wire([(395, BOTTOM), (395, 257)])
    drawn.wire([(530, BOTTOM), (530, 170), (550, 170)])
    drawn.line([(20, TOP), (200, TOP)], step.before, "cell_state")
    drawn.line([(200, TOP), (395, TOP)], step.kept, "cell_state")
    drawn.line([(395, TOP), (700, TOP)], step.after, "cell_state")
    drawn.line([(395, 240), (395, 170)], step.candidate, "candidate")
    drawn.line([(395, 170), (395, TOP)], step.written, "candidate")
    drawn.line([(590, TOP), (590, 170)], np.tanh(step.after), "cell_state")
    drawn.line([(590, 170), (590, 235), (700, 235)], step.hidden, "hidden_state")
    drawn.valve(200, TOP, step.keep, "forget_gate")
    drawn.valve(395, 170, step.write, "input_gate", upright=True)
    drawn.valve(590, 170, step.read, "output_gate", upright=True)
    drawn.box(395, 240, "candidate")
    drawn.joint(395, TOP)
    drawn.label(20, 52, f"<b>c</b> before<br>{said(step.before)}", "start")
    drawn.label(200, 28, f"<b>f</b> keeps {step.keep:.0%}<br>eraser takes {1 - step.keep:.0%}")
    drawn.label(300, 62, f"left {said(step.kept)}")
    drawn.label(700, 52, f"main line <b>c</b><br>{said(step.after)}", "end")
    drawn.label(432, 158, f"pencil <b>i</b><br>{step.write:.0%}", "start")
    drawn.label(395, 240, f"<b>g</b> {said(step.candidate)}", on="candidate")
    drawn.label(628, 158, f"<b>o</b> aloud<br>{step.read:.0%}", "start")
    drawn.label(700, 272, f"side line <b>h</b><br>{said(step.hidden)}", "end")
    return drawn.markup(
        f"An LSTM cell at one step: of {said(step.before)} it keeps {step.keep:.0%} and writes "
        f"{step.write:.0%} of {said(step.candidate)}, so c is {said(step.after)}; it reads "
        f"{step.read:.0%} aloud, h is {said(step.hidden)}"
    )


def _gru(step: Step, said: Callable[[float], str]) -> str:
    drawn = Drawing()
    _inputs(drawn, 395, said(step.hidden_before))
    drawn.wire([(200, BOTTOM), (200, TOP + 34)])
    drawn.wire([(300, BOTTOM), (300, 240), (322, 240)])
    drawn.wire([(338, 240), (357, 240)])
    drawn.wire([(395, BOTTOM), (395, 257)])
    drawn.wire([(214, 110), (300, 170), (352, 170)])
    drawn.line([(20, TOP), (200, TOP)], step.before, "hidden_state")
    drawn.line([(200, TOP), (395, TOP)], step.kept, "hidden_state")
    drawn.line([(395, TOP), (700, TOP)], step.after, "hidden_state")
    drawn.line([(395, 240), (395, 170)], step.candidate, "candidate")
    drawn.line([(395, 170), (395, TOP)], step.written, "candidate")
    drawn.valve(200, TOP, step.keep, "update_gate")
    drawn.valve(395, 170, step.write, "update_gate", upright=True)
    drawn.valve(330, 240, step.reset, "reset_gate")
    drawn.box(395, 240, "candidate")
    drawn.joint(395, TOP)
    drawn.label(20, 52, f"<b>h</b> before<br>{said(step.before)}", "start")
    drawn.label(200, 28, f"<b>z</b> keeps {step.keep:.0%}<br>the rest goes")
    drawn.label(300, 62, f"left {said(step.kept)}")
    drawn.label(700, 52, f"the one line <b>h</b><br>{said(step.after)}", "end")
    drawn.label(432, 170, f"<b>1 − z</b> writes {step.write:.0%}<br>(same gate)", "start")
    drawn.label(395, 240, f"<b>n</b> {said(step.candidate)}", on="candidate")
    drawn.label(285, 222, f"<b>r</b> lets {step.reset:.0%}<br>of h in", "end")
    return drawn.markup(
        f"A GRU cell at one step: of {said(step.before)} it keeps {step.keep:.0%} and writes "
        f"{step.write:.0%} of {said(step.candidate)}, so h is {said(step.after)}"
    )


def _rnn(step: Step, said: Callable[[float], str]) -> str:
    drawn = Drawing()
    drawn.line([(20, TOP), (359, TOP)], step.hidden_before, "hidden_state")
    drawn.wire([(395, BOTTOM), (395, TOP + 19)])
    drawn.line([(431, TOP), (700, TOP)], step.hidden, "hidden_state")
    drawn.box(395, TOP, "candidate")
    drawn.label(20, 52, f"<b>h</b> before<br>{said(step.hidden_before)}", "start")
    drawn.label(395, TOP, "<b>tanh</b>", on="candidate")
    drawn.label(395, 28, "no valve: all of h<br>is written anew")
    drawn.label(700, 52, f"the one line <b>h</b><br>{said(step.hidden)}", "end")
    drawn.label(410, BOTTOM - 10, "<b>x</b>, the row it reads", "start")
    return drawn.markup(
        f"A plain RNN cell at one step: h was {said(step.hidden_before)} and is written anew, "
        f"{said(step.hidden)}"
    )


def _inputs(drawn: Drawing, end: float, hidden: str) -> None:
    """Draw what every gate looks at: the row x, and the side line h of the step before."""
    drawn.shapes.append(
        f'<path d="M20 {BOTTOM}H{end}" stroke="{COLORS["truth"]}" stroke-width="1.5" fill="none"/>'
    )
    drawn.label(20, BOTTOM - 24, f"<b>x</b> and <b>h</b> before<br>({hidden})", "start")
    drawn.label(20, BOTTOM + 18, "every gate looks at both", "start")


def _size(value: float) -> str:
    return f"{value:.2f}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


class Part(NamedTuple):
    """What the table says of one part of a cell at one step."""

    name: str
    value: str
    equation: str
    pytorch: str


def parts(trace: Trace[np.ndarray], row: int, unit: int | None = None) -> list[Part]:
    """Return every part of the cell that left this trace: its name, value, equation and line of PyTorch.

    The lines run with x (28,), h (64,), c (64,) and a layer's W_x, W_h, b = b_x + b_h.
    """
    step, said = step_of(trace, row, unit), _size if unit is None else _signed
    if isinstance(trace, RNNTrace):
        rewritten = "h = torch.tanh(W_x @ x + W_h @ h + b)"
        return [Part("side line h, the only one", said(step.hidden), "h = tanh(Wx + Uh + b)", rewritten)]
    if isinstance(trace, GRUTrace):
        return [
            Part("update gate z: kept", f"{step.keep:.2f}", "z = σ(Wx + Uh + b)", "z = torch.sigmoid(z)"),
            Part("1 − z: written", f"{step.write:.2f}", "1 − z", "1 - z"),
            Part("reset gate r", f"{step.reset:.2f}", "r = σ(Wx + Uh + b)", "r = torch.sigmoid(r)"),
            Part(
                "candidate n",
                said(step.candidate),
                "n = tanh(Wx + b + r·(Uh + b′))",
                "n = torch.tanh(n_x + r * n_h)",
            ),
            Part(
                "side line h, the only one",
                said(step.hidden),
                "h = z·h + (1 − z)·n",
                "h = z * h + (1 - z) * n",
            ),
        ]
    return [
        Part("forget gate f: kept", f"{step.keep:.2f}", "f = σ(Wx + Uh + b)", "f = torch.sigmoid(f)"),
        Part("eraser: taken", f"{1 - step.keep:.2f}", "1 − f", "1 - f"),
        Part("input gate i: the pencil", f"{step.write:.2f}", "i = σ(Wx + Uh + b)", "i = torch.sigmoid(i)"),
        Part(
            "candidate g: what to write",
            said(step.candidate),
            "g = tanh(Wx + Uh + b)",
            "g = torch.tanh(g)",
        ),
        Part("main line c", said(step.after), "c = f·c + i·g", "c = f * c + i * g"),
        Part("output gate o: read aloud", f"{step.read:.2f}", "o = σ(Wx + Uh + b)", "o = torch.sigmoid(o)"),
        Part("side line h", said(step.hidden), "h = o·tanh c", "h = o * torch.tanh(c)"),
    ]
