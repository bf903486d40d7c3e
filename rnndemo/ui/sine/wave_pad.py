"""The wave pad: a wide canvas to draw one line on."""

import numpy as np
import streamlit as st

from rnndemo.digits.sketch import BadDrawing, strokes_of
from rnndemo.language import say
from rnndemo.ui.canvas import canvas, themed
from rnndemo.ui.style import COLORS

WIDTH, HEIGHT = 320, 160  # CSS pixels: it must fit a phone


def draw_wave(key: str) -> tuple | None:
    """Show the canvas; return what was drawn as (x, y, width, height), None while it is empty.

    x and y are arrays (points,), all four in CSS pixels.
    """
    version = st.session_state.setdefault(f"{key}_version", 0)
    drawing = canvas(
        f"{key}_{version}",
        WIDTH,
        HEIGHT,
        say("take a CSV file instead."),
        color=COLORS["own_wave"],
        pen=3,
        ground=themed(),
    )
    if st.button(say("Clear"), key=f"{key}_clear", icon=":material/delete:"):
        st.session_state[f"{key}_version"] += 1
        st.rerun(scope="fragment")
    pen = pen_of((drawing or {}).get("objects", []))
    return None if pen is None else (*pen, WIDTH, HEIGHT)


def pen_of(objects: list[dict]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return where the pen was, x and y (points,) in CSS pixels; None, with the reason shown, for no line."""
    try:
        strokes = strokes_of({"objects": objects})
    except BadDrawing as error:
        st.warning(say("This cannot be read: {error}.", error=error))
        return None
    if not strokes:
        return None
    x, y = np.concatenate([stroke.points for stroke in strokes]).T
    return x, y
