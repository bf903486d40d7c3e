"""What a screen reader is told of the sine forecaster's figures is what they show."""

import numpy as np
import pytest

from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.sweep import Spot
from rnndemo.sine.training import Learning
from rnndemo.ui.sine import alts


@pytest.fixture(scope="module")
def trained():
    fresh = run.start(SineConfig(points=80, window=6, hidden_size=4, epochs=3))
    for _ in fresh.train_and_judge():
        pass
    return fresh


def test_a_result_is_told_in_its_own_numbers(trained):
    verdict = trained.judge()._replace(
        test_mse=2.6e-7, persistence_mse=0.005, seasonal_mse=None, ar_mse=1e-30
    )
    assert alts.errors(trained, verdict) == (
        "Test error by forecast: LSTM 2.6 × 10⁻⁷, last value 0.005, AR(6) exact"
    )
    squared = np.array([0.1, 0.4, 0.1])
    said = alts.windows(verdict._replace(squared_errors=squared, test_mse=0.2))
    assert said == "Squared error of each of 3 test windows: mean 0.2, largest 0.4 at window 2"
    free = verdict._replace(free_run=np.array([0.5, -0.25, 9.0]), test_mse=0.04)
    assert alts.forecast(trained, free, 2).endswith(
        "off by 0.2 (RMSE); its free run of 2 steps goes from -0.25 to 0.5"
    )


def test_every_figure_of_a_real_run_is_told_without_a_hole(trained):
    verdict, series = trained.judge(), trained.series
    for said in (
        alts.preview(series, 6),
        alts.forecast(trained, verdict, 20),
        alts.forecast_now(trained, verdict.free_run),
        alts.errors(trained, verdict),
        alts.by_horizon(trained, verdict, 20),
        alts.windows(verdict),
        alts.losses(trained.losses),
        alts.hidden_orbit(verdict.states[:20]),
        alts.future(series, verdict, 20),
    ):
        assert not any(hole in said for hole in ("nan", "None", "not a number")), said


def test_losses_are_told_from_the_first_epoch_to_the_newest():
    history = [Learning(1, 10, 0.5, np.nan, 0), Learning(2, 10, 0.02, 0.03, 2)]
    said = alts.losses(history)
    assert said == (
        "Epoch 1 to 2 of 10: training loss from 0.5 to 0.02, validation loss from 0.03 to 0.03; "
        "epoch 2 is kept"
    )
    assert alts.losses([]) == "Loss by epoch: none yet"


def test_a_state_that_comes_to_rest_is_told_apart_from_one_that_goes_round():
    time = np.arange(80)[:, None]
    round_ = np.hstack([np.cos(time / 3), np.sin(time / 3)])
    assert "covers 100%" in alts.hidden_orbit(round_) or "covers 99%" in alts.hidden_orbit(round_)
    assert "covers 0%" in alts.hidden_orbit(round_ * np.exp(-time / 5))


def test_the_map_is_told_by_its_best_and_its_worst_network():
    spots = [Spot(1, 3, 5, 8, 0.2, 0.1), Spot(2, 3, 10, 8, 0.01, 0.9), Spot(3, 3, 99, 8, None, None)]
    assert alts.error_map(spots) == (
        "Validation error of 2 networks: lowest 0.01 at window 10, hidden size 8, "
        "highest 0.2 at window 5, hidden size 8"
    )
    assert alts.error_map([]).endswith("none yet")
