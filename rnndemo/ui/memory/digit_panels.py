"""Panels of the memory lesson on the visitor's digit: order, forms, the real diary, surgery."""

from dataclasses import replace

import numpy as np
import streamlit as st
import torch

from rnndemo.digits.reader import Reading, row_order
from rnndemo.memory import one_to_many, surgery
from rnndemo.memory.gradients import order_blind
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.memory import chosen_digit, figures
from rnndemo.ui.style import COLORS, LABELS


def order() -> None:
    """Shuffle the rows: an order-blind reader cannot tell, the recurrent one can."""
    st.markdown(
        "The same 28 rows, once from top to bottom and once shuffled. What changes is only their order."
    )
    digit = chosen_digit.the_digit()
    seed = st.slider("Shuffle", 1, 30, key="memory_shuffle", **KEPT)
    shuffled = row_order("shuffled", seed=seed)
    readings = [chosen_digit.read(digit.image), chosen_digit.read(digit.image, shuffled)]
    mixed = digit.image[list(shuffled.rows)]
    blind = [order_blind(chosen_digit.reader(), image) for image in (digit.image, mixed)]
    left, middle, right = st.columns([1, 1, 2])
    left.html(markup.ink(digit.image, f"{digit.whose}, rows in order"))
    middle.html(markup.ink(mixed, f"{digit.whose}, rows shuffled"))
    bars = {
        "LSTM, in order": (readings[0].probabilities, COLORS["lstm"]),
        "LSTM, shuffled": (readings[1].probabilities, COLORS["hidden_state"]),
        "without memory, either order": (blind[0], COLORS["truth"]),
    }
    right.html(markup.bars(bars, "Class probabilities for both orders"))
    gap = abs(blind[0] - blind[1]).max()
    takeaway(
        f"The LSTM says {_said(readings[0])} in order and {_said(readings[1])} shuffled. Without memory, "
        f"each row read on its own and the answers averaged, the two readings differ by {gap:.0e}: order is "
        "invisible to it."
    )


def _said(reading: Reading) -> str:
    return f"**{reading.digit}** ({reading.probabilities.max():.1%})"


def forms() -> None:
    """Many to one, many to many, one to many: three networks running."""
    digit = chosen_digit.the_digit()
    reading = chosen_digit.read(digit.image)
    one, many, wave = st.columns(3)
    with one:
        st.markdown("**Many to one**: 28 rows in, one answer out. *In the field: the sentiment of a review.*")
        bars = {"answer": (reading.probabilities, COLORS["lstm"])}
        st.html(markup.bars(bars, "Class probabilities after the last row"))
        st.page_link("pages/digit_sketchpad.py", label="Draw a digit for it", icon=":material/draw:")
    with many:
        st.markdown("**Many to many**: an answer after every row. *In the field: translation, word by word.*")
        st.html(markup.belief(reading.belief, "Class probabilities after each row"))
        st.caption(f"The same network: its first choice no longer changed after row {reading.decided}.")
    with wave:
        st.markdown("**One to many**: one number in, a wave out. *In the field: a caption for a picture.*")
        start = st.slider("The one input", -0.9, 0.9, 0.3, 0.1, key="memory_seed_value", **KEPT)
        song = one_to_many.sing(_singer(), torch.tensor([start]))
        figure = figures.wave(song.values[0].numpy(), song.truth[0].numpy())
        picture("memory_forms_wave", figure, "The wave the network goes on with, over the true one")
        st.page_link("pages/sine_forecaster.py", label="Train one yourself", icon=":material/show_chart:")
    takeaway("One cell, run once per step, makes all three; they differ in where you listen to it.")


@st.cache_resource
def _singer() -> one_to_many.WaveSinger:
    return one_to_many.load()


def gates() -> None:
    """Draw how far each gate of the LSTM is open, on average over its units, row by row."""
    digit = chosen_digit.the_digit()
    trace = chosen_digit.read(digit.image).trace
    st.markdown(
        f"**The same diary in the digit reader.** {digit.whose}: how far each gate is open, on average."
    )
    opened = {name: getattr(trace, name) for name in surgery.GATES}
    picture("memory_diary_gates", figures.gates_over_rows(opened), "Mean of each gate row by row")


