"""The digit reader reads row by row what PyTorch reads at once; its weights here are untrained."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from rnndemo import cells, checkpoints
from rnndemo.digits.reader import (
    ORDERS,
    Answer,
    DigitConfig,
    DigitReader,
    load_reader,
    read_rows,
    row_importance,
    row_order,
    sure_from,
)


def untrained(cell="lstm", seed=0):
    """A reader with weights so large that its first choice changes from row to row."""
    torch.manual_seed(seed)
    reader = DigitReader(DigitConfig(cell=cell)).eval().requires_grad_(False)
    for weight in reader.parameters():
        weight.mul_(2)
    return reader


@pytest.fixture
def image():
    return np.random.default_rng(0).random((28, 28), dtype=np.float32)


@pytest.mark.parametrize(("cell", "count"), [("lstm", 24_714), ("gru", 18_698), ("rnn", 6_666)])
def test_the_reader_has_as_many_parameters_as_its_formula(cell, count):
    gates = {"lstm": 4, "gru": 3, "rnn": 1}[cell]
    assert count == gates * (28 * 64 + 64 * 64 + 2 * 64) + 64 * 10 + 10
    assert sum(weight.numel() for weight in untrained(cell).parameters()) == count


@pytest.mark.parametrize("cell", cells.CELLS)
def test_belief_after_each_row_is_the_networks_answer_to_the_rows_so_far(cell, image):
    reader = untrained(cell)
    reading = read_rows(reader, image)
    assert reading.belief.shape == (28, 10)
    for time in range(28):
        expected = reader(torch.from_numpy(image[None, : time + 1])).softmax(dim=-1)[0]
        assert reading.belief[time] == pytest.approx(expected.numpy(), abs=1e-6)
    assert np.array_equal(reading.probabilities, reading.belief[-1])


def test_an_answer_names_its_first_and_second_choice():
    probabilities = np.array([0.0, 0.05, 0.6, 0.0, 0.0, 0.0, 0.0, 0.35, 0.0, 0.0])
    reading = Answer(probabilities)
    assert (reading.digit, reading.runner_up, reading.sure) == (2, 7, False)
    sure = Answer(np.array([0.1, 0.9] + [0.0] * 8))
    assert sure.sure
    assert not replace(sure, strange=True).sure


def test_the_trace_keeps_every_gate_of_every_row(image):
    traced = read_rows(untrained(), image).trace
    assert all(quantity.shape == (28, 64) for quantity in traced)
    assert traced.cell_state[1] == pytest.approx(
        traced.forget_gate[1] * traced.cell_state[0] + traced.input_gate[1] * traced.candidate[1], abs=1e-6
    )


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_reads_every_row_once_and_blank_rows_last(order):
    rows = row_order(order, blank_rows=5, seed=3).rows
    assert sorted(rows[:28]) == list(range(28))
    assert rows[28:] == (-1,) * 5
    assert all(type(row) is int for row in rows)


def test_the_orders_are_what_they_are_called():
    assert row_order().rows == tuple(range(28))
    assert row_order("bottom-up").rows == tuple(range(27, -1, -1))
    assert row_order("shuffled", seed=1) == row_order("shuffled", seed=1)
    assert row_order("shuffled", seed=1) != row_order("shuffled", seed=2)


def test_an_unknown_order_is_refused():
    with pytest.raises(ValueError, match="must be one of top-down"):
        row_order("sideways")


def test_rows_are_read_in_their_order_and_blank_ones_are_blank(image):
    reader, order = untrained(), row_order("shuffled", blank_rows=3, seed=4)
    rows = np.concatenate([image[list(order.rows[:28])], np.zeros((3, 28), dtype=np.float32)])
    expected = reader(torch.from_numpy(rows[None])).softmax(dim=-1)[0]
    assert read_rows(reader, image, order).probabilities == pytest.approx(expected.numpy(), abs=1e-6)


def test_the_answer_is_decided_where_the_first_choice_changes_last():
    """A hand-made plain RNN: unit k holds only the last row's pixel k, and raises the logit of digit k."""
    reader = DigitReader(DigitConfig(cell="rnn", hidden_size=10)).requires_grad_(False)
    for weight in reader.parameters():
        weight.zero_()
    reader.recurrent.weight_ih_l0[:, :10] = torch.eye(10)
    reader.readout.weight.copy_(torch.eye(10))
    image = np.zeros((28, 28), dtype=np.float32)
    said = [3] * 4 + [7] * 2 + [3] * 6 + [1] + [3] * 15  # the last other choice is at time 12
    image[np.arange(28), said] = 1
    reading = read_rows(reader, image)
    assert reading.belief.argmax(axis=1).tolist() == said
    assert (reading.digit, reading.decided) == (3, 13)
    steady = np.zeros((28, 28), dtype=np.float32)
    steady[:, 5] = 1
    assert read_rows(reader, steady).decided == 0


