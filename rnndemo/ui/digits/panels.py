"""The panels of the digit page: what each shows of one picture and its reading."""

import inspect
from typing import NamedTuple

import numpy as np
import streamlit as st

from rnndemo import language
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
from rnndemo.language import listed, mark, say
from rnndemo.ui import markup, models
from rnndemo.ui.announce import announce
from rnndemo.ui.digits import alts, figures
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.style import COLORS

SHEETS = {mark("Chosen at random"): NAME, mark("The ones it gets wrong"): WRONG}

# NOTE: read once. To find a class, `inspect` parses its file, and two threads that parse at once can both
# fail: "AST constructor recursion depth mismatch", https://github.com/python/cpython/issues/106905.
CODE = [inspect.getsource(part) for part in (DigitReader, read_rows)]


class Read(NamedTuple):
    """A picture that was read: (28, 28) in 0..1, the order of its rows, and what the LSTM made of it."""

    image: np.ndarray
    order: RowOrder
    reading: Reading


# By whether the rows are read in the usual order: in any other, or after blank rows, nothing is calibrated.
SURE = {True: mark("{share} sure"), False: mark("{share}, but in this order that is no probability")}
UNSURE = {
    True: mark("not sure: {first} and {second}"),
    False: mark("{first} and {second}, but in this order these are no probabilities"),
}


def answer(reading: Answer, usual: bool = True) -> None:
    """Say what the network reads, and how sure it may be; in an unusual order, that no percentage tells."""
    first, second = reading.digit, reading.runner_up
    p = reading.probabilities
    if reading.strange:
        big = say("No digit I know")
        small = say("what it saw looks like none; the nearest is {digit}", digit=first)
    elif reading.sure:
        big, small = str(first), say(SURE[usual], share=markup.percent(p[first]))
    else:
        big = say("{first} or {second}?", first=first, second=second)
        shares = {"first": markup.percent(p[first]), "second": markup.percent(p[second])}
        small = say(UNSURE[usual], **shares)
    st.html(
        f'<div data-answer="{first if reading.sure else ""}" style="line-height:1.2">'
        f'<div style="font-size:3.4rem;font-weight:700;line-height:1.1">{big}</div><div>{small}</div></div>'
    )
    alt = say("It reads {digit}, with {share:.0%}", digit=first, share=p[first])
    st.html(markup.bars({say("P(digit)"): (p, COLORS["lstm"])}, alt))
    announce("digit", say("{answer}, {how}", answer=big, how=small))


def row_by_row(read: Read) -> None:
    """Show each row beside the belief after it, and say since which row the first choice is the same."""
    image, order, reading = read
    alt = say(
        "The {rows} rows it reads; after the last one it believes in {digit}",
        rows=len(order.rows),
        digit=reading.digit,
    )
    frames = {reading.decided: COLORS["forget_gate"]}
    st.html(markup.map_of_rows(figures.in_order(image, order), reading.belief, frames, alt))
    if reading.decided == len(order.rows) - 1:
        st.markdown(say("Only the last row decided."))
    else:
        st.markdown(say("From row {at} on it says {digit}.", at=reading.decided + 1, digit=reading.digit))


