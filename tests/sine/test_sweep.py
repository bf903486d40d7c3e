"""The map's networks are the ones their own runs would give."""

import threading

from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig, make_series
from rnndemo.sine.sweep import Spot, choose, sweep

CONFIG = SineConfig(points=60, epochs=10)


def test_each_network_of_the_map_is_its_own_runs():
    spots = list(sweep(CONFIG, make_series(CONFIG), (4, 12), (2, 8), threads=3))
    assert [spot.step for spot in spots] == [1, 2, 3, 4]
    assert {(spot.window, spot.hidden_size) for spot in spots} == {(4, 2), (4, 8), (12, 2), (12, 8)}
    for spot in spots:
        own = run.start(SineConfig(points=60, epochs=10, window=spot.window, hidden_size=spot.hidden_size))
        for _ in own.train():
            pass
        assert own.judge().test_mse == spot.test_mse
        assert own.judge().validation_mse == spot.validation_mse


def test_a_window_that_does_not_fit_has_no_error_and_stops_nothing():
    spots = list(sweep(CONFIG, make_series(CONFIG), (60, 4), (2,), threads=1))
    assert [spot.test_mse is None for spot in spots] == [True, False]


def test_closed_early_the_map_leaves_no_thread():
    before = threading.active_count()
    job = sweep(SineConfig(epochs=1000), make_series(CONFIG), (4, 10), (1, 64), threads=2)
    first = SineConfig(points=60, epochs=1)
    quick = sweep(first, make_series(first), (4, 10), (1, 2, 3), threads=2)
    next(quick)
    quick.close()
    job.close()
    assert threading.active_count() == before


def test_the_network_is_chosen_by_validation_error_whatever_the_test_says():
    found = [Spot(1, 3, 4, 2, 0.2, 0.1), Spot(2, 3, 4, 8, 0.1, 0.9), Spot(3, 3, 60, 8, None, None)]
    assert choose(found) == found[1]
    assert choose([]) is None
