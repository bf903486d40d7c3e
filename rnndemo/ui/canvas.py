"""The canvas of both drawing pads, and what a visitor is told where it cannot be shown."""

import logging

import streamlit as st

from rnndemo.language import say
from rnndemo.ui.streamlit_internals import ALERT
from rnndemo.ui.style import COLORS

# Where the canvas's script does not reach the browser, Streamlit shows an alert in its own words. This
# hides the alert and shows our sentence in its place.
_MISSING = """<style>
.st-key-{place} {alert}, .st-key-{place}:not(:has({alert})) .canvas-missing {{
    display: none;
}}
</style>
<p class="canvas-missing">{sentence}</p>"""


def themed() -> str:
    """Return a canvas's ground in the visitor's theme, light where the browser has not told it."""
    return COLORS["pen" if st.context.theme.type == "dark" else "paper"]


def canvas(
    key: str,
    width: int,
    height: int,
    instead: str,
    *,
    color: str,
    pen: int,
    drawing: dict | None = None,
    ground: str = COLORS["paper"],
) -> dict | None:
    """Show a canvas that starts with `drawing`; return what is on it now, as Fabric.js reports it.

    width, height and pen (the width of a line) are CSS pixels; color and ground are CSS colours. None
    until the browser has sent a drawing.
    Where the component fails on the server, `drawing` itself is returned. Where the canvas cannot be shown,
    the visitor is told what to do `instead`.
    """
    place = f"{key}_place"
    with st.container(key=place, gap=None):
        try:
            from streamlit_drawable_canvas import st_canvas

            drawn = st_canvas(
                stroke_width=pen,
                stroke_color=color,
                background_color=ground,
                width=width,
                height=height,
                initial_drawing=drawing,
                key=key,
            ).json_data
        except Exception as error:  # whatever fails in the component, the page works without it
            logging.getLogger(__name__).warning("the canvas failed: %r", error)
            st.error(
                say(
                    "The canvas could not be loaded (`pip install -r requirements.txt` on the server repairs "
                    "it): {instead}",
                    instead=instead,
                )
            )
            return drawing
        missing = say("The canvas did not reach your browser. Reload the page, or {instead}", instead=instead)
        st.html(_MISSING.format(place=place, alert=ALERT, sentence=missing))
    whole = isinstance(drawn, dict) and isinstance(drawn.get("objects"), list)
    return drawn if whole else None
