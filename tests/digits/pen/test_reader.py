"""The pen reader: its reading is PyTorch's own, step by step; its recipe, its loss, its calibration."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from rnndemo.cells import CELLS
from rnndemo.digits import handwriting
from rnndemo.digits.calibration import expected_calibration_error
from rnndemo.digits.pen import judgement, training
from rnndemo.digits.pen.path import cut
from rnndemo.digits.pen.reader import PenConfig, PenReader, path_answer, path_importance, path_of, read_path
from rnndemo.digits.pen.training import PenRecipe, bend, calibrate, drawings_of, path_loss

QUICK = PenRecipe(steps=60, batch_size=32, learning_rate=0.02)


def a_reader(cell="lstm", hidden_size=64):
    torch.manual_seed(4)
    return PenReader(PenConfig(cell=cell, hidden_size=hidden_size)).eval().requires_grad_(False)


def hands(count=60, seed=0):
    random = np.random.default_rng(seed)
    labels = [n % 10 for n in range(count)]
    return drawings_of([handwriting.write(label, random, 0.5) for label in labels], labels)


def a_path(digit=4):
    return path_of(handwriting.write(digit, np.random.default_rng(digit)))


def test_the_lstm_has_18_826_parameters():
    assert sum(weight.numel() for weight in a_reader().parameters()) == 18_826


@pytest.mark.parametrize("cell", CELLS)
def test_the_belief_after_each_step_is_pytorchs_own_layers_answer(cell):
    reader, path = a_reader(cell), a_path()
    reading = read_path(reader, path)
    hidden, _ = reader.recurrent(path.steps)
    assert np.allclose(reading.trace.hidden_state, hidden[0].numpy(), atol=1e-5)
    assert np.allclose(reading.belief, reader(path.steps)[0].softmax(dim=-1).numpy(), atol=1e-5)
    for time in (0, 7, len(reading.belief) - 1):  # what was not read yet plays no part
        early = reader(path.steps[:, : time + 1])[0, -1].softmax(dim=-1).numpy()
        assert np.allclose(reading.belief[time], early, atol=1e-5)
    assert np.array_equal(reading.probabilities, reading.belief[-1])
    assert np.allclose(path_answer(reader, path).probabilities, reading.probabilities, atol=1e-5)


def test_the_first_choice_no_longer_changes_from_the_step_it_was_decided_at():
    for digit in range(10):
        reading = read_path(a_reader(), a_path(digit))
        choices = reading.belief.argmax(axis=1)
        assert (choices[reading.decided :] == reading.digit).all()
        assert reading.decided == 0 or choices[reading.decided - 1] != reading.digit


def test_importance_is_the_lead_lost_when_a_step_is_left_out():
    reader, path = a_reader(), a_path()
    measured = path_importance(reader, path)
    logits = reader(path.steps)[0, -1].numpy()
    second, first = np.argsort(logits)[-2:]
    step = 5
    without = reader(torch.cat([path.steps[:, :step], path.steps[:, step + 1 :]], dim=1))[0, -1].numpy()
    left = without[first] - without[second]
    assert measured.left_out[step] == pytest.approx(logits[first] - logits[second] - left, abs=1e-4)
    assert measured.left_out.shape == measured.gradient.shape == (path.steps.shape[1],)
    moved = path.steps.clone()
    moved[0, step, 0] += 1e-2
    other = reader(moved)[0, -1].numpy()
    slope = abs((other[first] - other[second]) - (logits[first] - logits[second])) / 1e-2
    assert slope <= measured.gradient[step] * 1.2 + 1e-3


def test_the_loss_counts_each_drawings_own_steps_and_no_padding():
    logits, labels, length = torch.randn(2, 6, 10), torch.tensor([3, 8]), torch.tensor([4, 6])
    every = [
        F.cross_entropy(logits[n, :end], labels[n].expand(end), reduction="none")
        for n, end in ((0, 4), (1, 6))
    ]
    last = (every[0][-1] + every[1][-1]) / 2
    expected = 0.75 * last + 0.25 * torch.cat(every).mean()
    assert path_loss(logits, length, labels, every_step=0.25).item() == pytest.approx(
        expected.item(), abs=1e-5
    )


@pytest.mark.parametrize("cell", CELLS)
def test_training_lowers_the_loss_and_is_decided_by_its_seed(cell):
    def losses(seed):
        torch.manual_seed(seed)
        reader = PenReader(PenConfig(cell=cell, hidden_size=16))
        return [step.loss for step in training.train(reader, replace(QUICK, seed=seed), hands())]

    one, same, other = losses(1), losses(1), losses(2)
    assert one == same
    assert one != other
    assert np.mean(one[-10:]) < 0.85 * np.mean(one[:10])


def test_every_drawing_is_bent_anew_and_stays_on_its_paper():
    drawings, random = hands(), torch.Generator().manual_seed(0)
    first, second = bend(drawings.lines, random), bend(drawings.lines, random)
    assert not torch.allclose(first.points, second.points, atol=1e-2)
    plain = cut(drawings.lines)
    for lines in (first, second):
        path = cut(lines)
        assert path.steps.abs().max() <= 1 + 1e-5
        assert (path.length.float() / plain.length).median().item() == pytest.approx(1, abs=0.15)


def test_calibration_undoes_overconfidence_and_changes_no_answer():
    torch.manual_seed(0)
    reader, drawings = PenReader(PenConfig(hidden_size=16)), hands()
    list(training.train(reader, QUICK, drawings))
    reader.eval().requires_grad_(False)
    path = cut(drawings.lines)

    def loss():
        return path_loss(reader(path.steps), path.length, drawings.labels, every_step=0.5).item()

    calibrate(reader, drawings)
    honest, answers = loss(), reader(path.steps).argmax(dim=-1)
    reader.readout.weight *= 3
    reader.readout.bias *= 3
    assert loss() > honest + 0.05
    calibrate(reader, drawings)
    assert loss() == pytest.approx(honest, abs=2e-3)
    assert torch.equal(reader(path.steps).argmax(dim=-1), answers)
    assert not reader.temperature.requires_grad


def test_the_calibration_error_is_the_gap_between_confidence_and_accuracy():
    belief = torch.full((8, 10), 0.2 / 9)
    belief[:, 3] = 0.8
    labels = torch.tensor([3] * 4 + [5] * 4)
    assert expected_calibration_error(belief, labels) == pytest.approx(0.3, abs=1e-6)
    assert expected_calibration_error(belief, torch.tensor([3] * 8)) == pytest.approx(0.2, abs=1e-6)


def test_the_score_after_the_last_tenth_is_the_score():
    score = judgement.evaluate(a_reader(hidden_size=16), hands(100))
    assert [tenth.share for tenth in score.tenths] == [n / 10 for n in range(1, 11)]
    assert score.tenths[-1].accuracy == pytest.approx(score.accuracy)
    assert score.errors == round((1 - score.accuracy) * 100)
