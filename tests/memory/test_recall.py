"""Recall at a distance: a fair exam, honest training, and a study that says what it ran."""

import json

import pytest
import torch

from rnndemo import __main__, checkpoints
from rnndemo.memory import recall, study
from rnndemo.memory.recall import Lane, RecallConfig, Recaller


def test_a_sentence_is_a_dish_then_fillers_then_the_question():
    sentences = recall.draw(500, 7, torch.Generator().manual_seed(0))
    assert sentences.words.shape == (500, 9)
    assert torch.equal(sentences.words[:, 0], sentences.dish)
    middle = [recall.WORDS[word] for word in sentences.words[:, 1:-1].unique()]
    assert sorted(middle) == sorted(recall.FILLERS)
    assert {recall.WORDS[word] for word in sentences.words[:, -1]} == {recall.QUESTION}
    assert sentences.dish.unique().numel() == len(recall.DISHES)


def test_a_network_that_says_one_dish_scores_chance():
    model = Recaller(RecallConfig(delay=5, hidden_size=4))
    with torch.no_grad():
        model.readout.weight.zero_()
        model.readout.bias[3] = 9.0
    assert recall.accuracy(model, 5, 4096) == pytest.approx(recall.CHANCE, abs=0.02)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_gates_start_where_the_forget_bias_puts_them(cell):
    model = Recaller(RecallConfig(cell, forget_bias=4.0))
    assert recall.accuracy(model, 3, 64) < 0.9
    bias = (model.recurrent.bias_ih_l0 + model.recurrent.bias_hh_l0).reshape(-1, 32)
    if cell == "lstm":  # i, f, g, o
        assert bias[0].tolist() == [-4.0] * 32
        assert bias[1].tolist() == [4.0] * 32
    else:  # r, z, n
        assert bias[1].tolist() == [4.0] * 32


def test_an_lstm_with_guarded_gates_solves_what_the_same_lstm_without_cannot():
    guarded, plain = Lane(RecallConfig(delay=40)), Lane(RecallConfig(delay=40, forget_bias=0.0, steps=200))
    for lane in (guarded, plain):
        for _ in lane.run():
            pass
    assert recall.accuracy(guarded.model, 40) >= recall.SOLVED
    assert guarded.solved_at == guarded.laps[-1].step
    assert recall.accuracy(plain.model, 40) < 0.5
    assert plain.solved_at is None


def test_the_same_seed_runs_the_same_race_whatever_else_draws_random_numbers():
    first = [lap[:5] for lap in Lane(RecallConfig(delay=5, steps=20)).run()]
    torch.rand(17)
    assert [lap[:5] for lap in Lane(RecallConfig(delay=5, steps=20)).run()] == first


def test_a_curriculum_lengthens_sentences_up_to_the_delay_and_no_further():
    lane = Lane(RecallConfig(delay=30, curriculum=True, learning_rate=0.02))
    delays = [lap.delay for lap in lane.run()]
    assert delays[0] == 1
    assert delays == sorted(delays)
    assert delays[-1] == 30
    assert lane.solved_at


@pytest.mark.parametrize("wrong", [{"cell": "cnn"}, {"delay": 0}, {"steps": 0}, {"forget_bias": 99.0}])
def test_an_impossible_race_is_refused_in_words(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        RecallConfig(**wrong)


def test_the_command_runs_one_lane_as_json(capsys):
    assert __main__.main(["recall", "--delay", "5", "--steps", "60", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == ["accuracy", "chance", "steps", "solved_at", "seconds", "config"]
    assert result["chance"] == 0.125
    assert result["config"]["delay"] == 5
    assert result["steps"] <= 60


def test_the_command_refuses_bad_numbers_without_a_traceback(capsys):
    assert __main__.main(["recall", "--delay", "0"]) == 2
    assert "delay must be from 1" in capsys.readouterr().err


def test_the_shipped_networks_score_what_their_card_says():
    recallers = study.load()
    for name, network in recallers.networks.items():
        assert recall.accuracy(network, network.config.delay) == recallers.card["networks"][name]["accuracy"]


def test_the_headline_is_true_over_the_cards_seeds():
    """LSTM at least 0.99 and plain RNN at most 0.3 in at least 9 of 10 seeds, with the same budget."""
    curves = checkpoints.read_card(study.NAME)["curves"]
    at = {
        name: next(p for p in curves[name] if p["config"]["delay"] == study.HEADLINE)
        for name in ("lstm", "rnn")
    }
    lstm, rnn = (at[name]["accuracy"] for name in ("lstm", "rnn"))
    assert len(lstm) == len(rnn) == 10
    assert sum(score >= 0.99 for score in lstm) >= 9
    assert sum(score <= 0.3 for score in rnn) >= 9
    budget = [{k: v for k, v in at[n]["config"].items() if k not in ("cell", "seed")} for n in at]
    assert budget[0] == budget[1]


def test_a_card_that_is_not_a_recall_card_is_refused(tmp_path):
    checkpoints.save(
        study.NAME, {"a": torch.zeros(1)}, {"networks": {"a": {"config": {"cell": "cnn"}}}}, tmp_path
    )
    with pytest.raises(checkpoints.CheckpointError, match="does not describe"):
        study.load(tmp_path)
