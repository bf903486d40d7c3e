"""The challenge to make the plain RNN remember: recall the dish after 50 words, by training it well."""

from dataclasses import replace
from typing import NamedTuple

from rnndemo.memory.recall import RecallConfig, accuracy
from rnndemo.memory.training import RecallTraining

DELAY = 50  # filler words
PASS = 0.9  # share of dishes recalled; guessing gives an eighth
SENTENCES = 1024  # new ones, drawn after the training
MOST_STEPS = 600  # of the optimiser
SEED = 1  # of everybody: no lucky start is to be found by trying seeds
FREE = ("start", "learning_rate", "steps", "curriculum")  # what may be chosen
RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)  # learning rates to choose from
RULES = RecallConfig("rnn", delay=DELAY, seed=SEED)
SOLUTION = replace(RULES, start="orthogonal", learning_rate=0.002, steps=400, curriculum=True)


class Recalled(NamedTuple):
    """How many of the new sentences' dishes were recalled."""

    config: RecallConfig
    share: float

    @property
    def passed(self) -> bool:
        """Whether enough dishes were recalled."""
        return self.share >= PASS


def check(training: RecallTraining, seed: int) -> Recalled:
    """Examine a trained network on SENTENCES sentences of this seed, from 2 on: no training uses those.

    Raises ValueError where anything but FREE is not as in RULES, or the network is no plain RNN.
    """
    config = training.config
    allowed = replace(RULES, **{name: getattr(config, name) for name in FREE})
    if config != allowed or training.network.config != config or config.steps > MOST_STEPS:
        raise ValueError(
            f"only {', '.join(FREE)} may be chosen, with at most {MOST_STEPS:,} steps, not {config}"
        )
    return Recalled(config, accuracy(training.network, DELAY, SENTENCES, seed))
