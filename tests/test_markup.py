"""Numbers are written as people write them."""

import pytest

from rnndemo.ui import markup


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.26, "0.26"),
        (12.0, "12"),
        (0.00026, "0.00026"),
        (2.6e-7, "2.6 × 10⁻⁷"),
        (6.84e-31, "6.8 × 10⁻³¹"),
        (4.1e12, "4.1 × 10¹²"),
        (float("nan"), "nan"),
    ],
)
def test_small_numbers_are_written_with_a_raised_power_of_ten(value, text):
    assert markup.number(value) == text
