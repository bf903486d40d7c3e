"""Failures are named with their reason; remedies are undone exactly; the future follows the last value."""

import pickle

import numpy as np
import pytest

from rnndemo import language
from rnndemo.sine import judgement, run, transform, waves
from rnndemo.sine.findings import find
from rnndemo.sine.forecaster import SineConfig
from tests.sine.test_judgement import Stub

TIME = np.arange(144.0)
AIRLINE_LIKE = np.exp(4.8 + 0.01 * TIME) * (1 + 0.2 * np.sin(2 * np.pi * TIME / 12))


def series(values):
    return waves.own(np.asarray(values), 0.67)


@pytest.mark.parametrize("remedy", transform.REMEDIES)
def test_what_a_remedy_does_is_undone_exactly(remedy):
    data = series(AIRLINE_LIKE)
    change = transform.choose(remedy, data)
    z = change.forward(data.values)
    path = change.back_path(z[None, 40:90], data.values[None, : 40 + change.lag])
    assert path[0] == pytest.approx(data.values[40 + change.lag : 90 + change.lag])
    assert change.series(data).n_train == data.n_train - change.lag
    if "seasonal" in remedy:
        assert change.lag == 12


def test_a_remedy_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="above zero"):
        transform.choose("log", series(np.sin(TIME)))
    with pytest.raises(ValueError, match="No season"):
        transform.choose("seasonal", series(TIME))


def test_the_scale_comes_from_the_training_part_alone():
    later = AIRLINE_LIKE.copy()
    later[96:] *= 50
    config = SineConfig(wave="own", remedy="log-seasonal")
    one, two = (run.start(config, series(values)).model for values in (AIRLINE_LIKE, later))
    assert one.mean == two.mean
    assert one.sd == two.sd


def test_worse_than_the_last_value_is_said_with_its_reason():
    data = series(AIRLINE_LIKE)
    verdict = judgement.judge(Stub(lambda inputs: np.full(len(inputs), 250.0)), data)
    assert "worse than repeating the last value" in str(verdict.findings[0])
    assert "outside the range of the training part" in str(verdict.findings[0])
    noise = series(np.random.default_rng(0).standard_normal(144))
    verdict = judgement.judge(Stub(lambda inputs: 3 * inputs[:, -1]), noise)
    assert "within the training range" in str(verdict.findings[0])


def test_a_finding_of_a_worker_is_said_in_the_language_of_its_reader(monkeypatch):
    verdict = judgement.judge(Stub(lambda inputs: np.full(len(inputs), 250.0)), series(AIRLINE_LIKE))
    found = pickle.loads(pickle.dumps(verdict.findings[0]))
    assert str(found) == str(verdict.findings[0])
    monkeypatch.setattr(language, "ask", lambda: "zh")
    assert "做差分或取对数" in str(found)


def test_of_constant_values_there_is_nothing_to_learn_and_nothing_else_is_said():
    for level in (7.0, 0.0, 1e9):
        verdict = judgement.judge(Stub(lambda inputs: 3 * inputs[:, -1] + 1), series(np.full(60, level)))
        (finding,) = verdict.findings
        assert str(finding) == "There is nothing to learn: all training values are the same."


def test_flat_is_judged_beside_the_wave_and_not_beside_its_trend():
    trend = series(TIME + np.sin(TIME / 3))
    train, targets = trend.values[: trend.n_train], trend.values[trend.n_train :]
    alive = train[-1] + np.sin(np.arange(300) / 3)
    assert not any("flat" in str(each) for each in find(targets, targets - 1, targets, alive, trend))
    dead = np.full(300, train[-1])
    assert any("flat" in str(each) for each in find(targets, targets - 1, targets, dead, trend))


def test_the_future_goes_on_from_the_last_value_and_its_band_grows():
    rng = np.random.default_rng(0)
    data = series(np.cumsum(rng.standard_normal(400)))
    future = judgement.judge(Stub(lambda inputs: inputs[:, -1]), data).future
    assert future.values == pytest.approx(data.values[-1])
    width = future.high - future.low
    residuals = np.diff(data.values)[data.n_train - 1 :]
    assert width[0] == pytest.approx(np.ptp(np.quantile(residuals, [0.05, 0.95])), rel=0.35)
    # A random walk's spread grows with the square root of time.
    assert width[99] / (2 * 1.645 * np.std(residuals)) == pytest.approx(10, rel=0.35)


def test_the_logistic_map_has_its_known_figures_and_no_line_follows_it():
    values = waves.logistic_map(20_000)
    assert np.mean(values) == pytest.approx(0.5, abs=0.01)
    assert np.var(values) == pytest.approx(0.125, abs=0.003)
    assert np.mean(np.log(np.abs(4 - 8 * values))) == pytest.approx(np.log(2), abs=0.02)
    assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 0.03


def test_a_chaotic_wave_without_noise_is_not_taken_for_noise():
    chaotic = waves.logistic_map(134)
    assert waves.estimate_noise(chaotic) < 0.05 * np.std(chaotic)
    noisy = np.random.default_rng(0).standard_normal(134)
    assert waves.estimate_noise(noisy) > 0.6
