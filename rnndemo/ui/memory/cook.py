"""Panel 4: the forgetful cook, asked for a dish that was named a hundred words ago."""

from html import escape

import numpy as np
import streamlit as st
import torch

from rnndemo.cells import CELL_NAMES
from rnndemo.memory import recall
from rnndemo.memory.card import RecallCard, as_csv
from rnndemo.ui.lesson import picture, takeaway
from rnndemo.ui.memory import chosen_dish
from rnndemo.ui.memory.figures import share
from rnndemo.ui.memory.models import recall_networks
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import beside, predicted
from rnndemo.ui.memory.race import STARTS, race
from rnndemo.ui.memory.recall_curves import accuracy_by_delay, told
from rnndemo.ui.style import COLORS

MOST = 0.5  # a network that recalls more than this share of the dishes counts as one that recalls
NONE = "none of them"


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
    st.caption("Each dish and each thing that happens is one word to a network. What happens is random.")
    cells = ["rnn", "gru", "lstm"]
    question = (
        f"Three networks start as PyTorch starts them and learn from {card.headline}-word stories like this. "
        "Which one learns to recall the dish?"
    )
    answer = predicted("memory_guess_cell", question, [*(CELL_NAMES[cell] for cell in cells), NONE])
    if answer is None:
        return
    able = [
        CELL_NAMES[cell] for cell in cells if card.at(f"{cell}-default", card.headline).mean_accuracy > MOST
    ]
    st.markdown(beside(answer, " and ".join(able) or NONE))
    rows = []
    for name in card.curves:
        if name not in networks:
            continue
        with torch.inference_mode():
            p = networks[name](words[None]).softmax(-1)[0]
        said, point = recall.DISHES[int(p.argmax())], card.at(name, card.headline)
        right = "✓" if said == dish else "✗"
        cell, start = point.config.cell, STARTS[point.config.start]
        rows.append(
            f"| {CELL_NAMES[cell]}, {start} | {right} {said} | {point.mean_accuracy:.1%} "
            f"({min(point.accuracy):.1%}–{max(point.accuracy):.1%}) | {share(point.middle_reach)} |"
        )
    st.markdown(
        "| network and how it starts | its answer now | dishes recalled | reaches the end before training |\n"
        "|---|---|---|---|\n" + "\n".join(rows)
    )
    seeds = len(point.accuracy)
    st.caption(
        f"Mean (lowest–highest) of {seeds} seeds. The last column is how much of a change right after the "
        "dish arrives at the last state.",
        help=_how_measured(networks, card),
    )
    figure = accuracy_by_delay(card)
    picture("memory_recall_curves", figure, told(card))
    st.download_button(
        "Curves as CSV",
        as_csv(card),
        "recall.csv",
        on_click="ignore",
        key="memory_recall_csv",
        icon=":material/download:",
        type="tertiary",
    )
    takeaway(_what_it_shows(card))
    st.caption(_how_far(card))
    _on_the_way(networks, card, dish)


def _story(dish: str, words: torch.Tensor) -> str:
    told = [recall.WORDS[word] for word in words[1:-1].tolist()]
    first, last = ", ".join(told[:8]), ", ".join(told[-3:])
    return (
        f"> *Today I cook* **{dish}**. *Then: {first} … {len(told)} such words in all …, {last}.* "
        f"**{recall.QUESTION}**"
    )


def _how_measured(networks: dict[str, recall.RecallNetwork], card: RecallCard) -> str:
    config = card.curves["lstm-hold"][0].config
    weights = {
        cell: sum(weight.numel() for weight in networks[f"{cell}-default"].parameters())
        for cell in ("lstm", "gru", "rnn")
    }
    restless = [at[0] for name, at in card.curves.items() if name.endswith("-restless")]
    faster = ", ".join(
        f"{at.solved} of {len(at.accuracy)} seeds ({STARTS[at.config.start]})" for at in restless
    )
    return (
        f"All have {config.hidden_size} units, but differ in size: LSTM {weights['lstm']:,}, GRU "
        f"{weights['gru']:,}, plain RNN {weights['rnn']:,} weights. At most {config.steps} optimiser steps "
        f"of {config.batch} stories, Adam at {config.learning_rate}. At {restless[0].config.learning_rate} "
        f"the plain RNN solved it in {faster}. Measure it again: `python -m rnndemo train recall`."
    )


