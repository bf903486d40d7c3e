"""Tables are read as people bring them, asked about where unclear, refused with the reason."""

import numpy as np
import pytest

from rnndemo.sine import drawn
from rnndemo.sine.tables.column import Answers, read_column
from rnndemo.sine.tables.numbers import Unclear

VALUES = [20.7, 17.9, 18.8, 14.6] * 10
ROWS = [str(value) for value in VALUES]
GERMAN = [row.replace(".", ",") for row in ROWS]
DAYS = [str(np.datetime64("2020-01-15") + day) for day in range(40)]
DATED = [f"{day},{row}" for day, row in zip(DAYS, ROWS, strict=True)]


def text(*rows, end="\n", code="utf-8"):
    return end.join(rows).encode(code)


@pytest.mark.parametrize(
    "data",
    [
        text(*ROWS),
        text("value", *ROWS),
        text("\ufeffvalue", *ROWS, end="\r\n"),
        text('"value"', *(f'"{row}"' for row in ROWS)),
        text("value;", *(row + ";" for row in GERMAN)),
        text("value\t", *(row + "\t" for row in ROWS), "", ""),
        text("Temp", *GERMAN),
        text("Jahr;Größe", *(f"{1900 + at};{row}" for at, row in enumerate(GERMAN)), code="cp1252"),
        text("a\tb", *(f"{at}\t{row}" for at, row in enumerate(ROWS)), code="utf-16"),
        text("year,v", *(f"{1900 + at},{row}" for at, row in enumerate(ROWS)), end="\r"),
        text(",0", *(f"{at},{row}" for at, row in enumerate(ROWS))),
        text('"","x"', *(f'"{at + 1}",{row}' for at, row in enumerate(ROWS))),
        text('"x"', *(f'"{at + 1}" {row}' for at, row in enumerate(ROWS))),
        text("Date,Temp", *(f"{day},{row}" for day, row in zip(DAYS, GERMAN, strict=True))),
        text("Category: all", "", "Date,Temp", *DATED),
        text("Date,Temp", *DATED, "Total,999.5"),
        text("Date,Temp", *DATED, "A footer: source and years,"),
        text("v", *ROWS, "", "Source: the office of numbers"),
        text("Date,Temp", *DATED[:20], "Date,Temp", *DATED[20:]),
        text("name,Temp", *(f"abc,{row}" for row in ROWS)),
        text("v", "\n\n".join(ROWS)),
    ],
)
def test_a_column_is_read_however_it_was_saved(data):
    assert read_column(data).values.tolist() == VALUES


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        ("1949-01", "1949-01-01"),
        ("Jan-49", "1949-01-01"),
        ("Jan 1998", "1998-01-01"),
        ("31.12.2019", "2019-12-31"),
        ("12/31/2019", "2019-12-31"),
        ("1998-02-03 04:00:00", "1998-02-03T04"),
    ],
)
def test_dates_are_read_as_people_write_them(cells, first):
    from rnndemo.sine.tables import dates

    (moments,) = dates.read([cells]).values()
    assert moments[0] == np.datetime64(first)


def test_dates_give_the_axis_and_go_on_month_by_month():
    months = [f"{1949 + at // 12}-{at % 12 + 1:02d}" for at in range(40)]
    column = read_column(text("Month,v", *(f"{m},{row}" for m, row in zip(months, ROWS, strict=True))))
    assert column.notes == ("Column “v” is used, with the dates of “Month”.",)
    from rnndemo.sine import waves

    series = waves.own(column.values, 0.67, column.dates)
    assert len(series.dates) == 40 + waves.FUTURE
    assert [str(date)[:10] for date in series.at(39, 42)] == ["1952-04-01", "1952-05-01", "1952-06-01"]


