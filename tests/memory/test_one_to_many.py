"""One number goes in, then only zeros; the hidden state continues the wave."""

import math

import pytest
import torch

from rnndemo import checkpoints
from rnndemo.memory import one_to_many
from rnndemo.memory.one_to_many import OneToMany, OneToManyCard


def test_the_true_wave_rises_through_its_start_value():
    wave = one_to_many.true_wave(torch.tensor([0.5]), 21)[0]
    assert wave[0] == pytest.approx(0.5)
    assert wave[1] > wave[0]
    assert wave[20] == pytest.approx(0.5, abs=1e-5)  # one period later
    assert wave.abs().max() <= 1


def test_only_the_first_value_goes_in():
    """A network that forgets everything must give the same values for every start, after the first step."""
    network = OneToMany(4)
    with torch.no_grad():
        network.recurrent.weight_hh_l0.zero_()
        network.recurrent.bias_ih_l0[4:8] = -50.0  # update gate closed: nothing is kept
        values = network(torch.tensor([0.2, 0.9]), 5)
    assert values[0, 0] != values[1, 0]
    assert torch.allclose(values[0, 1:], values[1, 1:])


def test_the_shipped_network_continues_waves_as_well_as_its_card_says():
    waves = one_to_many.continue_waves(one_to_many.load(), torch.linspace(-0.95, 0.95, 64))
    error = math.sqrt(torch.nn.functional.mse_loss(waves.values, waves.truth))
    card = OneToManyCard.from_card(checkpoints.read_card(one_to_many.NAME))
    assert error == pytest.approx(card.rms_error, rel=1e-3)
    assert error < 0.05


def test_a_saved_network_and_its_card_are_read_back(tmp_path):
    network = OneToMany(seed=5)
    one_to_many.save(network, tmp_path)
    loaded = one_to_many.load(tmp_path)
    assert all(
        torch.equal(weight, loaded.state_dict()[name]) for name, weight in network.state_dict().items()
    )
    card = OneToManyCard.from_card(checkpoints.read_card(one_to_many.NAME, tmp_path))
    assert card == OneToManyCard(one_to_many.PERIOD, one_to_many.LENGTH, one_to_many.rms_error(network))
