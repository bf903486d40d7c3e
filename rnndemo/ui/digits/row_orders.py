"""The order in which the rows of the digit are read: a choice of the visitor."""

from typing import NamedTuple

import streamlit as st

from rnndemo.digits.reader import ORDERS, RowOrder, row_order
from rnndemo.language import mark, say
from rnndemo.ui.lesson import KEPT

USUAL = row_order()
OUT_OF_DEPTH = mark(
    "This is the last row's readout, used where it was not trained. It was trained on the memory after the "
    "last row of a digit read top-down. It has never seen the memory after other rows or in another order, "
    "and can be sure and wrong there: its percentages are no probabilities."
)
BLANK = mark(
    "After the blank rows you see the last row's readout. It was trained on the memory after row 28; blank "
    "rows change that memory, so its percentages are not to be trusted there."
)


class Chosen(NamedTuple):
    """An order of rows, and what the map says above them."""

    rows: RowOrder
    heading: str


def choose() -> Chosen:
    """Let the visitor choose the order, and blank rows after the digit."""
    way = st.segmented_control(
        say("Reading order"), list(ORDERS), default="top-down", required=True, key="digit_order",
        format_func=say, **KEPT,
    )  # fmt: skip
    blank = st.slider(say("Blank rows after it"), 0, 28, 0, key="digit_blank_rows", **KEPT)
    if blank:
        heading = say("28 rows, {order}, then {blank} blank", order=say(ORDERS[way]), blank=blank)
    else:
        heading = say("28 rows, {order}", order=say(ORDERS[way]))
    return Chosen(row_order(way, blank), heading)


def warn(order: RowOrder, fitted: bool) -> None:
    """Say where the belief is no probability; `fitted`: each row has a readout of its own."""
    if not fitted:
        st.caption(say(OUT_OF_DEPTH))
    elif len(order.rows) > len(USUAL.rows):
        st.caption(say(BLANK))
