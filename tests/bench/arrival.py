"""What a first visit loads, page by page, in a Chromium with nothing cached: compressed, and as it was."""

import statistics

from playwright.sync_api import Browser, sync_playwright

from tests.browser import install
from tests.browser.conftest import FLAGS
from tests.serving import serve

PAGES = ("", "digit_sketchpad", "sine_forecaster", "lstm_memory", "challenges")
TIMES = 3
# As fast as a phone on a good mobile network; on one machine bytes would cost nothing.
NETWORK = {"offline": False, "latency": 40, "downloadThroughput": 1.2e6, "uploadThroughput": 0.4e6}
# In each frame: is the first picture of the wave page's forecast to be seen, and has Plotly drawn its own?
LOOK = """const look = () => {
  const place = document.querySelector(".st-key-sine_forecast_place");
  const picture = place?.querySelector("img");
  if (picture && getComputedStyle(picture).visibility === "visible") window.seen ??= performance.now();
  if (place?.querySelector(".main-svg")) window.drawn ??= performance.now();
  requestAnimationFrame(look);
};
look();"""


def main() -> None:
    """Print the bytes and the seconds of a first visit, with and without compression, in turns."""
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        for page in PAGES:
            _visit(browser, f"{server.address}/{page}", "gzip")  # the server compresses each file once
            plain = [_visit(browser, f"{server.address}/{page}", "identity") for _ in range(TIMES)]
            small = [_visit(browser, f"{server.address}/{page}", "gzip") for _ in range(TIMES)]
            before, after = (statistics.median(size for size, _ in visits) for visits in (plain, small))
            slow, fast = (statistics.median(seconds for _, seconds in visits) for visits in (plain, small))
            print(
                f"{page or 'home'}: {before / 1e6:.2f} MB plain, {after / 1e6:.2f} MB compressed"
                f" ({after / before:.2f}); {slow:.1f} s and {fast:.1f} s at 1.2 MB/s ({fast / slow:.2f})"
            )
        seen = [_forecast(browser, f"{server.address}/sine_forecaster") for _ in range(TIMES)]
        first, whole = (statistics.median(seconds) for seconds in zip(*seen, strict=True))
        print(
            f"sine_forecaster, no limit on the network: its forecast is there after {first:.1f} s, "
            f"and answers the mouse after {whole:.1f} s"
        )
        browser.close()


def _forecast(browser: Browser, address: str) -> tuple[float, float]:
    """Return the seconds until a new visitor sees the forecast, and until Plotly has drawn it."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(LOOK)
    page.goto(address)
    page.wait_for_function("() => window.drawn")
    first, whole = page.evaluate("[window.seen ?? window.drawn, window.drawn]")
    context.close()
    return first / 1000, whole / 1000


def _visit(browser: Browser, address: str, encoding: str) -> tuple[float, float]:
    """Return the bytes a new visitor receives and the seconds until the page is whole."""
    context = browser.new_context(extra_http_headers={"Accept-Encoding": encoding})
    page = context.new_page()
    received = []
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", NETWORK)
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    client.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"]["payloadData"]) * 3 / 4),  # base64
    )
    page.goto(address)
    page.locator("h1").wait_for()
    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    seconds = page.evaluate("performance.now() / 1000 - 0.5")  # networkidle waits half a second
    context.close()
    return sum(received), seconds


if __name__ == "__main__":
    main()