def _what_it_shows(card: RecallCard) -> str:
    def mean(curve: str) -> str:
        return f"{card.at(curve, card.headline).mean_accuracy:.1%}"

    return (
        "Here the start matters more than the kind of cell. Set to hold, an LSTM recalls "
        f"{mean('lstm-hold')} of the dishes after {card.headline} words, as PyTorch starts it "
        f"{mean('lstm-default')}; a GRU {mean('gru-hold')} and {mean('gru-default')}. A plain RNN has no "
        f"gate to set: {mean('rnn-default')}, or {mean('rnn-orthogonal')} from an orthogonal start. "
        f"Guessing: {card.chance:.1%}."
    )


def _how_far(card: RecallCard) -> str:
    far, far_rnn = card.curves["far"][0], card.curves["far-rnn"][0]
    return (
        f"How far? An LSTM set to hold, b = {far.config.forget_bias:g}, at learning rate "
        f"{far.config.learning_rate} and with short stories first, learned {far.config.delay:,} words in "
        f"{far.solved} of {len(far.accuracy)} runs. A plain RNN from an orthogonal start, taught the same "
        f"way: in {far_rnn.solved} of {len(far_rnn.accuracy)}."
    )


def _on_the_way(networks: dict[str, recall.RecallNetwork], card: RecallCard, dish: str) -> None:
    """Ask networks that heard only short stories after every word of a long one; mark where they forget."""
    words = recall.sentence(dish, card.headline).words[0]
    shorts = {cell: networks[f"{cell}-short"] for cell in ("lstm", "gru", "rnn")}
    longest = shorts["lstm"].config.delay
    st.markdown(
        f"**Where does it forget?** Three networks, started as PyTorch starts them, heard only stories of 1 "
        f"to {longest} words. Now they hear the long one and are asked after every word."
    )
    strips, said = "", []
    for cell, network in shorts.items():
        answers = recall.asked_after_each_word(network, words).argmax(-1).numpy()
        strips += strip(CELL_NAMES[cell], answers == recall.DISHES.index(dish), COLORS[cell])
        wrong = np.flatnonzero(answers != recall.DISHES.index(dish))
        if not len(wrong):
            said.append(f"The {CELL_NAMES[cell]} still says *{dish}* after {card.headline} words.")
            continue
        at = int(wrong[0])
        word = f"at word {at}, *{recall.WORDS[words[at]]}*" if at else "at once"
        said.append(f"The {CELL_NAMES[cell]} forgets {word}: it says *{recall.DISHES[answers[at]]}*.")
    st.html(strips)
    st.caption(f"Word 0 … {card.headline}, from left to right. Coloured: asked here, it names the dish.")
    st.markdown(" ".join(said) + " Try another dish.")


def strip(name: str, right: np.ndarray, color: str) -> str:
    """Return answers (time,) as a strip: in `color` where right; the first wrong one stands out."""
    wrong = np.flatnonzero(~right)
    first = int(wrong[0]) if len(wrong) else -1
    colors = np.where(right, color, COLORS["truth"] + "44").tolist()
    if first >= 0:
        colors[first] = COLORS["highlight"]
    words = "".join(
        f'<span title="after word {at}" style="flex:1;background:{shade}"></span>'
        for at, shade in enumerate(colors)
    )
    alt = f"{name}: " + (f"right until word {first}" if first >= 0 else "right after every word")
    return (
        '<div style="display:flex;align-items:center;font-size:.85rem;margin:2px 0">'
        f'<span style="width:5.5rem;flex:none">{escape(name)}</span>'
        f'<div role="img" aria-label="{escape(alt)}" style="flex:1;display:flex;height:22px">{words}</div>'
        "</div>"
    )


CHECKS = (
    Check(
        "You named a dish. Why does a network that starts as PyTorch starts it mostly name another?",
        {
            "It never heard the dish": "The dish is the first word of every story.",
            "It heard it, but learned no way to keep it": "",
            "It has too few units": "The network set to hold has exactly as many.",
        },
        "It heard it, but learned no way to keep it",
        "Hardly anything of the dish arrives 100 words later, so training has almost nothing to learn from. "
        "Set to hold from the start, the same cell learns it.",
    ),
    Check(
        "Two LSTMs of the same size. One recalls the dish after 100 words, one does not. What differed?",
        {
            "How their gates started": "",
            "How many weights they have": "They are the same size.",
            "What stories they heard": "Both learned from the same kind of story.",
        },
        "How their gates started",
        "Set to hold, the dish reaches the end even before training: there is something to learn from.",
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

PANEL = Panel("story", "4 · The forgetful cook", draw, CHECKS, SNIPPET)
