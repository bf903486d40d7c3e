"""Panel 1: the order of the rows matters to a network that carries a state from row to row."""

import numpy as np
import streamlit as st
import torch

from rnndemo.digits.reader import row_order
from rnndemo.memory.order import order_blind
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT, takeaway
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.chosen_digit import answer_of
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.style import COLORS


@part
def draw() -> None:
    """Shuffle the rows: a reader without memory gives the same answer, the LSTM does not."""
    st.markdown(
        "The same 28 rows, once from top to bottom and once shuffled. What changes is only their order."
    )
    digit = chosen_digit.current()
    seed = st.slider("Shuffle", 1, 30, key="memory_shuffle", **KEPT)
    shuffled = row_order("shuffled", seed=seed)
    readings = [chosen_digit.read(digit.image), chosen_digit.read(digit.image, shuffled)]
    mixed = digit.image[list(shuffled.rows)]
    rows = [torch.as_tensor(image, dtype=torch.float32) for image in (digit.image, mixed)]
    blind = [order_blind(chosen_digit.reader(), x) for x in rows]
    left, middle, right = st.columns([1, 1, 2])
    left.html(markup.ink(digit.image, f"{digit.whose}, rows in order"))
    middle.html(markup.ink(mixed, f"{digit.whose}, rows shuffled"))
    bars = {
        "LSTM, in order": (readings[0].probabilities, COLORS["lstm"]),
        "LSTM, shuffled": (readings[1].probabilities, COLORS["hidden_state"]),
        "without memory, either order": (blind[0], COLORS["truth"]),
    }
    right.html(markup.bars(bars, "Class probabilities for both orders"))
    st.caption(
        "The LSTM learnt from rows in order. Its answer to shuffled rows shows that it uses the order, and "
        "also that it never saw this one. Taught with shuffled rows, a network learns that order instead."
    )
    same = np.allclose(blind[0], blind[1], atol=1e-5)
    takeaway(
        f"The LSTM says {answer_of(readings[0])} in order and {answer_of(readings[1])} shuffled. "
        "Without memory, each row read on its own and the answers averaged, "
        f"{'both readings are the same: it cannot see the order' if same else 'the readings differ'}."
    )


CHECK = Check(
    "*Dog bites man* and *man bites dog* go into a network that only counts words. What does it see?",
    ["Two different sentences", "The same thing twice"],
    "The same thing twice",
    "The counts are equal. A recurrent network can tell who bites: it carries a state from word to word. "
    "There are other ways: convolutions, transformers, or a plain network with one input for each place.",
)

SNIPPET = """\
import torch

lstm = torch.nn.LSTM(28, 64, batch_first=True)
readout = torch.nn.Linear(64, 10)
image = torch.rand(1, 28, 28)                    # one image: 28 steps of 28 inputs
shuffled = image[:, torch.randperm(28)]

recurrent = readout(lstm(image)[0][:, -1])       # depends on the order of the rows
rows = image[0].unsqueeze(1)                     # 28 sequences of one row: nothing to remember
order_blind = readout(lstm(rows)[0][:, -1]).mean(dim=0)  # the same for any order
"""

PANEL = Panel("order", "1 · Order matters", draw, CHECK, SNIPPET)
