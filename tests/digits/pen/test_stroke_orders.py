"""The same digit in other stroke orders: other paths, the same ink."""

import numpy as np
import pytest

from rnndemo.digits import handwriting, sketch
from rnndemo.digits.pen.skeleton_walk import walk
from rnndemo.digits.pen.stroke_orders import rewrite
from rnndemo.digits.pictures.skeleton import thin


def drawn(strokes):
    return sketch.frame([sketch.Stroke(stroke, 1.0) for stroke in strokes])


@pytest.mark.parametrize("seed", range(30))
def test_a_digit_in_another_stroke_order_is_the_same_on_paper(seed):
    random = np.random.default_rng(seed)
    strokes = handwriting.write(seed % 10, random, 0.7)
    again = rewrite(strokes, random, odd=1.0)
    before, after = (np.concatenate(drawing) for drawing in (strokes, again))
    near = np.linalg.norm(before[:, None] - after[None], axis=-1)
    assert near.min(axis=1).max() < 1e-9  # no ink is lost
    added = near.min(axis=0).max()  # a pen left down between strokes adds at most a loop's closing
    assert added < 20


def test_without_a_change_of_habit_the_strokes_stay_as_they_are():
    random = np.random.default_rng(0)
    strokes = handwriting.write(4, random)
    again = rewrite(strokes, random, odd=0.0)
    assert all(np.array_equal(a, b) for a, b in zip(strokes, again, strict=True))


def test_odd_habits_change_number_order_and_direction_of_strokes():
    counts, firsts = set(), set()
    strokes = [np.linspace((0, 0), (0, 90), 30), np.linspace((80, 0), (80, 90), 30)]
    for seed in range(60):
        again = rewrite(strokes, np.random.default_rng(seed), odd=1.0)
        counts.add(len(again))
        firsts.add(tuple(again[0][0].tolist()))
    assert counts == {2, 3}
    assert {(0.0, 90.0), (80.0, 90.0)} < firsts


@pytest.mark.parametrize("digit", range(10))
def test_a_walked_skeleton_covers_the_digit_it_was_made_from(digit):
    random = np.random.default_rng(digit)
    picture = drawn(handwriting.write(digit, random, 0.5))
    mask = np.kron(picture, np.ones((3, 3))) > 0.45
    skeleton = thin(mask)
    walked = np.concatenate(walk(skeleton, random))
    y, x = np.nonzero(skeleton)
    far = np.linalg.norm(np.stack([x, y], axis=1)[:, None] - walked[None], axis=-1).min(axis=1)
    assert (far < 3).mean() > 0.97


def test_one_line_is_walked_in_one_stroke_from_either_end():
    skeleton = np.zeros((60, 60), dtype=bool)
    skeleton[10:50, 30] = True
    starts = set()
    for seed in range(20):
        (stroke,) = walk(skeleton, np.random.default_rng(seed))
        assert len(stroke) == 40
        starts.add(int(stroke[0, 1]))
    assert starts == {10, 49}
