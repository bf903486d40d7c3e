"""The sketch pad: a square canvas with a Clear and an Undo that are always in sight."""

import streamlit as st

from rnndemo.digits.handwriting import PEN, SIDE
from rnndemo.language import say
from rnndemo.ui.canvas import canvas
from rnndemo.ui.style import COLORS, inverse

# The canvas draws dark ink on white. In the dark theme it is shown as chalk on slate: the ink is the same.
_THEME = """<style>
.st-key-{key} {{ isolation: isolate; background: light-dark({light}, {dark}); box-shadow: 0 0 0 1px {edge}; }}
.st-key-{key} > * {{ mix-blend-mode: difference; }}
</style>"""
# The canvas's own toolbar opens above it: over this line, and over no sentence.
_HEADING = '<div style="height:18px;font-size:.9rem;font-weight:600;line-height:1.2">{said}</div>'


def sketchpad(key: str) -> dict | None:
    """Show the pad; return the drawing as the canvas reports it, None where there is none.

    The drawing lives in the session under `key`, so that it outlasts the canvas: a visit to another
    page unmounts that.
    """
    state = st.session_state
    version = state.setdefault(f"{key}_version", 0)
    canvas_key = f"{key}_canvas_{version}"
    ground = {"light": inverse("paper"), "dark": inverse("pen"), "edge": COLORS["truth"]}
    st.html(_THEME.format(key=canvas_key, **ground) + _HEADING.format(said=say("Draw here")))
    state[key] = canvas(
        canvas_key,
        SIDE,
        SIDE,
        say("take a sample below, or upload a picture."),
        color=COLORS["pen"],
        pen=PEN,
        drawing=state.get(f"{key}_start"),
    )
    with st.container(horizontal=True, width=SIDE):
        st.button(say("Clear"), key=f"{key}_clear", on_click=_clear, args=(key,), width="stretch")
        st.button(say("Undo"), key=f"{key}_undo", on_click=_undo, args=(key,), width="stretch")
    return state[key]


def load(key: str, drawing: dict | None) -> None:
    """Put a drawing (None: a blank sheet) on the pad, on a canvas mounted anew."""
    st.session_state[key] = st.session_state[f"{key}_start"] = drawing
    st.session_state[f"{key}_version"] = st.session_state.get(f"{key}_version", 0) + 1


def uploader(key: str) -> str:
    """Return the key of the widget that takes a picture for this pad: another one after each Clear."""
    return f"{key}_upload_{st.session_state.get(f'{key}_clears', 0)}"


def _clear(key: str) -> None:
    """Empty what is shown: the pad, and the picture that was uploaded."""
    load(key, None)
    st.session_state[f"{key}_clears"] = st.session_state.get(f"{key}_clears", 0) + 1


def remount(key: str) -> None:
    """Mount the pad anew with the drawing it had, for a visitor who comes back to the page.

    A canvas that is still there is left alone: what was drawn on it during a training has not been read yet.
    """
    if f"{key}_canvas_{st.session_state.get(f'{key}_version')}" not in st.session_state:
        load(key, st.session_state.get(key))


def _undo(key: str) -> None:
    drawing = st.session_state.get(key)
    if drawing and drawing["objects"]:
        load(key, {**drawing, "objects": drawing["objects"][:-1]})
