"""Panel 4: the forgetful cook, asked for a dish that was named a hundred words ago."""

import functools

import streamlit as st
import torch

from rnndemo.cells import CELL_NAMES
from rnndemo.language import listed, mark, say
from rnndemo.memory import recall
from rnndemo.memory.card import RecallCard, as_csv
from rnndemo.ui.lesson import picture, takeaway
from rnndemo.ui.memory import chosen_dish, forgetting
from rnndemo.ui.memory.figures import share
from rnndemo.ui.memory.models import recall_networks
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import beside, predicted
from rnndemo.ui.memory.race import STARTS, network_name, race
from rnndemo.ui.memory.recall_curves import accuracy_by_delay, told

MOST = 0.5  # a network that recalls more than this share of the dishes counts as one that recalls
NONE = mark("none of them")
# In Chinese a line may end after any character: on a phone a dish would stand as a column of them.
_DISHES_WHOLE = "<style>.st-key-memory_recall_table td:nth-child(2) { word-break: keep-all; }</style>"


def draw() -> None:
    """Tell networks the story, ask them for the dish, then train new ones."""
    ask()
    race()


@part
def ask() -> None:
    """Let the visitor guess, then ask trained networks what the dish was."""
    networks, card = recall_networks()
    dish = chosen_dish.choose()
    words = recall.sentence(dish, card.headline).words[0]
    st.markdown(_story(dish, words))
    st.caption(say("Each dish and each thing that happens is one word to a network. What happens is random."))
    cells = ["rnn", "gru", "lstm"]
    question = say(
        "Three networks start as PyTorch starts them and learn from {words}-word stories like this. Which "
        "one learns to recall the dish?",
        words=card.headline,
    )
    answer = predicted("memory_guess_cell", question, [*(CELL_NAMES[cell] for cell in cells), NONE])
    if answer is None:
        return
    able = [
        say(CELL_NAMES[cell])
        for cell in cells
        if card.at(f"{cell}-default", card.headline).mean_accuracy > MOST
    ]
    st.markdown(beside(answer, listed(able, mark("{these} and {more}")) or NONE))
    rows = []
    for name in card.curves:
        if name not in networks:
            continue
        with torch.inference_mode():
            p = networks[name](words[None]).softmax(-1)[0]
        said, point = recall.DISHES[int(p.argmax())], card.at(name, card.headline)
        right = "✓" if said == dish else "✗"
        rows.append(
            f"| {network_name(point.config)} | {right} {say(said)} | {point.mean_accuracy:.1%} "
            f"({min(point.accuracy):.1%}–{max(point.accuracy):.1%}) | {share(point.middle_reach)} |"
        )
    table = st.container(key="memory_recall_table")
    table.html(_DISHES_WHOLE)
    table.markdown(
        say(
            "| network and how it starts | its answer now | dishes recalled | reaches the end before training"
            " |\n|---|---|---|---|\n{rows}",
            rows="\n".join(rows),
        )
    )
    seeds = len(point.accuracy)
    st.caption(
        say(
            "Mean (lowest–highest) of {seeds} seeds. The last column is how much of a change right after the "
            "dish arrives at the last state.",
            seeds=seeds,
        ),
        help=_how_measured(networks, card),
    )
    figure = accuracy_by_delay(card)
    picture("memory_recall_curves", figure, told(card))
    st.download_button(
        say("Curves as CSV"),
        functools.partial(as_csv, card),  # made when asked: a file made now may be gone by then
        "recall.csv",
        on_click="ignore",
        key="memory_recall_csv",
        icon=":material/download:",
        type="tertiary",
    )
    takeaway(_what_it_shows(card))
    st.caption(_how_far(card))
    forgetting.show(networks, card.headline, dish)


def _story(dish: str, words: torch.Tensor) -> str:
    told = [say(recall.WORDS[word]) for word in words[1:-1].tolist()]
    return say(
        "> *Today I cook* **{dish}**. *Then: {first} … {words} such words in all …, {last}.* **{question}**",
        dish=say(dish),
        first=listed(told[:8]),
        words=len(told),
        last=listed(told[-3:]),
        question=say(recall.QUESTION),
    )


