"""What is saved from the digit page is what the network read and computed."""

import io

import numpy as np
import pytest
import torch

from rnndemo.digits import export, sketch
from rnndemo.digits.handwriting import sample
from rnndemo.digits.reader import load_reader, read_rows, row_order


@pytest.fixture(scope="module")
def image():
    return sketch.from_drawing(sample(7, 0))


def test_the_picture_comes_back_from_its_csv(image):
    assert np.loadtxt(io.StringIO(export.image_csv(image)), delimiter=",") == pytest.approx(image, abs=5e-5)


def test_the_saved_gates_make_the_saved_states(image):
    order = row_order("bottom-up", 2)
    reading = read_rows(load_reader().reader, image, order)
    saved = np.load(io.BytesIO(export.reading_npz(image, order, reading)))
    f, i, g, o, c, h = (
        saved[name]
        for name in (
            "forget_gate", "input_gate", "candidate", "output_gate", "cell_state", "hidden_state",
        )
    )  # fmt: skip
    assert f.shape == (30, 64)
    assert saved["belief"].shape == (30, 10)
    assert c[1:] == pytest.approx(f[1:] * c[:-1] + i[1:] * g[1:], abs=1e-6)
    assert h == pytest.approx(o * np.tanh(c), abs=1e-6)
    rows = [np.zeros(28) if at < 0 else saved["image"][at] for at in saved["order"]]
    with torch.inference_mode():
        logits = load_reader().reader(torch.tensor(np.array(rows), dtype=torch.float32)[None])
    assert int(logits.argmax()) == int(saved["belief"][-1].argmax())
