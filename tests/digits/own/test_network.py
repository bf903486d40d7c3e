"""An own reader is decided by its recipe; a lesson forgets the old digits unless they are mixed in."""

import copy
import json
import math
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from rnndemo.__main__ import main
from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import hand, network, training_digits, tutorial
from rnndemo.digits.own.hand import Lesson
from rnndemo.digits.own.network import BATCH, TUTORIAL, OwnConfig

SMALL = OwnConfig(cell="gru", hidden_size=16, learning_rate=0.01, epochs=1)


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    torch.set_num_threads(1)  # as the app does: more threads add in another order


@pytest.fixture(scope="module")
def small():
    """An own reader after one epoch."""
    training = network.start(SMALL)
    for _ in training.run():
        pass
    return training


@pytest.fixture(scope="module")
def drawings():
    """Three held-out sevens that their visitor calls nines."""
    held_out = training_digits.load().held_out
    sevens = held_out.images[held_out.labels == 7][:3]
    return Digits(sevens, torch.full((3,), 9))


def finish(lesson):
    for _ in lesson.run():
        pass
    return lesson


def weights(network):
    return torch.cat([weight.flatten() for weight in network.parameters()])


def patterns(count, seed=0):
    """Rows of noise, each digit with a bright row of its own."""
    random = torch.Generator().manual_seed(seed)
    labels = torch.randint(10, (count,), generator=random)
    images = 0.2 * torch.rand(count, 28, 28, generator=random)
    images[torch.arange(count), 2 + 2 * labels] += 0.7
    return Digits(images, labels)


def test_the_tutorials_recipe_is_a_plain_loop_of_torchs_adam():
    digits, config = patterns(3 * BATCH + 5), replace(TUTORIAL, cell="rnn", epochs=2, seed=4)
    ours = network.start(config).reader
    theirs = copy.deepcopy(ours)
    for _ in network.learn(ours, config, digits):
        pass
    random = torch.Generator().manual_seed(4)
    adam = torch.optim.Adam(theirs.parameters(), lr=0.01)
    for _ in range(2):
        for batch in torch.randperm(len(digits.labels), generator=random)[: 3 * BATCH].split(BATCH):
            adam.zero_grad()
            F.cross_entropy(theirs(digits.images[batch]), digits.labels[batch]).backward()
            adam.step()
    assert torch.allclose(weights(ours), weights(theirs), atol=2e-5)


def test_the_tutorials_recipe_takes_about_as_many_steps_as_an_epoch_of_mnist():
    steps = network.TUTORIAL.epochs * (training_digits.TRAIN // BATCH)
    assert steps == pytest.approx(60_000 // BATCH, rel=0.01)


def test_a_training_lowers_its_loss_and_reads_digits_it_never_saw(small):
    first, *_, last = small.exams
    assert math.isnan(first.loss)
    assert last.step == last.steps == training_digits.TRAIN // BATCH
    assert small.exams[-1].loss < small.exams[1].loss - 0.5
    assert first.accuracy < 0.25
    assert last.accuracy > 0.5
    assert small.ended == "finished"


def test_an_exam_asks_the_held_out_digits_and_no_others(small):
    held_out = training_digits.load().held_out
    with torch.no_grad():
        right = (small.reader(held_out.images).argmax(dim=1) == held_out.labels).sum().item()
    assert small.exams[-1].accuracy == pytest.approx(right / len(held_out.labels))


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_training_is_decided_by_its_seed(cell):
    digits = patterns(2 * BATCH)
    runs = []
    for seed in (1, 1, 2):
        config = OwnConfig(cell=cell, hidden_size=8, epochs=1, seed=seed)
        reader = network.start(config).reader
        runs.append([at.loss for at in network.learn(reader, config, digits)])
    assert runs[0] == runs[1] != runs[2]


def test_without_clipping_a_long_step_is_taken_whole():
    digits = patterns(BATCH)
    moved = []
    for clip in (True, False):
        config = OwnConfig(cell="rnn", hidden_size=8, learning_rate=0.1, epochs=20, clip=clip)
        reader = network.start(config).reader
        for _ in network.learn(reader, config, digits):
            pass
        moved.append(weights(reader))
    assert not torch.allclose(moved[0], moved[1], atol=1e-3)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("cell", "tree"), ("hidden_size", 0), ("learning_rate", math.nan), ("epochs", 21), ("seed", -1)],
)
def test_a_setting_that_cannot_be_trained_is_named(setting, value):
    with pytest.raises(ValueError, match=setting):
        OwnConfig(**{setting: value})


