"""For teachers: a class whose answers are counted, links for a lesson, and lesson plans."""

import streamlit as st

from rnndemo.class_answers import HOURS
from rnndemo.language import mark, say
from rnndemo.ui import class_view, classroom, languages, path
from rnndemo.ui.lesson import open_lesson

PLACES = {
    mark("Home"): ("", None),
    mark("Digit sketch pad"): ("digit_sketchpad", None),
    mark("Sine forecaster"): ("sine_forecaster", None),
    mark("LSTM memory"): ("lstm_memory", None),
    **{
        f"Step {number}: {step.title}": (step.page, str(number))
        for number, step in enumerate(path.STEPS, start=1)
    },
}


def place(name: str) -> str:
    """Return the name of a place in the visitor's language."""
    step = PLACES[name][1]
    if step is None:
        return say(name)
    return say("Step {number}: {title}", number=step, title=say(path.STEPS[int(step) - 1].title))


def build_link() -> None:
    """Let the teacher choose where a link leads and what it leaves out; show the link."""
    left, right = st.columns(2)
    chosen = left.selectbox(say("Where it leads"), list(PLACES), format_func=place, key="link_place")
    page, step = PLACES[chosen]
    larger = left.toggle(say("Larger, for a projector"), key="link_larger")
    hide = right.pills(
        say("What it leaves out"), list(classroom.PARTS), format_func=say, selection_mode="multi",
        key="link_parts", wrap=True,
        help="  \n".join(f"**{name}**: {say(meaning)}" for name, meaning in classroom.PARTS.items()),
    )  # fmt: skip
    parameters = {
        path.PARAMETER: step or "",
        classroom.PRESENT: "1" * larger,
        classroom.HIDE: ",".join(hide),
        languages.PARAMETER: classroom.carried(languages.PARAMETER),
    }
    st.code(classroom.address(page, parameters), language=None, wrap_lines=True)


def plan(minutes: int) -> None:
    """List the steps of a lesson plan, each as a link."""
    with st.container(horizontal=True, gap=None, vertical_alignment="center"):
        st.markdown(say("**{minutes} minutes:**", minutes=minutes), width="content")
        for number in path.LESSONS[minutes]:
            step = path.STEPS[number - 1]
            st.page_link(
                f"pages/{step.page}.py",
                label=f"{number} {say(step.title)}",
                query_params={path.PARAMETER: str(number)},
            )


started = class_view.current()
if started is not None:
    open_lesson(
        say("What does the class say?"),
        say(
            "Open this address. Answers are counted without names, and forgotten after {hours:g} hours.",
            hours=HOURS,
        ),
    )
    class_view.projector(started)
else:
    open_lesson(
        say("For teachers"),
        say("Let a class predict and see its answers on the projector. Make links for a lesson."),
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            say(
                "**A class.** Everyone opens your link and answers. You press Show, and see the answers, "
                "without names."
            ),
            width="stretch",
        )
        class_view.start_button()
    with st.container(border=True):
        st.markdown(say("**A link for a lesson.** What you choose here stays so on every page."))
        build_link()
    with st.container(border=True):
        st.markdown(
            say("**Lesson plans.** With worksheet and key: `docs/lesson-plan.md` in the source code.")
        )
        for minutes in path.LESSONS:
            plan(minutes)
