"""What each chart of the digit page shows now, in a sentence for a screen reader."""

import numpy as np

from rnndemo import cells
from rnndemo.digits.own.tutorial import Claim
from rnndemo.digits.pen.reader import PathImportance, PenReading
from rnndemo.digits.reader import Importance, Reading
from rnndemo.ui.style import LABELS


def inside(reading: Reading | PenReading, step: str = "row") -> str:
    """Say how open each gate is and how large each state, on average; `step` is the word for a time step."""
    sizes = (
        f"{LABELS[name].split(' (')[0]} {np.abs(values).mean():.2f}"
        for name, values in reading.trace._asdict().items()
    )
    time, units = reading.trace.hidden_state.shape
    return f"Gates and states of {units} units over {time} {step}s; mean size: {', '.join(sizes)}"


def importance(
    reading: Reading | PenReading, measured: Importance | PathImportance, step: str = "row"
) -> str:
    """Say which time step the answer depends on most."""
    most = int(measured.left_out.argmax())
    return (
        f"{step.capitalize()} {most + 1} of {len(measured.left_out)} matters most: without it the lead of "
        f"{reading.digit} over {reading.runner_up} loses {measured.left_out[most]:.1f}. The gradient is "
        f"steepest at {step} {int(measured.gradient.argmax()) + 1}"
    )


def side_by_side(readings: dict[str, Reading]) -> str:
    """Say what each cell reads, and since which row."""
    said = (f"{cells.CELL_NAMES[cell]} {_since(reading)}" for cell, reading in readings.items())
    return "Belief after each row: " + "; ".join(said)


def readouts(reading: Reading) -> str:
    """Say since when each row's own readout, and the last row's, say the same digit."""
    last = reading.by_last_readout()
    return f"Each row's own readout: {_since(reading)}. The last row's readout: {_since(last)}"


def spreads(claim: Claim) -> str:
    """Say each cell's mean accuracy and its reach over the seeds."""
    said = (
        f"{cells.CELL_NAMES[each.cell]} {each.mean:.1%}, seeds {min(each.accuracy):.1%} to "
        f"{max(each.accuracy):.1%}"
        for each in claim.spreads
    )
    return "Test digits read right: " + "; ".join(said)


def _since(reading: Reading) -> str:
    return f"{reading.digit} from row {reading.decided + 1} on"
