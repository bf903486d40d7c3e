"""What becomes of a training on the sine page, and figures that need no network."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnndemo.sine import run, waves
from rnndemo.sine.forecaster import SineConfig
from rnndemo.ui.markup import number
from rnndemo.ui.progress import POOL
from rnndemo.ui.sine import figures, words
from rnndemo.ui.sine.time_axis import time_axis
from rnndemo.workers.pool import Lost
from tests.serving import ROOT

QUICK = SineConfig(points=60, window=5, hidden_size=4, epochs=6)


@pytest.fixture
def page():
    return AppTest.from_file(ROOT / "pages" / "sine_forecaster.py", default_timeout=60)


@pytest.mark.parametrize(("ended", "words"), [("stopped", "was stopped"), ("out of time", "ran out of time")])
def test_a_training_that_ended_before_its_first_epoch_is_reported(page, ended, words):
    fresh = run.start(QUICK)
    fresh.ended = ended
    page.session_state["sine_pending"] = fresh
    page.run()
    assert not page.exception
    (told,) = [element.value for element in page.info]
    assert f"{words} before its first epoch was done" in told
    assert page.session_state["sine_runs"] == []
    page.run()
    assert len(page.info) == 0  # said once


def test_the_page_opens_with_an_example_that_was_trained_as_the_command_line_trains_it(page):
    page.run()
    assert not page.exception
    (told,) = [each.value for each in page.caption if "An example" in each.value]
    assert "150 of 150 epochs" in told
    assert page.session_state["sine_runs"] == []
    by_command = run.start(SineConfig())
    for _ in by_command.train():
        pass
    shown = {metric.label: metric.value for metric in page.metric}
    assert shown["Test MSE"] == number(by_command.judge().test_mse)


@pytest.mark.parametrize(
    ("test_mse", "persistence_mse", "sentence"),
    [
        (1e-7, 1e-2, "almost exact: its squared error is 100,000 times smaller"),
        (0.0123, 0.456, "is 37 times smaller"),
        (0.2, 0.5, "is 2.5 times smaller"),
        (0.5, 0.5, "no better than repeating"),
        (float("nan"), 0.5, "no better than repeating"),
        (0.0, 0.0, "do not change"),
    ],
)
def test_the_comparison_with_the_last_value_is_said_in_words(test_mse, persistence_mse, sentence):
    finished = run.start(QUICK)
    for _ in finished.train():
        pass
    verdict = finished.judge()._replace(test_mse=test_mse, persistence_mse=persistence_mse)
    assert sentence in words.compared(verdict)


def test_a_stopped_training_is_judged_and_logged_once(page):
    stopped = run.start(QUICK)
    facts = stopped.train()
    while stopped.epochs_done < 2:
        next(facts)
    facts.close()
    page.session_state["sine_pending"] = stopped
    page.run()
    page.run()
    assert not page.exception
    (logged,) = page.session_state["sine_runs"]
    assert logged.number == 1
    assert any("stopped: 2 of 6 epochs" in element.value for element in page.caption)


def test_a_training_cut_short_by_the_server_is_not_judged_so_the_next_one_starts_at_once(page, monkeypatch):
    def cut_short(make, subject, adopt):
        for fact in subject.train():
            yield fact
            if subject.epochs_done == 2:
                raise Lost("the worker process has ended")

    monkeypatch.setattr(POOL, "perform", cut_short)
    monkeypatch.setattr(run, "judge", lambda *_: pytest.fail("the rest of a lost training was judged"))
    page.run()
    for _ in range(2):
        page.button(key="sine_train").click().run()
        assert not page.exception
        assert "start it again" in page.error[0].value
    assert page.session_state["sine_runs"] == []


@pytest.mark.parametrize(("step", "written"), [("D", "%Y-%m-%d"), ("h", "%Y-%m-%d %H:%M")])
def test_dates_are_written_in_figures_with_the_time_where_it_matters(step, written):
    moments = (np.datetime64("2020-01-01", step) + np.arange(40)).astype("datetime64[s]")
    axis = time_axis(waves.own(np.sin(np.arange(40.0)), 0.67, moments))
    assert axis["hoverformat"] == written
    assert not any("%b" in stop["value"] for stop in axis["tickformatstops"])  # no month by its English name


def test_figures_draw_a_judged_run_without_its_network():
    finished = run.start(QUICK)
    for _ in finished.train():
        pass
    verdict = finished.judge()
    bare = replace(finished, model=None, judgement=None)
    rival = figures.Rival("another", 30 + np.arange(len(verdict.free_run)), verdict.free_run)
    for figure in (
        figures.forecast(bare, verdict, 20, rival),
        figures.errors(bare, verdict),
        figures.by_horizon(bare, verdict, 20),
        figures.window_by_window(bare, verdict),
        figures.hidden_orbit(verdict, 20),
    ):
        assert figure.data
    drawn = {trace.name: trace for trace in figures.forecast(bare, verdict, 20, rival).data}
    assert list(drawn["free run of another"].x) == list(range(30, 50))
    assert list(drawn["free run"].y) == list(verdict.free_run[:20])