@pytest.mark.parametrize(
    ("threes", "since"),
    [
        ([0.1, 0.9, 0.9, 0.9], 1),
        ([0.9, 0.9, 0.7, 0.9], 3),
        ([0.9, 0.1, 0.85, 0.8], 2),
        ([0.9, 0.9, 0.9, 0.7], None),
        ([0.9] * 4, 0),
    ],
)
def test_it_is_sure_from_the_row_after_which_it_never_doubts_again(threes, since):
    belief = np.full((4, 10), 0.0)
    belief[:, 3] = threes
    belief[:, 8] = 1 - np.array(threes)
    assert sure_from(belief) == since


def test_an_edit_of_the_memory_changes_what_follows(image):
    reader = untrained()
    plain = read_rows(reader, image)
    wiped = read_rows(
        reader, image, edit=lambda time, name, value: value * ((time, name) != (14, "cell_state"))
    )
    assert np.array_equal(wiped.belief[:14], plain.belief[:14])
    assert np.abs(wiped.belief[14:] - plain.belief[14:]).max() > 1e-3


@pytest.mark.parametrize("cell", cells.CELLS)
def test_gradient_importance_equals_finite_differences_of_the_lead(cell, image):
    reader, exact = untrained(cell), untrained(cell).double()
    importance = row_importance(reader, image)
    rows = torch.from_numpy(image).double()[None]
    answer, runner_up = exact(rows)[0].topk(2).indices.tolist()
    nudges = torch.eye(28 * 28, dtype=torch.float64).reshape(-1, 28, 28) * 1e-5
    ahead, behind = (
        (logits := exact(rows + sign * nudges))[:, answer] - logits[:, runner_up] for sign in (1, -1)
    )
    slope = ((ahead - behind) / 2e-5).reshape(28, 28)
    assert importance.gradient == pytest.approx(slope.norm(dim=1).numpy(), rel=1e-3, abs=1e-6)


def test_left_out_importance_is_the_lead_lost_without_that_row(image):
    reader, order = untrained(), row_order("bottom-up", blank_rows=2)
    importance = row_importance(reader, image, order)
    whole = read_rows(reader, image, order)
    for time, row in enumerate(order.rows):
        without = image.copy()
        if row >= 0:
            without[row] = 0
        left = read_rows(reader, without, order).probabilities
        lost = lead(whole.probabilities, whole) - lead(left, whole)
        assert importance.left_out[time] == pytest.approx(lost, abs=1e-4)
    assert np.abs(importance.left_out[:28]).max() > 1e-2
    assert importance.left_out[28:] == pytest.approx(0, abs=1e-6)


def lead(probabilities, whole):
    """The logarithm of how many times as probable the answer is as the runner-up."""
    return np.log(probabilities[whole.digit] / probabilities[whole.runner_up])


def test_row_importance_equals_the_closed_form_of_a_network_that_adds_up_its_rows():
    """A plain RNN so weak that tanh is a line: h = sum of the rows' ink x 1e-3, which raises 4's logit."""
    reader = DigitReader(DigitConfig(cell="rnn", hidden_size=1)).requires_grad_(False)
    for weight in reader.parameters():
        weight.zero_()
    reader.recurrent.weight_ih_l0.fill_(1e-3)
    reader.recurrent.weight_hh_l0.fill_(1.0)
    reader.readout.weight[4] = 500.0
    reader.readout.weight[6] = 200.0
    image = np.zeros((28, 28), dtype=np.float32)
    image[10, :3], image[20, :5] = 1.0, 1.0
    importance = row_importance(reader, image)
    expected = np.zeros(28)
    expected[10], expected[20] = 3 * 1e-3 * 300, 5 * 1e-3 * 300
    assert importance.left_out == pytest.approx(expected, abs=1e-3)
    assert importance.gradient == pytest.approx(np.full(28, 1e-3 * 300 * np.sqrt(28)), rel=1e-3)


def test_a_saved_reader_is_loaded_as_it_was(tmp_path, image):
    reader = untrained("gru")
    card = {"config": {"cell": "gru", "input_size": 28, "hidden_size": 64, "classes": 10}}
    checkpoints.save("digits-gru", reader.state_dict(), card, tmp_path)
    trained = load_reader("gru", tmp_path)
    assert trained.card["config"] == card["config"]
    assert not trained.reader.training
    assert not any(weight.requires_grad for weight in trained.reader.parameters())
    again = read_rows(trained.reader, image).belief
    assert np.array_equal(again, read_rows(reader, image).belief)
