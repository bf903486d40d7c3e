"""The panels of the digit page: what each shows of one picture and its reading."""

import inspect
from typing import NamedTuple

import numpy as np
import streamlit as st

from rnndemo.cells import CELL_NAMES
from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.reader import (
    Answer,
    DigitCard,
    DigitReader,
    Reading,
    RowOrder,
    read_rows,
    row_importance,
)
from rnndemo.digits.unseen import NAME, WRONG
from rnndemo.ui import markup, models
from rnndemo.ui.announce import announce
from rnndemo.ui.digits import alts, figures
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.style import COLORS

SHEETS = {"Chosen at random": NAME, "The ones it gets wrong": WRONG}

# NOTE: read once. To find a class, `inspect` parses its file, and two threads that parse at once can both
# fail: "AST constructor recursion depth mismatch", https://github.com/python/cpython/issues/106905.
CODE = [inspect.getsource(part) for part in (DigitReader, read_rows)]


class Read(NamedTuple):
    """A picture that was read: (28, 28) in 0..1, the order of its rows, and what the LSTM made of it."""

    image: np.ndarray
    order: RowOrder
    reading: Reading


def answer(reading: Answer) -> None:
    """Say what the network reads, and how sure it may be."""
    first, second = reading.digit, reading.runner_up
    p = reading.probabilities
    if reading.strange:
        big, small = "No digit I know", f"what it saw looks like none; the nearest is {first}"
    elif reading.sure:
        big, small = str(first), f"{markup.percent(p[first])} sure"
    else:
        big, small = f"{first} or {second}?", f"not sure: {p[first]:.0%} and {p[second]:.0%}"
    st.html(
        f'<div data-answer="{first if reading.sure else ""}" style="line-height:1.2">'
        f'<div style="font-size:3.4rem;font-weight:700;line-height:1.1">{big}</div><div>{small}</div></div>'
    )
    st.html(markup.bars({"P(digit)": (p, COLORS["lstm"])}, f"It reads {first}, with {p[first]:.0%}"))
    announce("digit", f"{big}, {small}")


def row_by_row(read: Read) -> None:
    """Show each row beside the belief after it, and say since which row the first choice is the same."""
    image, order, reading = read
    alt = f"The {len(order.rows)} rows it reads; after the last one it believes in {reading.digit}"
    frames = {reading.decided: COLORS["forget_gate"]}
    st.html(markup.map_of_rows(figures.in_order(image, order), reading.belief, frames, alt))
    if reading.decided == len(order.rows) - 1:
        st.markdown("Only the last row decided.")
    else:
        st.markdown(f"From row {reading.decided + 1} on it says {reading.digit}.")


def inside(read: Read) -> None:
    """Show every gate and state of every unit."""
    sort = st.toggle("Sort units by when they act", value=True, key="digit_sort", **KEPT)
    picture("digit_inside", figures.inside(read.reading, sort), alts.inside(read.reading))
    takeaway(
        "Units are not rows: all 64 are updated at every row. Colour is a value near 1, grey is negative; "
        "the states start at zero for every digit."
    )


def importance(read: Read) -> None:
    """Show which rows the answer depends on."""
    image, order, reading = read
    measured = row_importance(models.digit_reader().reader, image, order)
    picture(
        "digit_importance", figures.importance(image, order, measured), alts.importance(reading, measured)
    )
    row = int(measured.left_out.argmax())
    lost = float(measured.left_out[row])
    if lost > 0.1:
        takeaway(
            f"Blank row **{row + 1}** alone and the lead of {reading.digit} over {reading.runner_up} shrinks "
            f"by {lost:.1f}, the most of all: its odds against {reading.runner_up} are then "
            f"{_times(float(np.exp(lost)))} smaller."
        )
    else:
        takeaway(f"No single row helps **{reading.digit}**: blank any one of them and its lead stays.")
    st.caption(
        f"The lead is the logit of {reading.digit} less that of the runner-up, {reading.runner_up}. "
        "Gradient: how steeply the lead changes with the row's pixels. Lost: how much it shrinks when that "
        "row is blank; below zero, the lead grows without the row."
    )


