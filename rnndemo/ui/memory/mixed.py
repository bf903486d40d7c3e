"""Ten questions at the end, drawn from all panels; a wrong answer leads back to its step of the path."""

import random

import streamlit as st

from rnndemo.language import mark, say
from rnndemo.ui import path
from rnndemo.ui.lesson import check
from rnndemo.ui.memory.panel import Check, Panel

COUNT = 10
AT = "memory_mixed_at"  # in the session: the question shown, from 0; COUNT once all are done
ROUND = "memory_mixed_round"  # which draw of questions this is, from 0


def show(panels: list[Panel]) -> None:
    """Show the questions in a box of their own, which starts closed."""
    box = st.expander(say("Ten questions, mixed"), key="memory_open_mixed", bind="query-params")
    if box.open:
        with box:
            ask(panels)


def drawn(panels: list[Panel], seed: int) -> list[tuple[Panel, Check]]:
    """Return COUNT questions of all panels, in a random order, each with the panel it is about."""
    every = [(panel, question) for panel in panels for question in panel.checks]
    return random.Random(seed).sample(every, COUNT)


@st.fragment
def ask(panels: list[Panel]) -> None:
    """Ask one question after the other; after the last say which steps to see again."""
    at, which = st.session_state.setdefault(AT, 0), st.session_state.setdefault(ROUND, 0)
    questions = drawn(panels, which)
    if at >= COUNT:
        _result(questions, which)
        return
    panel, question = questions[at]
    st.caption(say("Question {number} of {count}", number=at + 1, count=COUNT))
    check(_key(which, at), *question)
    tried = st.session_state[f"{_key(which, at)}_tried"]
    if tried and tried[0] != question.answer:
        _back_to(panel)
    over = question.answer in tried or len(tried) > 1
    label = mark("Skip") if not over else mark("Next question") if at + 1 < COUNT else mark("My result")
    st.button(
        say(label),
        key="memory_mixed_next",
        type="primary" if over else "secondary",
        on_click=_go,
        args=(at + 1,),
    )


def _result(questions: list[tuple[Panel, Check]], which: int) -> None:
    first = [(st.session_state.get(f"{_key(which, at)}_tried") or [None])[0] for at in range(COUNT)]
    wrong = [
        panel for (panel, question), said in zip(questions, first, strict=True) if said != question.answer
    ]
    right = COUNT - len(wrong)
    st.markdown(say("**{right} of {count}** right at the first try.", right=right, count=COUNT))
    if wrong:
        st.caption(say("Worth another look:"))
    for panel in {panel.key: panel for panel in wrong}.values():
        _back_to(panel)
    st.button(say("Ten other questions"), key="memory_mixed_again", on_click=_again)


def _back_to(panel: Panel) -> None:
    number = path.number_of(panel.key)
    st.page_link(
        "pages/lstm_memory.py",
        label=say("Step {number}: {title}", number=number, title=say(path.STEPS[number - 1].title)),
        icon=":material/arrow_back:",
        query_params={path.PARAMETER: str(number)},
    )


def _key(which: int, at: int) -> str:
    return f"memory_mixed_{which}_{at}"


def _go(at: int) -> None:
    st.session_state[AT] = at


def _again() -> None:
    st.session_state[AT] = 0
    st.session_state[ROUND] += 1
