"""The judgement is fair, and its detectors find what they are for and nothing else."""

import json

import numpy as np
import pytest
from safetensors.torch import load

from rnndemo.sine import judgement, run, waves
from rnndemo.sine.forecaster import FreeRun, SineConfig, SineForecaster, make_series
from rnndemo.sine.orbit import orbit

CONFIG = SineConfig(points=80, epochs=20, hidden_size=8, noise=0.05)


@pytest.fixture(scope="module")
def finished():
    result = run.start(CONFIG)
    for _ in result.train():
        pass
    return result


class Stub:
    """A network that answers from a rule."""

    def __init__(self, rule, config=CONFIG):
        self.rule, self.config = rule, config

    def forecast(self, inputs):
        return self.rule(inputs)

    def free_run(self, history, horizon, shocks=None):
        path = history.copy()
        for step in range(horizon):
            value = self.rule(path[:, -self.config.window :])
            path = np.column_stack([path, value if shocks is None else value + shocks[:, step]])
        return FreeRun(path[:, history.shape[1] :], np.zeros((len(history), horizon, 1)))


def test_a_network_that_repeats_the_last_value_is_caught_with_skill_zero():
    verdict = judgement.judge(Stub(lambda inputs: inputs[:, -1]), make_series(CONFIG))
    assert verdict.skill == pytest.approx(0)
    assert any("repeats the last value" in str(finding) for finding in verdict.findings)
    assert any("gone flat" in str(finding) for finding in verdict.findings)
    assert verdict.by_horizon.network == pytest.approx(verdict.by_horizon.persistence)


def test_a_network_that_runs_away_is_caught():
    verdict = judgement.judge(Stub(lambda inputs: 1.1 * inputs[:, -1] + 0.1), make_series(CONFIG))
    assert any("diverged" in str(finding) for finding in verdict.findings)


def test_a_network_that_is_ar_itself_is_faultless_and_exact_on_a_clean_sine():
    series = make_series(SineConfig())
    step = 20.0 / 199
    rule = Stub(lambda inputs: 2 * np.cos(step) * inputs[:, -1] - inputs[:, -2], SineConfig())
    verdict = judgement.judge(rule, series)
    assert verdict.findings == ()
    assert verdict.test_mse < 1e-28
    assert verdict.free_run_rmse < 1e-9
    assert verdict.ar_mse < 1e-28
    assert np.max(verdict.by_horizon.autoregression) < 1e-6


def test_following_a_rising_line_is_not_diverging():
    series = waves.own(np.arange(60.0), 0.67)
    verdict = judgement.judge(Stub(lambda inputs: inputs[:, -1] + 1), series)
    assert verdict.findings == ()
    assert verdict.free_run_rmse == pytest.approx(0)


def test_of_own_data_nothing_is_claimed_beyond_the_last_value():
    series = waves.own(np.sin(np.arange(60.0)), 0.67)
    verdict = judgement.judge(Stub(lambda inputs: inputs[:, -1]), series)
    known = len(series.values) - series.n_train
    assert np.isfinite(verdict.by_horizon.network[:known]).all()
    assert np.isnan(verdict.by_horizon.network[known:]).all()


def test_constant_data_have_no_skill_and_no_crash():
    result = run.start(SineConfig(wave="own", epochs=2), waves.own(np.full(60, 7.0), 0.67))
    for _ in result.train():
        pass
    assert result.judge().skill is None
    assert result.judge().test_mse < 1


def test_a_circle_is_a_circle_in_its_own_plane():
    turn = np.linspace(0, 4 * np.pi, 100)
    plane = np.linalg.qr(np.random.default_rng(0).standard_normal((16, 2)))[0]
    seen = orbit(np.column_stack([np.cos(turn), np.sin(turn)]) @ plane.T + 5)
    assert np.linalg.norm(seen, axis=1) == pytest.approx(1, abs=0.05)
    assert orbit(np.ones((10, 1))).shape == (10, 2)


def test_exports_hold_the_run(finished):
    verdict, series = finished.judge(), finished.series
    settings = json.loads(run.settings_json(finished))
    assert SineConfig(**settings["config"]) == CONFIG
    assert settings["test_mse"] == verdict.test_mse
    lines = run.predictions_csv(finished).splitlines()
    assert lines[0] == "point,value,one_step_forecast,free_run,future,future_low,future_high"
    first = lines[1 + series.n_train].split(",")
    assert [float(text) for text in first[:4]] == [
        series.n_train,
        series.values[series.n_train],
        verdict.forecast[0],
        verdict.free_run[0],
    ]
    assert len(lines) == 1 + len(series.values) + waves.FUTURE
    assert lines[1].endswith(",,,,,")
    last = lines[1 + len(series.values)].split(",")
    assert [float(text) for text in last[4:]] == [
        verdict.future.values[0],
        verdict.future.low[0],
        verdict.future.high[0],
    ]
    twin = SineForecaster(CONFIG)
    twin.load_state_dict(load(run.weights_safetensors(finished)))
    inputs = waves.windows(series, CONFIG.window).inputs
    assert np.array_equal(twin.forecast(inputs), finished.model.forecast(inputs))
