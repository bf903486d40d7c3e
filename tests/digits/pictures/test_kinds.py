"""Pictures as people bring them are read, and what is not one digit gets no sure answer."""

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from rnndemo.digits.pictures import bitmap, redrawing
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.digits.sketch import NoDigit
from tests.digits.pictures import paper


@pytest.fixture(scope="module")
def reader():
    return load_reader().reader


def readings(reader, kind):
    """Yield each digit, and what is read in a made-up picture of it: None where it is refused."""
    random = np.random.default_rng(20_260_903)
    for digit in range(10):
        try:
            yield digit, read_rows(reader, bitmap.from_image(kind(digit, random)))
        except NoDigit:
            yield digit, None


HARD = (paper.whole_sheet, paper.sheet_edge, paper.touching_box, paper.ruled)  # some are still misread


@pytest.mark.parametrize("kind", paper.DIGITS, ids=lambda kind: kind.__name__)
def test_one_digit_is_read_and_no_other_is_surely(kind, reader):
    answers = [(digit, reading) for digit, reading in readings(reader, kind) if reading is not None]
    least, most = (8, 1) if kind in HARD else (9, 0)
    assert sum(reading.digit == digit for digit, reading in answers) >= least
    assert sum(reading.sure and reading.digit != digit for digit, reading in answers) <= most


@pytest.mark.parametrize("kind", paper.NOT_ONE, ids=lambda kind: kind.__name__)
def test_what_is_not_one_digit_gets_no_sure_answer(kind, reader):
    answers = [reading for _, reading in readings(reader, kind)]
    assert sum(reading is not None and reading.sure for reading in answers) == 0


def test_ten_digits_on_a_sheet_are_told_to_be_cropped_to_one():
    with pytest.raises(NoDigit, match="several things here: crop the picture to one digit"):
        bitmap.from_image(paper.sheet_of_digits(0, np.random.default_rng(1)))


def file_of_two(kind):
    file = io.BytesIO()
    image = Image.open(io.BytesIO(paper.marker(2, np.random.default_rng(4))))
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    image.save(file, kind, quality=90)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["WEBP", "HEIF"])
def test_other_kinds_of_files_are_read(kind, reader):
    assert read_rows(reader, bitmap.from_image(file_of_two(kind))).digit == 2


@pytest.mark.parametrize("radius", [12, 16, 22, 40])
def test_a_broad_pen_keeps_the_hole_of_a_loop(radius):
    """A ring with a tail, as a 9 has: an outer radius of 60 pixels, and a hole of 12 to 40."""
    y, x = np.indices((260, 140)) - np.array([70, 70])[:, None, None]
    ring = (np.hypot(x, y) < 60) & (np.hypot(x, y) > radius)
    mask = ring | ((x > 60 - (60 - radius)) & (x < 60) & (y > 0) & (y < 180))
    low = np.argwhere(mask).min(axis=0)
    high = np.argwhere(mask).max(axis=0) + 1
    mask = mask[low[0] : high[0], low[1] : high[1]]
    assert redrawing.holes(mask) == 1
    assert redrawing.holes(redrawing.redraw(mask.astype(float), mask) > 0.5) == 1


@pytest.mark.parametrize("side", [100, 280, 333, 700, 1601])
def test_no_stroke_of_a_hairline_vanishes(side):
    """A 4 drawn with one pixel: each of its four ends is still drawn, wherever the pixels fall."""
    for shift in range(3):
        image = Image.new("L", (side, side), 255)
        pixels = np.asarray(image).copy()
        top, low, left, right = (int(side * share) + shift for share in (0.2, 0.8, 0.3, 0.65))
        middle = (top + low) // 2
        pixels[top:middle, left] = pixels[middle, left : right + 8] = pixels[top:low, right] = 0
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "PNG")
        drawn = bitmap.from_image(file.getvalue()) > 0.5
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        upper = drawn[rows[0] + 3]
        assert np.flatnonzero(np.diff(upper.astype(int), prepend=0) == 1).size == 2  # both uprights
        assert (
            drawn[(rows[0] + rows[-1]) // 2, columns[2] : columns[-2]].all()
            or drawn[(rows[0] + rows[-1]) // 2 + 1, columns[2] : columns[-2]].all()
        )  # the bar
