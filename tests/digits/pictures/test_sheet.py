"""The sheet on a desk is found by its edges; a shadow's rim and a drawn digit are no sheet."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from rnndemo.digits.pictures import sheet

CORNERS = [(60, 40), (420, 60), (410, 300), (50, 290)]


def photo(ground=60, paper=235):
    """A sheet in perspective on a desk, with a stroke on it."""
    image = Image.new("L", (480, 340), ground)
    draw = ImageDraw.Draw(image)
    draw.polygon(CORNERS, fill=paper)
    draw.line([(200, 120), (240, 220)], fill=30, width=9)
    return np.asarray(image)


@pytest.mark.parametrize("ground", [20, 60, 130])
def test_what_lies_beyond_the_sheet_is_painted_as_paper(ground):
    before = photo(ground)
    after = sheet.alone(before)
    stroke = np.zeros(before.shape, dtype=bool)
    stroke[110:230, 190:250] = True
    assert np.array_equal(after[stroke], before[stroke])
    assert (after[~stroke] == 235).all()


def test_colours_are_kept():
    before = np.stack([photo(60, 235), photo(40, 225), photo(30, 205)], axis=2)
    after = sheet.alone(before)
    assert after[5, 5].tolist() == [235, 225, 205]


def test_a_soft_shadow_is_no_edge():
    light = 1 - 0.4 / (1 + np.exp(-(np.arange(480) - 240) / 12))
    paper = (235 * np.broadcast_to(light, (340, 480))).astype(np.uint8)
    assert np.array_equal(sheet.alone(paper), paper)


def test_a_light_digit_is_no_sheet():
    image = Image.new("L", (400, 400), 30)
    ImageDraw.Draw(image).ellipse([120, 60, 280, 340], outline=230, width=40)
    board = np.asarray(image)
    assert np.array_equal(sheet.alone(board), board)


def test_paper_that_fills_the_picture_is_left_alone():
    image = Image.new("L", (300, 300), 240)
    ImageDraw.Draw(image).line([(100, 80), (200, 220)], fill=20, width=14)
    assert np.array_equal(sheet.alone(np.asarray(image)), np.asarray(image))
