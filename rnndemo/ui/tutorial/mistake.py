"""Find the mistake: one line of the wave script is wrong; it is to be found and mended."""

import numpy as np
import streamlit as st

from rnndemo.language import mark, say
from rnndemo.tutorial import wave_script
from rnndemo.tutorial.script import ScriptRun
from rnndemo.tutorial.wave_script import LINES, MENDS, MISTAKE, NOT_THIS, RIGHT, TRAIN
from rnndemo.ui.curves import Axes, Curve, plot
from rnndemo.ui.progress import warm_up
from rnndemo.ui.style import COLORS
from rnndemo.ui.tutorial import lines, runs

VIEW = mark("Find the mistake")  # its name on the page
SOLVED = "code_mistake_solved"  # in the session: whether this visitor has mended the script
TRIES = 2  # wrong ones before a hint
_LINE = "code_wave_line"
_FOUND, _PICKED = "code_mistake_found", "code_mistake_picked"  # whether it is found; wrong lines, newest last
_MENDED = "code_mistake_mended"  # (place of the mend, its run), newest last
AS_IT_WAS = (mark("As it was"), mark("forecast: as it was"))  # above the picture, in its legend
WITH_YOURS = (mark("With your line"), mark("forecast: with your line"))


def solved() -> bool:
    """Tell whether this visitor has mended the mistake, not by "Show me": the mended script was trained."""
    return bool(st.session_state.get(SOLVED))


def draw() -> None:
    """Ask for the wrong line, then for a better one; train both scripts and show them side by side."""
    run = runs.once(runs.wave_example)
    st.markdown(
        say(
            "This should continue a sine. Its test MSE is **{error:.4f}**; repeating the last value has "
            "{persistence:.4f}. **One line is wrong.** Look at the shapes.",
            error=run.value("test MSE"),
            persistence=run.value("persistence"),
        )
    )
    found = bool(st.session_state.get(_FOUND))
    _find(run, found)
    if found:
        _mend(run)
    warm_up()


@st.fragment
def _find(run: ScriptRun, found: bool) -> None:
    """Ask for the wrong line; `found`: whether the rest of the page is drawn as after it was found."""
    if not found and st.session_state.get(_FOUND):
        st.rerun()
    at = lines.choose(run, _LINE, 1)
    if found:
        code = LINES[MISTAKE].code.strip()
        st.success(say("Found: `{code}` makes ten sequences of one value each.", code=code))
        return
    with st.container(horizontal=True):
        st.button(say("This line is wrong"), key="code_wrong", type="primary", on_click=_pick, args=(at,))
        st.button(say("Show me"), key="code_wrong_show", type="tertiary", on_click=_pick, args=(MISTAKE,))
    if picked := st.session_state.get(_PICKED):
        first = say("How many answers come out for one window?")
        hint = say(NOT_THIS[picked[-1]]) if len(picked) >= TRIES else first
        no = say("Not `{code}`. {hint}", code=LINES[picked[-1]].code.strip(), hint=hint)
        st.info(no, icon=":material/lightbulb:")


def _pick(at: int) -> None:
    st.session_state[_LINE] = at
    if at == MISTAKE:
        st.session_state[_FOUND] = True
    else:
        st.session_state.setdefault(_PICKED, []).append(at)


def _mend(broken: ScriptRun) -> None:
    picked = st.container(key=lines.CHOICES).radio(
        say("What should it be?"),
        range(len(MENDS)),
        index=None,
        format_func=lambda at: f"`{MENDS[at].code.strip()}`",
        key="code_mend",
        persist_state="session",
    )
    with st.container(horizontal=True):
        pressed = st.button(
            say("Mend it and train"), key="code_mend_run", type="primary", disabled=picked is None
        )
        show_me = st.button(say("Show me"), key="code_mend_show", type="tertiary")
    stage = st.container()
    done = st.session_state.setdefault(_MENDED, [])
    at = MENDS.index(RIGHT) if show_me else picked
    if at is not None and (pressed or show_me):
        run = wave_script.start(MENDS[at].code)
        with stage:
            finished = runs.perform(run)
        if finished:
            done.append((at, run))
            st.session_state[SOLVED] = solved() or (not show_me and wave_script.is_mended(run))
            st.rerun()
    elif done:
        with stage:
            _result(broken, *done[-1])


def _result(broken: ScriptRun, at: int, run: ScriptRun) -> None:
    mend, done = MENDS[at], st.session_state[_MENDED]
    meaning = say(mend.meaning)
    if run.error and run.failed_at is not None:
        failed = say("`{code}` fails. {meaning}", code=mend.code.strip(), meaning=meaning)
        st.error(failed, icon=":material/close:")
        st.code(run.error, language=None, wrap_lines=True)
    elif wave_script.is_mended(run):
        st.success(say("Mended. {meaning}", meaning=meaning), icon=":material/check:")
    else:
        several = say(
            "{count} answers for one window. {meaning}", count=wave_script.answers(run), meaning=meaning
        )
        st.warning(several, icon=":material/close:")
    if not run.error:
        for column, which, names in zip(st.columns(2), (broken, run), (AS_IT_WAS, WITH_YOURS), strict=True):
            column.html(forecast(which, *names))
            column.markdown(
                say("{name}: test MSE **{error:.2g}**", name=say(names[0]), error=which.value("test MSE"))
            )
        if wave_script.is_mended(run):
            times = broken.value("test MSE") / run.value("test MSE")
            st.markdown(
                say("Same seed, same training: the error is **{times:.0f} times** smaller.", times=times)
            )
    wrong = sum(not wave_script.is_mended(each) for _, each in done)
    if mend.hint and wrong >= TRIES:
        st.info(say("A hint. {hint}", hint=say(mend.hint)), icon=":material/lightbulb:")


def forecast(run: ScriptRun, name: str, entry: str) -> str:
    """Draw the wave and the forecasts of the test part as markup; `entry` names them in the legend."""
    shown = {seen.name: seen.face[0] for line in run.seen.values() for seen in line if seen.face is not None}
    wave, said = shown["wave"], shown["forecast"]
    curves = [
        Curve(say("wave"), np.arange(len(wave)), wave, COLORS["truth"]),
        Curve(say(entry), np.arange(TRAIN, len(wave)), said, COLORS["rnn"]),
    ]
    axes = Axes(
        0, len(wave) - 1, -1.5, 1.5, {"1": 1.0, "0": 0.0, "−1": -1.0}, (say("value 1"), str(len(wave)))
    )
    alt = say(
        "{name}: the wave, and the forecasts of its last {count} values", name=say(name), count=len(said)
    )
    return plot(curves, axes, alt)