@pytest.mark.parametrize(
    ("data", "answers", "option", "first"),
    [
        (text(*GERMAN), {"comma": "decimal"}, "comma", 20.7),
        (text("v", *('"1,011"' for _ in ROWS)), {"comma": "thousands"}, "comma", 1011.0),
        (text("v", *('"1,011"' for _ in ROWS)), {"comma": "decimal"}, "comma", 1.011),
        (text("a;b", *(f"{at};1.011" for at in range(40))), {"point": "thousands"}, "point", 1011.0),
        (text("a,b", *(f"{row},7.5" for row in ROWS)), {"column": "b"}, "column", 7.5),
        (text("a,b", *(f"{row},7.5" for row in ROWS)), {"column": "1"}, "column", 20.7),
        (text("d,v", *(f"0{at % 9 + 1}/0{at * 5 % 9 + 1}/{1900 + at},2.5" for at in range(40))),
         {"dates": "day first"}, "dates", 2.5),
    ],
)  # fmt: skip
def test_where_two_readings_are_possible_it_asks_and_takes_the_answer(data, answers, option, first):
    with pytest.raises(Unclear) as question:
        read_column(data)
    assert question.value.option == option
    assert len(question.value.answers) >= 2
    assert read_column(data, Answers(**answers)).values[0] == first


def test_thousands_marks_and_signs_of_money_are_no_part_of_the_number():
    rows = (f'{day},"${8746 + at:,}.50"' for at, day in enumerate(DAYS))
    assert read_column(text("d,v", *rows)).values[0] == 8746.5


def test_blank_rows_and_na_are_filled_and_counted():
    blank = ["" if at % 3 == 1 and at < 93 else str(at) for at in range(100)]
    column = read_column(text("v", *blank))
    assert column.values.tolist() == list(range(100))
    assert "31 of 100 rows have no number (lines 3, 6, 9, 12, 15, 18 and 25 more)" in column.notes[0]
    column = read_column(text("d,v", *DATED[:5], f"{DAYS[5]},NA", *DATED[6:]))
    assert column.values[5] == pytest.approx((VALUES[4] + VALUES[6]) / 2)
    assert len(column.dates) == 40


def test_the_newest_row_first_is_turned_round():
    column = read_column(text("d,v", *DATED[::-1]))
    assert column.values.tolist() == VALUES
    assert np.all(np.diff(column.dates).astype(int) > 0)


def test_a_year_of_hours_is_taken_and_of_more_the_newest_part_with_a_word():
    hours = [f"{np.datetime64('2020-01-01T00:00') + at},{at % 24}.5" for at in range(8760)]
    assert len(read_column(text("t,v", *hours)).values) == 8760
    column = read_column(text(*(f"{at}.5" for at in range(12_000))))
    assert len(column.values) == 10_000
    assert column.values[-1] == 11_999.5
    assert "newest 10,000 of 12,000" in column.notes[-1]


def test_the_apps_own_export_is_its_value_column():
    rows = [f"{at},{row},1.5,2.5" for at, row in enumerate(ROWS)] + ["40,,,2.5", "41,,,2.5"]
    column = read_column(text("point,value,one_step_forecast,free_run", *rows))
    assert column.name == "value"
    assert column.values.tolist() == VALUES


def test_a_table_with_a_name_in_each_row_gets_a_column_for_each_name():
    rows = [f"{day},{kind},{at}.5" for at, day in enumerate(DAYS) for kind in ("wind", "rain")]
    with pytest.raises(Unclear) as question:
        read_column(text("day,kind,value", *rows))
    assert list(question.value.answers) == ["wind", "rain"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"hello world\nthis is text\n" * 20, "not a number"),
        (b"1\n", "1 rows of data; at least 20"),
        (text(*ROWS, "inf"), "Line 41 is 'inf'"),
        (text(*ROWS, "x"), "Line 41 is not a number: 'x'"),
        (text(*ROWS, "1e300"), "larger unit"),
        (text("v", *ROWS[:25], *[""] * 40, "1.5"), "too many to fill"),
        (b"1\n" * 5_000_000, "10.0 MB"),
        (b"1\n" * 200_000, "200,000 lines; the limit is 100,000"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b"1\x00\n" * 30, "not text"),
        (b'"' + b"1\n" * 100_000, "cannot be read as CSV"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(data, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_column(data)


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
