"""Panels of the memory lesson on one cell: an RNN unrolled, the diary by hand, the GRU."""

import numpy as np
import streamlit as st
import torch

from rnndemo import cells
from rnndemo.memory import hand_cell, recall
from rnndemo.memory.hand_cell import Gates, State
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.memory import chosen_digit, figures
from rnndemo.ui.memory.recall_panels import recallers, sentence
from rnndemo.ui.style import LABELS


def unrolled() -> None:
    """Step through a trained RNN of three units, word by word."""
    network = recallers().networks["tiny"]
    delay = network.config.delay
    left, right = st.columns(2)
    dish = left.selectbox("The dish", recall.DISHES, key="memory_tiny_dish", **KEPT)
    now = right.slider("Step t", 0, delay + 1, 1, key="memory_time", **KEPT)
    words = sentence(dish, delay).words
    x = recall.one_hot(words)
    states = cells.trace(network.recurrent, x).hidden_state[0].numpy()  # (time, 3)
    said = [recall.WORDS[word] for word in words[0].tolist()]
    figure = figures.unrolled(states, [*said[:-1], "what was it?"], now)
    picture("memory_unrolled", figure, f"State of three units after each word up to step {now}")
    W, U, b_x, b_h = (weight.numpy() for weight in network.recurrent.all_weights[0])
    before = states[now - 1] if now else np.zeros(3)
    into, back = W[0] @ x[0, now].numpy() + b_x[0] + b_h[0], U[0] @ before
    earlier = f"S({now - 1})" if now else "the empty start"
    terms = " ".join(f"{u:+.2f}·({s:+.2f})" for u, s in zip(U[0], before, strict=True))
    st.markdown(
        f"Unit 1 at t={now}: *{said[now]}* and the bias give {into:+.2f}, {earlier} gives {terms}; "
        f"tanh({into + back:+.2f}) = **{states[now, 0]:+.2f}**"
    )
    if now == delay + 1:
        p = network.readout(torch.from_numpy(states[now])).softmax(-1)
        st.markdown(f"The answer read off S({now}): **{recall.DISHES[int(p.argmax())]}** ({p.max():.1%})")
    digit = chosen_digit.the_digit()
    hidden = chosen_digit.read(digit.image).trace.hidden_state
    picture(
        "memory_shape",
        figures.shape_strip(digit.image, hidden),
        "28 inputs and 64 units at each of 28 steps",
    )
    layer = chosen_digit.reader().recurrent
    count = sum(weight.numel() for weight in layer.parameters())
    st.caption(
        f"The digit reader: {len(digit.image)} steps × {layer.input_size} inputs → {layer.hidden_size} "
        f"units. Units are not time steps: the same {layer.hidden_size} units, with the same {count:,} "
        "weights, work at every step. Column 0 is the state before the first row: zero, for every sequence "
        "anew."
    )
    takeaway(
        "S(t) is made of S(t−1) and x(t), by the same weights at every step. That state is all it remembers."
    )


def diary() -> None:
    """Drive one LSTM cell by hand."""
    st.markdown(
        "The cell state is a **diary**. The forget gate is the **eraser** (1 keeps all, 0 rubs all out), "
        "the input gate the **pencil**, the output gate **reading aloud**."
    )
    history: list[State] = st.session_state.setdefault("memory_hand", [State()])
    with st.container(horizontal=True):
        for name in hand_cell.PRESETS:
            st.button(name.capitalize(), on_click=_set, args=(name,), key=f"memory_preset_{name}")
    left, right = st.columns(2)
    with left:
        gates = Gates(
            *(
                st.slider(LABELS[gate], 0.0, 1.0, 1.0, 0.05, key=f"memory_hand_{gate}", **KEPT)
                for gate in Gates._fields[:3]
            ),
            st.slider(LABELS["candidate"], -1.0, 1.0, 0.8, 0.05, key="memory_hand_candidate", **KEPT),
        )
        with st.container(horizontal=True):
            st.button("Step", on_click=_step, args=(gates,), type="primary", key="memory_hand_step")
            st.button("Undo", on_click=_undo, disabled=len(history) < 2, key="memory_hand_undo")
            st.button("Empty the diary", on_click=_empty, disabled=len(history) < 2, key="memory_hand_empty")
    before, after = history[-1].cell_state, hand_cell.drive(history[-1], gates)
    with right:
        figure = figures.states(*(list(values) for values in zip(*history, strict=True)))
        picture("memory_hand_states", figure, "Cell state and hidden state after each step")
    f, i, o, g = gates
    st.markdown(
        f"The next step will write c = f·c + i·g = {f:.2f}·({before:+.2f}) + {i:.2f}·({g:+.2f}) = "
        f"**{after.cell_state:+.2f}** and read aloud h = o·tanh c = {o:.2f}·tanh({after.cell_state:+.2f}) = "
        f"**{after.hidden_state:+.2f}**"
    )


