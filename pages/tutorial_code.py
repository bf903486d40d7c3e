"""The code: what does each line of the tutorial's two scripts do?"""

import streamlit as st

from rnndemo.checkpoints import CheckpointError
from rnndemo.language import mark, say
from rnndemo.ui.lesson import KEPT, open_lesson
from rnndemo.ui.tutorial import blanks, lines, mistake, reading

VIEWS = {mark("Line by line"): reading.draw, mark("Three blanks"): blanks.draw, mistake.VIEW: mistake.draw}

open_lesson(
    say("The code"), say("Two scripts of a tutorial. Both really ran: choose a line and see what it made.")
)
view = st.segmented_control(
    say("Part"), list(VIEWS), default="Line by line", required=True, format_func=say, key="code_view",
    label_visibility="collapsed", **KEPT,
)  # fmt: skip
lines.style()
try:
    VIEWS[view]()
except CheckpointError as error:
    st.warning(str(error))
