"""The study of recall: its card says what was trained and measured."""

import csv
import io
from dataclasses import replace

import pytest
import torch

from rnndemo import cells, checkpoints
from rnndemo.checkpoints import CheckpointError
from rnndemo.memory import card, recall, study
from rnndemo.memory.recall import RecallConfig


def test_the_shipped_networks_are_as_accurate_as_their_card_says():
    networks, shipped = study.load()
    assert set(networks) == {"tiny", "rnn-short", "gru-short", "lstm-short", *study.CURVES}
    for name, network in networks.items():
        assert recall.accuracy(network, network.config.delay) == shipped.networks[name].accuracy


def test_the_headline_holds_over_the_seeds_of_the_card():
    """Set to hold, a cell recalls; as PyTorch starts it, none does. All else is the same for all."""
    shipped = card.read()
    at = {name: shipped.at(name, study.HEADLINE) for name in study.CURVES}
    for name, point in at.items():
        assert len(point.accuracy) == len(point.reach) == len(at["lstm-hold"].accuracy) >= 3
        assert point.config == RecallConfig(*name.split("-"))
    assert min(at["lstm-hold"].accuracy + at["gru-hold"].accuracy) >= 0.99
    assert max(at[f"{cell}-default"].mean_accuracy for cell in cells.CELLS) <= 0.3


def test_the_curves_as_a_table_have_every_training_of_the_card():
    shipped = card.read()
    lines = list(csv.DictReader(io.StringIO(card.as_csv(shipped))))
    assert len(lines) == sum(len(point.accuracy) for curve in shipped.curves.values() for point in curve)
    held = [line for line in lines if line["curve"] == "lstm-hold" and line["filler words"] == "100"]
    assert [float(line["accuracy"]) for line in held] == list(shipped.at("lstm-hold", 100).accuracy)


def test_what_reaches_the_end_before_training_is_measured_on_the_networks_start():
    shipped = card.read()
    for name in study.CURVES:
        point = shipped.at(name, 10)
        for seed, reach in list(enumerate(point.reach))[:2]:
            measured = study.reach_before_training(replace(point.config, seed=seed))
            assert reach == pytest.approx(measured, rel=1e-3)
    held, default = (
        shipped.at(f"lstm-{start}", study.HEADLINE).middle_reach for start in ("hold", "default")
    )
    assert held > 0.1 > 1e-10 > default


def test_a_small_study_is_saved_and_read_back_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "HEADLINE", 5)
    monkeypatch.setattr(study, "DELAYS", (3, 5))
    few = RecallConfig("rnn", delay=3, hidden_size=3, steps=2)
    for name in ("FAR", "FAR_RNN", "TINY"):
        monkeypatch.setattr(study, name, few)
    for name in ("RESTLESS", "SHORT"):
        monkeypatch.setattr(study, name, {f"rnn-{name.lower()}": few})
    small = study.Study(seeds=2, steps=2)
    done = list(small.train())
    assert [progress.step for progress in done] == list(range(1, done[0].steps + 1))
    small.save(tmp_path)
    networks, read = study.load(tmp_path)
    assert read == small.card
    assert card.read(tmp_path) == small.card
    assert [point.config.delay for point in read.curves["gru-hold"]] == [3, 5]
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
