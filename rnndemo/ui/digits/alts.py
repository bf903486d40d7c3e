"""What each chart of the digit page shows now, in a sentence for a screen reader."""

import numpy as np

from rnndemo import cells
from rnndemo.digits.own.tutorial import Claim
from rnndemo.digits.pen.reader import PathImportance, PenReading
from rnndemo.digits.reader import Importance, Reading
from rnndemo.language import CLAUSES, listed, mark, say
from rnndemo.ui.style import short_label

# By what a time step is: a row of the picture, or a step of the pen.
INSIDE = {
    "row": mark("Gates and states of {units} units over {time} rows; mean size: {sizes}"),
    "step": mark("Gates and states of {units} units over {time} steps; mean size: {sizes}"),
}
IMPORTANCE = {
    "row": mark(
        "Row {most} of {all} matters most: without it the lead of {digit} over {second} loses {lost:.1f}. "
        "The gradient is steepest at row {steepest}"
    ),
    "step": mark(
        "Step {most} of {all} matters most: without it the lead of {digit} over {second} loses {lost:.1f}. "
        "The gradient is steepest at step {steepest}"
    ),
}


def inside(reading: Reading | PenReading, step: str = "row") -> str:
    """Say how open each gate is and how large each state, on average; `step` tells what a time step is."""
    sizes = listed(
        f"{short_label(name)} {np.abs(values).mean():.2f}" for name, values in reading.trace._asdict().items()
    )
    time, units = reading.trace.hidden_state.shape
    return say(INSIDE[step], units=units, time=time, sizes=sizes)


def importance(
    reading: Reading | PenReading, measured: Importance | PathImportance, step: str = "row"
) -> str:
    """Say which time step the answer depends on most."""
    most = int(measured.left_out.argmax())
    return say(
        IMPORTANCE[step],
        most=most + 1,
        all=len(measured.left_out),
        digit=reading.digit,
        second=reading.runner_up,
        lost=measured.left_out[most],
        steepest=int(measured.gradient.argmax()) + 1,
    )


def side_by_side(readings: dict[str, Reading]) -> str:
    """Say what each cell reads, and since which row."""
    each = (
        say("{cell} {digit} from row {row} on", cell=say(cells.CELL_NAMES[cell]), **_since(reading))
        for cell, reading in readings.items()
    )
    return say("Belief after each row: {each}", each=listed(each, CLAUSES))


def readouts(reading: Reading) -> str:
    """Say since when each row's own readout, and the last row's, say the same digit."""
    last = _since(reading.by_last_readout())
    return say(
        "Each row's own readout: {digit} from row {row} on. The last row's readout: {last_digit} from row "
        "{last_row} on",
        **_since(reading),
        last_digit=last["digit"],
        last_row=last["row"],
    )


def spreads(claim: Claim) -> str:
    """Say each cell's mean accuracy and its reach over the seeds."""
    each = (
        say(
            "{cell} {mean:.1%}, seeds {least:.1%} to {most:.1%}",
            cell=say(cells.CELL_NAMES[each.cell]),
            mean=each.mean,
            least=min(each.accuracy),
            most=max(each.accuracy),
        )
        for each in claim.spreads
    )
    return say("Test digits read right: {each}", each=listed(each, CLAUSES))


def _since(reading: Reading) -> dict[str, int]:
    return {"digit": reading.digit, "row": reading.decided + 1}
