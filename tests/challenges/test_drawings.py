"""The two challenges on the pad: found drawings pass the check anew, samples and scribbles do not."""

import numpy as np
import pytest

from rnndemo.challenges.drawings import ROWS, Search, differ, early, hand, load_readers, read
from rnndemo.digits import sketch, symbols
from rnndemo.digits.handwriting import drawing, sample
from rnndemo.digits.pen.reader import from_drawing, read_path
from rnndemo.digits.reader import SURE, read_rows

READERS = load_readers()


@pytest.mark.parametrize("seed", [0])
def test_a_drawing_found_is_read_as_two_digits_both_sure(seed):
    search = Search(differ, 0.9, seed)
    for _ in search.run():
        pass
    rows = read_rows(READERS.rows, sketch.from_drawing(search.drawing))
    pen = read_path(READERS.pen, from_drawing(search.drawing))
    assert rows.digit != pen.digit
    assert min(rows.probabilities.max(), pen.probabilities.max()) >= SURE
    assert not rows.strange
    assert read(READERS, search.drawing).differ


@pytest.mark.parametrize("seed", [0, 1])
def test_a_drawing_found_is_known_from_an_early_row_to_the_last(seed):
    search = Search(early, 0.0, seed)
    for _ in search.run():
        pass
    seen = read(READERS, search.drawing)
    assert seen.early
    belief = read_rows(READERS.rows, sketch.from_drawing(search.drawing)).belief
    answer = belief[-1].argmax()
    assert (belief[seen.known_after - 1 :, answer] >= SURE).all()
    assert seen.known_after == 1 or belief[seen.known_after - 2, answer] < SURE
    assert seen.known_after <= ROWS


@pytest.mark.parametrize("digit", [0, 2, 3, 5, 7, 8, 9])
def test_a_digit_in_a_steady_hand_passes_neither(digit):
    seen = read(READERS, sample(digit))
    assert not seen.differ
    assert not seen.early


def test_few_tries_without_thinking_pass():
    """Everyday hands, each digit equally often."""
    random = np.random.default_rng(5)
    seen = [read(READERS, hand(random, 0.0)) for _ in range(200)]
    assert np.mean([each.differ for each in seen]) < 0.03
    assert np.mean([each.early for each in seen]) < 0.15


def test_a_symbol_that_is_no_digit_passes_neither():
    random = np.random.default_rng(7)
    for _ in range(10):
        seen = read(READERS, drawing(symbols.write("+", random, 0.3), 180, (140, 140), 18))
        assert not seen.differ
        assert not seen.early


@pytest.mark.parametrize("nothing", [{"objects": []}, {"objects": [{"type": "Path", "path": [["M", 9, 9]]}]}])
def test_an_empty_pad_is_no_digit(nothing):
    with pytest.raises(sketch.NoDigit):
        read(READERS, nothing)


@pytest.mark.parametrize("bad", [None, {}, {"objects": [{"type": "Rect"}]}, {"objects": "x"}])
def test_what_is_no_drawing_is_refused(bad):
    with pytest.raises(sketch.BadDrawing):
        read(READERS, bad)
