"""How does a network read an image row by row?"""

import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.handwriting import SIDE, sample
from rnndemo.digits.pen.reader import from_drawing
from rnndemo.digits.pictures import bitmap
from rnndemo.digits.reader import Trained, read_rows
from rnndemo.language import say
from rnndemo.ui import models, visitor_digit
from rnndemo.ui.classroom import shown
from rnndemo.ui.digits import guess, own_panels, pad_picture, panels, pen_panels, row_orders
from rnndemo.ui.digits.live import SERVERS, live
from rnndemo.ui.digits.look_inside import look_inside
from rnndemo.ui.digits.sketchpad import load, remount, sketchpad, uploader
from rnndemo.ui.lesson import open_lesson

PAD = "digit_drawing"
# On a phone the answer stands above the pad.
STYLE = """<style>
@media (max-width: 640px) { div:has(> .st-key-digit_said) { order: -1; width: 100% !important; flex: none; } }
</style>"""


def take_sample() -> None:
    """Load a sample digit into the pad, written in another way each time."""
    state = st.session_state
    if state["digit_sample"] is not None:
        state["digit_hand"] = state.get("digit_hand", -1) + 1
        load(PAD, sample(state["digit_sample"], state["digit_hand"]))
        state["digit_sample"] = None


@st.fragment
def read(trained: Trained) -> None:
    """Draw the pad, its rows and the answer. Each stroke runs this fragment again, and nothing else."""
    row = st.container(horizontal=True, gap="medium")
    pad, rows = row.container(width=SIDE + 2, gap="xsmall"), row.container(width="stretch", gap=None)
    said = row.container(width=200, key="digit_said")
    with pad:
        drawing = sketchpad(PAD)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if shown("samples"):
            st.pills(say("Or take a sample"), range(10), key="digit_sample", on_change=take_sample, wrap=True)
        upload = None
        if shown("upload"):
            with st.popover(say("Upload a picture")):
                kinds = say("One digit on paper: PNG, JPEG, WebP or HEIC")
                upload = st.file_uploader(kinds, bitmap.SUFFIXES, key=uploader(PAD))
        with st.popover(say("Reading order")):
            order = row_orders.choose()
    upload = pad_picture.latest(drawing, upload)
    seen = pad_picture.see(drawing, upload)
    visitor_digit.remember(seen.image)
    if seen.image is None:
        with said.container(key=f"{SERVERS}_message"):
            (st.warning if seen.wrong else st.info)(seen.sentence)
        live(rows, said, PAD, seen, order)
        return
    reading = read_rows(trained.reader, seen.image, order.rows)
    path = None if seen.uploaded else from_drawing(drawing)
    with said.container(key=f"{SERVERS}_answer"):  # first: the visitor waits for it
        usual = order.rows == row_orders.USUAL
        pen_panels.answer(reading, path if usual else None, usual)
    live(rows, said, PAD, seen, order)
    with rows.container(key=f"{SERVERS}_rows"):
        panels.row_by_row(panels.Read(seen.image, order.rows, reading))
    row_orders.warn(order.rows, reading.fitted)
    own_panels.beside(seen.image, order.rows)
    look_inside(panels.Read(seen.image, order.rows, reading), path)


open_lesson(
    say("Digit sketch pad"),
    say("Draw a digit. The network reads it **row by row**, and believes something after each row."),
)
st.html(STYLE)
try:
    trained = models.digit_reader()
except CheckpointError as error:
    st.error(str(error))
    st.stop()
remount(PAD)
read(trained)
guess.panel()
st.header(say("Digits it has never seen"), anchor=False)
try:
    panels.unseen()
except CheckpointError as error:
    st.warning(str(error))
own = st.container()
with st.expander(say("Model card")):
    panels.model_card(trained.card)
if shown("code"):
    with st.popover(say("Show me the PyTorch"), icon=":material/code:"):
        panels.pytorch()
with own:
    own_panels.own_reader_lesson()  # last: all of the page stays in view while it trains
