"""Every line that the code page shows is run as it is shown, and makes what the page says."""

import functools
import math

import numpy as np
import pytest
import torch
from torch import nn

from rnndemo.digits import handwriting, sketch
from rnndemo.training import AdamW
from rnndemo.tutorial import digit_script, wave_script
from rnndemo.tutorial.script import AXES, Line, Look, ScriptRun, finish

STEPS = 3
DIGIT = sketch.from_drawing(handwriting.sample(7))


@pytest.fixture(scope="module")
def digits() -> ScriptRun:
    return finish(digit_script.start(DIGIT, steps=STEPS))


@pytest.fixture(scope="module")
def wave() -> ScriptRun:
    return finish(wave_script.start())


def run_plainly(run: ScriptRun) -> dict:
    """Run the script as it is shown, at the top of a module, with nothing between its lines."""
    adam = functools.partial(AdamW, weight_decay=0.0)
    names = {"torch": torch, "nn": nn, "Adam": adam, **run.given()}
    exec("\n".join(line.code for line in run.lines), names)
    return names


def shape(run: ScriptRun, name: str) -> tuple[int, ...]:
    (found,) = [seen.shape for line in run.seen.values() for seen in line if seen.name == name]
    return found


@pytest.mark.parametrize("which", ["digits", "wave"])
def test_every_line_is_run_and_everything_to_look_at_is_seen(which, request):
    run = request.getfixturevalue(which)
    assert run.error == ""
    for at, line in enumerate(run.lines):
        assert [seen.name for seen in run.seen.get(at, ())] == [look.name for look in line.looks]
        assert line.looks or line.code.startswith("def ")  # a def makes nothing: its lines are run later
        for seen in run.seen.get(at, ()):
            assert len(seen.axes) == len(seen.shape), seen.name
            assert set(seen.axes) <= set(AXES)  # what stands there can be said in every language


def test_looking_changes_nothing_the_plain_script_ends_with_the_same_numbers(digits, wave):
    plain = run_plainly(digits)
    assert plain["loss"].item() == digits.losses[-1]
    assert plain["answer"].item() == digits.value("answer")
    plain = run_plainly(wave)
    assert plain["test_mse"].item() == wave.value("test MSE")
    assert tuple(plain["forecast"].shape) == shape(wave, "forecast") == (33,)


def test_the_shapes_are_those_of_the_plain_script(digits):
    plain = run_plainly(digits)
    for name in ("images", "labels", "scores"):
        assert shape(digits, name) == tuple(plain[name].shape)
    x = plain["images"].view(-1, 28, 28)
    r_out, (h_n, c_n) = plain["rnn"](x, None)
    expected = {"x": x, "r_out": r_out, "h_n": h_n, "c_n": c_n, "r_out[:, -1, :]": h_n[0]}
    for name, tensor in expected.items():
        assert shape(digits, name) == tuple(tensor.shape)
    for name in ("rnn.weight_ih_l0", "rnn.weight_hh_l0", "out.weight", "rnn.weight_ih_l0.grad"):
        assert shape(digits, name) == tuple(eval(name, plain).shape)


def test_none_is_the_zero_state_and_the_last_output_is_h_n(digits):
    assert digits.value("largest difference with zeros in place of None") == 0
    assert digits.value("largest difference from h_n") == 0


def test_the_first_loss_is_near_guessing_and_guessing_costs_ln_10(digits):
    assert digits.value("loss of ten equal scores") == pytest.approx(math.log(10), abs=1e-6)
    assert digits.losses[0] == digits.value("loss of the first batch")
    assert digits.losses[0] == pytest.approx(digit_script.GUESSING, abs=0.05)


def test_adams_first_step_is_as_long_as_the_learning_rate(digits):
    moved = digits.value("the same weight after the step") - digits.value("one weight before the step")
    assert abs(moved) == pytest.approx(0.01, rel=0.01)


def test_the_adam_of_the_scripts_follows_kingma_and_ba():
    weight = nn.Parameter(torch.tensor([0.5, -0.2]))
    optimizer = AdamW([weight], lr=0.01, weight_decay=0.0)
    expected, m, v = weight.detach().double().numpy().copy(), np.zeros(2), np.zeros(2)
    for step, g in enumerate(np.array([[0.3, -2.0], [0.1, 1.0], [-0.4, 0.5]]), start=1):
        weight.grad = torch.tensor(g, dtype=torch.float32)
        optimizer.step()
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        expected -= 0.01 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    assert weight.detach().numpy() == pytest.approx(expected, abs=1e-6)


def test_the_front_of_x_is_the_first_digit_and_that_of_mine_the_visitors(digits):
    faces = {seen.name: seen.face for line in digits.seen.values() for seen in line}
    assert faces["x"] == pytest.approx(digits.given()["batches"][0][0][0, 0].numpy())
    assert faces["mine"] == pytest.approx(DIGIT, abs=1e-6)


def test_every_shipped_digit_but_a_last_few_is_in_one_batch():
    batches = digit_script.given(DIGIT)["batches"]
    assert len(batches) == digit_script.STEPS
    assert {len(labels) for _, labels in batches} == {digit_script.BATCH}


def nothing() -> dict:
    return {}


def test_a_line_that_fails_is_named_with_pytorchs_words():
    lines = (
        Line("def double(a):", ""),
        Line("    return a @ a", "", (Look("a", "a", ("time",)),)),
        Line("b = torch.zeros(2, 3)", "", (Look("b", "b", ("rows", "columns")),)),
        Line("c = double(b)", "", (Look("c", "c"),)),
        Line("d = c", ""),
        Line("loss = d", "", (), True),
    )
    run = finish(ScriptRun(lines, 1, nothing))
    assert run.failed_at == 1
    assert "mat1 and mat2" in run.error
    assert set(run.seen) == {1, 2}
