"""Make the plain RNN remember: a good training passes, the page's first settings do not, nor another cell."""

from dataclasses import replace

import pytest

from rnndemo.challenges import recall
from rnndemo.challenges.recall import DELAY, PASS, RULES, SOLUTION, check
from rnndemo.memory.recall import CHANCE, RecallConfig
from rnndemo.memory.training import RecallTraining


def trained(config):
    training = RecallTraining(config)
    for _ in training.train():
        pass
    return training


def test_the_solution_passes_on_sentences_of_any_seed():
    training = trained(SOLUTION)
    for seed in (2, 77, 10**6):
        assert check(training, seed).share >= PASS


def test_the_first_settings_of_the_page_do_not_pass():
    assert check(trained(RULES), 2).share < 0.5


def test_an_untrained_network_guesses():
    assert check(RecallTraining(SOLUTION), 2).share == pytest.approx(CHANCE, abs=0.08)


@pytest.mark.parametrize(
    "config",
    [
        RecallConfig("lstm", "hold", delay=DELAY),
        RecallConfig("gru", delay=DELAY),
        replace(RULES, delay=1),
        replace(RULES, hidden_size=256),
        replace(RULES, seed=RULES.seed + 1),
        replace(RULES, batch=1024),
        replace(RULES, any_length=True),
        replace(RULES, steps=recall.MOST_STEPS + 1),
    ],
)
def test_another_cell_task_size_or_seed_is_refused(config):
    with pytest.raises(ValueError, match=r"may be chosen|of a plain RNN"):
        check(RecallTraining(config), 2)


def test_a_training_that_hides_another_network_is_refused():
    training = RecallTraining(RULES)
    training.network = RecallTraining(RecallConfig("lstm", "hold", delay=DELAY)).network
    with pytest.raises(ValueError):
        check(training, 2)
