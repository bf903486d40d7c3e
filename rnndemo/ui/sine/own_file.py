"""The visitor's file: an uploaded table, and the questions it leaves open."""

import streamlit as st

from rnndemo import language
from rnndemo.language import say
from rnndemo.sine.tables import column
from rnndemo.sine.tables.column import Answers, Column
from rnndemo.sine.tables.numbers import Unclear

SELECT = 4  # answers from which a list is easier to use than buttons


def ask() -> Column | None:
    """Draw the uploader and what must be asked; return the series, or None while there is none."""
    file = st.file_uploader(
        say("A table with {rows} or more numbers in a column", rows=column.FEWEST_ROWS),
        type=["csv", "txt", "tsv"],
        key="sine_file",
    )
    if file is None:
        return None
    answers = Answers()
    try:
        while True:
            found = _read(file.getvalue(), answers, language.ask())
            if isinstance(found, Column):
                break
            question, option, meanings = found
            answer = _question(question, option, meanings, file.file_id)
            if answer is None:
                return None
            answers = answers._replace(**{option: answer})
    except ValueError as problem:
        st.error(str(problem), icon=":material/error:")
        return None
    if found.notes:
        st.caption("  \n".join(found.notes))
    return found


@st.cache_data(max_entries=32, show_spinner=False)
def _read(data: bytes, answers: Answers, code: str) -> Column | tuple[str, str, dict[str, str]]:
    """Read a file. The answer holds sentences, so it is kept for each language, by its `code`."""
    try:
        return column.read_column(data, answers)
    except Unclear as unclear:
        return str(unclear), unclear.option, unclear.answers


def _question(question: str, option: str, meanings: dict[str, str], file_id: str) -> str | None:
    choices, key = list(meanings), f"sine_{option}_{file_id}"
    if len(choices) >= SELECT:
        return st.selectbox(question, choices, index=None, format_func=meanings.__getitem__, key=key)
    return st.radio(question, choices, index=None, format_func=meanings.__getitem__, key=key)
