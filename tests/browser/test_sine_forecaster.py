"""The sine forecaster in a real browser, as a visitor meets it."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

PAGE = "/sine_forecaster"
# A training that no test waits for: the tutorial's way takes a step for each of 660 windows in each epoch,
# and its network is judged quickly once it is stopped.
LONG = f"{PAGE}?sine_epochs=1000&sine_points=1000&sine_tutorial=true"
WAVE = "\n".join(f"{np.sin(time / 4):.6f}" for time in range(80)).encode()


def press(page, name):
    page.get_by_role("button", name=name, exact=False).first.click()


def train(page):
    """Press Train and wait for the judgement; return the line that names the run."""
    line = page.get_by_text(re.compile(r"Run \d+:.*epochs in"))
    before = re.search(r"Run (\d+)", line.inner_text())[1] if line.count() else 0
    press(page, "Train")
    page.get_by_text(re.compile(rf"Run {int(before) + 1}:.*epochs in")).wait_for()
    return finished(page)


def finished(page):
    """Wait for the end of a training; return the line that names the run."""
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    page.get_by_text("Free run RMSE").wait_for()
    settled(page)
    return page.get_by_text(re.compile("epochs in")).inner_text()


def settled(page):
    """Wait until nothing is being drawn: a list opened before closes again, a click may go nowhere."""
    page.locator("[data-test-script-state=notRunning]").wait_for()


def metric(page, label):
    found = page.get_by_test_id("stMetric").filter(has_text=label)
    return found.get_by_test_id("stMetricValue").inner_text()


def query(page):
    return page.evaluate("location.search")


def test_the_first_press_of_train_succeeds(visit):
    page = visit("/")
    page.get_by_role("link", name="Sine forecaster").first.click()
    page.get_by_role("heading", name="Sine forecaster").wait_for()
    line = train(page)
    assert "150 of 150 epochs" in line
    assert "× 10⁻" in metric(page, "Test MSE")
    assert float(metric(page, "Skill")) > 0.997
    assert float(metric(page, "Free run RMSE")) <= 0.1
    page.get_by_text("No network can beat AR(10) here").wait_for()
    for tab in ("Against baselines", "By horizon", "Future", "Loss", "Hidden state"):
        page.get_by_role("tab", name=tab).click()
        expect(
            page.get_by_role("tabpanel").locator("visible=true").locator(".main-svg").first
        ).to_be_visible()


def test_training_is_seen_survives_a_moved_slider_and_stops(visit):
    page = visit(LONG)
    press(page, "Train")
    page.get_by_text(re.compile(r"Epoch [1-9]\d* of 1000")).wait_for()
    page.get_by_text("forecast now").wait_for()
    slider = page.get_by_role("slider", name="Hidden size")
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_function("() => location.search.includes('sine_hidden_size=33')")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    press(page, "Stop")
    line = finished(page)
    assert "32 units" in line  # what was trained, not what the slider says now
    assert re.search(r"stopped: \d+ of 1000 epochs", line)
    page.get_by_text("The result comes from other settings").wait_for()
    assert "sine_hidden_size=33" in query(page)


def test_leaving_the_page_ends_the_training_and_keeps_its_best(visit):
    page = visit("/")
    page.get_by_role("link", name="Sine forecaster").first.click()
    page.get_by_role("heading", name="Sine forecaster").wait_for()
    press(page, "Its shape mistake")
    page.wait_for_function("() => location.search.includes('sine_tutorial')")
    press(page, "Train")
    page.get_by_text(re.compile(r"Epoch [1-9]\d* of 150")).wait_for()
    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("heading", name="See how recurrent networks remember").wait_for()
    page.get_by_role("link", name="Sine forecaster").first.click()
    assert "stopped" in finished(page)
    page.get_by_text("always saying the training mean:").wait_for()


def test_a_link_restores_the_view_and_the_same_start_the_same_number(visit):
    link = f"{PAGE}?sine_cell=GRU&sine_window=6&sine_noise=0.1&sine_epochs=20&sine_seed=7"
    numbers = set()
    for _ in range(2):
        page = visit(link)
        assert "GRU, window 6, 32 units, sine + noise 0.1, seed 7" in train(page)
        numbers.add(metric(page, "Test MSE"))
    page.reload()
    page.get_by_text("The result comes from other settings").wait_for()
    assert set(query(page)[1:].split("&")) == set(link.split("?")[1].split("&"))
    train(page)
    numbers.add(metric(page, "Test MSE"))
    assert len(numbers) == 1


def test_nonsense_in_a_link_is_left_out(visit):
    page = visit(f"{PAGE}?sine_window=9999&sine_cell=%3Cb%3E&sine_epochs=x&sine_seed=-3")
    page.get_by_text("Press Train").wait_for()
    assert page.get_by_role("slider", name="Window").input_value() == "10"
    assert page.get_by_test_id("stException").count() == 0


def test_a_window_longer_than_the_data_says_so(visit):
    page = visit(f"{PAGE}?sine_points=50&sine_window=60")
    page.get_by_text("A window of 60 is too long").first.wait_for()
    press(page, "Train")
    expect(page.get_by_test_id("stAlertContentError")).to_contain_text("too long")


@pytest.fixture
def own(visit):
    page = visit(f"{PAGE}?sine_wave=your+own+data&sine_epochs=20")
    page.get_by_text("There are no data to train on").first.wait_for()
    return page


def upload(page, data, name="data.csv"):
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


def wait_for_data(page):
    """Wait until the page has read the data: pressed earlier, Train asks for them."""
    expect(page.get_by_text("There are no data to train on")).to_have_count(0)


def test_own_data_are_forecast(own):
    upload(own, b"\xef\xbb\xbfvalue;\n" + WAVE.replace(b".", b",").replace(b"\n", b";\n"))
    wait_for_data(own)
    assert "own" in train(own)
    assert float(metric(own, "Skill")) > 0


def test_bad_files_are_refused_in_words_and_lose_nothing(own):
    upload(own, WAVE)
    wait_for_data(own)
    train(own)
    kept = metric(own, "Test MSE")
    for data, sentence in (
        (b"no numbers\nat all\n" * 20, "not a number"),
        (b"", "is empty"),
        (WAVE + b"\ninf", "needs a finite number"),
        (b"1\n", "at least 20"),
        (b"1\n" * 2_000_000, "the limit is 100,000"),
    ):
        upload(own, data)
        expect(own.get_by_test_id("stAlertContentError")).to_contain_text(sentence)
    assert metric(own, "Test MSE") == kept
    upload(own, b"1\n" * 6_000_000)  # 12 MB: Streamlit's own limit answers first
    own.get_by_text(re.compile("must be 10.*MB or smaller")).wait_for()


def test_a_table_with_dates_and_two_columns_asks_which_and_draws_the_dates(own):
    rows = WAVE.decode().split()
    months = [f"{1949 + at // 12}-{at % 12 + 1:02d}" for at in range(len(rows))]
    table = "\n".join(f"{month},{row},7.5" for month, row in zip(months, rows, strict=True))
    upload(own, b"month,wave,other\n" + table.encode())
    own.get_by_text("Which one is to be forecast?").wait_for()
    own.get_by_role("radiogroup", name=re.compile("Which one")).get_by_text("wave").click()
    own.get_by_text("Column “wave” is used, with the dates of “month”.").wait_for()
    train(own)
    expect(own.locator(".js-plotly-plot .xtick").filter(has_text="1950").first).to_be_visible()


def test_a_drawn_wave_is_forecast(own):
    own.get_by_text("Draw it").click()
    canvas = own.locator("canvas").last
    canvas.scroll_into_view_if_needed()
    own.wait_for_timeout(500)
    box = canvas.bounding_box()
    own.mouse.move(box["x"] + 10, box["y"] + 80)
    own.mouse.down()
    for x in range(10, 311, 5):
        own.mouse.move(box["x"] + x, box["y"] + 80 - 50 * np.sin((x - 10) / 20))
    own.mouse.up()
    wait_for_data(own)
    train(own)
    assert float(metric(own, "Skill")) > 0


IN_SIGHT = """canvas => {
    let {left, right} = canvas.getBoundingClientRect();
    for (let node = canvas; node; node = node.parentElement ?? node.getRootNode().host) {
        if (getComputedStyle(node).overflowX === "visible") continue;
        const box = node.getBoundingClientRect();
        [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    }
    return Math.min(right, innerWidth) - Math.max(left, 0);
}"""


def test_the_whole_wave_pad_is_in_sight_at_every_width(visit):
    page = visit(f"{PAGE}?sine_wave=your+own+data")
    page.get_by_text("Draw it").click()
    for width in (1024, 700, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("width => innerWidth === width", arg=width)
        expect(page.locator("canvas").last).to_be_visible()
        assert page.locator("canvas").last.evaluate(IN_SIGHT) >= 320


def test_two_visitors_train_at_once_with_results_of_their_own(visit):
    first, second = (
        visit(f"{LONG}&sine_seed=1"),
        visit(f"{PAGE}?sine_cell=plain+RNN&sine_seed=2"),
    )
    press(first, "Train")
    first.get_by_text(re.compile(r"Epoch [1-9]\d* of 1000")).wait_for()
    assert "plain RNN, window 10, 32 units, sine, seed 2" in train(second)
    press(first, "Stop")
    assert "LSTM, window 10, 32 units, sine, seed 1" in finished(first)
    assert first.get_by_text("seed 2").count() == second.get_by_text("seed 1").count() == 0


def test_the_forecast_is_there_before_plotly_is_loaded(visit):
    held = []
    page = visit(
        PAGE, before=lambda page: page.route(re.compile("/PlotlyChart"), lambda route: held.append(route))
    )
    place = page.locator(".st-key-sine_forecast_place")
    first, figure = place.locator("img"), place.locator(".main-svg")
    first.wait_for()
    expect(first).to_have_attribute("alt", re.compile("^One step ahead the LSTM is off by"))
    height = place.bounding_box()["height"]
    assert figure.count() == 0
    held[0].continue_()
    figure.first.wait_for()
    expect(first).to_be_hidden()
    assert place.bounding_box()["height"] == height  # the page has not moved


def test_two_runs_are_compared_and_exported(visit):
    page = visit(f"{PAGE}?sine_epochs=20")
    train(page)
    press(page, "Tutorial")
    page.get_by_text("The result comes from other settings").wait_for()
    train(page)
    page.get_by_role("combobox", name=re.compile("Compare with")).click()
    page.get_by_role("option", name=re.compile("^1: LSTM")).click()
    page.get_by_text("free run of LSTM").wait_for()
    settled(page)
    page.get_by_text("Run log and export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Settings (JSON)").click()
    assert json.loads(download.value.path().read_text())["config"]["cell"] == "rnn"


def test_the_map_is_computed_and_a_click_takes_a_network_over(visit):
    page = visit(f"{PAGE}?sine_epochs=3&sine_points=100&sine_cell=plain+RNN")
    page.get_by_text("The map: window").click()
    press(page, "Compute the map")
    page.get_by_text(re.compile("Chosen: window")).wait_for()
    chart = page.locator(".js-plotly-plot").last
    chart.scroll_into_view_if_needed()
    marker = chart.locator(".scatterlayer .point").nth(8).bounding_box()
    page.mouse.click(marker["x"] + marker["width"] / 2, marker["y"] + marker["height"] / 2)
    page.wait_for_function(
        "() => location.search.includes('sine_window=') && location.search.includes('sine_hidden')"
    )


def test_on_a_phone_a_training_comes_into_view_and_its_result_fits(visit):
    page = visit(f"{PAGE}?sine_epochs=20", **PHONE, color_scheme="dark")
    settled(page)
    main = page.get_by_test_id("stMain")
    main.evaluate("main => main.scrollTop = 450")  # the picture is above the screen, Train at its top
    press(page, "Train")
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop < 200")
    finished(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
