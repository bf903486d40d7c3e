"""The picture that opens the memory lesson: the cell at work on the visitor's digit, row by row.

The visitor's browser plays it (browser/living_cell.js). Where the script does not reach it, the server's own
drawing stays, with a slider for the row.
"""

import base64
import logging

import numpy as np
import streamlit as st

from rnndemo.cells import CELL_NAMES, Trace
from rnndemo.language import mark, say
from rnndemo.memory.step import step_of
from rnndemo.ui import browser, markup
from rnndemo.ui.lesson import KEPT
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.cell import shapes
from rnndemo.ui.memory.cell.drawing import drawing
from rnndemo.ui.memory.cell.scenes import SCENES
from rnndemo.ui.memory.cell.shapes import Part, Scene, Shape, filled
from rnndemo.ui.memory.chosen_digit import Digit
from rnndemo.ui.memory.panel import part
from rnndemo.ui.streamlit_internals import ALERT, component
from rnndemo.ui.style import COLORS

CELLS = {CELL_NAMES[cell]: cell for cell in ("lstm", "gru", "rnn")}
MEAN = mark("mean of all 64")
SERVER = "memory_cell_server"  # the container of the server's drawing
HIDE = f".st-key-{SERVER} {{ display: none; }}"
TEXTS = ("text", "name", "meaning", "equation")  # the fields of a scene that are marked
WORDS = {  # what living_cell.js says besides
    "play": mark("▶ Play"),
    "pause": mark("❚❚ Pause"),
    "slider": mark("Row it reads"),
    "back": mark("One row back"),
    "on": mark("One row on"),
    "row": mark("row {row} of {rows}"),
    "choice": mark("Unit"),
    "mean": mark("mean of all {units}"),
    "unit": mark("unit {unit}"),
    "of_mean": mark("mean size over all units"),
    "of_unit": mark("unit {unit}; grey is below zero"),
    "parts": mark("Choose a part, here or in the picture."),
}
# Where the script does not reach the browser, Streamlit shows an alert; the page is complete without it.
_NO_ALERT = f"<style>.st-key-memory_cell_live {ALERT} {{ display: none; }}</style>"


def choose() -> None:
    """Let the visitor choose the cell."""
    st.segmented_control(
        say("The cell"),
        list(CELLS),
        format_func=say,
        default="LSTM",
        required=True,
        key="memory_cell",
        **KEPT,
    )


@part
def draw() -> None:
    """Show one step of the chosen cell, with the numbers of the visitor's own digit."""
    digit = chosen_digit.current()
    cell = CELLS[st.session_state.get("memory_cell") or "LSTM"]
    trace = chosen_digit.read(digit.image, cell=cell).trace
    with st.container(key=SERVER):
        row, unit = _drawn_here(digit, SCENES[cell], trace)
    with st.container(key="memory_cell_live"):
        _live(cell, trace, digit, row, unit)


def _drawn_here(digit: Digit, scene: Scene, trace: Trace[np.ndarray]) -> tuple[int, int | None]:
    """Draw the cell with the server's controls; return the row, from 0, and the unit they are set to."""
    picture, controls = st.columns([3, 1])
    with controls:
        row = chosen_digit.choose_row(say("Row it reads"), "memory_cell_row", 11)
        units = [MEAN, *map(str, range(64))]
        chosen = st.selectbox(say("Unit"), units, format_func=say, key="memory_unit", **KEPT)
        alt = say("{whose}: row {row} is being read", whose=digit.whose, row=row + 1)
        st.html(markup.ink(digit.image, alt, row))
    unit = None if chosen == MEAN else int(chosen)
    step, signed = step_of(trace, row, unit), unit is not None
    with picture:
        st.html(drawing(scene, step, signed))
        whose = mark("{caption} Numbers: unit {unit}; grey is below zero.")
        if unit is None:
            whose = mark("{caption} Numbers: the mean size over 64 units.")
        st.caption(say(whose, caption=say(scene.caption), unit=unit))
    with st.expander(say("Every part: its value, its equation, its line of PyTorch"), key="memory_parts"):
        st.markdown(_table(scene, trace, row, unit))
    return row, unit


def _table(scene: Scene, trace: Trace[np.ndarray], row: int, unit: int | None) -> str:
    step, signed = step_of(trace, row, unit), unit is not None
    lines = [
        f"| {say(each.name)} | {filled(each.value, step, signed)} | {filled(each.meaning, step, signed)} "
        f"| {say(each.equation)} | {' '.join(f'`{line}`' for line in each.pytorch.splitlines())} |"
        for each in scene.parts
    ]
    head = [say("part"), say("value"), say("what it is"), say("equation"), "PyTorch"]
    return f"| {' | '.join(head)} |\n|---|---|---|---|---|\n" + "\n".join(lines)


def _live(cell: str, trace: Trace[np.ndarray], digit: Digit, row: int, unit: int | None) -> None:
    scene, quantities = SCENES[cell], trace._asdict()
    data = {
        "cell": cell,
        "scene": {
            "shapes": [_said(shape) for shape in scene.shapes],
            "parts": [_said(each) for each in scene.parts],
            "alt": say(scene.alt),
            "caption": say(scene.caption),
        },
        "words": {name: say(text) for name, text in WORDS.items()},
        "size": {name: getattr(shapes, name) for name in ("WIDTH", "HEIGHT", "THIN", "THICK", "FULL")},
        "trace": {name: _text(values) for name, values in quantities.items()},
        "units": quantities["hidden_state"].shape[1],
        "colors": COLORS,
        "ink": markup.ink(digit.image, digit.whose),
        "row": row,
        "unit": unit,
        "hide": HIDE,
    }
    try:
        component("rnndemo", "living_cell", browser.FOLDER, "living_cell.js")(
            key="memory_cell_component", data=data
        )
        st.html(_NO_ALERT)
    except Exception as error:  # whatever fails in the component, the server's drawing is there
        logging.getLogger(__name__).warning("the living cell failed: %r", error)


def _said(each: Shape | Part) -> dict[str, object]:
    return {name: say(value) if name in TEXTS else value for name, value in each._asdict().items()}


def _text(values: np.ndarray) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode()
