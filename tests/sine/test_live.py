"""Live pictures show the numbers they are given, and nothing that is not a number."""

import base64
import math
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from rnndemo.memory.recall import CHANCE, Lane, Lap, RecallConfig
from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.training import Learning
from rnndemo.ui import live


def lines(markup):
    """Return the points (n, 2) of every line of the picture, in percent of its width and height."""
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", markup)[1])
    drawn = ElementTree.fromstring(svg)
    texts = [line.get("points") for line in drawn]
    return [np.array([pair.split(",") for pair in text.split()], float).reshape(-1, 2) for text in texts]


def test_a_line_goes_from_corner_to_corner():
    curve = live.Curve("up", np.array([10, 20, 30]), np.array([-1.0, 0.0, 1.0]), "#000000")
    picture = live.plot([curve], live.Axes(10, 30, -1, 1, {}, ("10", "30")), "a rise")
    np.testing.assert_allclose(lines(picture)[0], [[0, 100], [50, 50], [100, 0]])
    assert 'alt="a rise"' in picture


def test_gaps_are_left_out_and_labels_are_escaped():
    curve = live.Curve("<b>", np.arange(4), np.array([0.0, math.nan, math.inf, 1.0]), "#000000")
    picture = live.plot([curve], live.Axes(0, 3, 0, 1, {"half": 0.5}, ("0", "3")), '"<i>')
    tick, drawn = lines(picture)
    np.testing.assert_allclose(drawn, [[0, 100], [100, 0]])
    np.testing.assert_allclose(tick[:, 1], 50)
    assert "<b>" not in picture
    assert "<i>" not in picture


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
    goes_on, measured, forecast, split = lines(live.forecast(fresh, 30))
    assert forecast[0, 0] >= split[0, 0]
    assert len(forecast) == 30
    assert len(measured) == 60
    np.testing.assert_allclose(goes_on[:60], measured, atol=0.02)  # without noise they are one


def test_a_lane_starts_at_chance_and_ends_at_its_last_exam():
    lane = Lane(RecallConfig(delay=3, steps=100))
    lane.laps.append(Lap(50, 100, 0.1, 3, 1.0, 0.0))
    drawn = lines(live.race([lane]))
    chance, half, whole, curve = drawn
    np.testing.assert_allclose(curve, [[0, chance[0, 1]], [50, whole[0, 1]]])
    assert half[0, 1] > whole[0, 1]
    assert CHANCE < 0.5
