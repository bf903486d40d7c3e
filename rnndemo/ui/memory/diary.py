"""Panel 6: an LSTM cell's diary, first set by hand, then in the digit reader."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from rnndemo.language import listed, mark, say
from rnndemo.memory import hand_cell
from rnndemo.memory.hand_cell import Gates, State
from rnndemo.memory.surgery import GATES, important_units
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.figures import gates_over_rows, signed
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.style import ABOVE, COLORS, LABELS, plain

STATE_DASHES = {"cell_state": "solid", "hidden_state": "dot"}
MOST_STATES = 60  # of the cell that is set by hand: older ones are dropped


def draw() -> None:
    """Let the visitor set the gates of one cell, then show those of the digit reader."""
    by_hand()
    gates()
    one_row()


@part
def by_hand() -> None:
    """Let the visitor set the gates of one LSTM unit, step by step."""
    st.markdown(
        say(
            "The main line c is a **diary**. f is the share **kept**; the **eraser** takes the rest, 1 − f. "
            "i is the **pencil**; o **reads aloud** to the side line h."
        ),
        help=say(
            "In PyTorch's `output, (h_n, c_n)`, `c_n` is the main line after the last step and `h_n` the "
            "side line. `output` has the side line after every step."
        ),
    )
    history: list[State] = st.session_state.setdefault("memory_hand", [State()])
    with st.container(horizontal=True):
        for name in hand_cell.PRESETS:
            st.button(say(name).capitalize(), on_click=_set, args=(name,), key=f"memory_preset_{name}")
    left, right = st.columns(2)
    with left:
        opened = [
            st.slider(say(LABELS[gate]), 0.0, 1.0, 1.0, 0.05, key=f"memory_hand_{gate}", **KEPT)
            for gate in ("forget_gate", "input_gate", "output_gate")
        ]
        written = say(LABELS["candidate"])
        candidate = st.slider(written, -1.0, 1.0, 0.8, 0.05, key="memory_hand_candidate", **KEPT)
        gates = Gates._make([*opened, candidate])
        with st.container(horizontal=True):
            st.button(say("Step"), on_click=_step, args=(gates,), type="primary", key="memory_hand_step")
            first = len(history) < 2
            st.button(say("Undo"), on_click=_undo, disabled=first, key="memory_hand_undo")
            st.button(say("Empty the diary"), on_click=_empty, disabled=first, key="memory_hand_empty")
    before, after = history[-1].cell_state, hand_cell.drive(history[-1], gates)
    with right:
        alt = say(
            "After step {step}: cell state {c}, hidden state {h}",
            step=len(history) - 1,
            c=signed(before),
            h=signed(history[-1].hidden_state),
        )
        picture("memory_hand_states", states(history), alt)
    st.markdown(
        say(
            "The next step makes c = f·c + i·g = {f:.2f}·({before}) + {i:.2f}·({g}) = **{c}** and reads "
            "aloud h = o·tanh c = {o:.2f}·tanh({c}) = **{h}**",
            f=gates.forget_gate,
            before=signed(before),
            i=gates.input_gate,
            g=signed(candidate),
            c=signed(after.cell_state),
            o=gates.output_gate,
            h=signed(after.hidden_state),
        )
    )


def _set(preset: str) -> None:
    gates = hand_cell.PRESETS[preset]
    for name, value in gates._asdict().items():
        st.session_state[f"memory_hand_{name}"] = value
    _step(gates)


def _step(gates: Gates) -> None:
    history = st.session_state["memory_hand"]
    st.session_state["memory_hand"] = [*history, hand_cell.drive(history[-1], gates)][-MOST_STATES:]


def _undo() -> None:
    st.session_state["memory_hand"] = st.session_state["memory_hand"][:-1] or [State()]


def _empty() -> None:
    st.session_state["memory_hand"] = [State()]


def states(history: list[State]) -> go.Figure:
    """Draw c and h of the cell that is set by hand, after each step."""
    figure = go.Figure()
    for quantity in State._fields:
        figure.add_scatter(
            y=[getattr(state, quantity) for state in history],
            name=say(LABELS[quantity]),
            mode="lines+markers",
            line={"color": COLORS[quantity], "width": 3, "dash": STATE_DASHES[quantity]},
        )
    cell, steps = [state.cell_state for state in history], len(history)
    figure.update_xaxes(dtick=1 if steps < 20 else 5, range=[-0.2, max(8, steps - 0.8)], title=say("step"))
    figure.update_yaxes(range=[min(-1.2, *cell) - 0.2, max(1.2, *cell) + 0.2])
    return plain(figure, 260, legend=ABOVE)


@part
def gates() -> None:
    """Show how far each gate of the digit reader is open, on average over its units, row by row."""
    digit = chosen_digit.current()
    memory = chosen_digit.read(digit.image).trace._asdict()
    st.markdown(
        say(
            "**The same diary in the digit reader.** {whose}: how far each gate is open, on average.",
            whose=digit.whose,
        )
    )
    opened = {name: memory[name] for name in GATES}
    means = listed(f"{say(LABELS[name])} {values.mean():.2f}" for name, values in opened.items())
    alt = say("Mean of each gate over the rows: {means}", means=means)
    picture("memory_diary_gates", gates_over_rows(opened), alt)


@part
def one_row() -> None:
    """Show gates and states of all units after one row of the digit, and the sums of one unit."""
    digit = chosen_digit.current()
    reading = chosen_digit.read(digit.image)
    memory = reading.trace._asdict()  # gates and states, each (time, units)
    row = chosen_digit.choose_row(say("Row"), "memory_row", 14)
    left, right = st.columns([1, 2])
    left.html(markup.ink(digit.image, say("Row {row} of the digit", row=row + 1), row))
    units = important_units(chosen_digit.reader(), memory["hidden_state"][-1], reading.digit, 64)
    alt = say("Gates and states of all units after row {row}", row=row + 1)
    right.html(markup.units(reading.trace, row, np.array(units), alt))
    right.caption(
        say(
            "64 units after row {row}, ordered by how much they argue for **{digit}** in the end.",
            row=row + 1,
            digit=reading.digit,
        )
    )
    unit = units[0]
    f, i, g = (memory[name][row, unit] for name in ("forget_gate", "input_gate", "candidate"))
    before = memory["cell_state"][row - 1, unit] if row else 0.0
    o, c, h = (memory[name][row, unit] for name in ("output_gate", "cell_state", "hidden_state"))
    st.markdown(
        say(
            "Unit {unit} keeps {f:.0%} of {before} and writes {i:.0%} of {g}: c = {f:.2f}·({before}) + "
            "{i:.2f}·({g}) = **{c}**. It reads {o:.0%} of tanh c aloud: h = **{h}**.",
            unit=unit,
            f=f,
            before=signed(before),
            i=i,
            g=signed(g),
            c=signed(c),
            o=o,
            h=signed(h),
        )
    )
    takeaway(
        say(
            "f is the share that stays, i the share that is written. With f = 1 and i = 0 nothing is erased "
            "and nothing written: c stays as it is."
        )
    )


CHECKS = (
    Check(
        mark("The dish was written down at the first step. Which gates carry it through the filler words?"),
        {
            mark("f near 1, i near 0"): "",
            mark("f near 0, i near 1"): mark(
                "f is the share that is kept. What does f = 0 leave of the dish?"
            ),
            mark("o near 1"): mark("o decides what is shown, not what is kept."),
        },
        mark("f near 1, i near 0"),
        mark("Do not erase and do not write over. Reading aloud can wait until the question comes."),
    ),
    Check(
        mark("In `output, (h_n, c_n) = lstm(x)`, what is `c_n`?"),
        {
            mark("The main line after the last step"): "",
            mark("The side line after the last step"): mark("That one is read aloud through o: it is h."),
            mark("The main line at every step"): mark("For every step PyTorch gives only h, in `output`."),
        },
        mark("The main line after the last step"),
        mark(
            "`c_n` is the main line, the diary itself; `h_n` is the side line, what was read aloud from it."
        ),
    ),
)

SNIPPET = """\
import torch

W = torch.rand(4, 8)                             # i, f, g, o in that order, for one unit
x_and_h = torch.rand(8)
c = torch.zeros(1)

i, f, g, o = (W @ x_and_h).chunk(4)
i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)
g = torch.tanh(g)
c = f * c + i * g                                # keep the share f, add what the pencil writes
h = o * torch.tanh(c)                            # read aloud
"""

PANEL = Panel("diary", mark("6 · The diary"), draw, CHECKS, SNIPPET, reads_digit=True)
