"""The forecaster trains on what it may see, the same every time, and can be stopped at any moment."""

import contextlib
import itertools
import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from rnndemo.cells import trace
from rnndemo.sine import run, training, waves
from rnndemo.sine.forecaster import (
    LIMITS,
    TUTORIAL,
    SineConfig,
    SineForecaster,
    build,
    make_series,
    work_per_window,
)

SHORT = SineConfig(points=60, epochs=12, hidden_size=8)


def trained(config, series=None):
    result = run.start(config, series)
    for _ in result.train():
        pass
    return result


def same_weights(model, other):
    theirs = other.state_dict()
    return all(torch.equal(weight, theirs[name]) for name, weight in model.state_dict().items())


def numbers(result):
    return {name: value for name, value in result.summary().items() if name != "seconds"}


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_same_settings_and_seed_give_the_same_numbers(cell):
    config = replace(SHORT, cell=cell, noise=0.1)
    first = numbers(trained(config))
    torch.manual_seed(99)  # what others do with torch's own generator must not matter
    assert numbers(trained(config)) == first
    assert numbers(trained(replace(config, seed=1)))["test_mse"] != first["test_mse"]


def test_changing_the_test_data_changes_no_training_number():
    config = replace(SHORT, noise=0.1)
    series = make_series(config)
    spoilt = series._replace(values=series.values.copy())
    spoilt.values[series.n_train :] = 1e6
    honest, other = trained(config, series), trained(config, spoilt)
    assert repr(honest.losses) == repr(other.losses)  # repr: NaN before the first validation
    assert same_weights(honest.model, other.model)
    assert honest.judge().test_mse != other.judge().test_mse


def test_validation_targets_move_no_weight(monkeypatch):
    monkeypatch.setattr(training, "JITTER", 0.0)  # the noise estimate may look at them
    config = replace(SHORT, epochs=1)
    series = make_series(config)
    model, other = build(config, series), build(config, series)
    cut = waves.windows(series, config.window)
    held = np.flatnonzero(waves.held_out(cut.n_train))[-1] + config.window
    # The last held-out value, changed after the scale was taken, is input only to windows after it.
    changed = series._replace(values=series.values.copy(), n_train=held + 1)
    changed.values[held] += 0.01
    same = series._replace(n_train=held + 1)
    for network, data in ((model, same), (other, changed)):
        for _ in training.fit(network, data):
            pass
    assert same_weights(model, other)


def test_the_first_weights_have_the_range_and_spread_of_torchs_own():
    model = SineForecaster(SineConfig(hidden_size=64))
    weights = torch.cat([weight.detach().flatten() for weight in model.parameters()])
    assert weights.abs().max() < 1 / 8 + 1e-6
    assert weights.std().item() == pytest.approx(1 / 8 / 3**0.5, rel=0.02)


def test_the_forecast_is_the_written_out_cells_own():
    model = SineForecaster(replace(SHORT, predicts="value"), mean=0.5, sd=2.0).eval()
    inputs = np.random.default_rng(0).standard_normal((4, SHORT.window))
    z = torch.tensor((inputs - 0.5) / 2).float().unsqueeze(-1)
    h = trace(model.layer, z).hidden_state[:, -1]
    expected = (h @ model.head.weight.T + model.head.bias).detach().numpy()[:, 0] * 2 + 0.5
    assert model.forecast(inputs) == pytest.approx(expected, abs=1e-5)
    change = SineForecaster(SHORT, mean=0.5, sd=2.0).eval()
    assert change.forecast(inputs) == pytest.approx(expected - 0.5 + inputs[:, -1], abs=1e-5)


def test_a_free_run_is_one_step_after_another():
    result = trained(SHORT)
    history = result.series.values[: result.series.n_train].copy()
    free = result.model.free_run(history[None], 5).values[0]
    for value in free:
        assert result.model.forecast(history[None, -SHORT.window :])[0] == pytest.approx(value, abs=1e-5)
        history = np.append(history, value)


