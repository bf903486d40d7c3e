"""Pictures as people bring them are read right by the reader that the app ships, or refused with a reason."""

import contextlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from rnndemo.digits.pictures import bitmap, redrawing
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.digits.sketch import NoDigit
from tests.digits.pictures import paper


@pytest.fixture(scope="module")
def reader():
    return load_reader().reader


def read(reader, payload: bytes):
    return read_rows(reader, bitmap.from_image(payload))


def answers(reader, kind, count: int, seed: int = 20_260_903) -> list[bool]:
    """Return for pictures of a kind whether each was read right."""
    random, right = np.random.default_rng(seed), []
    for number in range(count):
        try:
            right.append(read(reader, kind(number % 10, random)).digit == number % 10)
        except NoDigit:
            right.append(False)
    return right


@pytest.mark.parametrize(
    "kind",
    [
        paper.box,
        paper.hairline,
        paper.marker,
        paper.colour,
        paper.noisy,
        paper.sheet_edge,
        paper.light_on_dark,
    ],
    ids=lambda kind: kind.__name__,
)
def test_nine_of_ten_pictures_of_a_kind_are_read(reader, kind):
    assert sum(answers(reader, kind, 10)) >= 9


@pytest.mark.parametrize(
    "kind", [paper.small, paper.whole_sheet, paper.ruled], ids=lambda kind: kind.__name__
)
def test_large_photos_of_a_small_digit_are_read(reader, kind):
    assert sum(answers(reader, kind, 4)) >= 3


@pytest.mark.parametrize("share", [0.05, 0.1, 0.3])
def test_a_digit_of_any_share_of_the_sheet_is_read(reader, share):
    image = Image.new("RGB", (2000, 1500), paper.WHITE)
    random = np.random.default_rng(1)
    size = 1500 * share
    paper.write(image, paper.hand(5, random), (1300, 400), size, max(2, 0.08 * size))
    assert read(reader, paper.saved(image)).digit == 5


@pytest.mark.parametrize("pair", paper.PAIRS[:2], ids=["yellow on white", "red on green"])
@pytest.mark.parametrize("digit", [2, 7])
def test_a_colour_as_bright_as_its_ground_is_read(reader, pair, digit):
    image = Image.new("RGB", (400, 400), pair[1])
    paper.write(image, paper.hand(digit, np.random.default_rng(digit)), (200, 190), 240, 22, pair[0])
    assert read(reader, paper.saved(image)).digit == digit


@pytest.mark.parametrize("side", [60, 168, 280, 1200])
def test_no_line_of_a_pencil_vanishes(side):
    """An upright line, a level line, a slope: one pixel each, at every phase; what is drawn is one piece."""
    for shift in (0.0, 0.25, 0.5, 0.75):
        image = Image.new("L", (side, side), 255)
        corners = np.array([[0.3, 0.2], [0.7, 0.2], [0.4, 0.8], [0.7, 0.8]]) * side + shift
        ImageDraw.Draw(image).line([tuple(corner) for corner in corners], fill=0, width=1)
        drawn = bitmap.from_image(paper.saved(image)) > 0.3
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        assert len(rows) == np.ptp(rows) + 1
        assert np.ptp(rows) + 1 == pytest.approx(20, abs=1.5)
        # The box is 0.4 wide and 0.6 high.
        assert np.ptp(columns) + 1 == pytest.approx(20 * 0.4 / 0.6, abs=2)


@pytest.mark.parametrize(("radius", "pen"), [(60, 20), (60, 60), (60, 90), (30, 50)])
def test_a_loop_that_a_broad_pen_all_but_closes_stays_a_loop(radius, pen):
    image = Image.new("L", (400, 400), 255)
    draw = ImageDraw.Draw(image)
    outer, inner = radius + pen / 2, radius - pen / 2
    draw.ellipse([200 - outer, 140 - outer, 200 + outer, 140 + outer], fill=0)
    if inner > 0:
        draw.ellipse([200 - inner, 140 - inner, 200 + inner, 140 + inner], fill=255)
    draw.line([(200 + radius, 140), (200 + radius, 340)], fill=0, width=pen)
    wanted = 1 if inner > 0 else 0
    assert redrawing.holes(np.asarray(image) < 128) == wanted
    assert redrawing.holes(bitmap.from_image(paper.saved(image)) > 0.5) == wanted


@pytest.mark.parametrize("kind", [paper.row_of_digits, paper.pair], ids=lambda kind: kind.__name__)
def test_several_digits_are_told_so_or_doubted(reader, kind):
    random, told = np.random.default_rng(4), 0
    for _ in range(6):
        try:
            assert not read(reader, kind(0, random)).sure
        except NoDigit as refusal:
            told += "crop the picture to one digit" in str(refusal)
    assert told >= 5


def test_a_sheet_of_ten_digits_is_told_to_be_cropped():
    random = np.random.default_rng(5)
    for _ in range(2):
        with pytest.raises(NoDigit, match="crop the picture to one digit"):
            bitmap.from_image(paper.sheet_of_digits(0, random))


def test_what_is_no_digit_is_refused_or_doubted(reader):
    random, sure = np.random.default_rng(6), 0
    for _ in range(7):
        with contextlib.suppress(NoDigit):
            sure += read(reader, paper.no_digit(0, random)).sure
    assert sure <= 1  # an empty box may be a 0


@pytest.mark.parametrize(
    ("kind", "options"),
    [("WEBP", {}), ("WEBP", {"lossless": True}), ("JPEG", {"progressive": True}), ("HEIF", {}), ("PNG", {})],
    ids=["WebP", "lossless WebP", "progressive JPEG", "HEIC", "PNG"],
)
def test_every_format_that_phones_write_is_read(reader, kind, options):
    image = Image.new("RGB", (640, 480), paper.WHITE)
    paper.write(image, paper.hand(4, np.random.default_rng(2)), (300, 240), 200, 16)
    if kind == "HEIF":
        heif = pytest.importorskip("pillow_heif")
        file = BytesIO()
        heif.from_pillow(image).save(file)
        payload = file.getvalue()
        assert payload[4:12] == b"ftypheic"
    else:
        payload = paper.saved(image, kind, **options)
    assert read(reader, payload).digit == 4
