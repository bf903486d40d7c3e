"""The challenge to carry a value: one LSTM unit, its gates set by hand, holds +0.8 through 20 words."""

from typing import NamedTuple

import numpy as np

from rnndemo.memory.hand_cell import Gates, State, drive

WORDS = 20  # between the dish and the question
VALUE = 0.8  # what the dish asks to be written
WITHIN = 0.05  # how far the diary may be off in the end
STORIES = 10  # the worst of them counts


class Setting(NamedTuple):
    """How far two gates are open at two moments, each from 0 to 1."""

    dish_forget_gate: float = 0.5
    dish_input_gate: float = 0.5
    word_forget_gate: float = 0.5
    word_input_gate: float = 0.5


class Carried(NamedTuple):
    """The worst of the stories: the cell before the dish, after it, and after each word."""

    states: tuple[State, ...]  # WORDS + 2
    error: float  # how far c is from VALUE in the end

    @property
    def passed(self) -> bool:
        """Whether the value was carried in every story."""
        return self.error <= WITHIN


def check(setting: Setting, random: np.random.Generator) -> Carried:
    """Tell STORIES stories and return the one that went worst.

    Before each there is something old in the diary, and every word has something of its own to write: both
    are drawn from −1 to 1. Raises ValueError for a gate outside 0..1.
    """
    for name, opened in setting._asdict().items():
        if not 0 <= opened <= 1:
            raise ValueError(f"{name} must be from 0 to 1, not {opened}")
    stories = [_tell(setting, random) for _ in range(STORIES)]
    return max(stories, key=lambda story: story.error)


def _tell(setting: Setting, random: np.random.Generator) -> Carried:
    states = [State(float(random.uniform(-1, 1)))]
    dish = Gates(setting.dish_forget_gate, setting.dish_input_gate, 1.0, VALUE)
    words = [
        Gates(setting.word_forget_gate, setting.word_input_gate, 1.0, float(candidate))
        for candidate in random.uniform(-1, 1, WORDS)
    ]
    for gates in (dish, *words):
        states.append(drive(states[-1], gates))
    return Carried(tuple(states), abs(states[-1].cell_state - VALUE))


SOLUTION = Setting(0.0, 1.0, 1.0, 0.0)  # erase what is old, write the dish, then only keep
