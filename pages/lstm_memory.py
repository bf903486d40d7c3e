"""Why does an LSTM remember where a plain RNN forgets?"""

from rnndemo.ui import path
from rnndemo.ui.lesson import open_lesson
from rnndemo.ui.memory import (
    chosen_digit,
    cook,
    diary,
    forms,
    gradients,
    gru,
    order,
    story_picture,
    surgery,
    unrolled,
)
from rnndemo.ui.memory.panel import show, show_alone

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

open_lesson(
    "LSTM memory",
    "Why does an LSTM remember where a plain RNN forgets? Move the row: the cell reads your digit.",
)
chosen_digit.choose()
step = path.panel_here()
if step is None:
    story_picture.draw()
for panel in PANELS:
    if step is None:
        show(panel)
    elif step == panel.key:
        show_alone(panel)
