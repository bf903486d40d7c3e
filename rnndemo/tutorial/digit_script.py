"""The first script: an LSTM learns to read digits, one row of pixels a step."""

import functools
import math
from typing import Any

import numpy as np
import torch

from rnndemo.digits.own import training_digits
from rnndemo.language import mark
from rnndemo.tutorial.script import Line, Look, ScriptRun

BATCH = 64
STEPS = training_digits.TRAIN // BATCH  # each shipped digit once, but for those that fill no batch
GUESSING = math.log(10)  # the loss of ten equal scores
LEARNT = 0.8  # a script has learnt where its last losses are below this share of GUESSING
LAST = 10  # steps whose mean loss says how it ended

_TENSORS = 'optimizer.param_groups[0]["params"]'
_GRADIENTS = f"sum(w.grad is not None for w in {_TENSORS})"

LINES = (
    Line(
        "torch.manual_seed(0)",
        mark("The seed: with the same seed, the same first weights are drawn."),
        (Look(mark("seed"), "torch.initial_seed()"),),
    ),
    Line(
        "rnn = nn.LSTM(28, 64, batch_first=True)",
        mark("An LSTM: 28 numbers come in at each step, 64 hidden units remember."),
        (
            Look("rnn.weight_ih_l0", "rnn.weight_ih_l0", ("4 × 64 units", "features")),
            Look("rnn.weight_hh_l0", "rnn.weight_hh_l0", ("4 × 64 units", "units")),
        ),
    ),
    Line(
        "out = nn.Linear(64, 10)",
        mark("A linear layer turns the 64 units into a score for each of ten digits."),
        (Look("out.weight", "out.weight", ("digits", "units")),),
    ),
    Line(
        "optimizer = Adam([*rnn.parameters(), *out.parameters()], lr=0.01)",
        mark("Adam will move all the weights, each step about as far as the learning rate lr says."),
        (Look(mark("weights to move"), f"sum(w.numel() for w in {_TENSORS})"),),
    ),
    Line(
        "loss_func = nn.CrossEntropyLoss()",
        mark("The loss: high where the right digit has a low score."),
        (Look(mark("loss of ten equal scores"), "loss_func(torch.zeros(1, 10), torch.tensor([3]))"),),
    ),
    Line(
        "def read(images):",
        mark("How pictures are read. In the tutorial it is the method forward of a class."),
    ),
    Line(
        "    x = images.view(-1, 28, 28)",
        mark("A picture becomes a sequence: 28 time steps, each a row of 28 pixels."),
        (Look("x", "x", ("batch", "time", "features")),),
    ),
    Line(
        "    r_out, (h_n, c_n) = rnn(x, None)",
        mark("None: the state starts at zero. h_n is the side line after the last row, c_n the main line."),
        (
            Look("r_out", "r_out", ("batch", "time", "units")),
            Look("h_n", "h_n", ("layer", "batch", "units")),
            Look("c_n", "c_n", ("layer", "batch", "units")),
            Look(
                mark("largest difference with zeros in place of None"),
                "max((r_out - rnn(x, (torch.zeros_like(h_n), torch.zeros_like(c_n)))[0]).abs().flatten())",
            ),
        ),
    ),
    Line(
        "    return out(r_out[:, -1, :])",
        mark("Of every digit, only the state after the last row is scored. It is h_n itself."),
        (
            Look("r_out[:, -1, :]", "r_out[:, -1, :]", ("batch", "units")),
            Look(mark("largest difference from h_n"), "(r_out[:, -1, :] - h_n[0]).abs().max()"),
        ),
    ),
    Line(
        "for images, labels in batches:",
        mark(
            "The loop: {steps} batches of {batch} digits, each digit once. "
            "The tutorial has ten times as many."
        ),
        (
            Look("images", "images", ("batch", "channel", "rows", "columns")),
            Look("labels", "labels", ("batch",)),
        ),
    ),
    Line(
        "    scores = read(images)",
        mark("Ten scores for each digit of the batch."),
        (Look("scores", "scores", ("batch", "digits")),),
    ),
    Line(
        "    loss = loss_func(scores, labels)",
        mark("One number for the whole batch. Before the first step it is near guessing."),
        (Look(mark("loss of the first batch"), "loss"),),
    ),
    Line(
        "    optimizer.zero_grad()",
        mark("Forget the gradients of the batch before. Left there, they would add up."),
        (Look(mark("weight tensors with a gradient"), _GRADIENTS),),
    ),
    Line(
        "    loss.backward()",
        mark("For every weight: how the loss changes with it. A gradient has the shape of its weights."),
        (
            Look("rnn.weight_ih_l0.grad", "rnn.weight_ih_l0.grad", ("4 × 64 units", "features")),
            Look(mark("weight tensors with a gradient"), _GRADIENTS),
            Look(mark("one weight before the step"), "rnn.weight_hh_l0[0, 0]"),
        ),
    ),
    Line(
        "    optimizer.step()",
        mark("Every weight moves against its gradient. Adam's first step is as long as the learning rate."),
        (Look(mark("the same weight after the step"), "rnn.weight_hh_l0[0, 0]"),),
        ends_step=True,
    ),
    Line(
        "answer = read(mine).argmax(dim=1)",
        mark("The trained network reads a digit: its answer is the one with the highest score."),
        (
            Look("mine", "mine", ("batch", "rows", "columns")),
            Look("read(mine)", "read(mine)", ("batch", "digits")),
            Look("answer", "answer"),
        ),
    ),
)  # fmt: skip


def start(image: np.ndarray, lines: tuple[Line, ...] = LINES, steps: int = STEPS) -> ScriptRun:
    """Set up a run that reads `image` (28, 28) in 0..1 at its end."""
    return ScriptRun(lines, steps, functools.partial(given, image, steps))


def given(image: np.ndarray, steps: int = STEPS) -> dict[str, Any]:
    """Return `batches`, as a data loader of MNIST would hand them out, and `mine`. Raises CheckpointError."""
    digits = training_digits.load().train
    images, labels = (torch.split(part, BATCH) for part in (digits.images.unsqueeze(1), digits.labels))
    batches = list(zip(images, labels, strict=True))[:steps]
    return {"batches": batches, "mine": torch.from_numpy(np.array(image, dtype=np.float32))[None]}


def last_loss(run: ScriptRun) -> float:
    """Return the mean loss of the last steps; nan where there was none."""
    last = run.losses[-LAST:]
    return sum(last) / len(last) if last else math.nan


def has_learnt(run: ScriptRun) -> bool:
    """Tell whether a run came to its end and its loss fell clearly below guessing."""
    return not run.error and len(run.losses) == run.steps and last_loss(run) < LEARNT * GUESSING
