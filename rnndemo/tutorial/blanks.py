"""Three blanks in the digit script: choices that are filled in and run, the wrong ones too."""

from typing import Literal, NamedTuple

import numpy as np

from rnndemo.language import mark
from rnndemo.tutorial import digit_script
from rnndemo.tutorial.digit_script import LINES
from rnndemo.tutorial.script import ScriptRun

Outcome = Literal["learns", "fails", "does not learn"]


class Choice(NamedTuple):
    """What may be written into a blank, and what comes of it."""

    text: str
    outcome: Outcome
    meaning: str  # what happened, in plain words; {batch} is digit_script.BATCH
    hint: str  # what to look at, once two tries were wrong; empty for the right one


class Blank(NamedTuple):
    """A blank: the line that has it, cut in two around it, and what may be written there."""

    question: str
    before: str
    after: str
    choices: tuple[Choice, ...]

    @property
    def at(self) -> int:
        """The place of its line in the script."""
        return next(at for at, line in enumerate(LINES) if line.code == self.filled(self.right))

    @property
    def right(self) -> Choice:
        """The choice with which the script learns."""
        return next(choice for choice in self.choices if choice.outcome == "learns")

    def filled(self, choice: Choice) -> str:
        """Return the line with a choice written in."""
        return self.before + choice.text + self.after


BLANKS = (
    Blank(
        mark("The digits are sequences of 28 rows, each of 28 pixels. Which LSTM reads them?"),
        "rnn = nn.LSTM(",
        ")",
        (
            Choice(
                "784, 64, batch_first=True",
                "fails",
                mark("The LSTM waits for 784 numbers at each step, but a step is one row: 28."),
                mark("784 is the whole picture. How many pixels come in at one time step?"),
            ),
            Choice(
                "28, 64, batch_first=True",
                "learns",
                mark("28 pixels a step, 64 hidden units, and the first axis counts the digits of the batch."),
                "",
            ),
            Choice(
                "64, 28, batch_first=True",
                "fails",
                mark("The LSTM waits for 64 numbers at each step, but a row has 28."),
                mark("The first number is what comes in, the second how many hidden units remember."),
            ),
            Choice(
                "28, 64",
                "does not learn",
                mark(
                    "No error. But the first axis now counts time steps: {batch} digits become one sequence."
                ),
                mark("What does the first axis of x count: time steps, or the digits of the batch?"),
            ),
        ),
    ),
    Blank(
        mark("Which state is scored?"),
        "    return out(r_out[",
        "])",
        (
            Choice(
                ":, 0, :",
                "does not learn",
                mark("No error. But after the first row, nearly always blank, the network knows nothing."),
                mark("0 is the first time step. After which row has it seen the whole digit?"),
            ),
            Choice(
                "-1, :, :",
                "fails",
                mark("This takes the last digit of the batch: 28 states of one digit, for {batch} labels."),
                mark("The axes of r_out are batch, time, units. Which of them is −1 to stand in?"),
            ),
            Choice(
                ":, :, -1",
                "fails",
                mark("This takes one unit at 28 time steps; the linear layer waits for 64 units."),
                mark("The axes of r_out are batch, time, units. Which of them is −1 to stand in?"),
            ),
            Choice(
                ":, -1, :",
                "learns",
                mark("Of every digit the last time step, all units: h_n has the same."),
                "",
            ),
        ),
    ),
    Blank(
        mark("Between zero_grad and step a line is missing. Which?"),
        "    ",
        "",
        (
            Choice(
                "loss.item()",
                "does not learn",
                mark("No error. But no gradient is computed, so the step moves no weight."),
                mark("item() only turns the loss into a number. What computes the gradients?"),
            ),
            Choice(
                "loss.backward()",
                "learns",
                mark("It goes back through all 28 steps and computes a gradient for each weight."),
                "",
            ),
            Choice(
                "out.backward()",
                "fails",
                mark("A layer cannot do this. Gradients are computed from the loss."),
                mark("What is to become smaller? Backward starts from there."),
            ),
        ),
    ),
)  # fmt: skip


def start(blank: Blank, choice: Choice, image: np.ndarray) -> ScriptRun:
    """Set up a run of the digit script with a choice written into one blank."""
    line = LINES[blank.at]
    filled = line._replace(code=blank.filled(choice))
    return digit_script.start(image, LINES[: blank.at] + (filled,) + LINES[blank.at + 1 :])


def outcome(run: ScriptRun) -> Outcome:
    """Say how a run ended, judged by what it did."""
    if run.error:
        return "fails"
    return "learns" if digit_script.has_learnt(run) else "does not learn"
