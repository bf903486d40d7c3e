"""The live reading: while the pen moves, the visitor's browser reads the drawing itself."""

import base64
import logging
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.handwriting import PEN, SIDE
from rnndemo.language import mark, say
from rnndemo.ui import browser
from rnndemo.ui.browser import weights
from rnndemo.ui.digits.pad_picture import Seen
from rnndemo.ui.digits.panels import SURE, UNSURE
from rnndemo.ui.digits.row_orders import USUAL, Chosen
from rnndemo.ui.streamlit_internals import ALERT, component
from rnndemo.ui.style import COLORS

SERVERS = "digit_server"  # beginning of the keys of containers with what the server shows of the reading

# What the browser says; the server's answer has the same sentences. The browser fills in the values.
WORDS = {
    "over": mark("over 99%"),
    "none": mark("No digit I know"),
    "nearest": mark("what it saw looks like none; the nearest is {digit}"),
    "either": mark("{first} or {second}?"),
    "drawing": mark("{said}, if you stop here"),
    "after": mark("after {place}"),
    "each": mark("Rows: {rows} · pen's path: {path}"),
    "opinion": mark("{digit}, {share}"),
    "at": mark("{place}: {digit}, {share}"),
    "nothing": mark("Nothing is read yet."),
    "believes": mark("Belief after each"),
    "rows": mark("What it reads, row by row"),
    "path": mark("The path of the pen"),
    "readers": mark("Read it by"),
    "by_rows": mark("Rows"),
    "by_pen": mark("Pen"),
    "play": mark("▶ Play"),
    "pause": mark("❚❚ Pause"),
    "next": mark("Next ▸"),
}
ROW_WORDS = {
    "slider": mark("Row"),
    "place": mark("row {at} of {count}"),
    "since": mark("From row {at} on it says {digit}."),
    "last": mark("Only the last row decided."),
    "alone": mark("The rows alone say {digit}."),
    "map": mark("Belief after each of {count} rows; from {place} on it says {digit}."),
}
STEP_WORDS = {
    "slider": mark("Step of the pen"),
    "place": mark("step {at} of {count}"),
    "since": mark("From step {at} on it says {digit}."),
    "last": mark("Only the last step decided."),
    "alone": mark("The steps alone say {digit}."),
    "map": mark("Belief after each of {count} steps; from {place} on it says {digit}."),
}

# The browser shows the same, so the server's is left for screen readers: they hear it once the pen is up.
_HIDE = f"""
[class*="st-key-{SERVERS}_"] {{
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}}
"""
# Where the script does not reach the browser, Streamlit shows an alert; the page is complete without it.
_NO_ALERT = f"<style>[class*='st-key-digit_live_'] {ALERT} {{ display: none; }}</style>"


def live(rows: DeltaGenerator, said: DeltaGenerator, pad: str, seen: Seen, order: Chosen) -> None:
    """Show the reading that follows the pen on a pad: its map in `rows`, its answer in `said`.

    pad: its key. seen: what the server sees now. The browser reads strokes itself; only an uploaded image
    is sent to it.
    """
    drawing = st.session_state[pad] or {}
    image = seen.image if seen.uploaded else None
    try:
        data = {
            "part": "map",
            "weights": {name: _address(file.name) for name, file in weights.packed().items()},
            "colors": _colors(),
            "pad": f"st-key-{pad}_canvas",
            "side": SIDE,
            "pen": PEN,
            "hide": _HIDE,
            "version": st.session_state[f"{pad}_version"],
            "objects": drawing.get("objects", []),
            "readable": seen.image is not None,
            "sentence": seen.sentence,
            "image": None if image is None else _text(image),
            "order": order.rows.rows,
            "reads": order.heading,
            "words": _words(order.rows == USUAL),
        }
        shown = component("rnndemo", "reading", browser.FOLDER, "page.js")
        with rows.container(key="digit_live_map"):
            shown(key="digit_reading", data=data)
            st.html(_NO_ALERT)
        with said.container(key="digit_live_answer"):
            shown(key="digit_reading_answer", data={"part": "answer"})
    except CheckpointError:
        return  # the page says which network is missing where it is asked for
    except Exception as error:  # whatever fails in the component, the page works without it
        logging.getLogger(__name__).warning("the live reading failed: %r", error)


def _words(usual: bool) -> dict[str, Any]:
    """Return what the browser says; under "row" and "step", of a row and of a pen's step.

    `usual`: as panels.answer takes it.
    """
    common, row, step = (
        {name: say(text) for name, text in table.items()} for table in (WORDS, ROW_WORDS, STEP_WORDS)
    )
    certain = {"sure": say(SURE[usual]), "unsure": say(UNSURE[usual])}
    return {**common, **certain, "row": row, "step": step}


def _address(name: str) -> str:
    return f"../../..{weights.ADDRESS}/{name}"  # seen from the script's address


def _colors() -> dict[str, str]:
    return {"lstm": COLORS["lstm"], "highlight": COLORS["highlight"], "decided": COLORS["forget_gate"]}


def _text(image: np.ndarray) -> str:
    return base64.b64encode(image.astype("<f4").tobytes()).decode()
