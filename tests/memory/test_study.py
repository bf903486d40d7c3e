"""The study of recall: its card says what was trained and measured."""

import pytest
import torch

from rnndemo import checkpoints
from rnndemo.checkpoints import CheckpointError
from rnndemo.memory import card, recall, study
from rnndemo.memory.recall import RecallConfig


def test_the_shipped_networks_are_as_accurate_as_their_card_says():
    networks, shipped = study.load()
    assert set(networks) == {"tiny", "rnn", "gru", "lstm"}
    for name, network in networks.items():
        assert recall.accuracy(network, network.config.delay) == shipped.networks[name].accuracy


def test_the_headline_holds_over_the_seeds_of_the_card():
    """LSTM at least 0.99 and plain RNN at most 0.3 in at least 9 of 10 seeds, with the same settings."""
    shipped = card.read()
    lstm, rnn = (shipped.at(name, study.HEADLINE) for name in ("lstm", "rnn"))
    assert len(lstm.accuracy) == len(rnn.accuracy) == 10
    assert sum(score >= 0.99 for score in lstm.accuracy) >= 9
    assert sum(score <= 0.3 for score in rnn.accuracy) >= 9
    assert lstm.config == RecallConfig("lstm", **{k: v for k, v in vars(rnn.config).items() if k != "cell"})


def test_a_small_study_is_saved_and_read_back_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "HEADLINE", 5)
    monkeypatch.setattr(study, "DELAYS", (3, 5))
    for name in ("RESTLESS", "FAR", "TINY"):
        monkeypatch.setattr(study, name, RecallConfig("rnn", delay=3, hidden_size=3, steps=2))
    small = study.Study(seeds=2, steps=2)
    done = list(small.train())
    assert [progress.step for progress in done] == list(range(1, done[0].steps + 1))
    small.save(tmp_path)
    networks, read = study.load(tmp_path)
    assert read == small.card
    assert card.read(tmp_path) == small.card
    assert [point.config.delay for point in read.curves["gru"]] == [3, 5]
    assert all(len(point.accuracy) == 2 for curve in read.curves.values() for point in curve)
    for name, network in networks.items():
        assert network.config == read.networks[name].config
        for key, weight in network.state_dict().items():
            assert torch.equal(weight, small.weights[f"{name}.{key}"])


def test_weights_that_do_not_fit_the_networks_on_the_card_are_refused(tmp_path):
    shipped = checkpoints.load(card.NAME)
    checkpoints.save(card.NAME, {"a": torch.zeros(1)}, shipped.card, tmp_path)
    with pytest.raises(CheckpointError, match="do not fit"):
        study.load(tmp_path)
