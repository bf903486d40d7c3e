"""The picture that opens the memory lesson: the cell at work on the visitor's digit, row by row."""

import streamlit as st

from rnndemo.cells import CELL_NAMES
from rnndemo.ui import markup
from rnndemo.ui.lesson import KEPT
from rnndemo.ui.memory import chosen_digit, living_cell
from rnndemo.ui.memory.panel import part

CELLS = {CELL_NAMES[cell]: cell for cell in ("lstm", "gru", "rnn")}
MEAN = "mean of all 64"


@part
def draw() -> None:
    """Show one step of the chosen cell, with the numbers of the visitor's own digit."""
    digit = chosen_digit.current()
    picture, controls = st.columns([3, 1])
    with controls:
        name = st.segmented_control(
            "Cell", list(CELLS), default="LSTM", required=True, key="memory_cell", **KEPT
        )
        row = st.slider("Row it reads", 0, 27, 10, key="memory_cell_row", **KEPT)
        chosen = st.selectbox("Unit", [MEAN, *map(str, range(64))], key="memory_unit", **KEPT)
        st.html(markup.ink(digit.image, f"{digit.whose}: row {row} is being read", row))
    cell, unit = CELLS[name or "LSTM"], None if chosen == MEAN else int(chosen)
    trace = chosen_digit.read(digit.image, cell=cell).trace
    with picture:
        st.html(living_cell.drawing(trace, row, unit))
        numbers = "the mean size over 64 units" if unit is None else f"unit {unit}; grey is below zero"
        st.caption(f"{SAID[cell]} Numbers: {numbers}.")
    with st.expander("Every part: its value, its equation, its line of PyTorch", key="memory_parts"):
        rows = [
            f"| {name} | {value} | {equation} | `{pytorch}` |"
            for name, value, equation, pytorch in living_cell.parts(trace, row, unit)
        ]
        st.markdown("| part | value | equation | PyTorch |\n|---|---|---|---|\n" + "\n".join(rows))
        st.caption(
            "W x + U h + b: every gate has weights of its own, the same at every step. In "
            "`output, (h_n, c_n) = lstm(x)`, `h_n` is the side line after the last step, `c_n` the main line."
        )


SAID = {
    "lstm": "The main line c runs through. The eraser takes a share 1 − f, the pencil adds i·g, "
    "o reads a part aloud. Panels 4 to 7 are about these valves.",
    "gru": "One line and one double valve: what z does not keep is written anew. Panel 8 is about it.",
    "rnn": "One line and no valve: at every step all of h is written anew. Panel 5 shows what that costs.",
}
