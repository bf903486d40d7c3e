"""Panel 4: the forgetful cook, asked for a dish that was named a hundred words ago."""

from html import escape

import numpy as np
import plotly.graph_objects as go
import streamlit as st
import torch

from rnndemo.cells import CELL_NAMES
from rnndemo.memory import recall
from rnndemo.memory.card import RecallCard
from rnndemo.ui.lesson import picture, takeaway
from rnndemo.ui.memory import chosen_dish
from rnndemo.ui.memory.figures import accuracy_axis, share
from rnndemo.ui.memory.models import recall_networks
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import beside, predicted
from rnndemo.ui.memory.race import STARTS, race
from rnndemo.ui.style import ABOVE, COLORS, MARKS, plain

START_DASHES = {"default": "dash", "orthogonal": "dot", "hold": "solid"}
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
    st.caption("Each dish and each thing that happens is one word to a network, and their order is random.")
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
            f"({min(point.accuracy):.0%}–{max(point.accuracy):.0%}) | {share(point.middle_reach)} |"
        )
    seeds = len(point.accuracy)
    st.markdown(
        f"| network and how it starts | its answer now | all dishes, {seeds} seeds | reaches the end "
        "before training |\n|---|---|---|---|\n" + "\n".join(rows)
    )
    st.caption(_how_measured(networks, card))
    figure = accuracy_by_delay(card)
    picture("memory_recall_curves", figure, "Share of dishes recalled against the number of filler words")
    takeaway(_what_it_shows(card))
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
        f"Mean, lowest and highest over the seeds. All have {config.hidden_size} units, but differ in size: "
        f"LSTM {weights['lstm']:,}, GRU {weights['gru']:,}, plain RNN {weights['rnn']:,} weights. At most "
        f"{config.steps} steps of {config.batch} stories, Adam at {config.learning_rate}. At "
        f"{restless[0].config.learning_rate} the plain RNN solved it in {faster}. Last column: "
        "how much of a change right after the dish arrives at the last state. Training has only that. "
        "Rebuild: `python -m rnndemo train recall`."
    )


def _what_it_shows(card: RecallCard) -> str:
    def mean(curve: str) -> str:
        return f"{card.at(curve, card.headline).mean_accuracy:.1%}"

    far, far_rnn = card.curves["far"][0], card.curves["far-rnn"][0]
    return (
        f"The start makes the difference, not the name: after {card.headline} words an LSTM set to hold "
        f"recalls {mean('lstm-hold')} of the dishes, as PyTorch starts it {mean('lstm-default')}; a GRU "
        f"{mean('gru-hold')} and {mean('gru-default')}; a plain RNN, which has no gate to set, "
        f"{mean('rnn-default')}, or {mean('rnn-orthogonal')} from an orthogonal start. Guessing gives "
        f"{card.chance:.1%}. The LSTM set to hold even more (b = {far.config.forget_bias:g}), at a learning "
        f"rate of {far.config.learning_rate} and with short stories first, went on to "
        f"{far.config.delay:,} words in {far.solved} of {len(far.accuracy)} runs; a plain RNN from "
        f"an orthogonal start, taught the same way, in {far_rnn.solved} of {len(far_rnn.accuracy)}."
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


def accuracy_by_delay(card: RecallCard) -> go.Figure:
    """Draw mean accuracy by delay, a line for each cell and start; bars span the seeds."""
    figure = go.Figure()
    for points in card.curves.values():
        if len(points) < 2:
            continue
        config = points[0].config
        delays = [point.config.delay for point in points]
        scores = np.array([point.accuracy for point in points])  # (delays, seeds)
        mean = scores.mean(axis=1)
        spread = {"array": scores.max(axis=1) - mean, "arrayminus": mean - scores.min(axis=1)}
        legend = f"{CELL_NAMES[config.cell]}, {STARTS[config.start]}"
        figure.add_scatter(
            x=delays,
            y=mean,
            name=legend,
            mode="lines+markers",
            line={"color": COLORS[config.cell], "dash": START_DASHES[config.start]},
            marker={"symbol": MARKS[config.cell], "size": 8},
            error_y={**spread, "thickness": 1.2},
            hovertemplate="%{x} words: mean %{y:.1%}<extra>" + legend + "</extra>",
        )
    accuracy_axis(figure, card.chance)
    figure.update_xaxes(type="log", title="filler words between dish and question", tickvals=delays)
    return plain(figure, 440, legend=ABOVE)


CHECKS = (
    Check(
        "You named *braised ribs*. Why does a network that PyTorch started answer *spicy chicken*?",
        {
            "It never heard the dish": "The dish is the first word of every story.",
            "It heard it, but learned no way to keep it": "",
            "It has too few units": "The network set to hold has exactly as many.",
        },
        "It heard it, but learned no way to keep it",
        "Hardly anything of the dish arrives 100 words later, so training cannot feel that it matters. "
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
