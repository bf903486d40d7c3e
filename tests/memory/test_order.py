"""What a network answers when it cannot know the order of its input."""

import numpy as np
import pytest
import torch

from rnndemo.memory.network import logits
from rnndemo.memory.order import order_blind
from rnndemo.memory.recall import RecallConfig, RecallNetwork, one_hot


@pytest.fixture(scope="module")
def network():
    return RecallNetwork(RecallConfig(delay=5, hidden_size=16))


def test_without_memory_the_order_makes_no_difference_and_with_memory_it_does(network):
    x = torch.rand(20, 17, generator=torch.Generator().manual_seed(2))
    shuffled = x[np.random.default_rng(3).permutation(20)]
    assert order_blind(network, x) == pytest.approx(order_blind(network, shuffled), abs=1e-6)
    with torch.no_grad():
        difference = logits(network, x[None]).softmax(-1) - logits(network, shuffled[None]).softmax(-1)
    assert difference.abs().max() > 1e-4


def test_a_sequence_of_one_step_is_read_as_with_memory(network):
    word = one_hot(torch.tensor([3]))
    with torch.no_grad():
        whole = logits(network, word[None]).softmax(-1)[0].numpy()
    assert order_blind(network, word) == pytest.approx(whole, abs=1e-6)
