"""Training recall networks, one alone or several in turns."""

import contextlib
import itertools

import torch

from rnndemo.memory import recall
from rnndemo.memory import training as memory_training
from rnndemo.memory.recall import RecallConfig
from rnndemo.memory.training import SOLVED, RecallTraining, train_in_turns


def test_an_lstm_that_starts_set_to_hold_solves_what_pytorchs_own_start_does_not():
    held = RecallTraining(RecallConfig(start="hold", delay=40))
    default = RecallTraining(RecallConfig(delay=40, steps=200))
    for training in (held, default):
        for _ in training.train():
            pass
    assert recall.accuracy(held.network, 40) >= SOLVED
    assert held.solved_at == held.evaluations[-1].step
    assert recall.accuracy(default.network, 40) < 0.5
    assert default.solved_at is None


def test_the_same_seed_trains_the_same_way_whatever_else_draws_random_numbers():
    first = [done[:5] for done in RecallTraining(RecallConfig(delay=5, steps=20)).train()]
    torch.rand(17)
    assert [done[:5] for done in RecallTraining(RecallConfig(delay=5, steps=20)).train()] == first


def test_a_curriculum_lengthens_the_sentences_up_to_the_delay_and_no_further():
    training = RecallTraining(RecallConfig(start="hold", delay=30, curriculum=True, learning_rate=0.02))
    delays = [done.delay for done in training.train()]
    assert delays[0] == 1
    assert delays == sorted(delays)
    assert delays[-1] == 30
    assert training.solved_at


def test_networks_that_train_in_turns_end_as_if_each_had_trained_alone():
    short, long = RecallConfig(delay=3, steps=10), RecallConfig(delay=5, steps=25, seed=1)
    together, alone = ([RecallTraining(short), RecallTraining(long)] for _ in range(2))
    rounds = list(train_in_turns(together))
    for training in alone:
        for _ in training.train():
            pass
    assert [one.step for one in rounds] == list(range(1, 26))
    assert {one.steps for one in rounds} == {25}
    for one, same in zip(together, alone, strict=True):
        assert one.evaluations[-1].step == same.evaluations[-1].step
        weights = same.network.state_dict()
        assert all(torch.equal(w, weights[name]) for name, w in one.network.state_dict().items())


def test_a_training_that_is_stopped_keeps_the_weights_and_scores_of_its_last_step():
    config = RecallConfig(delay=3, steps=100)
    stopped, same = RecallTraining(config), RecallTraining(config)
    with contextlib.closing(train_in_turns([stopped])) as turns:
        assert [one.step for one in itertools.islice(turns, 12)] == list(range(1, 13))
    with contextlib.closing(same.train()) as steps:
        losses = [done.loss for done in itertools.islice(steps, 12)]
    assert [done.step for done in stopped.evaluations] == [10]
    assert stopped.evaluations[0].loss == losses[9]
    weights = same.network.state_dict()
    assert all(torch.equal(weight, weights[name]) for name, weight in stopped.network.state_dict().items())


def test_stories_of_any_length_have_from_one_word_to_the_delay(monkeypatch):
    lengths, draw = [], recall.draw

    def noted(count, delay, generator):
        lengths.append(delay)
        return draw(count, delay, generator)

    monkeypatch.setattr(memory_training, "draw", noted)
    list(RecallTraining(RecallConfig("rnn", delay=4, hidden_size=2, steps=60, any_length=True)).train())
    assert set(lengths) == {1, 2, 3, 4}
