"""The picture of a race while it trains."""

import numpy as np

from rnndemo.memory.recall import CHANCE, RecallConfig
from rnndemo.memory.training import RecallStep, RecallTraining
from rnndemo.ui.memory import race
from tests.svg import lines


def test_a_network_starts_at_chance_and_ends_at_its_latest_accuracy():
    training = RecallTraining(RecallConfig(delay=3, steps=100))
    training.evaluations.append(RecallStep(50, 100, 0.1, 3, 1.0, 0.0))
    chance, half, all_recalled, curve = lines(race.live([training]))
    np.testing.assert_allclose(curve, [[0, chance[0, 1]], [50, all_recalled[0, 1]]])
    assert half[0, 1] > all_recalled[0, 1]
    assert CHANCE < 0.5