def test_a_training_that_another_process_went_on_with_is_taken_over(small):
    here = network.start(SMALL)
    here.become(copy.deepcopy(small))
    assert here.exams == small.exams
    assert torch.equal(weights(here.reader), weights(small.reader))


def test_the_last_lines_are_the_tutorials(small):
    held_out = training_digits.load().held_out
    lines = network.last_lines(small.reader, held_out)
    assert lines.real == held_out.labels[:10].tolist()
    predicted, real = str(lines).splitlines()
    assert predicted.endswith("] prediction number")
    assert real == f"[{' '.join(str(label) for label in lines.real)}] real number"


def test_without_the_old_digits_it_forgets_them_and_with_them_it_does_not(small, drawings):
    alone, mixed = (finish(Lesson(small.reader, drawings, old)) for old in (False, True))
    for lesson in (alone, mixed):
        assert lesson.exams[0].drawings == 0.0
        assert lesson.exams[0].held_out == small.exams[-1].accuracy
        assert lesson.exams[-1].step == hand.STEPS
        assert lesson.ended == "finished"
    assert alone.exams[-1].drawings == 1.0
    assert alone.exams[-1].held_out < alone.exams[0].held_out - 0.2
    assert alone.exams[-1].answers[9] > 2 * alone.exams[0].answers[9]
    assert mixed.exams[-1].held_out > mixed.exams[0].held_out - 0.05


def test_a_lesson_does_not_change_the_network_it_starts_from(small, drawings):
    old = weights(small.reader).clone()
    lesson = finish(Lesson(small.reader, drawings, old_digits=False))
    assert torch.equal(weights(lesson.before), old)
    assert torch.equal(weights(small.reader), old)
    assert not torch.allclose(weights(lesson.reader), old)


def test_an_exam_of_a_lesson_counts_every_held_out_digit_once(small, drawings):
    lesson = Lesson(small.reader, drawings, old_digits=True)
    next(lesson.run())
    assert sum(lesson.exams[0].answers) == training_digits.HELD_OUT
    assert not lesson.taught


@pytest.mark.parametrize("count", [0, hand.MOST + 1])
def test_a_lesson_without_drawings_or_with_too_many_is_refused(small, count):
    nothing = Digits(torch.zeros(count, 28, 28), torch.zeros(count, dtype=torch.long))
    with pytest.raises(ValueError, match="1 to 64 drawings"):
        Lesson(small.reader, nothing, old_digits=True)


def test_the_command_line_trains_to_the_same_numbers(small, capsys):
    command = "train own --cell gru --hidden-size 16 --learning-rate 0.01 --epochs 1 --json"
    assert main(command.split()) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["accuracy"] == small.exams[-1].accuracy
    held_out = training_digits.load().held_out
    assert (result["predicted"], result["real"]) == tuple(network.last_lines(small.reader, held_out))
    assert OwnConfig(**result["config"]) == SMALL


def test_the_command_line_prints_the_tutorials_last_lines(capsys):
    command = "train own --recipe tutorial --cell rnn --hidden-size 4 --epochs 1"
    assert main(command.split()) == 0
    score, predicted, real = capsys.readouterr().out.splitlines()
    assert "of 1,000 held-out digits right" in score
    assert predicted.endswith("prediction number")
    assert real.endswith("real number")


def test_the_command_line_names_a_setting_that_cannot_be_trained(capsys):
    assert main(["train", "own", "--hidden-size", "500"]) == 2
    assert capsys.readouterr().err == "hidden_size must be from 1 to 128, not 500\n"


def test_a_study_of_the_tutorials_recipe_says_what_it_ran(tmp_path):
    digits = patterns(2 * BATCH)
    study = tutorial.Study(seeds=2)
    done = list(study.run(digits, patterns(40, seed=1)))
    assert [at.step for at in done] == [1, 2, 3, 4, 5, 6]
    study.save((128, 40), tmp_path, tmp_path)
    claim = tutorial.load(tmp_path)
    assert {spread.cell: spread.accuracy for spread in claim.spreads} == study.accuracy
    assert (claim.training_digits, claim.test_digits) == (128, 40)


def test_a_spread_is_told_by_its_mean_and_its_ends():
    assert str(tutorial.Spread("rnn", [0.5, 0.4, 0.6])) == "plain RNN 50.0% (40.0% to 60.0%)"


def test_the_study_that_ships_ran_five_seeds_of_each_cell_on_all_of_mnist():
    claim = tutorial.load()
    assert {spread.cell: len(spread.accuracy) for spread in claim.spreads} == {"lstm": 5, "gru": 5, "rnn": 5}
    assert (claim.training_digits, claim.test_digits) == (60_000, 10_000)
