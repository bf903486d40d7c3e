"""Panel 4: the forgetful cook, asked for a dish that was named a hundred words ago."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st
import torch

from rnndemo.cells import CELL_NAMES
from rnndemo.memory import recall
from rnndemo.memory.card import Point, RecallCard
from rnndemo.ui.lesson import picture, takeaway
from rnndemo.ui.memory import chosen_dish
from rnndemo.ui.memory.figures import accuracy_axis
from rnndemo.ui.memory.models import recall_networks
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.race import race
from rnndemo.ui.style import ABOVE, COLORS, plain

CURVES = {  # of the card: (legend, colour, line)
    "lstm": ("LSTM, gates closed at the start", COLORS["lstm"], "solid"),
    "gru": ("GRU, gate closed at the start", COLORS["gru"], "dot"),
    "lstm-open": ("LSTM, gates half open at the start", COLORS["lstm"], "dash"),
    "rnn": ("plain RNN", COLORS["rnn"], "solid"),
}


def draw() -> None:
    """Ask trained networks for the dish, then train new ones."""
    ask()
    race()


@part
def ask() -> None:
    """Ask three trained networks what the dish was."""
    networks, card = recall_networks()
    delay = card.headline
    dish = chosen_dish.choose()
    words = recall.sentence(dish, delay).words
    spoken = " ".join(recall.WORDS[word] for word in words[0, 1:9].tolist())
    st.markdown(f"> *Today I cook* **{dish}** *{spoken} … ({delay} words in all) …* **{recall.QUESTION}**")
    for column, cell in zip(st.columns(3), ("rnn", "gru", "lstm"), strict=True):
        with torch.inference_mode():
            p = networks[cell](words).softmax(-1)[0]
        column.metric(
            f"The {CELL_NAMES[cell]} answers",
            recall.DISHES[int(p.argmax())],
            f"{p.max():.1%} sure",
            delta_color="off",
            delta_arrow="off",
        )
    figure = accuracy_by_delay(card)
    picture("memory_recall_curves", figure, "Share of dishes recalled against the number of filler words")
    lstm, rnn, half_open = (card.at(curve, delay) for curve in ("lstm", "rnn", "lstm-open"))
    st.caption(_how_measured(lstm, card.curves["rnn-restless"][0]))
    far, far_rnn = card.curves["far"][0], card.curves["far-rnn"][0]
    takeaway(
        f"After {delay} words the LSTM recalls {lstm.mean_accuracy:.1%} of the dishes, the "
        f"plain RNN {rnn.mean_accuracy:.1%}; guessing gives {card.chance:.1%}. An LSTM whose "
        f"gates start half open recalls {half_open.mean_accuracy:.1%}: the gates must first be told to "
        f"hold on. Taught with short sentences first, it went on to {far.config.delay:,} words in "
        f"{far.solved} of {len(far.accuracy)} runs; the plain RNN in {far_rnn.solved}."
    )


def _how_measured(point: Point, restless: Point) -> str:
    config, seeds = point.config, len(point.accuracy)
    return (
        f"Each point: {seeds} networks (seeds 0 to {seeds - 1}) of {config.hidden_size} units, at most "
        f"{config.steps} steps of {config.batch} sentences, Adam at {config.learning_rate}; mean, "
        "lowest and highest. Rebuild: `python -m rnndemo train recall`. A plain RNN at a learning rate of "
        f"{restless.config.learning_rate} stumbled on the solution in {restless.solved} of "
        f"{len(restless.accuracy)} runs at {restless.config.delay} words."
    )


def accuracy_by_delay(card: RecallCard) -> go.Figure:
    """Draw mean accuracy by delay, a line per curve; a bar goes from the lowest seed to the highest."""
    figure = go.Figure()
    for name, (legend, color, dash) in CURVES.items():
        delays = [point.config.delay for point in card.curves[name]]
        scores = np.array([point.accuracy for point in card.curves[name]])  # (delays, seeds)
        mean = scores.mean(axis=1)
        spread = {"array": scores.max(axis=1) - mean, "arrayminus": mean - scores.min(axis=1)}
        figure.add_scatter(
            x=delays,
            y=mean,
            name=legend,
            mode="lines+markers",
            line={"color": color, "dash": dash},
            error_y={**spread, "thickness": 1.2},
            hovertemplate="%{x} words: mean %{y:.1%}<extra>" + legend + "</extra>",
        )
    accuracy_axis(figure, card.chance)
    figure.update_xaxes(type="log", title="filler words between dish and question", tickvals=delays)
    return plain(figure, 400, legend=ABOVE)


CHECK = Check(
    "Why does the forgetful cook's network answer *spicy chicken* when you named *braised ribs*?",
    ["It never heard the dish", "It heard it, but the state was written over", "It has too few units"],
    "It heard it, but the state was written over",
    "Every filler word rewrites the plain RNN's whole state, and over so many words training "
    "could not teach it to leave a part alone.",
)

SNIPPET = """\
import torch

lstm = torch.nn.LSTM(17, 32, batch_first=True)
b = 5.0                                          # gates start almost closed
with torch.no_grad():                            # torch keeps the gates in the order i, f, g, o
    lstm.bias_ih_l0[0:32] = -b                   # pencil: sigmoid(-5) = 0.007
    lstm.bias_ih_l0[32:64] = b                   # eraser: sigmoid(5) = 0.993 is kept
    lstm.bias_hh_l0[0:64] = 0.0                  # torch adds two biases; leave one at zero
"""

PANEL = Panel("story", "4 · The forgetful cook", draw, CHECK, SNIPPET)
