"""Seconds a visitor of the sine forecaster waits beyond the training itself, in a real Chromium."""

import re
from statistics import median

from playwright.sync_api import sync_playwright

from tests.browser import install
from tests.browser.conftest import FLAGS
from tests.serving import serve

TIMES = 5
# Times are taken inside the page, frame by frame: the driver's own waiting is too coarse.
WATCH = """done => new Promise(resolve => {
  const started = performance.now();
  [...document.querySelectorAll('button')].find(button => button.innerText.includes(done.press)).click();
  const look = () => {
    const stop = [...document.querySelectorAll('button')].some(button => button.innerText.includes('Stop'));
    const chart = document.body.innerText.includes('Free run RMSE')
      && document.querySelectorAll('.st-key-sine_forecast .main-svg').length > 0;
    const stale = document.querySelector('[data-stale=true]') !== null;
    if (done.began || stop) done.began = true;
    if (done.began && !stop && (done.press == 'Stop' || (chart && !stale)))
      resolve((performance.now() - started) / 1000);
    else requestAnimationFrame(look);
  };
  look();
})"""


def main() -> None:
    """Print the wait for the final chart beyond training, and how long Stop takes."""
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        _measure(browser.new_page(), server.address)
        browser.close()


def _measure(page, address: str) -> None:
    page.goto(address)
    page.goto(f"{address}/sine_forecaster")
    page.get_by_text("Press Train").wait_for()
    page.wait_for_timeout(4000)  # the server warms up once
    waits = []
    for _ in range(TIMES):
        total = page.evaluate(WATCH, {"press": "Train", "began": False})
        text = page.get_by_text(re.compile("epochs in")).inner_text()
        waits.append(total - float(re.search(r"in ([\d.]+) s", text)[1]))
        page.wait_for_timeout(1000)
    print(f"from Train to the final chart, beyond training: {_spread(waits)}")
    stops = []
    for _ in range(TIMES):
        page.goto(f"{address}/sine_forecaster?sine_epochs=1000&sine_window=60&sine_hidden_size=64")
        page.get_by_text("Press Train").wait_for()
        page.get_by_role("button", name="Train").click()
        page.get_by_text("forecast now").wait_for()
        stops.append(page.evaluate(WATCH, {"press": "Stop", "began": True}))
    print(f"from Stop to its being gone from the screen: {_spread(stops)}")


def _spread(seconds: list[float]) -> str:
    return f"median {median(seconds):.2f} s, worst {max(seconds):.2f} s"


if __name__ == "__main__":
    main()
