"""Ask before you show: the visitor commits to an answer, then sees the true one beside it."""

import streamlit as st

from rnndemo.language import mark, say
from rnndemo.ui import classroom

SHOWN = "show me"  # kept in place of an answer where the visitor asked to be shown


def predicted(key: str, question: str, options: list[str] | None = None) -> str | None:
    """Ask a question until an answer is given or the visitor asks to be shown.

    The question is already said. The answers are `options`, only marked, or with None a share from 0% to 100%
    on a slider. Returns the answer chosen, SHOWN, or None while the visitor has not decided. `key` is the
    widgets'.
    """
    kept = f"{key}_kept"
    if (answer := st.session_state.get(kept)) is None:
        st.markdown(say("**First your guess.** {question}", question=question))
        with st.container(horizontal=True, vertical_alignment="center"):
            if options is None:
                share = st.slider(question, 0, 100, 50, format="%d%%", key=key, label_visibility="collapsed")
                st.button(
                    say("That is my guess"), key=f"{key}_sure", on_click=_keep, args=(kept, f"{share}%")
                )
            else:
                st.pills(
                    question,
                    options,
                    format_func=say,
                    key=key,
                    label_visibility="collapsed",
                    wrap=True,
                    on_change=_keep_choice,
                    args=(key, kept),
                )
            if classroom.shown("answers"):
                st.button(
                    say("Show me"), type="tertiary", key=f"{key}_show", on_click=_keep, args=(kept, SHOWN)
                )
        return None
    if answer != SHOWN:
        classroom.commit(key, question, options, answer)
    if not classroom.shown("answers"):
        asked = mark("**{question}** You said **{answer}**. What does your class say?")
        st.markdown(say(asked, question=question, answer=say(answer)))
        return None
    return answer


def _keep_choice(key: str, kept: str) -> None:
    _keep(kept, st.session_state[key])


def _keep(kept: str, answer: str) -> None:
    st.session_state[kept] = answer


def beside(answer: str, truth: str) -> str:
    """Return a sentence that puts the visitor's answer beside the true one; both are marked or said."""
    yours, true = say(answer), say(truth)
    if answer == SHOWN:
        return say("The answer: **{truth}**.", truth=true)
    if yours == true:
        return say("You said **{answer}**, and so it is.", answer=yours)
    return say("You said **{answer}**. Measured: **{truth}**.", answer=yours, truth=true)
