"""Baselines agree with their closed forms."""

import numpy as np
import pytest

from rnndemo.sine import baselines, waves


def clean_sine(points=150):
    return waves.sample("sine", points, 20.0, 0.0, 0.67, seed=0)


def test_ar2_learns_the_rule_of_a_sine_and_continues_it_for_300_steps():
    series = clean_sine()
    cut = waves.windows(series, 2)
    line = baselines.autoregression(cut.inputs[: cut.n_train], cut.targets[: cut.n_train])
    step = 20.0 / 149
    assert line.coefficients == pytest.approx([-1, 2 * np.cos(step)], abs=1e-10)
    path = list(series.values[: series.n_train])
    for _ in range(len(series.values) - series.n_train):
        path.append(float(line.predict(np.array(path[-2:]))))
    assert np.max(np.abs(np.array(path) - series.values)) < 1e-10
    one_step = line.predict(cut.inputs[cut.n_train :])
    assert np.max(np.abs(one_step - cut.targets[cut.n_train :])) < 1e-12


def test_persistence_on_a_sine_errs_by_one_minus_cos_of_the_step():
    values = np.sin(2 * np.pi * np.arange(1001) / 50)
    cut = waves.windows(waves.Series(values, values, 500, 50), 3)
    error = baselines.mean_squared_error(baselines.persistence(cut.inputs), cut.targets)
    assert error == pytest.approx(1 - np.cos(2 * np.pi / 50), rel=1e-2)


def test_seasonal_naive_repeats_one_period_and_knows_when_it_cannot():
    values = np.arange(10.0)
    assert baselines.seasonal_naive(values, 7, 4.2).tolist() == [3, 4, 5]
    assert baselines.seasonal_naive(values, 7, 8.0) is None
    assert baselines.seasonal_naive(values, 7, None) is None


def test_a_constant_is_forecast_exactly():
    line = baselines.autoregression(np.full((20, 5), 3.0), np.full(20, 3.0))
    assert line.predict(np.full((1, 5), 3.0)) == pytest.approx([3.0])
