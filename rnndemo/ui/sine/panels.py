"""The panels of the sine forecaster: the training as it goes, the result, the log of runs."""

import functools

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.cells import CELL_NAMES
from rnndemo.language import mark, say
from rnndemo.sine import run
from rnndemo.sine.forecaster import work_per_window
from rnndemo.sine.judgement import HORIZON, Judgement
from rnndemo.sine.run import Run
from rnndemo.sine.waves import FUTURE
from rnndemo.ui.announce import note
from rnndemo.ui.glossary import tip
from rnndemo.ui.lesson import picture, takeaway
from rnndemo.ui.markup import number
from rnndemo.ui.progress import POOL, watch
from rnndemo.ui.sine import alts, controls, figures, future, live, runs, words

# Multiply-adds that one picture of the forecast may take while training. Until it is drawn, nobody sees that
# the visitor has pressed Stop or closed the tab, or that the training was lost.
LIVE_WORK = 1e8
HORIZON_KEY, WIDTH = "sine_horizon", 360  # of the slider: its key, and CSS pixels

_ENDED = {
    "finished": mark("Training finished: epoch {epoch} of {epochs}."),
    "out of time": mark("Training out of time: epoch {epoch} of {epochs}."),
}


def train() -> None:
    """Train what the controls describe, in view. A Stop ends the script inside this call."""
    try:
        fresh = controls.current_plan().start()
    except ValueError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    runs.begin(fresh)
    bar = st.container()
    forecast, loss = (column.empty() for column in st.columns(2))
    horizon = max(10, min(HORIZON, int(LIVE_WORK / work_per_window(fresh.config))))

    def draw(_) -> None:
        free = fresh.free_run(fresh.series.n_train, horizon)
        alt = alts.forecast_now(fresh, free)
        forecast.html(live.forecast(fresh, free, say("forecast now"), alt))
        loss.html(live.losses(fresh.losses, fresh.config.cell))

    with bar:
        job = POOL.perform(Run.train_and_judge, fresh, fresh.become)
        outcome = watch(job, draw, key="sine_stop", noun=mark("epoch"))
    if outcome.ended in ("busy", "lost"):  # `watch` has said so
        runs.give_up()
        return
    if outcome.ended == "out of time":
        fresh.ended = outcome.ended
    note(say(_ENDED[fresh.ended], epoch=fresh.epochs_done, epochs=fresh.config.epochs))
    st.rerun()


@st.fragment
def results(details: DeltaGenerator) -> None:
    """Draw the newest run, or the one picked from the log; before the first, the page's example.

    The forecast is drawn in place, how good it is in `details`.
    """
    log = runs.logged()
    shown, rival = log[0] if log else runs.example(), None
    if len(log) > 1:
        pick, against = st.columns(2)
        names = [f"{each.number}: {words.describe(each)}" for each in log]
        index = pick.selectbox(say("Run"), range(len(log)), format_func=names.__getitem__, key=runs.SHOWN)
        rest = [at for at in range(len(log)) if at != index]
        other = against.selectbox(
            say("Compare with"),
            rest,
            index=None,
            format_func=names.__getitem__,
            key=runs.OTHER,
            placeholder=say("no other"),
        )
        shown, rival = log[index], None if other is None else _rival(log[other])
    verdict = shown.judge()
    st.markdown(f"**{words.compared(verdict)}**")
    horizon = st.session_state.get(HORIZON_KEY, HORIZON)
    figure = figures.forecast(shown, verdict, horizon, rival)
    alt = alts.forecast(shown, verdict, horizon)
    first = live.forecast(shown, verdict.free_run[:horizon], say("free run"), alt)
    picture("sine_forecast", figure, alt, first=first)
    with details:
        st.caption(words.settings(shown))
        _figures(verdict)
        for finding in verdict.findings:
            st.warning(str(finding), icon=":material/warning:")
        takeaway(words.lesson(shown.config, verdict))
        label = say("Horizon of the free run (steps)")
        st.slider(label, 10, FUTURE, HORIZON, 10, key=HORIZON_KEY, width=WIDTH)
        _judging(shown, verdict, horizon)
        if log:
            _log(log, shown)


def _rival(other: Run) -> figures.Rival:
    free, start = other.judge().free_run, other.series.n_train
    return figures.Rival(words.describe(other), other.series.at(start, start + len(free)), free)