def inside(read: Read) -> None:
    """Show every gate and state of every unit."""
    sort = st.toggle(say("Sort units by when they act"), value=True, key="digit_sort", **KEPT)
    picture("digit_inside", figures.inside(read.reading, sort), alts.inside(read.reading))
    takeaway(
        say(
            "Units are not rows: all 64 are updated at every row. The stronger the colour, the larger "
            "the value; grey is negative; the states start at zero for every digit."
        )
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
    names = {"digit": reading.digit, "second": reading.runner_up}
    if lost > 0.1:
        takeaway(
            say(
                "Blank row **{row}** alone and the lead of {digit} over {second} shrinks by {lost:.1f}, the "
                "most of all: its odds against {second} are then {factor} times smaller.",
                row=row + 1, lost=lost, factor=_rounded(float(np.exp(lost))), **names,
            )
        )  # fmt: skip
    else:
        takeaway(
            say(
                "No single row helps **{digit}**: blank any one of them and its lead hardly shrinks.", **names
            )
        )
    st.caption(
        say(
            "The lead is the logit of {digit} less that of the runner-up, {second}. Gradient: how steeply "
            "the lead changes with the row's pixels. Lost: how much it shrinks when that row is blank; below "
            "zero, the lead grows without the row.",
            **names,
        )
    )


def _rounded(factor: float) -> str:
    return f"{factor:.1f}" if factor < 10 else f"{float(f'{factor:.1g}'):,.0f}"


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
        scores.append(f"{say(CELL_NAMES[cell])} {test['errors']}")
    if readings:
        figure = figures.side_by_side(readings)
        picture("digit_cells", figure, alts.side_by_side(readings))
        takeaway(
            say("Same size, same recipe, errors on the 10,000 test digits: {scores}.", scores=listed(scores))
        )


def readouts(read: Read) -> None:
    """Show the belief by a readout of each row's own beside what the last row's readout says of each row."""
    reading = read.reading
    if not reading.fitted:
        st.caption(say("In this order there is one readout alone: the last row's."))
        return
    picture("digit_readouts", figures.readouts(reading), alts.readouts(reading))
    takeaway(
        say(
            "The network was trained to answer after the last row only. For each row before it, a readout of "
            "its own was fitted to the memory, which stayed as it was: it shows what the memory already "
            "knows."
        )
    )


@st.fragment
def unseen() -> None:
    """Show ten test digits, what the network says and what they are: random ones, or those it gets wrong."""
    name = st.segmented_control(
        say("Which ten"), list(SHEETS), default=next(iter(SHEETS)), required=True, key="digit_sheet",
        format_func=say, label_visibility="collapsed", **KEPT,
    )  # fmt: skip
    try:
        sheet = models.unseen_digits(SHEETS[name])
    except CheckpointError as error:  # caught in here: a fragment lets no error out to its page
        st.warning(str(error))
        return
    count = len(sheet.labels)
    at = st.session_state.setdefault("digit_unseen", 0) % count
    st.html(_ten(SHEETS[name], at, language.ask()))
    st.button(
        say("Next ten"), key="digit_next_ten", on_click=st.session_state.update,
        args=({"digit_unseen": at + 10},),
    )  # fmt: skip
    if SHEETS[name] == WRONG:
        sentence = mark("All {count} of MNIST's 10,000 test digits that it reads wrongly (CC BY-SA 3.0).")
    else:
        sentence = mark("{count} of MNIST's test digits (LeCun & Cortes, CC BY-SA 3.0), chosen at random.")
    st.caption(say(sentence, count=count))


@st.cache_data(max_entries=60, show_spinner=False)
def _ten(name: str, at: int, spoken: str) -> str:  # also kept by the language that is spoken
    sheet, reader = models.unseen_digits(name), models.digit_reader().reader
    ten = range(at, min(at + 10, len(sheet.labels)))
    readings = [read_rows(reader, sheet.images[n]) for n in ten]
    return markup.row_of_digits(sheet.images[ten], [r.digit for r in readings], sheet.labels[ten])


def model_card(card: DigitCard) -> None:
    """Show where the network comes from."""
    test, recipe = card["test"], card["recipe"]
    st.markdown(
        say(
            "**{cell} digit reader** · {parameters:,} parameters · {right:.2%} of {digits:,} test digits "
            "right ({wrong} wrong) · calibration error {calibration:.4f} · trained on MNIST and pen-drawn "
            "digits for {epochs} epochs in {minutes:.0f} minutes, seed {seed}",
            cell=say(CELL_NAMES[card["config"]["cell"]]), parameters=card["parameters"],
            right=test["accuracy"], digits=test["digits"], wrong=test["errors"],
            calibration=test["calibration_error"], epochs=recipe["epochs"],
            minutes=card["training_seconds"] / 60, seed=recipe["seed"],
        )
    )  # fmt: skip
    st.json(card, expanded=False)
    st.caption(say("Measure it again: `python -m rnndemo evaluate digits`"))


def pytorch() -> None:
    """Show the source code of the reader, as it runs here."""
    for part in CODE:
        st.code(part, language="python", wrap_lines=True)
    st.caption(say("`self.recurrent` is `torch.nn.LSTM`; gates: `rnndemo/cells.py`."))
