"""Panel 8: the GRU, a cell with two gates, beside the LSTM."""

import numpy as np
import streamlit as st

from rnndemo.language import mark, say
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
    question = say(
        "An LSTM has three gates, and our reader {weights:,} weights. A GRU with as many units has two gates."
        " How many weights?",
        weights=count["lstm"],
    )
    answer = predicted("memory_guess_gru", question, [*SHARES])
    if answer is None:
        return
    truth = min(SHARES, key=lambda said: abs(SHARES[said] - count["gru"] / count["lstm"]))
    st.markdown(
        say(
            "{answer} It has {weights:,}: three blocks instead of four.",
            answer=beside(answer, truth),
            weights=count["gru"],
        )
    )
    beside_the_lstm(count)
    one_row()


SHARES = {
    mark("half as many"): 1 / 2,
    mark("two thirds"): 2 / 3,
    mark("three quarters"): 3 / 4,
    mark("the same"): 1.0,
}


def beside_the_lstm(count: dict[str, int]) -> None:
    """Show the GRU's parts beside the LSTM's, and how far its gates are open on the digit."""
    rows = [
        (say("diary c, and h read aloud from it"), say("one state h, which is also the output")),
        (say("forget gate f keeps"), say("update gate z keeps")),
        (say("input gate i writes"), say("1 − z writes: what is not kept is written anew")),
        (say("output gate o reads aloud"), say("reset gate r: how much of h the candidate sees")),
        (
            say("{weights:,} weights in the digit reader", weights=count["lstm"]),
            say("{weights:,} weights", weights=count["gru"]),
        ),
    ]
    memory = chosen_digit.read(chosen_digit.current().image, cell="gru").trace._asdict()
    gates = {name: memory[name] for name in ("update_gate", "reset_gate")}
    alt = say("Mean of the GRU's two gates row by row")
    left, right = st.columns(2)
    with right:
        picture("memory_gru_gates", gates_over_rows(gates), alt)
    st.caption(
        say(
            "All three readers have 64 units, but not the same size: {lstm:,} weights with an LSTM, {gru:,} "
            "with a GRU, {rnn:,} with a plain RNN.",
            **count,
        )
    )
    left.markdown("| LSTM | GRU |\n|---|---|\n" + "\n".join(f"| {lstm} | {gru} |" for lstm, gru in rows))


@part
def one_row() -> None:
    """Show the sums of one unit of the GRU after one row of the digit."""
    reading = chosen_digit.read(chosen_digit.current().image, cell="gru")
    memory = reading.trace._asdict()  # gates and states, each (time, units)
    row = chosen_digit.choose_row(say("Row of the digit"), "memory_gru_row", 14)
    unit = int(np.abs(memory["hidden_state"][row]).argmax())
    z, n, h = (memory[name][row, unit] for name in ("update_gate", "candidate", "hidden_state"))
    before = memory["hidden_state"][row - 1, unit] if row else 0.0
    st.markdown(
        say(
            "Unit {unit} after row {row}: h = z·h + (1 − z)·n = {z:.2f}·({before}) + {rest:.2f}·({n}) = "
            "**{h}**",
            unit=unit,
            row=row + 1,
            z=z,
            before=signed(before),
            rest=1 - z,
            n=signed(n),
            h=signed(h),
        )
    )
    takeaway(
        say(
            "Two gates, three blocks of weights instead of four. On this digit the GRU says {answer}. What "
            "it gives up: adding without erasing.",
            answer=answer_of(reading),
        )
    )


CHECKS = (
    Check(
        mark("Can one unit of a GRU count on and on, one more at every step?"),
        {
            mark("Yes, with z = 1"): mark("With z = 1 all is kept. What is then written?"),
            mark("Yes, with z = 0.5"): mark(
                "Half of the old value and half of a candidate: how large can that get?"
            ),
            mark("No"): "",
        },
        mark("No"),
        mark(
            "h is always a mix of its old value and a candidate, and both lie between −1 and 1. So h stays "
            "there, and a long count soon has no room. An LSTM with f = i = 1 adds to c without such a limit "
            "(Weiss, Goldberg and Yahav 2018)."
        ),
    ),
    Check(
        mark("z is 1 in one unit of a GRU. What happens to its h?"),
        {
            mark("It stays as it is"): "",
            mark("It is written anew"): mark("In PyTorch h = (1 − z)·n + z·h. Which part is left at z = 1?"),
            mark("It becomes 0"): mark("Which of the two parts, n or the old h, is multiplied by 1?"),
        },
        mark("It stays as it is"),
        mark("z keeps, and 1 − z writes. Some books name it the other way round; this is PyTorch's."),
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

PANEL = Panel("gru", mark("8 · The GRU, a two-gate cousin"), draw, CHECKS, SNIPPET, reads_digit=True)