def test_the_kept_weights_are_those_of_the_best_validation_loss():
    result = run.start(replace(SHORT, epochs=40, learning_rate=0.05))
    facts = list(result.train())
    looked = {fact.step: fact.validation_loss for fact in facts if fact.step % training.VALIDATE == 0}
    assert facts[-1].kept == min(looked, key=looked.get)
    cut = waves.windows(result.series, SHORT.window)
    held = np.flatnonzero(waves.held_out(cut.n_train))
    loss = np.mean((result.model.forecast(cut.inputs[held]) - cut.targets[held]) ** 2)
    assert loss == pytest.approx(min(looked.values()), rel=1e-3)


def test_a_training_says_how_it_ended_and_is_tested_where_it_was_trained(monkeypatch):
    stopped, finished, too_long = (run.start(SHORT) for _ in range(3))
    with contextlib.closing(stopped.train_and_judge()) as facts:
        next(facts)
    assert (stopped.ended, stopped.judgement) == ("stopped", None)
    assert len(list(finished.train_and_judge())) == SHORT.epochs
    assert finished.ended == "finished"
    monkeypatch.setattr(run, "LONGEST", 0.0)
    assert len(list(too_long.train_and_judge())) == 1
    assert too_long.ended == "out of time"
    assert finished.judgement.test_mse != too_long.judgement.test_mse


def test_closed_early_it_keeps_the_best_so_far_and_leaves_no_thread():
    before = threading.active_count()
    result = run.start(replace(SHORT, epochs=1000))
    facts = result.train()
    for _ in range(30):
        next(facts)
    facts.close()
    assert threading.active_count() == before
    assert len(result.losses) == 30
    assert result.judge().test_mse > 0


def test_more_windows_than_one_step_may_take_go_in_pieces(monkeypatch):
    monkeypatch.setattr(training, "STEP_WORK", 10 * work_per_window(SHORT))
    result = run.start(replace(SHORT, epochs=2))
    facts = list(result.train())
    assert [fact.step for fact in facts] == [0, 0, 1, 1, 1, 2]  # 24 windows to fit, 10 a step
    assert [fact.step for fact in result.losses] == [0, 1, 2]


def test_the_default_run_succeeds():
    result = trained(SineConfig())
    verdict = result.judge()
    assert verdict.test_mse < 0.003 * verdict.persistence_mse
    assert verdict.free_run_rmse < 0.1
    assert verdict.findings == ()


def test_the_tutorials_mistake_is_hardly_better_than_the_mean():
    result = trained(replace(TUTORIAL, tutorial=True, epochs=10))
    verdict = result.judge()
    assert verdict.test_mse > 0.8 * verdict.mean_mse
    assert verdict.skill < -10


ENDS = {name: LIMITS[name] for name in ("window", "hidden_size", "learning_rate")} | {"points": (100, 1000)}
CORNERS = [dict(zip(ENDS, corner, strict=True)) for corner in itertools.product(*ENDS.values())]


@pytest.mark.parametrize(("cell", "layers"), [("rnn", 2), ("gru", 1), ("lstm", 2)])
def test_extreme_settings_together_give_finite_figures(cell, layers):
    for at, corner in enumerate(CORNERS):
        heavy = corner["hidden_size"] * corner["window"] > 1000
        if heavy and (corner["points"] == 1000 or (layers == 2) != (cell == "rnn")):
            continue  # the same code as the lighter corners, at a hundred times the work
        wave = list(waves.WAVES)[at % 6]
        config = SineConfig(cell=cell, layers=layers, wave=wave, noise=0.5 * (at % 2), epochs=1, **corner)
        result = trained(config)
        verdict = result.judge()
        assert np.isfinite([verdict.test_mse, verdict.skill, verdict.ar_mse]).all(), config
        assert np.isfinite(verdict.free_run).all(), config


@pytest.mark.parametrize(
    ("field", "value"), [("window", 1), ("hidden_size", 257), ("noise", -0.1), ("cell", "x"), ("wave", "x")]
)
def test_settings_out_of_range_are_refused_in_words(field, value):
    with pytest.raises(ValueError, match=f"{field} must be"):
        SineConfig(**{field: value})
