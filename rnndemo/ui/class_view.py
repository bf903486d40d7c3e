"""A class on the projector: its link, and how many chose which answer, once the teacher shows it."""

import contextlib
from urllib.parse import urlsplit

import streamlit as st

from rnndemo.class_answers import NoClass, Started, Tally, TooManyClasses
from rnndemo.language import say, say_many
from rnndemo.ui import markup
from rnndemo.ui.classroom import CLASS, CLASSES, PRESENT, address, carried, let_go

PROJECTOR = "projector"  # in the teacher's link: the class's word and the teacher's key, a dot between them
EVERY = 3.0  # seconds from one look at the answers to the next


def current() -> Started | None:
    """Return the class that this teacher shows; None where there is none."""
    word, dot, key = carried(PROJECTOR).partition(".")
    return Started(word, key) if dot else None


def start_button() -> None:
    """Draw the button that begins a class."""
    st.button(
        say("Start a class"), type="primary", icon=":material/groups:", key="class_start", on_click=_start
    )
    if problem := st.session_state.pop("class_problem", None):
        st.warning(problem)


def _start() -> None:
    try:
        # NOTE: the port tells copies of the app on one machine apart: see docs/deploy/nginx.conf.
        word, key = CLASSES.start(str(st.get_option("server.port")))
    except TooManyClasses as problem:
        st.session_state["class_problem"] = str(problem)
        return
    st.query_params[PROJECTOR] = f"{word}.{key}"
    st.query_params[PRESENT] = "1"
    let_go(CLASS)  # the teacher's own clicks are no answers of the class


def projector(started: Started) -> None:
    """Draw the class's link, then its questions, which refresh by themselves."""
    link = address(parameters={CLASS: started.word})
    st.markdown(f"## {link.partition('://')[2]}")
    if urlsplit(link).hostname in ("localhost", "127.0.0.1", "::1"):
        st.warning(
            say("This link works on this computer only. Open the app by the machine's name in the network.")
        )
    st.fragment(_questions, run_every=EVERY)(started)
    st.button(say("End the class"), key="class_end", type="tertiary", on_click=_end, args=(started,))


def _questions(started: Started) -> None:
    try:
        tallies = CLASSES.tallies(started)
    except NoClass:
        st.info(say("This class is over. Its answers are forgotten."))
        return
    if not tallies:
        st.info(
            say("No answer yet. The class opens the link, then a question: step 1 of the path has the first.")
        )
    for tally in tallies:
        with st.container(border=True):
            _question(started, tally)


def _question(started: Started, tally: Tally) -> None:
    st.markdown(f"**{say(tally.question)}**")
    answers = say_many("{count} answer", "{count} answers", tally.answers)
    if tally.counts is not None:
        counts = {say(answer): count for answer, count in tally.counts.items()}
        each = "; ".join(f"{answer}: {count}" for answer, count in counts.items())
        st.html(markup.tally(counts, f"{answers}. {each}"))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(answers, width="content")
        st.button(say("Show"), key=f"class_show_{tally.name}", on_click=_show, args=(started, tally.name))


def _show(started: Started, name: str) -> None:
    with contextlib.suppress(NoClass):  # what is drawn next says that it is over
        CLASSES.show(started, name)


def _end(started: Started) -> None:
    with contextlib.suppress(NoClass):  # its time was over already
        CLASSES.end(started)
    let_go(PROJECTOR)
