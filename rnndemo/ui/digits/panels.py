"""The panels of the digit page: what each shows of one picture and its reading."""

import inspect

import numpy as np
import streamlit as st

from rnndemo.cells import CELL_NAMES, CELLS
from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.reader import DigitCard, DigitReader, Reading, RowOrder, read_rows, row_importance
from rnndemo.ui import markup, models
from rnndemo.ui.digits import figures
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.style import COLORS

# NOTE: read once. To find a class, `inspect` parses its file, and two threads that parse at once can both
# fail: "AST constructor recursion depth mismatch", https://github.com/python/cpython/issues/106905.
CODE = [inspect.getsource(part) for part in (DigitReader, read_rows)]


def answer(reading: Reading) -> None:
    """Say what the network reads, and how sure it may be."""
    first, second = reading.digit, reading.runner_up
    p = reading.probabilities
    if reading.sure:
        big, small = str(first), f"{p[first]:.0%} sure" if p[first] < 0.995 else "over 99 % sure"
    else:
        big, small = f"{first} or {second}?", f"not sure: {p[first]:.0%} and {p[second]:.0%}"
    st.html(
        f'<div role="status" data-answer="{first if reading.sure else ""}" style="line-height:1.1">'
        f'<div style="font-size:3.2rem;font-weight:700">{big}</div>'
        f'<div style="opacity:.75">{small}</div></div>'
    )
    st.html(markup.bars({"P(digit)": (p, COLORS["lstm"])}, f"It reads {first}, with {p[first]:.0%}"))


def row_by_row(image: np.ndarray, order: RowOrder, reading: Reading) -> None:
    """Show the belief after each row, with a scrubber, and when the mind was made up."""
    figure = figures.row_by_row(image, order, reading)
    picture("digit_rows", figure, f"Belief after each of {len(order.rows)} rows; it ends at {reading.digit}.")
    last = len(order.rows) - 1
    if reading.decided == last:
        takeaway(f"Up to the last row it would have said something else than **{reading.digit}**.")
    else:
        takeaway(
            f"Its mind was made up at row **{reading.decided}** of {last}: from there on its first choice "
            f"was **{reading.digit}** (dotted line)."
        )


def inside(reading: Reading) -> None:
    """Show every gate and state of every unit."""
    sort = st.toggle("Sort units by when they act", value=True, key="digit_sort", **KEPT)
    picture("digit_inside", figures.inside(reading, sort), "Gates and states of all 64 units by row.")
    takeaway(
        "Units are not rows: all 64 are updated at every row. Colour is a value near 1, grey is negative; "
        "the states start at zero for every digit."
    )


def importance(image: np.ndarray, order: RowOrder, reading: Reading) -> None:
    """Show which rows the answer rests on."""
    measured = row_importance(models.digit_reader().reader, image, order)
    picture("digit_importance", figures.importance(image, order, measured), "Importance of each row.")
    row = int(measured.left_out.argmax())
    lost = measured.left_out[row]
    if lost > 0.005:
        takeaway(f"Blank row **{row}** alone and P({reading.digit}) falls by {lost:.0%}, the most of all.")
    else:
        takeaway(f"No single row decides: blank any one of them and it still reads **{reading.digit}**.")
    st.caption(
        "Gradient: how steeply log P(answer) changes with the row's pixels. Left out: how much P(answer) "
        "falls when that row is blank."
    )


def side_by_side(image: np.ndarray, order: RowOrder) -> None:
    """Show the LSTM, the GRU and the plain RNN reading the same picture."""
    readings, scores = {}, []
    for cell in ("lstm", "gru", "rnn"):
        try:
            trained = models.digit_reader(cell)
        except CheckpointError as error:
            st.warning(str(error))
            continue
        readings[cell] = read_rows(trained.reader, image, order)
        test = trained.card["test"]
        scores.append(f"{CELL_NAMES[cell]} {test['errors']}")
    if readings:
        figure = figures.side_by_side(readings)
        picture("digit_cells", figure, "Belief after each row of three kinds of cell.")
        takeaway(f"Same size, same recipe, errors on the 10,000 test digits: {', '.join(scores)}.")


@st.fragment
def unseen() -> None:
    """Show ten test digits with what the network says and what they are."""
    try:
        sheet = models.unseen_digits()
    except CheckpointError as error:  # caught in here: a fragment lets no error out to its page
        st.warning(str(error))
        return
    at = st.session_state.setdefault("digit_unseen", 0) % len(sheet.labels)
    st.html(_ten(at))
    st.button(
        "Next ten", key="digit_next_ten", on_click=st.session_state.update, args=({"digit_unseen": at + 10},)
    )
    st.caption(f"{len(sheet.labels)} of MNIST's test digits (LeCun & Cortes, CC BY-SA 3.0), drawn by lot.")


@st.cache_data(max_entries=30, show_spinner=False)
def _ten(at: int) -> str:
    sheet, reader = models.unseen_digits(), models.digit_reader().reader
    ten = range(at, at + 10)
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


def pytorch(cell: str = "lstm") -> None:
    """Show the code that really runs."""
    for part in CODE:
        st.code(part, language="python")
    st.caption(f"`self.recurrent` is `torch.nn.{CELLS[cell].__name__}`; gates: `rnndemo/cells.py`.")
