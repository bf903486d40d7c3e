"""Three blanks to fill: each choice is written into the script and run."""

import streamlit as st

from rnndemo.language import say
from rnndemo.tutorial import blanks, digit_script
from rnndemo.tutorial.blanks import BLANKS, Choice
from rnndemo.tutorial.digit_script import BATCH, GUESSING, LINES
from rnndemo.tutorial.script import ScriptRun
from rnndemo.ui.announce import note
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
    runs.once(runs.digit_example)  # without the digits no choice could be run
    number = st.segmented_control(
        say("Blank"),
        range(len(BLANKS)),
        default=0,
        required=True,
        format_func=_name,
        key="code_blank",
        label_visibility="collapsed",
        persist_state="session",
    )
    blank = BLANKS[number]
    st.markdown(f"**{say(blank.question)}**")
    around = range(max(0, blank.at - 1), min(len(LINES), blank.at + 2))
    shown = [f"{blank.before}____{blank.after}" if at == blank.at else LINES[at].code for at in around]
    st.code("\n".join(shown), language="python", wrap_lines=True)
    texts = [choice.text for choice in blank.choices]
    picked = st.container(key=CHOICES).radio(
        say("What stands in the blank?"),
        range(len(texts)),
        index=None,
        format_func=lambda at: f"`{texts[at]}`",
        key=f"code_blank_{number}",
        persist_state="session",
    )
    with st.container(horizontal=True):
        pressed = st.button(
            say("Fill it in and run"), key="code_blank_run", type="primary", disabled=picked is None
        )
        show_me = st.button(say("Show me"), key="code_blank_show", type="tertiary")
    stage = st.container()
    at = texts.index(blank.right.text) if show_me else picked
    if at is not None and (pressed or show_me):
        with stage:
            _try(number, at)
    elif ran := [(at, run) for which, at, run in done() if which == number]:
        with stage:
            _result(blank.choices[ran[-1][0]], ran[-1][1], wrong=_wrong(number))
    warm_up()


def _name(at: int) -> str:
    filled, number = at in solved(), at + 1
    return say("✓ Blank {number}", number=number) if filled else say("Blank {number}", number=number)


def _try(number: int, at: int) -> None:
    run = blanks.start(BLANKS[number], BLANKS[number].choices[at], runs.digit())
    if runs.perform(run):
        done().append((number, at, run))
        note(say("The script has run: its result stands below the button."))
        st.rerun()


def _wrong(number: int) -> int:
    return sum(which == number and blanks.outcome(run) != "learns" for which, _, run in done())


def _result(choice: Choice, run: ScriptRun, wrong: int) -> None:
    ended, meaning = blanks.outcome(run), say(choice.meaning, batch=BATCH)
    if ended == "fails" and run.failed_at is not None:
        failed = say("`{code}` fails. {meaning}", code=choice.text, meaning=meaning)
        st.error(failed, icon=":material/close:")
        st.caption(say("PyTorch's words, at `{code}`:", code=run.lines[run.failed_at].code.strip()))
        st.code(run.error, language=None, wrap_lines=True)
    else:
        values = {
            "code": choice.text,
            "first": run.losses[0],
            "last": digit_script.last_loss(run),
            "guessing": GUESSING,
            "meaning": meaning,
        }
        if ended == "learns":
            learns = say(
                "`{code}`: it learns. Loss {first:.2f} → **{last:.2f}**; guessing is {guessing:.2f}. "
                "{meaning}",
                **values,
            )
            st.success(learns, icon=":material/check:")
        else:
            learns_not = say(
                "`{code}`: it learns nothing. Loss {first:.2f} → **{last:.2f}**; guessing is {guessing:.2f}. "
                "{meaning}",
                **values,
            )
            st.warning(learns_not, icon=":material/close:")
    if ended != "learns" and wrong >= TRIES:
        st.info(say("A hint. {hint}", hint=say(choice.hint)), icon=":material/lightbulb:")
