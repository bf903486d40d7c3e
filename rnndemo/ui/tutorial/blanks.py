"""Three blanks to fill: each choice is written into the script and run."""

import streamlit as st

from rnndemo.tutorial import blanks, digit_script
from rnndemo.tutorial.blanks import BLANKS, Choice
from rnndemo.tutorial.digit_script import GUESSING, LINES
from rnndemo.tutorial.script import ScriptRun
from rnndemo.ui.progress import warm_up
from rnndemo.ui.tutorial import runs
from rnndemo.ui.tutorial.lines import CHOICES

TRIES = 2  # wrong ones before a hint
_RUNS = "code_blank_runs"  # in the session: (number of the blank, place of the choice, its run), newest last


def done() -> list[tuple[int, int, ScriptRun]]:
    """Return the choices that this visitor ran."""
    return st.session_state.setdefault(_RUNS, [])


def solved() -> set[int]:
    """Return the numbers of the blanks that this visitor has filled so that the script learns."""
    return {number for number, _, run in done() if blanks.outcome(run) == "learns"}


def draw() -> None:
    """Show one blank, its choices, and what came of the last one. Raises CheckpointError."""
    runs.digit_example()  # without the digits no choice could be run
    number = st.segmented_control(
        "Blank",
        range(len(BLANKS)),
        default=0,
        required=True,
        format_func=lambda at: f"{'✓ ' if at in solved() else ''}Blank {at + 1}",
        key="code_blank",
        label_visibility="collapsed",
        persist_state="session",
    )
    blank = BLANKS[number]
    st.markdown(f"**{blank.question}**")
    around = range(max(0, blank.at - 1), min(len(LINES), blank.at + 2))
    shown = [f"{blank.before}____{blank.after}" if at == blank.at else LINES[at].code for at in around]
    st.code("\n".join(shown), language="python", wrap_lines=True)
    texts = [choice.text for choice in blank.choices]
    picked = st.container(key=CHOICES).radio(
        "What stands in the blank?",
        range(len(texts)),
        index=None,
        format_func=lambda at: f"`{texts[at]}`",
        key=f"code_blank_{number}",
        persist_state="session",
    )
    with st.container(horizontal=True):
        pressed = st.button(
            "Fill it in and run", key="code_blank_run", type="primary", disabled=picked is None
        )
        show_me = st.button("Show me", key="code_blank_show", type="tertiary")
    stage = st.container()
    at = texts.index(blank.right.text) if show_me else picked
    if at is not None and (pressed or show_me):
        with stage:
            _try(number, at)
    elif ran := [(at, run) for which, at, run in done() if which == number]:
        with stage:
            _result(blank.choices[ran[-1][0]], ran[-1][1], wrong=_wrong(number))
    warm_up()


def _try(number: int, at: int) -> None:
    run = blanks.start(BLANKS[number], BLANKS[number].choices[at], runs.digit())
    if runs.perform(run):
        done().append((number, at, run))
        st.rerun()


def _wrong(number: int) -> int:
    return sum(which == number and blanks.outcome(run) != "learns" for which, _, run in done())


def _result(choice: Choice, run: ScriptRun, wrong: int) -> None:
    ended = blanks.outcome(run)
    if ended == "fails" and run.failed_at is not None:
        st.error(f"`{choice.text}` fails. {choice.meaning}", icon=":material/close:")
        st.caption(f"PyTorch's words, at `{run.lines[run.failed_at].code.strip()}`:")
        st.code(run.error, language=None, wrap_lines=True)
    else:
        loss = (
            f"Loss {run.losses[0]:.2f} → **{digit_script.last_loss(run):.2f}**; guessing is {GUESSING:.2f}."
        )
        if ended == "learns":
            st.success(f"`{choice.text}`: it learns. {loss} {choice.meaning}", icon=":material/check:")
        else:
            st.warning(
                f"`{choice.text}`: it learns nothing. {loss} {choice.meaning}", icon=":material/close:"
            )
    if ended != "learns" and wrong >= TRIES:
        st.info(f"A hint. {choice.hint}", icon=":material/lightbulb:")
