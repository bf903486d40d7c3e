"""What a visitor draws as a forecast is read as values of the wave, and judged beside the network's."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnndemo.sine import drawn
from rnndemo.sine.forecaster import SineConfig, make_series
from rnndemo.ui.sine import guess
from rnndemo.ui.style import COLORS


def drawing(x, y, color=COLORS["own_wave"]):
    path = [["M" if at == 0 else "L", *point] for at, point in enumerate(zip(x, y, strict=True))]
    return {"type": "path", "path": path, "stroke": color, "strokeWidth": 3}


def test_a_line_is_read_at_every_place_asked_for():
    places = np.linspace(200, 300, 30)
    x = np.linspace(190, 310, 400)
    assert drawn.at(places, x, 80 + x / 10) == pytest.approx(80 + places / 10, abs=0.1)


@pytest.mark.parametrize("end", [201, 270])
def test_a_line_that_ends_too_early_is_no_forecast(end):
    with pytest.raises(ValueError, match="Go on with the line"):
        drawn.at(np.linspace(200, 300, 30), np.linspace(0, end, 50), np.zeros(50))


@pytest.mark.parametrize("wave", guess.WAVES)
def test_who_draws_the_truth_is_off_by_almost_nothing(wave):
    series = make_series(SineConfig(wave=wave))
    truth = series.truth[series.n_train : series.n_train + guess.NEXT]
    x, y = guess._across()[guess.KNOWN :], guess._heights(truth, series)
    canvas = guess._start(series)
    canvas["objects"].append(drawing(x, y))
    line = guess._line(canvas, series)
    assert np.sqrt(np.mean((line - truth) ** 2)) < 0.04 * np.ptp(truth)  # columns are whole pixels


def test_the_line_the_canvas_begins_with_is_nobodys_forecast():
    series = make_series(SineConfig(wave="damped"))
    assert guess._line(guess._start(series), series) is None


def test_show_me_compares_the_network_with_the_last_value():
    page = AppTest.from_string(
        "from rnndemo.ui.sine import guess\nguess.panel(opened=True)", default_timeout=60
    ).run()
    assert not page.exception
    assert len(page.markdown) == 1  # the truth is not on the page yet
    page.toggle(key="sine_guess_show_damped").set_value(True).run()
    assert not page.exception
    (said,) = [each.value for each in page.markdown if each.value.startswith("Off by")]
    assert "you" not in said
    assert "the LSTM **0.0" in said
