"""The live reading: while the pen moves, the visitor's browser reads the drawing itself."""

import base64
import logging

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.handwriting import PEN, SIDE
from rnndemo.digits.reader import RowOrder
from rnndemo.ui import browser
from rnndemo.ui.browser import weights
from rnndemo.ui.streamlit_internals import ALERT, component
from rnndemo.ui.style import COLORS

ANSWER = "digit_answer"  # the container of the server's own picture and answer
MESSAGE = "digit_message"  # the container of what the server says where there is nothing to read

# The browser shows the same answer, so the server's is left for screen readers alone. It is announced once
# the pen is up. What was said of an earlier drawing is no longer true while the pen moves.
_HIDE = f"""
.st-key-{ANSWER} {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
.st-key-{MESSAGE} {{ display: none; }}
"""
# Where the script does not reach the browser, Streamlit shows an alert; the page is complete without it.
_NO_ALERT = f"<style>.st-key-digit_live {ALERT} {{ display: none; }}</style>"


def live(place: DeltaGenerator, pad: str, image: np.ndarray | None, uploaded: bool, order: RowOrder) -> None:
    """Show, in a place, the reading that follows the pen on the pad with this key.

    `image` (28, 28) is what the server reads now, None where there is nothing to read. The browser reads
    strokes itself; only an uploaded image is sent to it.
    """
    drawing = st.session_state[pad] or {}
    version = st.session_state[f"{pad}_version"]
    try:
        data = {
            "weights": f"../../..{weights.ADDRESS}/{weights.packed().name}",  # seen from the script's address
            "colors": {"lstm": COLORS["lstm"]},
            "pad": f"st-key-{pad}_canvas",
            "side": SIDE,
            "pen": PEN,
            "hide": _HIDE,
            "version": version,
            "objects": drawing.get("objects", []),
            "readable": image is not None,
            "image": _text(image) if uploaded and image is not None else None,
            "order": order.rows,
        }
        with place.container(key="digit_live"):
            component("rnndemo", "reading", browser.FOLDER, "page.js")(key="digit_reading", data=data)
            st.html(_NO_ALERT)
    except CheckpointError:
        return  # the page says which network is missing where it is asked for
    except Exception as error:  # whatever fails in the component, the page works without it
        logging.getLogger(__name__).warning("the live reading failed: %r", error)


def _text(image: np.ndarray) -> str:
    return base64.b64encode(image.astype("<f4").tobytes()).decode()
