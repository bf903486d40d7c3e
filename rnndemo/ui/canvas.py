"""The canvas under both pads, and what a visitor is told where it does not come up."""

import logging

import streamlit as st

# A canvas whose script does not reach the browser is replaced by an alert in Streamlit's own words.
_MISSING = """<style>
.st-key-{place} .stAlertContainer, .st-key-{place}:not(:has(.stAlertContainer)) .canvas-missing {{
    display: none;
}}
</style>
<p class="canvas-missing">The canvas did not reach your browser. Reload the page, or {instead}</p>"""


def canvas(
    key: str, width: int, height: int, instead: str, *, color: str, pen: int, drawing: dict | None = None
) -> dict | None:
    """Show a canvas that starts with `drawing`; return what is on it now.

    Where it cannot be shown, that is still `drawing`, and the visitor is told what to do `instead`.
    """
    place = f"{key}_place"
    with st.container(key=place, gap=None):
        try:
            from streamlit_drawable_canvas import st_canvas

            drawn = st_canvas(
                stroke_width=pen,
                stroke_color=color,
                background_color="#FFFFFF",
                width=width,
                height=height,
                initial_drawing=drawing,
                key=key,
            ).json_data
        except Exception as error:  # whatever it is that the component lacks, the page goes on without it
            logging.getLogger(__name__).warning("the canvas failed: %r", error)
            mend = "`pip install -r requirements.txt` on the server mends it"
            st.error(f"The canvas could not be loaded ({mend}): {instead}")
            return drawing
        st.html(_MISSING.format(place=place, instead=instead))
    whole = isinstance(drawn, dict) and isinstance(drawn.get("objects"), list)
    return drawn if whole else None
