"""The sine forecaster: how far back must a network look, and how wide must it be, to continue a wave?"""

import streamlit as st

from rnndemo.language import mark, say
from rnndemo.ui import path
from rnndemo.ui.classroom import shown
from rnndemo.ui.lesson import check, folded, open_lesson
from rnndemo.ui.progress import warm_up
from rnndemo.ui.sine import controls, error_map, guess, panels, runs, script
from rnndemo.ui.sine.wave_pad import WIDTH

PAGE = "sine_page"
# On a wide screen the controls stand at the left, as wide as the wave pad, which does not shrink.
WIDE = f"""
.st-key-{PAGE} {{ display: grid; grid-template: auto 1fr / {WIDTH + 2}px minmax(0, 1fr); gap: 0 4rem; }}
.st-key-{PAGE} > :nth-child(2) {{ grid-area: 1 / 1 / 3 / 2; }}
"""

open_lesson(
    say("Sine forecaster"),
    say("How far back must a recurrent network look, and how wide must its memory be, to continue a wave?"),
)
st.html(f"<style>@media (min-width: 900px) {{ {WIDE} }}</style>")
# In this order a phone shows them: Train lies right below the picture, so that what it does is in sight.
with st.container(key=PAGE):
    picture, side, details = st.container(), st.container(), st.container()
# Emptied before the result is judged, so that the bar goes as soon as Stop is pressed.
stage = picture.empty()
no_result = runs.finish()

with side:
    train = st.button(
        say("Train"),
        key="sine_train",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        on_click=controls.before_training,
    )
    settings = st.container()
    preview = st.empty()
    with settings:
        controls.controls(preview)
with picture:
    if no_result and not train:
        st.info(no_result, icon=":material/stop:")
    if train and not runs.logged():
        st.empty()  # where the invitation to press Train was
    else:
        panels.results(details)

guess.panel(opened=path.here() is not None)

with st.expander(say("The map: window × hidden size"), icon=":material/grid_on:"):
    map_stage = error_map.panel()

if shown("code"):
    folded(say("The tutorial's script, line by line"), ":material/code:", "sine_script", script.panel)

with st.expander(say("What to take away"), icon=":material/lightbulb:"):
    st.markdown(
        say(
            "A window must hold enough of the wave to tell rising from falling. For one step of a clean sine "
            "two values are enough; fed on its own output for 100 steps, a network with a window of 2 is off "
            "by 0.37 (RMSE, median of five seeds), one with 10 by 0.011. With noise more values average "
            "it out. More hidden units help only until the wave is learnt; the validation error shows when. "
            "The test error is for the one network you chose."
        )
    )
    st.fragment(check)(
        "sine_check",
        mark(
            "A network reads 10 values and has 32 hidden units. How many time steps does it take per window?"
        ),
        {
            "10": "",
            "32": mark("That is how many numbers it remembers after each step."),
            "320": mark("It does not take a step for each unit: all units work at once."),
        },
        "10",
        mark("One step for each value of the window. 32 is how wide the memory is at every step."),
    )

# Training comes last, so that all of the page stays in view and in use while it goes on.
if train:
    with stage.container():
        panels.train()
elif map_stage is not None:
    error_map.compute(map_stage)
warm_up()
