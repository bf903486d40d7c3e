"""The recall task: its sentences, its networks, and the command that trains one."""

import json

import pytest
import torch

from rnndemo import __main__, cells
from rnndemo.memory import recall
from rnndemo.memory.recall import STARTS, RecallConfig, RecallNetwork


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
    network = RecallNetwork(RecallConfig(cell, "hold", forget_bias=4.0))
    assert recall.accuracy(network, 3, 64) < 0.9
    bias = (network.recurrent.bias_ih_l0 + network.recurrent.bias_hh_l0).reshape(-1, 32)
    if cell == "lstm":  # i, f, g, o
        assert bias[0].tolist() == [-4.0] * 32
        assert bias[1].tolist() == [4.0] * 32
    else:  # r, z, n
        assert bias[1].tolist() == [4.0] * 32


@pytest.mark.parametrize("cell", cells.CELLS)
def test_an_orthogonal_start_neither_stretches_nor_shrinks_a_state_and_changes_nothing_else(cell):
    default, turned = (RecallNetwork(RecallConfig(cell, start)).state_dict() for start in STARTS[:2])
    for gate in turned.pop("recurrent.weight_hh_l0").split(32):
        assert torch.allclose(gate @ gate.T, torch.eye(32), atol=1e-5)
    assert all(torch.equal(weight, default[name]) for name, weight in turned.items())


def test_the_default_start_is_that_of_pytorch():
    """Uniform in ±1/√units, all weights and biases of it."""
    for cell in cells.CELLS:
        weights = RecallNetwork(RecallConfig(cell)).recurrent.state_dict()
        torch_own = cells.CELLS[cell](17, 32, batch_first=True).state_dict()
        for name, weight in weights.items():
            assert weight.abs().max() <= 32**-0.5
            assert weight.std().item() == pytest.approx(torch_own[name].std().item(), rel=0.4)


def test_a_plain_rnn_has_no_gate_that_could_be_set_to_hold():
    with pytest.raises(ValueError, match="start of a plain RNN must be one of default, orthogonal"):
        RecallConfig("rnn", "hold")


@pytest.mark.parametrize("cell", cells.CELLS)
def test_asking_after_each_word_is_telling_the_story_shorter(cell):
    network = RecallNetwork(RecallConfig(cell, seed=3)).requires_grad_(False)
    words = recall.sentence("fried rice", 9).words[0]
    for told, answer in enumerate(recall.asked_after_each_word(network, words)):
        story = torch.cat([words[: told + 1], words[-1:]])
        assert torch.allclose(answer, network(story[None]).softmax(-1)[0], atol=1e-6)


@pytest.mark.parametrize(
    "wrong", [{"cell": "cnn"}, {"start": "zero"}, {"delay": 0}, {"steps": 0}, {"forget_bias": 99.0}]
)
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
