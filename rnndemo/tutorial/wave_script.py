"""The second script, with the tutorial's shape mistake: an RNN that is to continue a sine."""

import math
from typing import Any, NamedTuple

from rnndemo.language import mark
from rnndemo.tutorial.script import Line, Look, ScriptRun

EPOCHS, TRAIN, POINTS, WINDOW = 10, 67, 100, 10
STEPS = EPOCHS * (TRAIN - WINDOW)

_TENSORS = 'optimizer.param_groups[0]["params"]'

LINES = (
    Line(
        "torch.manual_seed(0)",
        mark("The seed: with the same seed, the same first weights are drawn."),
        (Look(mark("seed"), "torch.initial_seed()"),),
    ),
    Line(
        "wave = torch.sin(torch.linspace(0, 10, 100))",
        mark("A sine of 100 values. The first 67 are for training, the rest for the test."),
        (Look("wave", "wave", ("time",)),),
    ),
    Line(
        "rnn, head = nn.RNN(1, 32), nn.Linear(32, 1)",
        mark(
            "One value comes in a step, 32 units remember. "
            "This RNN expects shapes as time, batch, features."
        ),
        (
            Look("rnn.weight_ih_l0", "rnn.weight_ih_l0", ("units", "features")),
            Look("rnn.weight_hh_l0", "rnn.weight_hh_l0", ("units", "units")),
        ),
    ),
    Line(
        "optimizer = Adam([*rnn.parameters(), *head.parameters()], lr=0.01)",
        mark("Adam will move all the weights."),
        (Look(mark("weights to move"), f"sum(w.numel() for w in {_TENSORS})"),),
    ),
    Line("def answer(window):", mark("How a window of ten values is read.")),
    Line(
        "    x = window.view(1, -1, 1)",
        mark("The window gets the three axes that the RNN expects."),
        (Look("x", "x", ("time", "batch", "features")),),
    ),
    Line(
        "    states, h_n = rnn(x)",
        mark("The RNN reads the window. states has its state after each time step."),
        (Look("states", "states", ("time", "batch", "units")),),
    ),
    Line(
        "    return head(states[-1])",
        mark("The state after the last time step becomes the answer."),
        (Look("head(states[-1])", "head(states[-1])", ("batch", "value")),),
    ),
    Line("for epoch in range(10):", mark("Ten times through all windows."), (Look(mark("epochs"), "10"),)),
    Line(
        "    for t in torch.randperm(57):",
        mark(
            "The 57 training windows, shuffled anew in each epoch. "
            "In the tutorial they come in order of time."
        ),
        (Look(mark("first window starts at"), "t"),),
    ),
    Line(
        "        loss = (answer(wave[t:t+10]) - wave[t + 10]).square().mean()",
        mark("The answer is compared with the value that follows the window."),
        (
            Look("answer", "answer(wave[t:t+10])", ("batch", "value")),
            Look(mark("value that follows"), "wave[t + 10]"),
        ),
    ),
    Line(
        "        optimizer.zero_grad(); loss.backward(); optimizer.step()",
        mark("Forget old gradients, compute new ones, move the weights."),
        (Look(mark("weight tensors with a gradient"), f"sum(w.grad is not None for w in {_TENSORS})"),),
        ends_step=True,
    ),
    Line(
        "forecast = torch.cat([answer(wave[t:t+10])[-1] for t in range(57, 90)])",
        mark("After training: a forecast for each of the 33 test values."),
        (Look("forecast", "forecast", ("time",)),),
    ),
    Line(
        "test_mse = (forecast - wave[67:]).square().mean()",
        mark("The test MSE: the mean squared error on what it never saw."),
        (
            Look(mark("test MSE"), "test_mse"),
            Look(mark("persistence"), "(wave[66:-1] - wave[67:]).square().mean()"),
        ),
    ),
)  # fmt: skip
MISTAKE = next(at for at, line in enumerate(LINES) if "view(" in line.code)


class Mend(NamedTuple):
    """What may stand in place of the wrong line, and what comes of it."""

    code: str
    meaning: str  # what happened, in plain words
    hint: str  # what to look at, once two tries were wrong; empty for the right one


MENDS = (
    Mend(
        "    x = window.view(1, 1, -1)",
        mark("Now each step has ten features, but the RNN takes one."),
        mark("One value comes in at each step: the last axis has size 1."),
    ),
    Mend(
        "    x = window.view(2, 5, 1)",
        mark("No error. But these are five sequences of two values, and five answers."),
        mark("One window is one sequence: which axis has size 1 besides the last?"),
    ),
    Mend(
        "    x = window.view(-1, 1, 1)",
        mark("Ten time steps, a batch of one, one feature: one answer, made from all ten values."),
        "",
    ),
    Mend(
        "    x = window",
        mark("A shape with one axis says neither what is time nor what is a feature."),
        mark("The RNN wants three axes: time, batch, features."),
    ),
)
RIGHT = next(mend for mend in MENDS if not mend.hint)

# Why each other line is not the mistake.
NOT_THIS = {
    0: mark("The seed is fine: any number will do."),
    1: mark("The wave is fine: it has 100 values."),
    2: mark("With batch_first=True here, states[-1] would be wrong instead. The RNN may stay as it is."),
    3: mark("Adam is fine: it moves all the weights."),
    4: mark("This only gives the lines below a name."),
    6: mark("It does what it is told: the fault is in the shape that it gets."),
    7: mark("The last time step is right. But look how many answers come out."),
    8: mark("More epochs do not mend it."),
    9: mark("The order is fine. In order of time, as in the tutorial, it would do harm as well."),
    10: mark("Right for one answer. But how many are there? Look where they come from."),
    11: mark("These three are right, and in the right order."),
    12: mark("It asks in the same way as the training."),
    13: mark("The error is measured rightly."),
}


def start(mended: str | None = None) -> ScriptRun:
    """Set up a run of the script as it is, or with another line in place of the wrong one."""
    wrong = LINES[MISTAKE]
    line = wrong if mended is None else wrong._replace(code=mended)
    return ScriptRun(LINES[:MISTAKE] + (line,) + LINES[MISTAKE + 1 :], STEPS, given)


def given() -> dict[str, Any]:
    """Return the names that the script starts with: it needs none."""
    return {}


def answers(run: ScriptRun) -> int:
    """Return how many answers the network gave for one window; 0 where it failed."""
    found = [seen.shape[0] for line in run.seen.values() for seen in line if seen.name == "answer"]
    return found[0] if found else 0


def is_mended(run: ScriptRun) -> bool:
    """Tell whether a run to its end gave one answer a window and beats repeating the last value."""
    done = not run.error and not math.isnan(run.value("test MSE"))
    return done and answers(run) == 1 and run.value("test MSE") < run.value("persistence")
