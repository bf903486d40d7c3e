"""Why does an LSTM remember where a plain RNN forgets?"""

import streamlit as st

from rnndemo.language import say
from rnndemo.ui import path
from rnndemo.ui.classroom import shown
from rnndemo.ui.lesson import open_lesson
from rnndemo.ui.memory import (
    chosen_digit,
    cook,
    diary,
    forms,
    gradients,
    gru,
    mixed,
    order,
    surgery,
    unrolled,
)
from rnndemo.ui.memory.cell import picture
from rnndemo.ui.memory.panel import body, show

PANELS = [
    order.PANEL,
    unrolled.PANEL,
    forms.PANEL,
    cook.PANEL,
    gradients.PANEL,
    diary.PANEL,
    surgery.PANEL,
    gru.PANEL,
]

here = next((panel for panel in PANELS if panel.key == path.panel_here()), None)
if here is not None:  # a step of the path is about one panel alone
    open_lesson(here.title, "")
    if here.reads_digit:
        chosen_digit.choose()
    body(here)
else:
    open_lesson(say("LSTM memory"), say("Why does an LSTM remember where a plain RNN forgets?"))
    left, right = st.columns(2)
    with left:
        chosen_digit.choose()
    with right:
        picture.choose()
    picture.draw()
    for panel in PANELS:
        show(panel)
    if shown("check") and shown("answers"):
        mixed.show(PANELS)
