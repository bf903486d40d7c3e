"""What a hand leaves beside a digit is no part of it; what a hand does to a digit leaves it one."""

import numpy as np
import pytest

from rnndemo.digits import marks, sketch
from rnndemo.digits.reader import load_reader
from rnndemo.digits.sketch import NoDigit
from tests.bench import strokes


@pytest.mark.parametrize("kind", strokes.KINDS, ids=lambda kind: kind.__name__)
def test_a_digit_is_read_however_it_was_drawn(kind):
    right, wrong = strokes.count(load_reader().reader, kind, 40)
    assert right >= 37
    assert wrong <= 1


@pytest.mark.parametrize(("long", "kept"), [(14, False), (40, False), (150, True)])
def test_a_mark_is_judged_by_its_share_of_the_ink_and_its_distance(long, kept):
    one = np.array([[140.0, 40.0], [140.0, 240.0]])
    mark = np.array([[200.0, 100.0], [200.0, 100.0 + long]])
    assert marks.of_the_digit([one, mark]).tolist() == [True, kept]


def line(*points, **more):
    path = [["M", *points[0]], *(["L", *point] for point in points[1:])]
    return {"type": "path", "path": path, "strokeWidth": 14, "stroke": "#1b2530", **more}


SEVEN = line((80, 60), (200, 60), (130, 230))
ACROSS = (20, 20), (260, 260)


@pytest.mark.parametrize(
    "erased",
    [
        line(*ACROSS, stroke="#ffffff"),
        line(*ACROSS, stroke="white"),
        line(*ACROSS, stroke="rgba(0, 0, 0, 0)"),
        line(*ACROSS, globalCompositeOperation="destination-out"),
        line(*ACROSS, opacity=0),
    ],
    ids=["white", "white by name", "clear", "eraser", "no opacity"],
)
def test_a_line_that_leaves_no_ink_is_no_ink(erased):
    alone = sketch.from_drawing({"objects": [SEVEN]})
    assert np.array_equal(sketch.from_drawing({"objects": [SEVEN, erased]}), alone)
    with pytest.raises(NoDigit):
        sketch.from_drawing({"objects": [erased]})
