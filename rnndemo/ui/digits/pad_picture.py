"""The picture on the digit page: what was uploaded, or else what is on the pad, as the networks read it."""

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from rnndemo.digits import sketch
from rnndemo.digits.pictures import bitmap
from rnndemo.language import say
from rnndemo.ui.classroom import shown


class Seen(NamedTuple):
    """What there is to read: a picture (28, 28) in 0..1, or None and a sentence that says why."""

    image: np.ndarray | None
    uploaded: bool
    sentence: str = ""
    wrong: bool = False  # whether the sentence is about something that cannot be read


def latest(drawing: dict | None, upload: Any) -> Any:
    """Return the upload, or None once the visitor has drawn on the pad after it."""
    objects = (drawing or {}).get("objects")
    if upload is not None and st.session_state.get("digit_upload_seen", (None,))[0] != upload.file_id:
        st.session_state["digit_upload_seen"] = (upload.file_id, objects)
    return upload if upload is not None and st.session_state["digit_upload_seen"][1] == objects else None


def see(drawing: dict | None, upload: Any) -> Seen:
    """Return what there is to read: the upload, or else the drawing."""
    uploaded = upload is not None
    try:
        if upload is not None:
            return Seen(bitmap.from_image(upload.getvalue()), uploaded)
        return Seen(sketch.from_drawing(drawing or {"objects": []}), uploaded)
    except sketch.NoDigit as nothing:
        blank = not uploaded and not (drawing or {}).get("objects")
        return Seen(None, uploaded, _invitation() if blank else str(nothing))
    except sketch.BadDrawing as error:
        return Seen(None, uploaded, say("This cannot be read: {error}.", error=error), wrong=True)


def _invitation() -> str:
    if shown("samples"):
        return say("Draw a digit on the pad, or take a sample.")
    return say("Draw a digit on the pad.")