def _times(factor: float) -> str:
    return f"{factor:.1f} times" if factor < 10 else f"{float(f'{factor:.1g}'):,.0f} times"


def side_by_side(read: Read) -> None:
    """Show the LSTM, the GRU and the plain RNN reading the same picture."""
    readings, scores = {}, []
    for cell in ("lstm", "gru", "rnn"):
        try:
            trained = models.digit_reader(cell)
        except CheckpointError as error:
            st.warning(str(error))
            continue
        readings[cell] = read_rows(trained.reader, read.image, read.order)
        test = trained.card["test"]
        scores.append(f"{CELL_NAMES[cell]} {test['errors']}")
    if readings:
        figure = figures.side_by_side(readings)
        picture("digit_cells", figure, alts.side_by_side(readings))
        takeaway(f"Same size, same recipe, errors on the 10,000 test digits: {', '.join(scores)}.")


def readouts(read: Read) -> None:
    """Show the belief by a readout of each row's own beside what the last row's readout says of each row."""
    reading = read.reading
    if not reading.fitted:
        st.caption("In this order there is one readout alone: the last row's.")
        return
    picture("digit_readouts", figures.readouts(reading), alts.readouts(reading))
    takeaway(
        "The network was trained to answer after the last row only. For each row before it, a readout of its "
        "own was fitted to the memory, which stayed as it was: it shows what the memory already knows."
    )


@st.fragment
def unseen() -> None:
    """Show ten test digits, what the network says and what they are: random ones, or those it gets wrong."""
    name = st.segmented_control(
        "Which ten", list(SHEETS), default=next(iter(SHEETS)), required=True, key="digit_sheet",
        label_visibility="collapsed", **KEPT,
    )  # fmt: skip
    try:
        sheet = models.unseen_digits(SHEETS[name])
    except CheckpointError as error:  # caught in here: a fragment lets no error out to its page
        st.warning(str(error))
        return
    count = len(sheet.labels)
    at = st.session_state.setdefault("digit_unseen", 0) % count
    st.html(_ten(SHEETS[name], at))
    st.button(
        "Next ten", key="digit_next_ten", on_click=st.session_state.update, args=({"digit_unseen": at + 10},)
    )
    if SHEETS[name] == WRONG:
        st.caption(f"All {count} of MNIST's 10,000 test digits that it reads wrongly (CC BY-SA 3.0).")
    else:
        st.caption(f"{count} of MNIST's test digits (LeCun & Cortes, CC BY-SA 3.0), chosen at random.")


@st.cache_data(max_entries=60, show_spinner=False)
def _ten(name: str, at: int) -> str:
    sheet, reader = models.unseen_digits(name), models.digit_reader().reader
    ten = range(at, min(at + 10, len(sheet.labels)))
    readings = [read_rows(reader, sheet.images[n]) for n in ten]
    return markup.row_of_digits(sheet.images[ten], [r.digit for r in readings], sheet.labels[ten])


def model_card(card: DigitCard) -> None:
    """Show where the network comes from."""
    test, recipe = card["test"], card["recipe"]
    st.markdown(
        f"**{card['model']}** · {card['parameters']:,} parameters · {test['accuracy']:.2%} of "
        f"{test['digits']:,} test digits right ({test['errors']} wrong) · calibration error "
        f"{test['calibration_error']:.4f} · trained on MNIST and pen-drawn digits for {recipe['epochs']} "
        f"epochs in {card['training_seconds'] / 60:.0f} minutes, seed {recipe['seed']}"
    )
    st.json(card, expanded=False)
    st.caption("Measure it again: `python -m rnndemo evaluate digits`")


def pytorch() -> None:
    """Show the source code of the reader, as it runs here."""
    for part in CODE:
        st.code(part, language="python", wrap_lines=True)
    st.caption("`self.recurrent` is `torch.nn.LSTM`; gates: `rnndemo/cells.py`.")
