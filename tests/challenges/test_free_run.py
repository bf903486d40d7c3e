"""The two challenges of the wave: small networks pass, the default is too large, no setting cheats."""

from dataclasses import replace

import numpy as np
import pytest

from rnndemo.challenges import free_run
from rnndemo.challenges.free_run import MARKS, Search, begin, check
from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig


def trained(at):
    for _ in at.train():
        pass
    return at


@pytest.fixture(scope="module")
def default():
    return trained(run.start(SineConfig()))


@pytest.mark.parametrize("field", ["window", "hidden_size"])
def test_the_search_finds_a_network_that_passes_the_same_check(field):
    search = Search(field, "lstm")
    facts = list(search.run())
    assert all(fact.step <= fact.steps for fact in facts)
    found = check(search.found, field)
    assert found.passed
    assert found.size <= MARKS[field]
    assert found.left_at is None


def test_the_error_is_that_of_the_closed_form_of_the_wave(default):
    """The wave is sin x with a step of 20 ÷ 199; the network has learnt its first 134 points."""
    x = np.arange(134, 234) * 20 / 199
    history = np.sin(np.arange(134) * 20 / 199)
    path = default.model.free_run(history[None], 100).values[0]
    assert check(default, "window").errors == pytest.approx(np.abs(path - np.sin(x)))


def test_the_default_stays_close_but_is_too_large(default):
    for field in MARKS:
        stayed = check(default, field)
        assert stayed.within
        assert not stayed.passed


def test_a_window_of_two_leaves_the_band(default):
    stayed = check(trained(begin("window", 2, "lstm")), "window")
    assert not stayed.within
    assert stayed.errors[stayed.left_at - 1] > free_run.WITHIN
    assert (stayed.errors[: stayed.left_at - 1] <= free_run.WITHIN).all()


def test_a_network_that_was_not_trained_to_the_end_does_not_pass(monkeypatch):
    monkeypatch.setattr(free_run, "WITHIN", 10.0)
    at = begin("window", 4, "lstm")
    assert not check(at, "window").passed
    assert check(trained(at), "window").passed


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 1},
        {"epochs": 300},
        {"hidden_size": 256},
        {"span": 5.0},
        {"wave": "damped"},
        {"train_share": 0.9},
        {"layers": 2},
    ],
)
def test_nothing_but_the_size_and_the_cell_may_be_changed(changes):
    at = run.start(replace(SineConfig(window=4), **changes))
    with pytest.raises(ValueError, match=next(iter(changes))):
        check(at, "window")


def test_a_run_that_names_a_smaller_network_than_it_has_is_refused(default):
    forged = run.start(SineConfig(window=4))
    forged.model, forged.losses = default.model, default.losses
    with pytest.raises(ValueError):
        check(forged, "window")


def test_a_run_with_an_easier_truth_is_judged_by_the_wave_itself(default):
    before = check(default, "window").errors
    forged = run.start(SineConfig())
    forged.model, forged.losses = default.model, default.losses
    forged.series = forged.series._replace(truth=np.zeros_like(forged.series.truth))
    assert check(forged, "window").errors == pytest.approx(before)
