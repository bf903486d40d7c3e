"""The samples are what they are called, to the shipped reader."""

import pytest

from rnndemo import digits, sample_digits


@pytest.mark.parametrize("name", sample_digits.STROKES)
def test_the_reader_reads_each_sample_as_its_name(name):
    reading = digits.read_rows(digits.load().reader, sample_digits.picture(name))
    assert str(reading.digit) == name
