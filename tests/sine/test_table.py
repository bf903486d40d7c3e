"""Tables are read as people write them, and refused with the reason."""

import numpy as np
import pytest

from rnndemo.sine import drawn
from rnndemo.sine.table import read_csv

ROWS = [str(number / 2) for number in range(25)]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(ROWS),
        "value\n" + "\n".join(ROWS),
        "\ufeffvalue\r\n" + "\r\n".join(ROWS),
        '"value"\n' + "\n".join(f'"{row}"' for row in ROWS),
        "value;\n" + "\n".join(row.replace(".", ",") + ";" for row in ROWS),
        "value\t\n" + "\t\n".join(ROWS) + "\n\n",
    ],
    ids=["bare", "heading", "BOM and CRLF", "quotes", "semicolons and decimal commas", "tabs"],
)
def test_a_column_is_read_however_it_was_saved(text):
    assert read_csv(text.encode()).tolist() == [number / 2 for number in range(25)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"hello world\nthis is text\n" * 20, "not a number"),
        (b"1\n", "1 rows of data; at least 20"),
        ("\n".join([*ROWS, "nan"]).encode(), "Line 26 is 'nan'"),
        ("\n".join([*ROWS, "inf"]).encode(), "Line 26 is 'inf'"),
        ("\n".join([*ROWS, "x"]).encode(), "Line 26 is not a number: 'x'"),
        ("\n".join([*ROWS, "1e300"]).encode(), "larger unit"),
        ("\n".join(f"{row},{row}" for row in ROWS).encode(), "2 columns; keep the one"),
        (b"1\n" * 5001, "5,001 rows of data; the limit is 5,000"),
        (b"1\n" * 5_000_000, "10.0 MB"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        ("\n".join(ROWS).encode("utf-16"), "not text"),
        (b"1\x00\n" * 30, "not text"),
        (b'"' + b"1\n" * 100_000, "cannot be read as CSV"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(data, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_csv(data)


def test_a_drawn_line_becomes_evenly_spaced_values_from_left_to_right():
    x = np.linspace(10, 310, 40)
    values = drawn.from_path(x, 80 - 40 * np.sin(x / 30), 320, 160)
    expected = 0.5 * np.sin(np.linspace(10, 310, drawn.POINTS) / 30)
    assert values == pytest.approx(expected, abs=0.03)
    assert drawn.from_path(x[::-1], (80 - 40 * np.sin(x / 30))[::-1], 320, 160) == pytest.approx(values)


def test_a_dot_is_not_a_wave():
    with pytest.raises(ValueError, match="from left to right"):
        drawn.from_path([10, 11], [5, 6], 320, 160)
    with pytest.raises(ValueError, match="from left to right"):
        drawn.from_path([10], [5], 320, 160)