def _set(preset: str) -> None:
    gates = hand_cell.PRESETS[preset]
    for name, value in gates._asdict().items():
        st.session_state[f"memory_hand_{name}"] = value
    _step(gates)


def _step(gates: Gates) -> None:
    history = st.session_state["memory_hand"]
    st.session_state["memory_hand"] = [*history, hand_cell.drive(history[-1], gates)][-60:]


def _undo() -> None:
    st.session_state["memory_hand"] = st.session_state["memory_hand"][:-1] or [State()]


def _empty() -> None:
    st.session_state["memory_hand"] = [State()]


def cousin() -> None:
    """Set the GRU's parts beside the LSTM's, and its gates on the digit."""
    layers = {cell: chosen_digit.reader(cell).recurrent for cell in ("gru", "lstm")}
    count = {cell: sum(weight.numel() for weight in layer.parameters()) for cell, layer in layers.items()}
    rows = [
        ("diary c, and h read aloud from it", "one state h, always open"),
        ("forget gate f keeps", "update gate z keeps"),
        ("input gate i writes", "1 − z writes: what is not kept is written anew"),
        ("output gate o reads aloud", "reset gate r: how much of h the candidate sees"),
        (f"{count['lstm']:,} weights in the digit reader", f"{count['gru']:,} weights"),
    ]
    trace = chosen_digit.read(chosen_digit.the_digit().image, cell="gru").trace
    gates = {name: getattr(trace, name) for name in ("update_gate", "reset_gate")}
    alt = "Mean of the GRU's two gates row by row"
    left, right = st.columns(2)
    with right:
        picture("memory_gru_gates", figures.gates_over_rows(gates), alt)
    left.markdown("| LSTM | GRU |\n|---|---|\n" + "\n".join(f"| {lstm} | {gru} |" for lstm, gru in rows))


def gru() -> None:
    """Show the GRU's two gates on the same digit."""
    reading = chosen_digit.read(chosen_digit.the_digit().image, cell="gru")
    trace = reading.trace
    row = st.slider("Row of the digit", 0, 27, 14, key="memory_gru_row", **KEPT)
    unit = int(np.abs(trace.hidden_state[row]).argmax())
    z, n, h = trace.update_gate[row, unit], trace.candidate[row, unit], trace.hidden_state[row, unit]
    before = trace.hidden_state[row - 1, unit] if row else 0.0
    st.markdown(
        f"Unit {unit} after row {row}: h = z·h + (1 − z)·n = {z:.2f}·({before:+.2f}) + "
        f"{1 - z:.2f}·({n:+.2f}) = **{h:+.2f}**"
    )
    takeaway(
        f"Two gates, three quarters of the weights: on this digit the GRU says **{reading.digit}** "
        f"({reading.probabilities.max():.1%}). What it saves is the power to add without erasing."
    )


GLOSSARY = {
    "step": "one position in the sequence: a row, a word",
    "unit": "one number of the state",
    "hidden state h": "what the cell passes on and shows",
    "cell state c": "what an LSTM keeps to itself",
    "gate": "a number from 0 to 1, computed at each step from x(t) and h(t−1), that scales another",
    "candidate g": "what would be written",
    "vanishing gradient": "a slope so small that training cannot feel it",
    "forget bias b": "where the eraser starts before any training: σ(b)",
}


def glossary() -> None:
    """Say what the words mean."""
    entries = "\n".join(f"- **{word}**: {meaning}" for word, meaning in GLOSSARY.items())
    st.markdown(f"**Glossary**\n{entries}")
