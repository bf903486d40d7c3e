"""Panel 1: order carries meaning, and a network learns the order that it was taught."""

import numpy as np
import streamlit as st
import torch

from rnndemo.digits.own.learned_order import SHUFFLED, USUAL
from rnndemo.digits.reader import read_rows
from rnndemo.memory.order import order_blind
from rnndemo.ui import markup
from rnndemo.ui.lesson import takeaway
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.chosen_digit import answer_of
from rnndemo.ui.memory.models import learned_order
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import beside, predicted
from rnndemo.ui.style import COLORS

NO_ONE = "No network can: the order is lost"
HABIT = "No, but one taught this shuffle can"
STILL = "Yes, the ink is the same"


@part
def draw() -> None:
    """Shuffle the rows of the digit: read it with a network taught the usual order, and one taught this."""
    learned, digit = learned_order(), chosen_digit.current()
    rows = list(learned.shuffle.rows)
    usual, taught = learned.readers[USUAL], learned.readers[SHUFFLED]
    mixed = digit.image[rows]
    left, middle, right = st.columns([1, 1, 2])
    left.html(markup.ink(digit.image, f"{digit.whose}, rows in order"))
    left.caption("in order")
    middle.html(markup.ink(mixed, f"{digit.whose}, rows shuffled"))
    middle.caption("the same rows, shuffled")
    question = "A network learned to read rows in order. Can it read digits shuffled like this?"
    answer = predicted("memory_guess_order", question, [STILL, HABIT, NO_ONE])
    if answer is None:
        return
    in_order, lost, found = (
        read_rows(usual, digit.image),
        read_rows(usual, digit.image, learned.shuffle),
        read_rows(taught, digit.image, learned.shuffle),
    )
    bars = {
        "in order, by a network taught in order": (in_order.probabilities, COLORS["truth"]),
        "shuffled, by the same network": (lost.probabilities, COLORS["highlight"]),
        "shuffled, by a network taught this shuffle": (found.probabilities, COLORS["lstm"]),
    }
    right.html(markup.bars(bars, "Class probabilities of the three readings"))
    measured = learned.accuracy
    truth = STILL if measured[USUAL][SHUFFLED].mean > 0.5 else HABIT
    st.markdown(
        f"{beside(answer, truth)} Here it says {answer_of(in_order)} in order and {answer_of(lost)} "
        f"shuffled. Taught this very shuffle, an equal network says {answer_of(found)}."
    )
    st.markdown(
        "| Test digits read right, mean (worst–best) | rows in order | rows shuffled |\n|---|---|---|\n"
        f"| taught in order | **{measured[USUAL][USUAL]}** | {measured[USUAL][SHUFFLED]} |\n"
        f"| taught this shuffle | {measured[SHUFFLED][USUAL]} | **{measured[SHUFFLED][SHUFFLED]}** |"
    )
    st.caption(
        f"LSTMs, {len(measured[USUAL][USUAL].by_seed)} seeds each; one epoch of {learned.training_digits:,} "
        f"digits, Adam at 0.01; {learned.test_digits:,} test digits. The networks above are seed 0.",
        help="Measure it again: `python -m rnndemo train order`",
    )
    takeaway(
        "Order carries meaning: what a row says depends on the rows before it. A network learns *its* order. "
        + _without_memory(digit.image, mixed)
    )


def _without_memory(image: np.ndarray, mixed: np.ndarray) -> str:
    """Read each row on its own, from an empty state, and average: say whether the order matters then."""
    in_order, shuffled = (
        order_blind(learned_order().readers[USUAL], torch.as_tensor(rows, dtype=torch.float32))
        for rows in (image, mixed)
    )
    if np.allclose(in_order, shuffled, atol=1e-5):
        return "Made to forget after every row, it gives the same answer to both: it cannot see the order."
    return "Made to forget after every row, it gives two answers."


CHECKS = (
    Check(
        "*Dog bites man* and *man bites dog* go into a network that only counts words. What does it see?",
        {
            "Two different sentences": "Count the words of each.",
            "The same thing twice": "",
            "Nothing: it needs a memory": "It can count a word without knowing the one before it.",
        },
        "The same thing twice",
        "The counts are equal. A recurrent network can tell who bites: it carries a state from word to word. "
        "There are other ways: convolutions, transformers, or a plain network with one input for each place.",
    ),
    Check(
        "A network learned to read every digit from the bottom row up. Which order does it read best?",
        {
            "Top row first": "Did it ever see rows come in that order?",
            "Bottom row first": "",
            "All the same": "It carries a state: what came before decides what the next row means.",
        },
        "Bottom row first",
        "A network learns the order that it is taught.",
    ),
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

PANEL = Panel("order", "1 · Order matters", draw, CHECKS, SNIPPET, reads_digit=True)