def _figures(verdict: Judgement) -> None:
    free = verdict.free_run_rmse
    metrics = (
        (
            say("Test MSE"),
            number(verdict.test_mse),
            say("{words} Here: one step ahead, over the test part.", words=tip("MSE")),
        ),
        (say("Skill"), _number(verdict.skill, ".5g"), tip("skill")),
        (say("AR's MSE"), _ar(verdict), say("{words} Here: of the same window.", words=tip("AR"))),
        (
            say("Free run RMSE"),
            _number(free, ".2g"),
            say("{words} Here: of {steps} steps.", words=tip("free run", "RMSE"), steps=HORIZON),
        ),
    )
    with st.container(horizontal=True):
        for label, value, meaning in metrics:
            st.metric(label, value, help=meaning)


def _ar(verdict: Judgement) -> str:
    return say("exact") if verdict.ar_is_exact else number(verdict.ar_mse)


@st.fragment
def _judging(shown: Run, verdict: Judgement, horizon: int) -> None:
    """Draw the one tab that is open: a figure takes longer to make than to show."""
    views = [_by_window, _against_baselines, _by_horizon, future.panel, _loss, _hidden_state]
    names = [
        say("By window"),
        say("Against baselines"),
        say("By horizon"),
        say("Future"),
        say("Loss"),
        say("Hidden state"),
    ]
    tabs = st.tabs(names, key="sine_tab", on_change="rerun", bind="query-params")
    for tab, view in zip(tabs, views, strict=True):
        if tab.open:
            with tab:
                view(shown, verdict, horizon)


def _against_baselines(shown: Run, verdict: Judgement, _: int) -> None:
    picture("sine_errors", figures.errors(shown, verdict), alts.errors(shown, verdict))
    if verdict.seasonal_mse is None:
        st.caption(say("No seasonal forecast: less than one whole period comes before the test."))


def _by_horizon(shown: Run, verdict: Judgement, horizon: int) -> None:
    picture(
        "sine_ahead", figures.by_horizon(shown, verdict, horizon), alts.by_horizon(shown, verdict, horizon)
    )
    starts = verdict.by_horizon.starts
    st.caption(
        say("All three fed on their own output; mean over {starts} starts in the test part.", starts=starts)
    )


def _by_window(shown: Run, verdict: Judgement, _: int) -> None:
    picture("sine_windows", figures.window_by_window(shown, verdict), alts.windows(verdict))


def _loss(shown: Run, verdict: Judgement, _: int) -> None:
    figure = figures.losses(shown.losses, shown.config.cell, verdict.persistence_mse)
    picture("sine_losses", figure, alts.losses(shown.losses))


def _hidden_state(shown: Run, verdict: Judgement, horizon: int) -> None:
    picture("sine_orbit", figures.hidden_orbit(verdict, horizon), alts.hidden_orbit(verdict.states[:horizon]))
    takeaway(say("A closed loop: its forecast repeats. A path into one point: its forecast goes flat."))


def _log(log: list[Run], shown: Run) -> None:
    with st.expander(say("Run log and export"), icon=":material/list:"):
        rows = [
            {
                say("run"): each.number,
                say("cell"): say(CELL_NAMES[each.config.cell]),
                say("window"): each.config.window,
                say("hidden"): each.config.hidden_size,
                say("wave"): words.name_wave(each.config),
                say("noise"): each.config.noise,
                say("epochs"): each.epochs_done,
                say("seed"): each.config.seed,
                say("seconds"): round(each.seconds, 2),
                say("remedy"): say(controls.REMEDIES[each.config.remedy]),
                say("validation MSE"): each.judge().validation_mse,
            }
            for each in log
        ]
        number = st.column_config.NumberColumn(format="%.2e")
        st.dataframe(rows, hide_index=True, column_config={say("validation MSE"): number})
        with st.container(horizontal=True):
            for label, name, make in (
                (say("Predictions (CSV)"), "predictions.csv", run.predictions_csv),
                (say("Settings (JSON)"), "settings.json", run.settings_json),
                (say("Weights (safetensors)"), "weights.safetensors", run.weights_safetensors),
            ):
                asked = functools.partial(make, shown)
                st.download_button(label, asked, name, on_click="ignore", key=f"sine_save_{name}")


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)
