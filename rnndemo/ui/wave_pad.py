"""The wave pad: a wide canvas to draw one line on."""

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

WIDTH, HEIGHT = 320, 160  # CSS pixels: it must fit a phone


def draw_wave(key: str) -> tuple | None:
    """Show the canvas; return what was drawn as (x, y, width, height) in pixels, None while it is empty."""
    version = st.session_state.setdefault(f"{key}_version", 0)
    canvas = st_canvas(
        stroke_width=3,
        stroke_color="#0072B2",
        background_color="#FFFFFF",
        width=WIDTH,
        height=HEIGHT,
        drawing_mode="freedraw",
        key=f"{key}_{version}",
    )
    if st.button("Clear", key=f"{key}_clear", icon=":material/delete:"):
        st.session_state[f"{key}_version"] += 1
        st.rerun(scope="fragment")
    points = [
        point
        for stroke in (canvas.json_data or {}).get("objects", [])
        for point in _points(stroke.get("path", []))
    ]
    if not points:
        return None
    x, y = np.array(points, dtype=np.float64).T
    return x, y, WIDTH, HEIGHT


def _points(path: list) -> list:
    """Return the points a Fabric path passes through: the last pair of each command."""
    return [command[-2:] for command in path if len(command) >= 3]
