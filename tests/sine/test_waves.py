"""Series are cut, split and described as worked out by hand."""

import numpy as np
import pytest

from rnndemo.sine import waves
from rnndemo.sine.waves import Series


def counting(points, n_train):
    return Series(np.arange(points, dtype=float), np.arange(points + 300.0), n_train, None)


def test_windows_and_split_of_seven_points_are_these():
    cut = waves.windows(counting(9, 7), 2)
    assert cut.inputs.tolist() == [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 6], [6, 7]]
    assert cut.targets.tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert cut.n_train == 5  # the targets 2 to 6 are before point 7


def test_every_fifth_training_target_chooses_the_epoch():
    assert np.flatnonzero(waves.held_out(12)).tolist() == [2, 7]
    assert waves.held_out(waves.FEWEST_WINDOWS).sum() == 1


def test_the_tutorials_67_percent_of_100_points_are_67():
    assert waves.split(100, 0.67) == 67
    assert waves.split(100, 0.29) == 29


def test_a_window_too_long_for_the_data_says_so_and_what_would_fit():
    with pytest.raises(ValueError, match=r"window of 60 is too long: only 33 .* at most 28"):
        waves.windows(counting(50, 33), 60)
    assert waves.windows(counting(50, 33), 28).n_train == 5
    with pytest.raises(ValueError, match="No point is left for the test"):
        waves.windows(counting(50, 50), 10)


def test_the_tutorials_wave_is_sin_of_0_to_10():
    series = waves.sample("sine", 100, 10.0, 0.0, 0.67, seed=0)
    assert np.allclose(series.values, np.sin(np.linspace(0, 10, 100)), atol=1e-12)
    assert series.period == pytest.approx(2 * np.pi * 9.9)


@pytest.mark.parametrize("wave", waves.WAVES)
def test_the_truth_goes_on_300_points_beyond_the_noisy_values(wave):
    series = waves.sample(wave, 80, 20.0, 0.1, 0.67, seed=1)
    assert len(series.truth) == 80 + waves.FUTURE
    assert np.all(np.isfinite(series.truth))
    assert 0.05 < np.std(series.values - series.truth[:80]) < 0.15


def test_the_same_seed_gives_the_same_noise_and_another_gives_other():
    first, again, other = (waves.sample("sine", 60, 20.0, 0.1, 0.67, seed).values for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_the_period_is_found_in_noise_and_through_a_trend():
    time = np.arange(200)
    noise = 0.2 * np.random.default_rng(0).standard_normal(200)
    assert waves.estimate_period(np.sin(2 * np.pi * time / 25) + noise + time / 20) == pytest.approx(
        25, abs=1
    )


@pytest.mark.parametrize("values", [np.ones(50), np.arange(50.0), np.ones(3), np.zeros(50)])
def test_what_does_not_repeat_has_no_period(values):
    assert waves.estimate_period(values) is None


def test_noise_is_told_from_wave_and_jumps_are_not_noise():
    x = np.linspace(0, 20, 400)
    noise = np.random.default_rng(0).standard_normal(400)
    assert waves.estimate_noise(np.sin(x) + 0.1 * noise) == pytest.approx(0.1, rel=0.2)
    assert waves.estimate_noise(np.sin(x)) < 1e-3
    assert waves.estimate_noise(np.where(np.sin(x) > 0, 1.0, -1.0)) == 0
