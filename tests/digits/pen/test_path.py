"""The pen's path depends on the line alone: not on the pen's speed, the device's sampling, place or size."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from rnndemo.digits import handwriting
from rnndemo.digits.pen.path import GOES_ON, GONE, PIECES, SET_DOWN, cut, lines_of
from rnndemo.digits.pen.reader import path_of


def straight(*corners, points=40):
    """Return a stroke through corners, evenly sampled between each two."""
    parts = [np.linspace(a, b, points) for a, b in pairwise(corners)]
    return np.concatenate(parts).astype(float)


def sampled_anew(stroke, random, count):
    """Return the same line as a pen of changing speed reports it on a device that reports `count` points.

    Every corner of the old line stays, so that both are exactly the same line.
    """
    travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    stops = np.sort(np.concatenate([travelled, travelled[-1] * random.beta(0.4, 0.4, count)]))
    return np.stack([np.interp(stops, travelled, stroke[:, axis]) for axis in (0, 1)], axis=1)


@pytest.mark.parametrize("seed", range(40))
def test_sampling_density_and_speed_of_the_pen_do_not_change_the_path(seed):
    random = np.random.default_rng(seed)
    strokes = handwriting.write(seed % 10, random, 1.0)
    anew = [sampled_anew(stroke, random, int(random.integers(1, 2_000))) for stroke in strokes]
    assert torch.allclose(path_of(strokes).steps, path_of(anew).steps, atol=2e-3)


@pytest.mark.parametrize("seed", range(10))
def test_place_and_size_do_not_change_the_path(seed):
    random = np.random.default_rng(seed)
    strokes = handwriting.write(seed % 10, random, 1.0)
    factor, at = random.uniform(0.2, 30), random.uniform(-900, 900, 2)
    moved = [stroke * factor + at for stroke in strokes]
    assert torch.allclose(path_of(strokes).steps, path_of(moved).steps, atol=2e-3)


def test_a_straight_stroke_downward_is_as_many_pieces_as_a_box_has_and_one_step_without_a_pen():
    steps = path_of([straight((5, 0), (5, 100))]).steps[0]
    assert steps.shape == (PIECES + 1, 5)
    middles = -1 + (np.arange(PIECES) + 0.5) * 2 / PIECES
    assert steps[:-1, 0].tolist() == pytest.approx([0] * PIECES)
    assert steps[:-1, 1].tolist() == pytest.approx(middles.tolist(), abs=1e-5)
    assert steps[:-1, 2:4].tolist() == [pytest.approx([0, 1], abs=1e-5)] * PIECES
    assert steps[:, 4].tolist() == [SET_DOWN, *[GOES_ON] * (PIECES - 1), GONE]
    assert steps[-1, :4].tolist() == [0] * 4


def test_a_line_written_backwards_is_the_same_places_in_the_other_direction():
    stroke = straight((0, 0), (60, 10), (20, 100))
    there, back = (path_of([line]).steps[0, :-1] for line in (stroke, stroke[::-1]))
    assert torch.allclose(there[:, :2], back[:, :2].flip(0), atol=1e-3)
    assert torch.allclose(there[:, 2:4], -back[:, 2:4].flip(0), atol=1e-3)


def test_the_way_of_a_lifted_pen_is_no_part_of_the_path():
    steps = path_of([straight((0, 0), (0, 100)), straight((90, 0), (90, 100))]).steps[0, :-1]
    starts = np.flatnonzero(steps[:, 4] == SET_DOWN)
    assert starts.tolist() == [0, len(steps) // 2]
    assert torch.allclose(steps[:, 2:4], torch.tensor([0.0, 1.0]), atol=1e-3)  # all downward, none across


def test_many_drawings_are_cut_as_each_alone():
    random = np.random.default_rng(3)
    alone = [lines_of(handwriting.write(digit, random)) for digit in range(10)]
    together = cut(type(alone[0])(*(torch.cat(part) for part in zip(*alone, strict=True))))
    for at, lines in enumerate(alone):
        path = cut(lines)
        length = int(path.length)
        assert length == int(together.length[at])
        assert torch.allclose(path.steps[0], together.steps[at, :length], atol=1e-5)
        assert (together.steps[at, length:] == 0).all()


def test_a_touch_beside_the_line_is_left_out_and_strokes_without_a_line_are_refused():
    seven = [straight((0, 0), (60, 0), (20, 100))]
    touched = [*seven, np.array([[300.0, 300.0], [300.2, 300.0]])]
    assert torch.equal(path_of(seven).steps, path_of(touched).steps)
    with pytest.raises(ValueError, match="no line"):
        path_of([np.array([[3.0, 3.0]]), np.array([[5.0, 5.0], [5.0, 5.0]])])
