"""The live reading: while the pen moves, the visitor's browser reads the drawing itself."""

import base64
import logging

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.handwriting import PEN, SIDE
from rnndemo.ui import browser
from rnndemo.ui.browser import weights
from rnndemo.ui.digits.pad_picture import Seen
from rnndemo.ui.digits.row_orders import Chosen
from rnndemo.ui.streamlit_internals import ALERT, component
from rnndemo.ui.style import COLORS

SERVERS = "digit_server"  # beginning of the keys of containers with what the server shows of the reading

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
            "reads": f"28 rows, {order.name}",
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


def _address(name: str) -> str:
    return f"../../..{weights.ADDRESS}/{name}"  # seen from the script's address


def _colors() -> dict[str, str]:
    return {"lstm": COLORS["lstm"], "highlight": COLORS["highlight"], "decided": COLORS["forget_gate"]}


def _text(image: np.ndarray) -> str:
    return base64.b64encode(image.astype("<f4").tobytes()).decode()