def real_diary() -> None:
    """The gates of the digit at one row."""
    digit = chosen_digit.the_digit()
    reading = chosen_digit.read(digit.image)
    trace = reading.trace
    row = st.slider("Row", 0, 27, 14, key="memory_row", **KEPT)
    left, right = st.columns([1, 2])
    left.html(markup.ink(digit.image, f"Row {row} of the digit", row))
    units = surgery.important_units(chosen_digit.reader(), reading, 64)
    alt = f"Gates and states of all units after row {row}"
    right.html(markup.units(trace, row, np.array(units), alt))
    right.caption(
        f"64 units after row {row}, ordered by how much they argue for **{reading.digit}** in the end."
    )
    unit = units[0]
    f, i, g = (getattr(trace, name)[row, unit] for name in ("forget_gate", "input_gate", "candidate"))
    before = trace.cell_state[row - 1, unit] if row else 0.0
    o, c, h = (getattr(trace, name)[row, unit] for name in ("output_gate", "cell_state", "hidden_state"))
    st.markdown(
        f"Unit {unit}: keeps {f:.0%} of {before:+.2f}, writes {i:.0%} of {g:+.2f}, so c = "
        f"{f:.2f}·({before:+.2f}) + {i:.2f}·({g:+.2f}) = **{c:+.2f}**; reads {o:.0%} of it aloud: h = "
        f"**{h:+.2f}**."
    )
    takeaway(
        "The eraser decides what stays, the pencil what is added: where f is 1 and i is 0, nothing is lost."
    )


WIPES = {
    "nothing": None,
    "the diary c": "cell_state",
    "what was read aloud, h": "hidden_state",
    "as little as changes the answer": "search",
}


def operate() -> None:
    """Memory surgery: clamp, wipe, mute; belief and answer change at once."""
    digit = chosen_digit.the_digit()
    whole = chosen_digit.read(digit.image)
    left, right = st.columns(2)
    with left:
        done = _instruments(digit, whole)
    after = chosen_digit.read(digit.image, edit=done)
    with right:
        bars = {
            "untouched": (whole.probabilities, COLORS["truth"]),
            "after surgery": (after.probabilities, COLORS["lstm"]),
        }
        st.html(markup.bars(bars, "Answers before and after surgery"))
        st.html(markup.belief(after.belief, "Belief after each row, operated"))
    if done == surgery.Surgery():
        takeaway(
            f"{digit.whose} is read as {_said(whole)}. Nothing is clamped, so nothing changes: choose a tool."
        )
    else:
        verb = "still" if after.digit == whole.digit else "now"
        takeaway(
            f"Untouched, the network says {_said(whole)}; after the surgery it {verb} says {_said(after)}."
        )


def _instruments(digit: chosen_digit.Digit, whole: Reading) -> surgery.Surgery:
    clamp = []
    for gate in surgery.GATES:
        if st.toggle(f"Clamp the {LABELS[gate]}", key=f"memory_hold_{gate}", **KEPT):
            value = st.slider(LABELS[gate], 0.0, 1.0, 0.0, 0.05, key=f"memory_{gate}", **KEPT)
            clamp.append((gate, value))
    count = st.slider("Mute the most important units", 0, 32, 0, key="memory_mute", **KEPT)
    mute = surgery.important_units(chosen_digit.reader(), whole, count)
    wipe = st.selectbox("Wipe", list(WIPES), key="memory_wipe", **KEPT)
    done = surgery.Surgery(tuple(clamp), mute=mute)
    if WIPES[wipe] == "search":
        done = _smallest(digit, done)
    elif WIPES[wipe]:
        row = st.slider("after row", 0, 27, 14, key="memory_wipe_at", **KEPT)
        done = replace(done, wipe=WIPES[wipe], wipe_at=row)
    if done.wipe:
        title = f"wiped after row {done.wipe_at}"
        st.html(markup.ink(digit.image, title, done.wipe_at))
    st.button("Undo everything", on_click=_undo, disabled=done == surgery.Surgery(), key="memory_undo")
    return done


def _smallest(digit: chosen_digit.Digit, done: surgery.Surgery) -> surgery.Surgery:
    found = chosen_digit.smallest_wipe(digit.image)
    if found is None:
        st.info("Even a full wipe of the diary after any one row leaves this answer as it is.")
        return done
    units, size = ", ".join(map(str, found.wipe_units)), len(found.wipe_units)
    st.caption(f"Found: {size} of 64 units' diary, wiped after row {found.wipe_at} (unit {units}).")
    return replace(found, clamp=done.clamp, mute=done.mute)


def _undo() -> None:
    for gate in surgery.GATES:
        st.session_state[f"memory_hold_{gate}"] = False
    st.session_state["memory_mute"], st.session_state["memory_wipe"] = 0, "nothing"
