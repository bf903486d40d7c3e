"""The order in which the rows of the digit are read: a choice of the visitor."""

from typing import NamedTuple

import streamlit as st

from rnndemo.digits.reader import ORDERS, RowOrder, row_order
from rnndemo.ui.lesson import KEPT

USUAL = row_order()
OUT_OF_DEPTH = (
    "This is the last row's readout, out of its depth. It was trained on the memory after the last row of "
    "a digit read top-down. It has never seen the memory after other rows or in another order, and is often "
    "sure and wrong there: its percentages are no probabilities."
)
BLANK = (
    "After the blank rows you see the last row's readout. It was trained on the memory after row 28; blank "
    "rows change that memory, so its percentages are not to be trusted there."
)


class Chosen(NamedTuple):
    """An order of rows, and its name."""

    rows: RowOrder
    name: str


def choose() -> Chosen:
    """Let the visitor choose the order, and blank rows after the digit."""
    way = st.segmented_control(
        "Reading order", list(ORDERS), default="top-down", required=True, key="digit_order", **KEPT
    )
    blank = st.slider("Blank rows after it", 0, 28, 0, key="digit_blank_rows", **KEPT)
    name = ORDERS[way] + (f", then {blank} blank" if blank else "")
    return Chosen(row_order(way, blank), name)


def warn(order: RowOrder, fitted: bool) -> None:
    """Say where the belief is no probability; `fitted`: each row has a readout of its own."""
    if not fitted:
        st.caption(OUT_OF_DEPTH)
    elif len(order.rows) > len(USUAL.rows):
        st.caption(BLANK)
