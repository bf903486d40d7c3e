"""Strokes become the picture MNIST's own preparation would have made of them."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnndemo.digits import handwriting, sketch
from rnndemo.digits.sketch import BadDrawing, NoDigit

SEVEN = [["M", 80, 60], ["L", 195, 58], ["L", 150, 140], ["L", 120, 230]]


def path(commands, **changes):
    return {"type": "Path", "path": commands, "strokeWidth": 20} | changes


def drawing(*objects):
    return {"version": "7.1.0", "objects": list(objects)}


def hand(digit, seed):
    return handwriting.write(digit, np.random.default_rng(seed))


@pytest.mark.parametrize(("radius", "edge"), [(1.22, 1.6), (2.5, 1.0), (0.8, 2.0)])
def test_ink_across_a_long_line_falls_off_as_the_pen_profile_says(radius, edge):
    for x in (14.0, 14.3, 9.85):
        picture = sketch.render(np.array([[[x, -100.0], [x, 100.0]]]), radius, edge)
        distance = np.abs(np.arange(28) + 0.5 - x)
        expected = np.clip((radius - distance) / edge + 0.5, 0, 1)
        assert picture == pytest.approx(np.tile(expected, (28, 1)), abs=1e-5)


def test_ink_around_a_point_is_round():
    picture = sketch.render(np.array([[[10.0, 17.0], [10.0, 17.0]]]))
    x, y = np.meshgrid(np.arange(28) + 0.5, np.arange(28) + 0.5)
    distance = np.hypot(x - 10, y - 17)
    assert picture == pytest.approx(np.clip((1.22 - distance) / 1.6 + 0.5, 0, 1), abs=1e-5)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("seed", range(3))
def test_a_digit_fills_mnists_box_about_its_centre_of_mass(digit, seed):
    picture = sketch.from_drawing(handwriting.drawing(hand(digit, seed), 200, (140, 140), 20))
    assert picture.shape == (28, 28)
    assert picture.min() == 0
    assert picture.max() == 1
    # A level line's ink, sampled at pixel centres, weighs up to a sixth of a pixel off its middle.
    centres = np.arange(28) + 0.5
    mass_x, mass_y = (picture.sum(axis=axis) @ centres / picture.sum() for axis in (0, 1))
    assert (mass_x, mass_y) == pytest.approx((14.5, 14.5), abs=0.17)
    rows, columns = np.flatnonzero((picture > 0.4).any(axis=1)), np.flatnonzero((picture > 0.4).any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == pytest.approx(20, abs=1)


@pytest.mark.parametrize("digit", range(10))
def test_place_size_and_pen_leave_the_picture_alone(digit):
    strokes = hand(digit, 40 + digit)
    expected = sketch.from_drawing(handwriting.drawing(strokes, 140, (140, 140), 20))
    for size in (0.4, 1.0, 2.0):
        for centre in ((140, 140), (60, 250), (-30, 500)):
            for pen in (2, 20, 40):
                again = sketch.from_drawing(handwriting.drawing(strokes, 140 * size, centre, pen))
                # The canvas rounds to hundredths of a pixel, and a line is resampled in whole points.
                assert np.abs(again - expected).max() < 0.03, (size, centre, pen)


def test_how_often_the_pen_was_sampled_leaves_the_picture_alone():
    sparse = np.array([[40.0, 30.0], [200.0, 30.0], [90.0, 240.0]])
    share = np.linspace(0, 2, 401)
    dense = np.stack([np.interp(share, np.arange(3), sparse[:, axis]) for axis in (0, 1)], axis=1)
    few, many = (sketch.frame([sketch.Stroke(points, 20.0)]) for points in (sparse, dense))
    assert np.abs(few - many).max() < 0.1  # only the corner is cut, by half a resampling step


def test_a_stray_dot_leaves_the_picture_alone():
    dot = path([["M", 260, 20], ["L", 260.04, 20]])
    assert np.array_equal(
        sketch.from_drawing(drawing(path(SEVEN), dot)), sketch.from_drawing(drawing(path(SEVEN)))
    )


def test_an_object_without_a_place_lies_where_its_points_say():
    (stroke,) = sketch.strokes_of(drawing(path(SEVEN)))
    assert stroke.points == pytest.approx(np.array([[80, 60], [195, 58], [150, 140], [120, 230]]))
    assert stroke.width == 20


# A line from (10, 20) to (50, 100) is 40 x 80 and, with a pen of 10, lies in a box of 50 x 90.
LINE = {"width": 40, "height": 80, "strokeWidth": 10}


@pytest.mark.parametrize(
    ("place", "start", "end"),
    [
        # Centre where it was drawn: (30, 60).
        ({"left": 5, "top": 15, "originX": "left", "originY": "top"}, (10, 20), (50, 100)),
        ({"left": 30, "top": 60, "originX": "center", "originY": "center"}, (10, 20), (50, 100)),
        ({"left": 55, "top": 105, "originX": "right", "originY": "bottom"}, (10, 20), (50, 100)),
        # Moved by (100, 7).
        ({"left": 105, "top": 22}, (110, 27), (150, 107)),
        # Twice as wide, half as high: the box is 100 x 45, its centre (55, 37.5).
        ({"left": 5, "top": 15, "scaleX": 2, "scaleY": 0.5}, (15, 17.5), (95, 57.5)),
        # A quarter turn clockwise about the centre: (x, y) goes to (-y, x).
        ({"left": 30, "top": 60, "originX": "center", "originY": "center", "angle": 90}, (70, 40), (-10, 80)),
        # The same turn about the box's own corner at (5, 15): the centre goes to (5 - 45, 15 + 25).
        ({"left": 5, "top": 15, "angle": 90}, (0, 20), (-80, 60)),
        # Turned and scaled: half extents (40, 20) become (-20, 40).
        (
            {"left": 0, "top": 0, "originX": "center", "originY": "center", "angle": 90}
            | {"scaleX": 2, "scaleY": 0.5},
            (20, -40),
            (-20, 40),
        ),
        (
            {"left": 30, "top": 60, "originX": "center", "originY": "center", "flipX": True},
            (50, 20),
            (10, 100),
        ),
    ],
)
def test_an_object_the_visitor_moved_is_read_where_it_now_is(place, start, end):
    (stroke,) = sketch.strokes_of(drawing(path([["M", 10, 20], ["L", 50, 100]], **LINE, **place)))
    assert stroke.points == pytest.approx(np.array([start, end]), abs=1e-9)


def test_a_scaled_object_has_a_scaled_pen():
    (stroke,) = sketch.strokes_of(drawing(path(SEVEN, strokeWidth=10, scaleX=2, scaleY=4.5)))
    assert stroke.width == pytest.approx(30)


def test_quadratic_and_cubic_curves_are_flattened_onto_the_true_curve():
    commands = [["M", 10, 20], ["Q", 60, 0, 90, 50], ["C", 100, 80, 40, 130, 30, 200], ["Z"]]
    (stroke,) = sketch.strokes_of(drawing(path(commands)))
    t = np.array([[0.25], [0.5], [0.75], [1.0]])
    a, b, c = np.array([[10, 20], [60, 0], [90, 50]])
    quadratic = (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c
    p, q, r, s = np.array([[90, 50], [100, 80], [40, 130], [30, 200]])
    cubic = (1 - t) ** 3 * p + 3 * t * (1 - t) ** 2 * q + 3 * t**2 * (1 - t) * r + t**3 * s
    assert stroke.points == pytest.approx(np.vstack([a, quadratic, cubic, a]))


@pytest.mark.parametrize(
    ("objects", "says"),
    [
        ([], "nothing here to read"),
        ([path([["M", 140, 140], ["L", 140.04, 140]])], "larger than a dot"),
        ([path([["M", 140, 140]])], "larger than a dot"),
        ([path([["M", 20, 140], ["L", 260, 150]])], "flat line"),
        ([path([["M", 20, 140], ["L", 260, 140]])], "flat line"),
        ([path([["M", 20, 20], *(["L", 20 + 240 * (k % 2), 20 + 8 * k] for k in range(30))])], "scribble"),
    ],
)
def test_what_is_no_digit_is_told_so_in_a_sentence(objects, says):
    with pytest.raises(NoDigit, match=says) as told:
        sketch.from_drawing(drawing(*objects))
    assert str(told.value).endswith(".")


@pytest.mark.parametrize("text", ["", "{", "nonsense", b"\xff\xfe\xff", "[" * 100_000, "1" * 5_000, "NaN,"])
def test_what_is_not_json_is_a_bad_drawing(text):
    with pytest.raises(BadDrawing, match="not JSON"):
        sketch.strokes_from_json(text)


@pytest.mark.parametrize("thing", [None, 3, "text", [], {}, {"objects": None}, {"objects": {"0": {}}}])
def test_json_without_objects_is_a_bad_drawing(thing):
    with pytest.raises(BadDrawing, match="no list of objects"):
        sketch.strokes_from_json(json.dumps(thing))


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    "item",
    [
        None,
        7,
        "Path",
        [],
        {},
        {"type": "Circle", "radius": 20},
        {"type": "Path"},
        path(None),
        path([]),
        path({}),
        path("ML"),
        path([[]]),
        path([["L"]]),
        path([["M", 1]]),
        path([["M", 1, 2, 3]]),
        path([["M", 1, 2, 3, 4], ["L", 100, 200]]),
        path([["Q", 1, 2, 3, 4]]),
        path([["Z"]]),
        path([["M", 10, 20], ["Q", 60, 0], ["L", 100, 200]]),
        path([["M", 10, 20], ["C", *range(3000)]]),
        path([["M", 10, 20], ["A", 5, 5, 0, 0, 1, 30, 30]]),
        path([["M", "x", "y"]]),
        path([["M", None, 2], ["L", 100, 200]]),
        *(path([["M", 10, 20], ["L", number, 200]]) for number in (NAN, INF, -INF, 1e300, 2e6, 10**400)),
        *(path(SEVEN, left=5, top=number) for number in (NAN, INF, 1e300, None, "x", [], 10**400)),
        *(path(SEVEN, scaleX=number) for number in (NAN, INF, 1e300, None)),
        *(path(SEVEN, angle=number) for number in (NAN, INF, None)),
        path(SEVEN, strokeWidth="broad"),
        path(SEVEN, left=5, top=5, originX="nowhere"),
        path(SEVEN, left=5, top=5, originX=[]),
    ],
    ids=lambda item: str(item)[:50],
)
def test_a_stroke_that_cannot_be_read_is_a_bad_drawing(item):
    with pytest.raises(BadDrawing, match="cannot be read"):
        sketch.from_drawing(drawing(path(SEVEN), item))


@pytest.mark.parametrize("width", [NAN, INF, 1e300, -5, 0])
def test_a_pen_without_a_valid_width_does_not_stop_the_reading(width):
    try:
        picture = sketch.from_drawing(drawing(path(SEVEN, strokeWidth=width)))
    except NoDigit:  # broader than all that was drawn with it
        return
    assert np.isfinite(picture).all()


@pytest.mark.parametrize("where", [0, 1e5, -9e5])
def test_coordinates_far_off_the_canvas_still_make_a_digit(where):
    far = [[command, x + where, y] for command, x, y in SEVEN]
    assert sketch.from_drawing(drawing(path(far))) == pytest.approx(
        sketch.from_drawing(drawing(path(SEVEN))), abs=0.01
    )


def test_more_points_than_a_sketch_has_are_refused():
    line = [["M", 0, 0], *(["L", k % 200, k % 190] for k in range(sketch.MAX_POINTS))]
    with pytest.raises(BadDrawing, match="more than 50,000 points"):
        sketch.from_drawing(drawing(path(line)))
    with pytest.raises(BadDrawing, match="more than 50,000 points"):
        sketch.from_drawing(drawing(*[path(line[:101])] * 500))


NUMBERS = st.one_of(
    st.integers(-500, 500),
    st.floats(-500, 500),
    st.floats(),
    st.sampled_from([1e300, -1e300, 10**400, 0, None, True, "7", "x", [], {}]),
)
COMMANDS = st.tuples(st.sampled_from([*"MLQCZA", "", None, 3]), st.lists(NUMBERS, max_size=7)).map(
    lambda pair: [pair[0], *pair[1]]
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=8,
)
FIELDS = ("strokeWidth", "left", "top", "width", "height", "scaleX", "scaleY", "angle", "skewX", "flipX")
ITEMS = st.one_of(
    JSON,
    st.builds(
        lambda commands, fields: path([["M", 20, 30], ["L", 90, 150], *commands], **fields),
        st.lists(COMMANDS, max_size=3),
        st.dictionaries(st.sampled_from(FIELDS), NUMBERS, max_size=4),
    ),
)


@settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(JSON, st.lists(ITEMS, max_size=3).map(lambda items: {"objects": items})))
def test_any_json_is_a_picture_or_a_clear_refusal(thing):
    try:
        picture = sketch.frame(sketch.strokes_from_json(json.dumps(thing)))
    except (NoDigit, BadDrawing):
        return
    assert picture.shape == (28, 28)
    assert np.isfinite(picture).all()
