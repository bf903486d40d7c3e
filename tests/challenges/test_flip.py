"""Flip a 7: few units are enough for the sevens of the page, but not the first ones to come to mind."""

import numpy as np
import pytest
import torch

from rnndemo.challenges import flip
from rnndemo.challenges.flip import HANDS, MOST, Search, check, leads
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.memory.surgery import important_units

READER = load_reader().reader
SEVENS = {name: sketch.from_drawing(handwriting.sample(7, hand)) for name, hand in HANDS.items()}
PAIRS = {"7 a": True, "7 b": True, "7 c": False}  # whether two units are enough


@pytest.mark.parametrize("name", HANDS)
def test_the_search_finds_the_fewest_units_and_they_pass_the_check(name):
    search = Search(SEVENS[name])
    for _ in search.run():
        pass
    assert len(search.units) == (2 if PAIRS[name] else 3)
    flipped = check(READER, SEVENS[name], search.units)
    assert flipped.passed
    assert flipped.after.digit != 7


@pytest.mark.parametrize("name", HANDS)
def test_no_unit_the_three_lowest_bars_and_the_three_most_important_do_not_pass(name):
    seven = SEVENS[name]
    lowest = leads(READER, seven, [(unit,) for unit in range(64)]).argsort()[:MOST]
    state = read_rows(READER, seven).trace.hidden_state[-1]
    for units in ((), lowest.tolist(), important_units(READER, state, 7, MOST)):
        assert not check(READER, seven, units).passed


def test_a_random_try_does_not_pass():
    random = np.random.default_rng(0)
    sets = [random.choice(64, MOST, replace=False) for _ in range(500)]
    flips = [(leads(READER, seven, sets) < 0).mean() for seven in SEVENS.values()]
    assert max(flips) < 0.01


def test_a_lead_is_the_difference_of_the_logits_of_the_same_reading():
    seven, units = SEVENS["7 a"], (3, 15, 49)
    p = np.log(np.delete(check(READER, seven, units).after.probabilities, 7))
    own = np.log(check(READER, seven, units).after.probabilities[7])
    assert leads(READER, seven, [units])[0] == pytest.approx(own - p.max(), abs=1e-3)


@pytest.mark.parametrize("units", [(64,), (-1,), (3, 3)])
def test_units_that_do_not_exist_or_are_named_twice_are_refused(units):
    with pytest.raises(ValueError, match="different numbers from 0 to 63"):
        check(READER, SEVENS["7 a"], units)


def test_more_than_three_units_do_not_pass_though_they_flip_it():
    flipped = check(READER, SEVENS["7 a"], range(64))
    assert flipped.after.digit != 7
    assert not flipped.passed


@pytest.mark.parametrize("digit", [1, 3])
def test_another_digit_does_not_count_as_a_flipped_seven(digit):
    image = sketch.from_drawing(handwriting.sample(digit))
    assert not check(READER, image, (1, 2, 3)).passed


def test_a_seven_that_is_none_to_begin_with_is_not_fair():
    blurred = np.full((28, 28), 0.1)
    assert not check(READER, blurred, ()).fair


def test_where_nothing_flips_the_search_ends_without_units(monkeypatch):
    monkeypatch.setattr(flip, "MOST", 1)
    search = Search(SEVENS["7 c"])
    assert [tried.step for tried in search.run()] == [64]
    assert search.units is None


def test_the_weights_are_as_before():
    before = READER.recurrent.weight_hh_l0.clone()
    check(READER, SEVENS["7 a"], (1, 2))
    assert torch.equal(before, READER.recurrent.weight_hh_l0)
