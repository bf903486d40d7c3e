"""The pictures of a running sine training show the numbers they are given."""

import math

import numpy as np
import pytest

from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.training import Learning
from rnndemo.ui.sine import live
from tests.svg import lines


def test_a_loss_of_one_hundredth_lies_on_its_tick():
    history = [Learning(step, 10, 0.01, 0.001 if step > 4 else math.nan, 0) for step in range(1, 7)]
    picture = live.losses(history, "lstm")
    *ticks, training, validation = lines(picture)
    assert len(training) == 6
    assert len(validation) == 2
    assert {training[0, 1], validation[0, 1]} == {tick[0, 1] for tick in ticks}
    assert picture.count("10<sup>") == 2


@pytest.mark.parametrize("loss", [0.0, math.nan, math.inf])
def test_a_loss_that_is_no_number_still_gives_a_picture(loss):
    assert "nan" not in live.losses([Learning(1, 10, loss, loss, 0)], "rnn").split("base64")[0]


def test_the_forecast_begins_where_training_ends():
    fresh = run.start(SineConfig(points=60, window=5, hidden_size=4))
    goes_on, measured, forecast, split = lines(
        live.forecast(fresh, fresh.free_run(fresh.series.n_train, 30), "now", "")
    )
    assert forecast[0, 0] >= split[0, 0]
    assert len(forecast) == 30
    assert len(measured) == 60
    np.testing.assert_allclose(goes_on[:60], measured, atol=0.02)  # without noise they are one
