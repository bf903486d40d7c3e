"""How does a network read an image row by row?"""

import numpy as np
import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits import sketch
from rnndemo.digits.handwriting import SIDE, sample
from rnndemo.digits.pen.reader import from_drawing
from rnndemo.digits.pictures import bitmap
from rnndemo.digits.reader import ORDERS, Trained, read_rows, row_order
from rnndemo.ui import markup, models, visitor_digit
from rnndemo.ui.classroom import shown
from rnndemo.ui.digits import own_panels, panels, pen_panels
from rnndemo.ui.digits.live import ANSWER, MESSAGE, live
from rnndemo.ui.digits.sketchpad import load, remount, sketchpad, uploader
from rnndemo.ui.lesson import KEPT, open_lesson

PAD = "digit_drawing"
VIEWS = {
    "Row by row": panels.row_by_row,
    "Inside": panels.inside,
    "Which rows mattered": panels.importance,
    "LSTM, GRU, RNN": panels.side_by_side,
}


def take_sample() -> None:
    """Load a sample digit into the pad, written in another way each time."""
    state = st.session_state
    if state["digit_sample"] is not None:
        state["digit_hand"] = state.get("digit_hand", -1) + 1
        load(PAD, sample(state["digit_sample"], state["digit_hand"]))
        state["digit_sample"] = None


def latest(drawing: dict | None, upload):
    """Return the upload, or None once the visitor has drawn on the pad after it."""
    objects = (drawing or {}).get("objects")
    if upload is not None and st.session_state.get("digit_upload_seen", (None,))[0] != upload.file_id:
        st.session_state["digit_upload_seen"] = (upload.file_id, objects)
    return upload if upload is not None and st.session_state["digit_upload_seen"][1] == objects else None


def picture_of(drawing: dict | None, upload) -> np.ndarray | None:
    """Return the upload, or else the drawing, as the network reads it; None, with the reason shown."""
    try:
        if upload is not None:
            return bitmap.from_image(upload.getvalue())
        return sketch.from_drawing(drawing or {"objects": []})
    except sketch.NoDigit as nothing:
        blank = upload is None and not (drawing or {}).get("objects")
        st.info("Draw a digit on the pad, or take a sample." if blank else str(nothing))
    except sketch.BadDrawing as error:
        st.warning(f"This cannot be read: {error}.")
    return None


@st.fragment
def read(trained: Trained) -> None:
    """Draw pad and reading. Each stroke runs this fragment again, and nothing else on the page."""
    st.space("small")  # the canvas's own toolbar opens here
    row = st.container(horizontal=True, gap="medium")
    pad, beside = row.container(width=SIDE + 2), row.container(width="stretch")
    # On a phone the row wraps: the answer belongs right below the pad, these below the answer.
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if shown("samples"):
            st.pills("Or take a sample", range(10), key="digit_sample", on_change=take_sample, wrap=True)
        upload = None
        if shown("upload"):
            with st.popover("Upload a picture"):
                kinds = "One digit on paper: PNG, JPEG, WebP or HEIC"
                upload = st.file_uploader(kinds, bitmap.SUFFIXES, key=uploader(PAD))
    with pad:
        drawing = sketchpad(PAD)
    upload = latest(drawing, upload)
    with beside:
        following = st.container()
        with st.container(key=MESSAGE):
            image = picture_of(drawing, upload)
        visitor_digit.remember(image)
        if image is None:
            live(following, PAD, None, False, row_order())
            return
        row = st.container(key=ANSWER, horizontal=True, gap="medium")
        seen, said = row.container(width=180), row.container(width="stretch")
        own = st.container()
    with seen:
        source = "your picture" if upload is not None else "your drawing"
        st.html(markup.captioned(image, f"{source} → what the LSTM reads: 28 rows of 28 pixels"))
    panel = said.container()
    path = None if upload is not None else from_drawing(drawing)
    if pen_panels.reads_path(path) and path is not None:
        live(following, PAD, image, False, row_order())
        with panel:
            pen_panels.answer(read_rows(trained.reader, image), path)
        with own:
            own_panels.beside(image, row_order())
        pen_panels.show(path)
        return
    view = st.segmented_control(
        "Look at", list(VIEWS), default="Row by row", required=True, key="digit_view",
        label_visibility="collapsed", **KEPT,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.segmented_control(
            "Reading order", list(ORDERS), default="top-down", required=True, key="digit_order", **KEPT
        )
        blank = st.slider("Blank rows after it", 0, 28, 0, key="digit_blank_rows", width=220, **KEPT)
    order = row_order(way, blank)
    live(following, PAD, image, upload is not None, order)
    reading = read_rows(trained.reader, image, order)
    with panel:
        pen_panels.answer(reading, path if order == row_order() else None)
    with own:
        own_panels.beside(image, order)
    VIEWS[view](panels.Read(image, order, reading))


open_lesson(
    "Digit sketch pad",
    "Draw a digit. One LSTM reads its rows, another the path of your pen. See what they believe.",
)
try:
    trained = models.digit_reader()
except CheckpointError as error:
    st.error(str(error))
    st.stop()
remount(PAD)
read(trained)
st.header("Digits it has never seen", anchor=False)
try:
    panels.unseen()
except CheckpointError as error:
    st.warning(str(error))
own = st.container()
with st.expander("Model card"):
    panels.model_card(trained.card)
if shown("code"):
    with st.expander("Show me the PyTorch"):
        panels.pytorch()
with own:
    own_panels.own_reader_lesson()  # last: all of the page stays in view while it trains
