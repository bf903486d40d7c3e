"""The panels of the sine forecaster: the training as it goes, the result, the log of runs."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.cells import CELL_NAMES
from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig, work_per_window
from rnndemo.sine.judgement import HORIZON, Judgement
from rnndemo.sine.run import Run
from rnndemo.sine.waves import FUTURE
from rnndemo.ui.announce import note
from rnndemo.ui.glossary import tip
from rnndemo.ui.lesson import picture, takeaway
from rnndemo.ui.markup import number
from rnndemo.ui.progress import POOL, watch
from rnndemo.ui.sine import alts, controls, figures, future, live, runs

# Multiply-adds that one picture of the forecast may take while training. Until it is drawn, nobody sees that
# the visitor has pressed Stop or closed the tab, or that the training was lost.
LIVE_WORK = 1e8
HORIZON_KEY, WIDTH = "sine_horizon", 360  # of the slider: its key, and CSS pixels


def train() -> None:
    """Train what the controls describe, in view. A Stop ends the script inside this call."""
    try:
        fresh = controls.current_run()
    except ValueError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    runs.begin(fresh)
    bar = st.container()
    forecast, loss = (column.empty() for column in st.columns(2))
    horizon = max(10, min(HORIZON, int(LIVE_WORK / work_per_window(fresh.config))))

    def draw(_) -> None:
        forecast.html(live.forecast(fresh, horizon))
        loss.html(live.losses(fresh.losses, fresh.config.cell))

    with bar:
        job = POOL.perform(Run.train_and_judge, fresh, fresh.become)
        outcome = watch(job, draw, key="sine_stop", noun="epoch")
    fresh.ended = outcome.ended
    if outcome.ended in ("finished", "out of time"):
        note(f"Training {outcome.ended}: epoch {fresh.epochs_done} of {fresh.config.epochs}.")
        st.rerun()
    else:
        runs.give_up()  # busy or lost: `watch` has said so


@st.fragment
def results(details: DeltaGenerator) -> None:
    """Draw the newest run, or the one picked from the log; before the first, the page's example.

    The forecast is drawn in place, how good it is in `details`.
    """
    log = runs.logged()
    shown, rival = log[0] if log else runs.example(), None
    if len(log) > 1:
        pick, against = st.columns(2)
        names = [f"{each.number}: {figures.describe(each)}" for each in log]
        index = pick.selectbox("Run", range(len(log)), format_func=names.__getitem__, key=runs.SHOWN)
        rest = [at for at in range(len(log)) if at != index]
        other = against.selectbox(
            "Compare with",
            rest,
            index=None,
            format_func=names.__getitem__,
            key=runs.OTHER,
            placeholder="no other",
        )
        shown, rival = log[index], None if other is None else _rival(log[other])
    verdict = shown.judge()
    st.markdown(f"**{_in_words(verdict)}**")
    horizon = st.session_state.get(HORIZON_KEY, HORIZON)
    figure = figures.forecast(shown, verdict, horizon, rival)
    picture("sine_forecast", figure, alts.forecast(shown, verdict, horizon))
    with details:
        _settings(shown)
        _figures(verdict)
        _verdict(shown.config, verdict)
        st.slider("Horizon of the free run (steps)", 10, FUTURE, HORIZON, 10, key=HORIZON_KEY, width=WIDTH)
        _judging(shown, verdict, horizon)
        if log:
            _log(log, shown)


def _rival(other: Run) -> figures.Rival:
    free, start = other.judge().free_run, other.series.n_train
    return figures.Rival(figures.describe(other), other.series.at(start, start + len(free)), free)


def _settings(shown: Run) -> None:
    c, last = shown.config, shown.losses[-1]
    name = figures.describe(shown) + (f", {c.layers} layers" if c.layers > 1 else "")
    how = "trained the tutorial's way, " if c.tutorial else ""
    ended = "" if shown.ended == "finished" else f"{shown.ended}: "
    kept = "" if c.tutorial else f" (epoch {last.kept} kept)"
    done = f"{last.step} of {c.epochs} epochs in {shown.seconds:.1f} s{kept}"
    if shown.number:
        st.caption(f"**Run {shown.number}: {name}**: {how}{ended}{done}")
    else:
        st.caption(
            f"**An example, {name}**, trained by this server: {done}. Press **Train** to watch it learn."
        )


def _in_words(verdict: Judgement) -> str:
    """Compare the network with repeating the last value, in a sentence."""
    if verdict.test_mse == 0 or verdict.persistence_mse == 0:
        return "The values do not change: there is nothing to compare with."
    times = min(verdict.persistence_mse / verdict.test_mse, 1e12)
    if not times >= 1.05:  # nan where it diverged
        return "One step ahead it is no better than repeating the last value."
    digits = 2 - len(str(int(times)))  # two digits are enough for a comparison
    said = f"{round(times, digits):,.0f}" if times >= 10 else f"{times:.1f}"
    exact = "One step ahead it is almost exact: its" if times >= 1000 else "One step ahead its"
    return f"{exact} squared error is {said} times smaller than that of repeating the last value."


def _figures(verdict: Judgement) -> None:
    free = verdict.free_run_rmse
    metrics = (
        ("Test MSE", number(verdict.test_mse), f"{tip('MSE')} Here: one step ahead, over the test part."),
        ("Skill", _number(verdict.skill, ".5g"), tip("skill")),
        ("AR's MSE", _ar(verdict), f"{tip('AR')} Here: of the same window."),
        ("Free run RMSE", _number(free, ".2g"), f"{tip('free run', 'RMSE')} Here: of {HORIZON} steps."),
    )
    with st.container(horizontal=True):
        for label, value, meaning in metrics:
            st.metric(label, value, help=meaning)


def _ar(verdict: Judgement) -> str:
    return "exact" if verdict.ar_is_exact else number(verdict.ar_mse)


def _verdict(c: SineConfig, verdict: Judgement) -> None:
    for sentence in verdict.findings:
        st.warning(sentence, icon=":material/warning:")
    if c.tutorial:
        takeaway(
            f"Each of the window's {c.window} values is read as a sequence of its own, so the hidden state "
            f"carries nothing over, and all {c.window} answers are compared with one target. Even so, one "
            f"straight line fitted to these answers has test MSE {verdict.static_mse:.3g}. The network has "
            f"{verdict.test_mse:.3g} (always saying the training mean: {verdict.mean_mse:.3g}), because each "
            "window makes an update of its own, in the order of time: the weights follow the newest target "
            "and lose the earlier ones. Switch the mistakes off and press Train."
        )
    elif verdict.ar_is_exact:
        takeaway(
            f"No network can beat AR({c.window}) here: without noise, a linear rule gives the next value "
            "of this wave exactly. A network can win only "
            "where no linear rule is enough: choose the wave *chaotic*, or the *sawtooth* with its jumps."
        )
    else:
        ratio = verdict.test_mse / verdict.ar_mse
        word = "better than" if ratio < 0.95 else "worse than" if ratio > 1.05 else "level with"
        takeaway(f"The network is {word} AR({c.window}): its test MSE is {ratio:.3g} times AR's.")


@st.fragment
def _judging(shown: Run, verdict: Judgement, horizon: int) -> None:
    """Draw the one tab that is open: a figure takes longer to make than to show."""
    views = [_by_window, _against_baselines, _by_horizon, future.panel, _loss, _hidden_state]
    names = ["By window", "Against baselines", "By horizon", "Future", "Loss", "Hidden state"]
    tabs = st.tabs(names, key="sine_tab", on_change="rerun", bind="query-params")
    for tab, view in zip(tabs, views, strict=True):
        if tab.open:
            with tab:
                view(shown, verdict, horizon)


def _against_baselines(shown: Run, verdict: Judgement, _: int) -> None:
    picture("sine_errors", figures.errors(shown, verdict), alts.errors(shown, verdict))
    if verdict.seasonal_mse is None:
        st.caption("No seasonal forecast: less than one whole period comes before the test.")


def _by_horizon(shown: Run, verdict: Judgement, horizon: int) -> None:
    picture(
        "sine_ahead", figures.by_horizon(shown, verdict, horizon), alts.by_horizon(shown, verdict, horizon)
    )
    starts = verdict.by_horizon.starts
    st.caption(f"All three fed on their own output; mean over {starts} starts in the test part.")


def _by_window(shown: Run, verdict: Judgement, _: int) -> None:
    picture("sine_windows", figures.window_by_window(shown, verdict), alts.windows(verdict))


def _loss(shown: Run, verdict: Judgement, _: int) -> None:
    figure = figures.losses(shown.losses, shown.config.cell, verdict.persistence_mse)
    picture("sine_losses", figure, alts.losses(shown.losses))


def _hidden_state(shown: Run, verdict: Judgement, horizon: int) -> None:
    picture("sine_orbit", figures.hidden_orbit(verdict, horizon), alts.hidden_orbit(verdict.states[:horizon]))
    takeaway("A closed loop: it has learnt the cycle. A path into one point: its forecast goes flat.")


def _log(log: list[Run], shown: Run) -> None:
    with st.expander("Run log and export", icon=":material/list:"):
        rows = [
            {
                "run": each.number,
                "cell": CELL_NAMES[each.config.cell],
                "window": each.config.window,
                "hidden": each.config.hidden_size,
                "wave": each.config.wave,
                "noise": each.config.noise,
                "epochs": each.epochs_done,
                "seed": each.config.seed,
                "seconds": round(each.seconds, 2),
                "remedy": each.config.remedy,
                "validation MSE": each.judge().validation_mse,
            }
            for each in log
        ]
        number = st.column_config.NumberColumn(format="%.2e")
        st.dataframe(rows, hide_index=True, column_config={"validation MSE": number})
        with st.container(horizontal=True):
            for label, name, make in (
                ("Predictions (CSV)", "predictions.csv", run.predictions_csv),
                ("Settings (JSON)", "settings.json", run.settings_json),
                ("Weights (safetensors)", "weights.safetensors", run.weights_safetensors),
            ):
                st.download_button(label, make(shown), name, on_click="ignore", key=f"sine_save_{name}")


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)
