"""Panels of the memory lesson on recall at a distance: the story and the vanishing gradient."""

import math

import numpy as np
import streamlit as st
import torch

from rnndemo.cells import CELL_NAMES
from rnndemo.memory import recall, study
from rnndemo.memory.gradients import forget_curve, gradient_by_distance, half_life
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.memory import figures
from rnndemo.ui.style import COLORS

CELLS = ("rnn", "gru", "lstm")


@st.cache_resource
def recallers() -> study.Recallers:
    """Return the shipped recall networks, shared by all visitors and never changed."""
    return study.load()


def sentence(dish: str, delay: int) -> recall.Sentences:
    """Return one sentence that names `dish`, the same filler words each time."""
    drawn = recall.draw(1, delay, torch.Generator().manual_seed(0))
    drawn.words[0, 0] = recall.DISHES.index(dish)
    return drawn


def story() -> None:
    """Ask three trained networks what the dish was."""
    networks, card = recallers()
    delay = card["headline"]
    dish = st.selectbox("Today I cook", recall.DISHES, key="memory_dish", **KEPT)
    words = sentence(dish, delay).words
    spoken = " ".join(recall.WORDS[word] for word in words[0, 1:9].tolist())
    st.markdown(f"> *Today I cook* **{dish}** *{spoken} … ({delay} words in all) …* **{recall.QUESTION}**")
    for column, cell in zip(st.columns(3), CELLS, strict=True):
        with torch.inference_mode():
            p = networks[cell](words).softmax(-1)[0]
        said = recall.DISHES[int(p.argmax())]
        column.metric(
            f"The {CELL_NAMES[cell]} answers",
            said,
            f"{p.max():.1%} sure",
            delta_color="off",
            delta_arrow="off",
        )
    at = {name: _at(card["curves"][name], delay) for name in figures.CURVES}
    curves = figures.recall_curves(card["curves"], card["chance"])
    picture("memory_recall_curves", curves, "Share of dishes recalled against the number of filler words")
    config, seeds = at["lstm"]["config"], len(at["lstm"]["accuracy"])
    restless = card["curves"]["rnn-restless"][0]
    st.caption(
        f"Each point: {seeds} networks (seeds 0 to {seeds - 1}) of {config['hidden_size']} units, at most "
        f"{config['steps']} steps of {config['batch']} sentences, Adam at {config['learning_rate']}; mean, "
        "lowest and highest. Rebuild: `python -m rnndemo train recall`. A plain RNN at a learning rate of "
        f"{restless['config']['learning_rate']} stumbled on the solution in {_solved(restless)} of "
        f"{len(restless['accuracy'])} runs at {restless['config']['delay']} words."
    )
    takeaway(
        f"After {delay} words the LSTM recalls {np.mean(at['lstm']['accuracy']):.1%} of the dishes, the "
        f"plain RNN {np.mean(at['rnn']['accuracy']):.1%}; guessing gives {card['chance']:.1%}. An LSTM whose "
        f"gates start half open recalls {np.mean(at['lstm-open']['accuracy']):.1%}: the gates must first be "
        "told to "
        "hold on. " + _far(card)
    )


def _at(curve: list[dict], delay: int) -> dict:
    return next(point for point in curve if point["config"]["delay"] == delay)


def _solved(point: dict) -> int:
    return sum(step is not None for step in point["solved_at"])


def _far(card: dict) -> str:
    far, rnn = card["curves"]["far"][0], card["curves"]["far-rnn"][0]
    return (
        f"Taught with short sentences first, it went on to {far['config']['delay']:,} words in "
        f"{_solved(far)} of {len(far['accuracy'])} runs; the plain RNN in {_solved(rnn)}."
    )


@st.cache_data(max_entries=32, show_spinner="Measuring …")
def reach(cell: str, state: str, dish: str) -> np.ndarray:
    """Return the gradient norms by distance of a shipped network reading one sentence."""
    networks, card = recallers()
    words = sentence(dish, card["headline"]).words[0]
    return gradient_by_distance(networks[cell].recurrent, recall.one_hot(words), state)


def _times(factor: float) -> str:
    if 0.01 <= factor < 1000:
        return f"multiplied by {factor:.2g}"
    power = (
        f"{math.log10(factor):.0f}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")) if factor else ""
    )
    return f"multiplied by 10{power}" if factor else "not at all"


def gradients() -> None:
    """Show how far back a change still reaches the last state, measured."""
    dish = st.session_state.get("memory_dish") or recall.DISHES[0]
    lines = {
        "LSTM, diary c": (reach("lstm", "cell_state", dish), COLORS["cell_state"], "solid"),
        "LSTM, hidden state h": (reach("lstm", "hidden_state", dish), COLORS["hidden_state"], "dash"),
        "plain RNN, hidden state h": (reach("rnn", "hidden_state", dish), COLORS["rnn"], "solid"),
    }
    st.markdown(
        f"**Measured** on the trained networks of panel 4, both reading the sentence about *{dish}*: by how "
        "much a small change of the state is multiplied on its way to the last state."
    )
    picture("memory_gradients", figures.gradients(lines), "Gradient norm against distance")
    far = len(lines["LSTM, diary c"][0]) - 1
    diary, plain = lines["LSTM, diary c"][0][-1], lines["plain RNN, hidden state h"][0][-1]
    takeaway(
        f"{far} steps back, a change of the LSTM's diary reaches the last state {_times(diary)}; a change of "
        f"the plain RNN's state reaches it {_times(plain)}. What arrives so faint cannot be learnt from: "
        "that is why it forgot the dish."
    )


def forgetting() -> None:
    """Show what a constant forget gate leaves of a cell state."""
    st.markdown("**By hand:** a diary in which nothing is written and a share f is kept at every step.")
    keep = st.slider("Forget gate f", 0.5, 1.0, 0.95, 0.005, format="%.3f", key="memory_keep", **KEPT)
    left = forget_curve(keep, 100)
    st.html(markup.decay(left, f"What a forget gate of {keep:.3f} leaves after each of 100 steps"))
    half = half_life(keep)
    said = f"Half of it is left after {half:.1f} steps" if half < math.inf else "Nothing is ever lost"
    st.markdown(f"{said}; after 100 steps, {left[-1]:.1%} is left.")
