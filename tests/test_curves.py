"""A chart as markup shows the points it is given."""

import math

import numpy as np

from rnndemo.ui.curves import Axes, Curve, plot
from tests.svg import lines


def test_a_line_goes_from_corner_to_corner():
    curve = Curve("up", np.array([10, 20, 30]), np.array([-1.0, 0.0, 1.0]), "#000000")
    picture = plot([curve], Axes(10, 30, -1, 1, {}, ("10", "30")), "a rise")
    np.testing.assert_allclose(lines(picture)[0], [[0, 100], [50, 50], [100, 0]])
    assert 'alt="a rise"' in picture


def test_points_that_are_no_number_are_left_out_and_labels_are_escaped():
    curve = Curve("<b>", np.arange(4), np.array([0.0, math.nan, math.inf, 1.0]), "#000000")
    picture = plot([curve], Axes(0, 3, 0, 1, {"half": 0.5}, ("0", "3")), '"<i>')
    tick, drawn = lines(picture)
    np.testing.assert_allclose(drawn, [[0, 100], [100, 0]])
    np.testing.assert_allclose(tick[:, 1], 50)
    assert "<b>" not in picture
    assert "<i>" not in picture
