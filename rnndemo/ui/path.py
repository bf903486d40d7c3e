"""The path: eleven steps through the lessons, in an order that teaches; leave it at any time."""

from typing import NamedTuple

import streamlit as st

from rnndemo.language import mark, say
from rnndemo.ui import classroom

PARAMETER = "path"  # in the link: the number of the step, from 1
_SEEN = "path_seen"  # in the session: numbers of the steps that were opened


class Step(NamedTuple):
    """One step: a page, or one panel of the memory page, and what to do there, in English."""

    title: str
    page: str  # the file in pages/
    panel: str | None  # key of the memory page's panel
    minutes: int
    todo: str
    learn: str  # what the visitor knows afterwards


STEPS = (
    Step(
        mark("Order matters"), "lstm_memory", "order", 2,
        mark("The rows of your digit are shuffled. Can it still be read?"),
        mark("A recurrent network learns to read in one order."),
    ),
    Step(
        mark("A state is carried on"), "lstm_memory", "unrolled", 3,
        mark("Guess where unit 1 goes next. Then follow it word by word."),
        mark("The state is all that a recurrent network remembers."),
    ),
    Step(
        mark("Forms"), "lstm_memory", "forms", 3,
        mark("See three forms run: many to one, many to many, one to many. Move the one input."),
        mark("Input and output need not be equally long."),
    ),
    Step(
        mark("Read your digit"), "digit_sketchpad", None, 4,
        mark("Draw a digit. At which row do you know it? When does the network?"),
        mark("The upper half of a digit is often enough."),
    ),
    Step(
        mark("The forgetful cook"), "lstm_memory", "story", 4,
        mark("Choose a dish. Guess which network still knows it 100 words later."),
        mark("How its weights start can decide whether a network learns to remember."),
    ),
    Step(
        mark("Why it forgets"), "lstm_memory", "why", 3,
        mark("Guess what is left after 100 steps. Then move the share that is kept."),
        mark("What is multiplied by the same share below 1, again and again, is soon gone."),
    ),
    Step(
        mark("The diary"), "lstm_memory", "diary", 4,
        mark("Set the eraser and the pencil by hand."),
        mark("The forget gate keeps, the input gate writes."),
    ),
    Step(
        mark("Surgery"), "lstm_memory", "surgery", 3,
        mark("Wipe the memory in the middle of your digit. Does the answer survive?"),
        mark("Wiped memory can be repaired by what is read later."),
    ),
    Step(
        mark("The GRU"), "lstm_memory", "gru", 2,
        mark("Guess its size. Then compare its two gates with the LSTM's three."),
        mark("Fewer gates and fewer weights can do much of the same."),
    ),
    Step(
        mark("Continue a wave"), "sine_forecaster", None, 4,
        mark("Press Train. Then judge the forecast beside simple ones."),
        mark("Judge a network on what it never saw, beside simple forecasts."),
    ),
    Step(
        mark("The code"), "tutorial_code", None, 5,
        mark("Choose a line, fill three blanks, find the mistake."),
        mark("Data has a shape at every line, and a wrong shape need not give an error."),
    ),
)  # fmt: skip
MINUTES = sum(step.minutes for step in STEPS)
LESSONS = {45: (1, 4, 5, 6, 7), 90: tuple(range(1, len(STEPS) + 1))}  # minutes of a lesson → its steps


def here() -> int | None:
    """Return the number of the step this page was opened for, from 1; None off the path."""
    text = st.query_params.get(PARAMETER, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
    return number if 1 <= number <= len(STEPS) else None


def panel_here() -> str | None:
    """Return the key of the memory page's panel that this step is about; None where it is about a page."""
    number = here()
    return None if number is None else STEPS[number - 1].panel


def number_of(panel: str) -> int:
    """Return the number of the step that is about a panel of the memory page. Raises StopIteration."""
    return next(number for number, step in enumerate(STEPS, start=1) if step.panel == panel)


def step_is(page: str) -> bool:
    """Tell whether this step is about a page as a whole."""
    number = here()
    return number is not None and STEPS[number - 1][1:3] == (page, None)


def seen() -> set[int]:
    """Return the numbers of the steps this visitor has opened."""
    return st.session_state.setdefault(_SEEN, set())


def go_to(number: int) -> None:
    """Open a step. The script ends here."""
    st.switch_page(f"pages/{STEPS[number - 1].page}.py", query_params={PARAMETER: str(number)})


def _leave_to(page: str) -> None:
    """Open a page off the path. The script ends here."""
    # NOTE: without query_params Streamlit clears the link and fails where a widget is bound to a part of it.
    st.switch_page(page, query_params={})


def bar() -> None:
    """Say at the top of a page which step this is and what to do; buttons go back, on, or off the path."""
    number = here()
    if number is None:
        return
    seen().add(number)
    step = STEPS[number - 1]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        place = {"number": number, "steps": len(STEPS), "title": say(step.title)}
        line = say("**Step {number} of {steps} · {title}.** {todo}", todo=say(step.todo), **place)
        st.markdown(line, width="stretch")
        leave = not classroom.presenting()  # a projector needs the room, and its list of pages leads away
        if leave and st.button(say("Leave the path"), key="path_leave", type="tertiary"):
            _leave_to(f"pages/{step.page}.py")
        if number > 1 and st.button(say("Back"), key="path_back"):
            go_to(number - 1)
        if number < len(STEPS):
            label = say("Next: {title}", title=say(STEPS[number].title))
            if st.button(label, key="path_next", type="primary"):
                go_to(number + 1)
        elif st.button(say("Done"), key="path_done", type="primary"):
            _leave_to("pages/home.py")


def start() -> None:
    """Draw Home's button to the path: to its first step, or to the one after the last that was opened."""
    last = max(seen(), default=0)
    if last == 0:
        number = 1
        label = say("Start here · {steps} steps, about {minutes} minutes", steps=len(STEPS), minutes=MINUTES)
    elif last < len(STEPS):
        number = last + 1
        label = say("Go on with step {number}: {title}", number=number, title=say(STEPS[last].title))
    else:
        number, label = 1, say("Walk the path again")
    if st.button(label, key="path_start", type="primary", icon=":material/play_arrow:"):
        go_to(number)


def contents() -> None:
    """Draw Home's list of all steps, those already opened ticked."""
    for number, step in enumerate(STEPS, start=1):
        tick = ":material/check_circle:" if number in seen() else ":material/circle:"
        with st.container(horizontal=True, vertical_alignment="center"):
            place = {"number": number, "title": say(step.title)}
            label = say("{number} {title} · {minutes} min", minutes=step.minutes, **place)
            if st.button(label, key=f"path_step_{number}", type="tertiary", icon=tick):
                go_to(number)
            st.caption(say(step.learn))
