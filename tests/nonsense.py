"""Nonsense as visitors, browsers and broken links send it, for all tests of bad input."""

import copy
import json
import random
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from rnndemo.digits import handwriting

ODD = [
    *(float("nan"), float("inf"), -float("inf"), 1e300, -1e300, 1e-320, 10**400, -0.0, 2**63, 1e6, -999_999),
    *(None, True, "7", "x", "", "9" * 5_000, [], {}, [[1]]),
]
PLACES = ("left", "top", "width", "height", "scaleX", "scaleY", "angle", "skewX", "skewY", "flipX", "originX")

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=8,
)

link_values = st.one_of(
    st.sampled_from(
        ["", "nan", "inf", "-inf", "1e400", "-1", "0x10", "1_0", "１２", "٣", " 5 ", "5.0", "+5", "1e-320"]
        + ["9" * 400, "a" * 5_000, "\0", "%00", "<script>", "'; --", "😀", "None", "true", "false", "[1,2]"]
        + ["LSTM", "lstm", "your own data", "your drawing", "Own", "Inside", "shuffled", "1.5", "0.07500001"]
    ),
    st.integers(-(10**6), 10**6).map(str),
    st.floats().map(str),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.lists(st.sampled_from(["1", "2", "inf", "x", "true", "LSTM", "GRU", ""]), min_size=2, max_size=4),
)


def fuzzed_drawings(count: int, seed: int) -> Iterator[object]:
    """Yield drawings of digits, each with one to sixteen of its parts bent, lost, doubled or replaced."""
    chance = random.Random(seed)
    digits = [json.dumps(handwriting.sample(digit, hand)) for digit in range(10) for hand in range(5)]
    for _ in range(count):
        drawing = json.loads(chance.choice(digits))
        for _ in range(chance.choice([1, 1, 2, 4, 16])):
            _bend(drawing, chance)
        yield drawing


def _bend(drawing: dict, chance: random.Random) -> None:
    spots = list(_spots(drawing))
    if not spots:
        return
    inside, at = chance.choice(spots)
    way = chance.choice(["replace", "place", "scale", "remove", "double", "many"])
    if way == "place" and isinstance(inside, dict):
        inside[chance.choice(PLACES)] = copy.deepcopy(chance.choice([*ODD, 5, 30, -1, 0.01, 90]))
    elif way == "scale" and isinstance(inside[at], float):
        inside[at] *= chance.choice([-1, 0, 1e-9, 3, 1e5])
    elif way == "remove":
        del inside[at]
    elif way == "double" and isinstance(inside, list):
        inside.insert(at, copy.deepcopy(chance.choice(inside)))
    elif way == "many" and isinstance(inside, list) and len(inside) < 200:
        inside[at:at] = copy.deepcopy(inside * 3)
    else:
        inside[at] = copy.deepcopy(chance.choice(ODD))


def _spots(thing: object) -> Iterator[tuple]:
    """Yield every (container, key or index) of a JSON value."""
    for at in (
        list(thing) if isinstance(thing, dict) else range(len(thing)) if isinstance(thing, list) else ()
    ):
        yield thing, at
        yield from _spots(thing[at])


def is_picture(picture: np.ndarray) -> bool:
    """Return whether this is a picture a digit reader can be given."""
    return (
        picture.shape == (28, 28)
        and bool(np.isfinite(picture).all())
        and 0 <= picture.min() <= picture.max() <= 1
    )