def _how_measured(networks: dict[str, recall.RecallNetwork], card: RecallCard) -> str:
    config = card.curves["lstm-hold"][0].config
    weights = {
        cell: sum(weight.numel() for weight in networks[f"{cell}-default"].parameters())
        for cell in ("lstm", "gru", "rnn")
    }
    restless = [at[0] for name, at in card.curves.items() if name.endswith("-restless")]
    faster = listed(
        say(
            "{solved} of {seeds} seeds ({start})",
            solved=at.solved,
            seeds=len(at.accuracy),
            start=say(STARTS[at.config.start]),
        )
        for at in restless
    )
    return say(
        "All have {units} units, but differ in size: LSTM {lstm:,}, GRU {gru:,}, plain RNN {rnn:,} weights. "
        "At most {steps} optimiser steps of {batch} stories, Adam at {rate}. At {faster_rate} the plain RNN "
        "solved it in {faster}. Measure it again: `python -m rnndemo train recall`.",
        units=config.hidden_size,
        steps=config.steps,
        batch=config.batch,
        rate=config.learning_rate,
        faster_rate=restless[0].config.learning_rate,
        faster=faster,
        **weights,
    )


def _what_it_shows(card: RecallCard) -> str:
    def mean(curve: str) -> float:
        return card.at(curve, card.headline).mean_accuracy

    return say(
        "Here the start matters more than the kind of cell. Set to hold, an LSTM recalls {lstm_hold:.1%} of "
        "the dishes after {words} words, as PyTorch starts it {lstm:.1%}; a GRU {gru_hold:.1%} and {gru:.1%}."
        " A plain RNN has no gate to set: {rnn:.1%}, or {rnn_orthogonal:.1%} from an orthogonal start. "
        "Guessing: {chance:.1%}.",
        lstm_hold=mean("lstm-hold"),
        lstm=mean("lstm-default"),
        words=card.headline,
        gru_hold=mean("gru-hold"),
        gru=mean("gru-default"),
        rnn=mean("rnn-default"),
        rnn_orthogonal=mean("rnn-orthogonal"),
        chance=card.chance,
    )


def _how_far(card: RecallCard) -> str:
    far, far_rnn = card.curves["far"][0], card.curves["far-rnn"][0]
    return say(
        "How far? An LSTM set to hold, b = {bias:g}, at learning rate {rate} and with short stories first, "
        "learned {words:,} words in {solved} of {runs} runs. A plain RNN from an orthogonal start, taught "
        "the same way: in {rnn_solved} of {rnn_runs}.",
        bias=far.config.forget_bias,
        rate=far.config.learning_rate,
        words=far.config.delay,
        solved=far.solved,
        runs=len(far.accuracy),
        rnn_solved=far_rnn.solved,
        rnn_runs=len(far_rnn.accuracy),
    )


CHECKS = (
    Check(
        mark("You named a dish. Why does a network that starts as PyTorch starts it mostly name another?"),
        {
            mark("It never heard the dish"): mark("The dish is the first word of every story."),
            mark("It heard it, but learned no way to keep it"): "",
            mark("It has too few units"): mark("The network set to hold has exactly as many."),
        },
        mark("It heard it, but learned no way to keep it"),
        mark(
            "Hardly anything of the dish arrives 100 words later, so training has almost nothing to learn "
            "from. Set to hold from the start, the same cell learns it."
        ),
    ),
    Check(
        mark(
            "Two LSTMs of the same size. One recalls the dish after 100 words, one does not. What differed?"
        ),
        {
            mark("How their gates started"): "",
            mark("How many weights they have"): mark("They are the same size."),
            mark("What stories they heard"): mark("Both learned from the same kind of story."),
        },
        mark("How their gates started"),
        mark("Set to hold, the dish reaches the end even before training: there is something to learn from."),
    ),
)

SNIPPET = """\
import torch

lstm = torch.nn.LSTM(17, 32, batch_first=True)
b = 5.0                                          # set to hold; torch's own start is about 0
with torch.no_grad():                            # torch keeps the gates in the order i, f, g, o
    lstm.bias_ih_l0[0:32] = -b                   # pencil: sigmoid(-5) = 0.007 is written
    lstm.bias_ih_l0[32:64] = b                   # forget gate: sigmoid(5) = 0.993 is kept
    lstm.bias_hh_l0[0:64] = 0.0                  # torch adds two biases; leave one at zero
"""

PANEL = Panel("story", mark("4 · The forgetful cook"), draw, CHECKS, SNIPPET)
