"""Carry a value: only gates that erase once, write once and then rest pass, whatever is said meanwhile."""

import numpy as np
import pytest

from rnndemo.challenges.carry import SOLUTION, STORIES, VALUE, WITHIN, Setting, check


def test_the_solution_passes_in_every_story():
    for seed in range(20):
        carried = check(SOLUTION, np.random.default_rng(seed))
        assert carried.passed
        assert carried.states[-1].cell_state == pytest.approx(VALUE)


@pytest.mark.parametrize(
    "setting",
    [
        Setting(),  # as the sliders stand at first
        SOLUTION._replace(word_forget_gate=0.95),  # 0.95 ** 20 is a third
        SOLUTION._replace(word_input_gate=0.05),  # each word writes a little
        SOLUTION._replace(dish_forget_gate=1.0),  # what was there before stays
        SOLUTION._replace(dish_input_gate=0.5),  # half the dish is written
        Setting(0, 1, 0, 1),  # each word is written over the last
    ],
)
def test_other_gates_do_not_pass_in_ten_stories_out_of_ten_times_ten(setting):
    assert not any(check(setting, np.random.default_rng(seed)).passed for seed in range(10))


def test_a_leak_of_a_twentieth_leaves_a_third():
    carried = check(SOLUTION._replace(word_forget_gate=0.95), np.random.default_rng(0))
    assert carried.states[-1].cell_state == pytest.approx(0.8 * 0.95**20)
    assert carried.error == pytest.approx(0.8 - 0.8 * 0.95**20)


def test_a_random_try_does_not_pass():
    random = np.random.default_rng(0)
    tries = [Setting(*random.integers(0, 21, 4) / 20) for _ in range(1000)]
    assert sum(check(setting, random).passed for setting in tries) <= 1


@pytest.mark.parametrize("opened", [-0.1, 1.05, float("nan"), float("inf")])
def test_a_gate_that_no_slider_can_set_is_refused(opened):
    with pytest.raises(ValueError, match="word_forget_gate must be from 0 to 1"):
        check(SOLUTION._replace(word_forget_gate=opened), np.random.default_rng(0))


def test_the_worst_of_the_stories_counts():
    setting = SOLUTION._replace(word_input_gate=0.02)
    random = np.random.default_rng(1)
    worst = check(setting, random).error
    assert STORIES == 10
    assert worst > WITHIN  # where a single story passes more often than not
