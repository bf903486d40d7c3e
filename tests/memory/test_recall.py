"""The recall task: its sentences, its networks, and the command that trains one."""

import json

import pytest
import torch

from rnndemo import __main__
from rnndemo.memory import recall
from rnndemo.memory.recall import RecallConfig, RecallNetwork


def test_a_sentence_is_a_dish_then_filler_words_then_the_question():
    sentences = recall.draw(500, 7, torch.Generator().manual_seed(0))
    assert sentences.words.shape == (500, 9)
    assert torch.equal(sentences.words[:, 0], sentences.dish)
    middle = [recall.WORDS[word] for word in sentences.words[:, 1:-1].unique()]
    assert sorted(middle) == sorted(recall.FILLERS)
    assert {recall.WORDS[word] for word in sentences.words[:, -1]} == {recall.QUESTION}
    assert sentences.dish.unique().numel() == len(recall.DISHES)


def test_a_sentence_about_a_dish_names_that_dish_and_has_the_same_filler_words_each_time():
    tofu, rice = (recall.sentence(dish, 5) for dish in ("mapo tofu", "fried rice"))
    assert recall.WORDS[tofu.words[0, 0]] == recall.DISHES[tofu.dish[0]] == "mapo tofu"
    assert recall.WORDS[rice.words[0, 0]] == recall.DISHES[rice.dish[0]] == "fried rice"
    assert torch.equal(tofu.words[:, 1:], rice.words[:, 1:])


def test_a_network_that_always_answers_the_same_dish_is_as_accurate_as_guessing():
    network = RecallNetwork(RecallConfig(delay=5, hidden_size=4))
    with torch.no_grad():
        network.readout.weight.zero_()
        network.readout.bias[3] = 9.0
    assert recall.accuracy(network, 5, 4096) == pytest.approx(recall.CHANCE, abs=0.02)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_gates_start_where_the_forget_bias_puts_them(cell):
    network = RecallNetwork(RecallConfig(cell, forget_bias=4.0))
    assert recall.accuracy(network, 3, 64) < 0.9
    bias = (network.recurrent.bias_ih_l0 + network.recurrent.bias_hh_l0).reshape(-1, 32)
    if cell == "lstm":  # i, f, g, o
        assert bias[0].tolist() == [-4.0] * 32
        assert bias[1].tolist() == [4.0] * 32
    else:  # r, z, n
        assert bias[1].tolist() == [4.0] * 32


@pytest.mark.parametrize("wrong", [{"cell": "cnn"}, {"delay": 0}, {"steps": 0}, {"forget_bias": 99.0}])
def test_an_impossible_setting_is_refused_in_a_sentence_that_names_it(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        RecallConfig(**wrong)


def test_the_command_trains_one_network_and_reports_it_as_json(capsys):
    assert __main__.main(["recall", "--delay", "5", "--steps", "60", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == ["accuracy", "chance", "steps", "solved_at", "seconds", "config"]
    assert result["chance"] == 0.125
    assert result["config"]["delay"] == 5
    assert result["steps"] <= 60


def test_the_command_refuses_bad_numbers_without_a_traceback(capsys):
    assert __main__.main(["recall", "--delay", "0"]) == 2
    assert "delay must be from 1" in capsys.readouterr().err
