"""Made-up hands write every digit, the same one for the same seed."""

import json

import numpy as np
import pytest

from rnndemo.digits import handwriting, sketch


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("wildness", [0.0, 1.0, 2.0])
def test_every_hand_writes_lines_of_about_a_hundred(digit, wildness):
    random = np.random.default_rng(digit)
    for _ in range(30):
        strokes = handwriting.write(digit, random, wildness)
        for stroke in strokes:
            assert stroke.ndim == 2
            assert stroke.shape[1] == 2
            assert len(stroke) > 1
            assert np.isfinite(stroke).all()
        assert 50 < np.ptp(np.concatenate(strokes)[:, 1]) < 170


def test_the_seed_decides_the_hand():
    one, same, other = (handwriting.write(3, np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert [len(stroke) for stroke in one] != [len(stroke) for stroke in other] or not np.allclose(one, other)


def test_wildness_0_draws_the_corners_as_they_are_written():
    random = np.random.default_rng(0)
    shapes = {tuple(np.round(handwriting.write(1, random, 0.0)[0][[0, -1]].ravel())) for _ in range(60)}
    assert (0, 0, 0, 100) in shapes  # one straight line, top to bottom
    assert len(shapes) > 4


@pytest.mark.parametrize("digit", range(10))
def test_a_drawing_comes_back_from_the_canvas_as_its_strokes(digit):
    written = handwriting.write(digit, np.random.default_rng(digit))
    canvas = handwriting.drawing(written, height=150, centre=(140, 120), pen=18)
    strokes = sketch.strokes_of(json.loads(json.dumps(canvas)))
    points = np.concatenate([stroke.points for stroke in strokes])
    assert max(np.ptp(points, axis=0)) == pytest.approx(150, abs=0.02)
    assert (points.min(axis=0) + points.max(axis=0)) / 2 == pytest.approx([140, 120], abs=0.02)
    everywhere = np.concatenate(written)
    scale = 150 / max(np.ptp(everywhere, axis=0))
    middle = (everywhere.min(axis=0) + everywhere.max(axis=0)) / 2
    for stroke, line in zip(strokes, written, strict=True):
        assert stroke.width == 18
        assert stroke.points == pytest.approx((line - middle) * scale + [140, 120], abs=0.01)
