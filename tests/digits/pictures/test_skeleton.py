"""A mask thins to lines that keep its parts and its holes."""

import cv2
import numpy as np

from rnndemo.digits.pictures import skeleton


def test_a_thick_bar_thins_to_one_connected_line():
    mask = np.zeros((40, 60), dtype=bool)
    mask[12:27, 5:55] = True
    line = skeleton.thin(mask)
    assert not (line & ~mask).any()
    assert (line[:, 15:45].sum(axis=0) == 1).all()
    assert set(np.nonzero(line[:, 15:45])[0]) <= {18, 19, 20}  # the bar's middle row, or beside it
    assert _parts(line, 8) == 1


def test_a_ring_keeps_its_hole_when_thinned():
    y, x = np.indices((51, 51)) - 25
    ring = (np.hypot(x, y) < 20) & (np.hypot(x, y) > 10)
    line = skeleton.thin(ring)
    radius = np.hypot(x, y)[line]
    assert radius.min() > 12
    assert radius.max() < 18
    # Seen four-connected, the ground is still in two parts: the hole is closed off.
    assert _parts(~line, 4) == 2
    assert (_neighbours(line)[line] >= 2).all()


def _parts(mask, connectivity):
    """Count the parts of a mask that touch, corners included where connectivity is 8."""
    return cv2.connectedComponents(mask.astype(np.uint8), connectivity=connectivity)[0] - 1


def _neighbours(line):
    padded = np.pad(line.astype(int), 1)
    high, wide = line.shape
    around = [padded[dy : dy + high, dx : dx + wide] for dy in range(3) for dx in range(3)]
    return sum(around) - line


def test_a_stack_of_masks_is_thinned_as_each_alone():
    masks = np.random.default_rng(0).random((3, 20, 20)) > 0.3
    assert np.array_equal(skeleton.thin(masks), np.stack([skeleton.thin(mask) for mask in masks]))


def test_a_skeletons_neighbours_are_joined_once():
    line = np.zeros((5, 6), dtype=bool)
    line[1, 1:4] = line[2, 4] = line[4, 0] = line[4, 5] = True  # the last two touch nothing
    joined = {tuple(map(tuple, segment)) for segment in skeleton.segments_of(line).tolist()}
    assert joined == {((1.5, 1.5), (2.5, 1.5)), ((2.5, 1.5), (3.5, 1.5)), ((3.5, 1.5), (4.5, 2.5))}
