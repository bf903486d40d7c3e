"""Panel 8: the GRU, a cell with two gates, beside the LSTM."""

import numpy as np
import streamlit as st

from rnndemo.ui.lesson import picture, takeaway
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.chosen_digit import answer_of
from rnndemo.ui.memory.figures import gates_over_rows, signed
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import beside, predicted
from rnndemo.ui.models import digit_reader


@part
def draw() -> None:
    """Ask how many weights a GRU has; then show it beside the LSTM, and the sums of one unit."""
    count = {cell: digit_reader(cell).card["parameters"] for cell in ("lstm", "gru", "rnn")}
    question = (
        f"An LSTM has three gates, and our reader {count['lstm']:,} weights. A GRU with as many units has "
        "two gates. How many weights?"
    )
    answer = predicted("memory_guess_gru", question, [*SHARES])
    if answer is None:
        return
    truth = min(SHARES, key=lambda said: abs(SHARES[said] - count["gru"] / count["lstm"]))
    st.markdown(f"{beside(answer, truth)} It has {count['gru']:,}: three blocks instead of four.")
    beside_the_lstm(count)
    one_row()


SHARES = {"half as many": 1 / 2, "two thirds": 2 / 3, "three quarters": 3 / 4, "the same": 1.0}


def beside_the_lstm(count: dict[str, int]) -> None:
    """Show the GRU's parts beside the LSTM's, and how far its gates are open on the digit."""
    rows = [
        ("diary c, and h read aloud from it", "one state h, which is also the output"),
        ("forget gate f keeps", "update gate z keeps"),
        ("input gate i writes", "1 − z writes: what is not kept is written anew"),
        ("output gate o reads aloud", "reset gate r: how much of h the candidate sees"),
        (f"{count['lstm']:,} weights in the digit reader", f"{count['gru']:,} weights"),
    ]
    memory = chosen_digit.read(chosen_digit.current().image, cell="gru").trace._asdict()
    gates = {name: memory[name] for name in ("update_gate", "reset_gate")}
    alt = "Mean of the GRU's two gates row by row"
    left, right = st.columns(2)
    with right:
        picture("memory_gru_gates", gates_over_rows(gates), alt)
    st.caption(
        f"All three readers have 64 units, but not the same size: {count['lstm']:,} weights with an LSTM, "
        f"{count['gru']:,} with a GRU, {count['rnn']:,} with a plain RNN."
    )
    left.markdown("| LSTM | GRU |\n|---|---|\n" + "\n".join(f"| {lstm} | {gru} |" for lstm, gru in rows))


@part
def one_row() -> None:
    """Show the sums of one unit of the GRU after one row of the digit."""
    reading = chosen_digit.read(chosen_digit.current().image, cell="gru")
    memory = reading.trace._asdict()  # gates and states, each (time, units)
    row = chosen_digit.choose_row("Row of the digit", "memory_gru_row", 14)
    unit = int(np.abs(memory["hidden_state"][row]).argmax())
    z, n, h = (memory[name][row, unit] for name in ("update_gate", "candidate", "hidden_state"))
    before = memory["hidden_state"][row - 1, unit] if row else 0.0
    st.markdown(
        f"Unit {unit} after row {row + 1}: h = z·h + (1 − z)·n = {z:.2f}·({signed(before)}) + "
        f"{1 - z:.2f}·({signed(n)}) = **{signed(h)}**"
    )
    takeaway(
        "Two gates, three blocks of weights instead of four. On this digit the GRU says "
        f"{answer_of(reading)}. What it gives up: adding without erasing."
    )


CHECKS = (
    Check(
        "Can one unit of a GRU count on and on, one more at every step?",
        {
            "Yes, with z = 1": "With z = 1 all is kept. What is then written?",
            "Yes, with z = 0.5": "Half of the old value and half of a candidate: how large can that get?",
            "No": "",
        },
        "No",
        "h is always a mix of its old value and a candidate, and both lie between −1 and 1. So h stays "
        "there, and a long count soon has no room. An LSTM with f = i = 1 adds to c without such a limit "
        "(Weiss, Goldberg and Yahav 2018).",
    ),
    Check(
        "z is 1 in one unit of a GRU. What happens to its h?",
        {
            "It stays as it is": "",
            "It is written anew": "In PyTorch h = (1 − z)·n + z·h. Which part is left at z = 1?",
            "It becomes 0": "Which of the two parts, n or the old h, is multiplied by 1?",
        },
        "It stays as it is",
        "z keeps, and 1 − z writes. Some books name it the other way round; this is PyTorch's.",
    ),
)

SNIPPET = """\
import torch

gru, lstm = (layer(28, 64, batch_first=True) for layer in (torch.nn.GRU, torch.nn.LSTM))
count = lambda layer: sum(weight.numel() for weight in layer.parameters())
assert count(gru) / count(lstm) == 3 / 4         # three blocks of weights instead of four

r, z, n = torch.rand(3, 64)                      # reset, update, candidate
h = torch.zeros(64)
h = (1 - z) * n + z * h                          # z keeps; what it does not keep is written anew
"""

PANEL = Panel("gru", "8 · The GRU, a two-gate cousin", draw, CHECKS, SNIPPET, reads_digit=True)
