"""Look inside: gates, rows that mattered, other cells; computed only while the panel is open."""

import functools

import streamlit as st

from rnndemo.digits import export
from rnndemo.digits.pen.path import PenPath
from rnndemo.language import mark, say
from rnndemo.ui.digits import panels, pen_panels
from rnndemo.ui.lesson import KEPT

VIEWS = {
    mark("Inside"): panels.inside,
    mark("Which rows mattered"): panels.importance,
    mark("LSTM, GRU, RNN"): panels.side_by_side,
    mark("One readout or 28"): panels.readouts,
}
_CHOICES = ("digit_view", "digit_sequence", "digit_path_view")  # in a link, they open the panel


def look_inside(read: panels.Read, path: PenPath | None) -> None:
    """Show one view of a reading; `path` is None where there is no pen's path."""
    asked_for = any(name in st.query_params for name in _CHOICES)
    box = st.expander(say("Look inside"), key="digit_look", expanded=asked_for, on_change="rerun")
    if not box.open:
        return
    with box:
        if pen_panels.reads_path(path) and path is not None:
            pen_panels.show(path)
            return
        view = st.segmented_control(
            say("Look at"), list(VIEWS), default="Inside", required=True, key="digit_view", format_func=say,
            label_visibility="collapsed", **KEPT,
        )  # fmt: skip
        VIEWS[view](read)
        _save(read)


def _save(read: panels.Read) -> None:
    """Offer the picture and its reading as files, made when they are asked for."""
    with st.container(horizontal=True):
        for label, name, make in (
            (say("The 28 × 28 picture (CSV)"), "digit.csv", functools.partial(export.image_csv, read.image)),
            (say("Every gate and state (NPZ)"), "reading.npz", functools.partial(export.reading_npz, *read)),
        ):
            st.download_button(label, make, name, on_click="ignore", key=f"digit_save_{name}")
