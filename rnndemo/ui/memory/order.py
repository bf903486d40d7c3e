"""Panel 1: order carries meaning, and a network learns the order that it was taught."""

import numpy as np
import streamlit as st
import torch

from rnndemo.digits.own.learned_order import SHUFFLED, USUAL
from rnndemo.digits.reader import read_rows
from rnndemo.language import mark, say
from rnndemo.memory.order import order_blind
from rnndemo.ui import markup
from rnndemo.ui.lesson import takeaway
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.chosen_digit import answer_of
from rnndemo.ui.memory.models import learned_order
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import beside, predicted
from rnndemo.ui.style import COLORS

NO_ONE = mark("No network can: the order is lost")
HABIT = mark("No, but one taught this shuffle can")
STILL = mark("Yes, the ink is the same")


@part
def draw() -> None:
    """Shuffle the rows of the digit: read it with a network taught the usual order, and one taught this."""
    learned, digit = learned_order(), chosen_digit.current()
    rows = list(learned.shuffle.rows)
    usual, taught = learned.readers[USUAL], learned.readers[SHUFFLED]
    mixed = digit.image[rows]
    left, middle, right = st.columns([1, 1, 2])
    left.html(markup.ink(digit.image, say("{whose}, rows in order", whose=digit.whose)))
    left.caption(say("in order"))
    middle.html(markup.ink(mixed, say("{whose}, rows shuffled", whose=digit.whose)))
    middle.caption(say("the same rows, shuffled"))
    question = say("A network learned to read rows in order. Can it read digits shuffled like this?")
    answer = predicted("memory_guess_order", question, [STILL, HABIT, NO_ONE])
    if answer is None:
        return
    in_order, lost, found = (
        read_rows(usual, digit.image),
        read_rows(usual, digit.image, learned.shuffle),
        read_rows(taught, digit.image, learned.shuffle),
    )
    bars = {
        say("in order, by a network taught in order"): (in_order.probabilities, COLORS["truth"]),
        say("shuffled, by the same network"): (lost.probabilities, COLORS["highlight"]),
        say("shuffled, by a network taught this shuffle"): (found.probabilities, COLORS["lstm"]),
    }
    right.html(markup.bars(bars, say("Class probabilities of the three readings")))
    measured = learned.accuracy
    truth = STILL if measured[USUAL][SHUFFLED].mean > 0.5 else HABIT
    st.markdown(
        say(
            "{verdict} Here it says {in_order} in order and {shuffled} shuffled. Taught this very shuffle, "
            "an equal network says {taught}.",
            verdict=beside(answer, truth),
            in_order=answer_of(in_order),
            shuffled=answer_of(lost),
            taught=answer_of(found),
        )
    )
    st.markdown(
        say(
            "| Test digits read right, mean (worst–best) | rows in order | rows shuffled |\n|---|---|---|\n"
            "| taught in order | **{usual}** | {usual_shuffled} |\n"
            "| taught this shuffle | {taught_usual} | **{taught}** |",
            usual=measured[USUAL][USUAL],
            usual_shuffled=measured[USUAL][SHUFFLED],
            taught_usual=measured[SHUFFLED][USUAL],
            taught=measured[SHUFFLED][SHUFFLED],
        )
    )
    st.caption(
        say(
            "LSTMs, {seeds} seeds each; one epoch of {digits:,} digits, Adam at 0.01; {test:,} test digits. "
            "The networks above are seed 0.",
            seeds=len(measured[USUAL][USUAL].by_seed),
            digits=learned.training_digits,
            test=learned.test_digits,
        ),
        help=say("Measure it again: `python -m rnndemo train order`"),
    )
    takeaway(
        say(
            "Order carries meaning: what a row says depends on the rows before it. A network learns *its* "
            "order. {without_memory}",
            without_memory=_without_memory(digit.image, mixed),
        )
    )


def _without_memory(image: np.ndarray, mixed: np.ndarray) -> str:
    """Read each row on its own, from an empty state, and average: say whether the order matters then."""
    in_order, shuffled = (
        order_blind(learned_order().readers[USUAL], torch.as_tensor(rows, dtype=torch.float32))
        for rows in (image, mixed)
    )
    if np.allclose(in_order, shuffled, atol=1e-5):
        return say(
            "Made to forget after every row, it gives the same answer to both: it cannot see the order."
        )
    return say("Made to forget after every row, it gives two answers.")


CHECKS = (
    Check(
        mark(
            "*Dog bites man* and *man bites dog* go into a network that only counts words. What does it see?"
        ),
        {
            mark("Two different sentences"): mark("Count the words of each."),
            mark("The same thing twice"): "",
            mark("Nothing: it needs a memory"): mark(
                "It can count a word without knowing the one before it."
            ),
        },
        mark("The same thing twice"),
        mark(
            "The counts are equal. A recurrent network can tell who bites: it carries a state from word to "
            "word. There are other ways: convolutions, transformers, or a plain network with one input for "
            "each place."
        ),
    ),
    Check(
        mark("A network learned to read every digit from the bottom row up. Which order does it read best?"),
        {
            mark("Top row first"): mark("Did it ever see rows come in that order?"),
            mark("Bottom row first"): "",
            mark("All the same"): mark(
                "It carries a state: what came before decides what the next row means."
            ),
        },
        mark("Bottom row first"),
        mark("A network learns the order that it is taught."),
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

PANEL = Panel("order", mark("1 · Order matters"), draw, CHECKS, SNIPPET, reads_digit=True)
