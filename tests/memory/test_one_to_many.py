"""One number goes in, then nothing; the state goes on with the wave."""

import math

import pytest
import torch

from rnndemo import checkpoints
from rnndemo.memory import one_to_many


def test_the_true_wave_rises_through_its_start():
    wave = one_to_many.true_wave(torch.tensor([0.5]), 21)[0]
    assert wave[0] == pytest.approx(0.5)
    assert wave[1] > wave[0]
    assert wave[20] == pytest.approx(0.5, abs=1e-5)  # one period later
    assert wave.abs().max() <= 1


def test_nothing_but_the_first_value_goes_in():
    """With its memory set to forget, the singer must repeat what silence alone gives."""
    singer = one_to_many.WaveSinger(4)
    with torch.no_grad():
        singer.recurrent.weight_hh_l0.zero_()
        singer.recurrent.bias_ih_l0[4:8] = -50.0  # update gate closed: keep nothing
        values = singer(torch.tensor([0.2, 0.9]), 5)
    assert values[0, 0] != values[1, 0]
    assert torch.allclose(values[0, 1:], values[1, 1:])


def test_the_shipped_singer_sings_as_well_as_its_card_says():
    song = one_to_many.sing(one_to_many.load(), torch.linspace(-0.95, 0.95, 64))
    error = math.sqrt(torch.nn.functional.mse_loss(song.values, song.truth))
    assert error == pytest.approx(checkpoints.read_card(one_to_many.NAME)["rms_error"], rel=1e-3)
    assert error < 0.05
