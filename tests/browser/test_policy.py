"""The Content-Security-Policy holds in a real browser and costs the pages nothing.

Every other test in this folder works under the same policy, and fails on any error in the console.
"""

import pytest

from tests.browser.conftest import PHONE

HEADINGS = {
    "/": "See how recurrent networks remember",
    "/digit_sketchpad": "Digit sketch pad",
    "/sine_forecaster": "Sine forecaster",
    "/lstm_memory": "LSTM memory",
    "/for_teachers": "For teachers",
}
WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", e => refused.push(`${e.effectiveDirective} ${e.blockedURI}`));
"""


@pytest.mark.parametrize("screen", [{}, PHONE | {"color_scheme": "dark"}], ids=["desk", "dark phone"])
def test_nothing_a_page_needs_is_refused(visit, screen):
    page = visit("/", **screen)
    home, said = page.url.rstrip("/"), []
    page.on("console", lambda message: said.append(message))
    page.context.add_init_script(WATCH)
    for path, heading in HEADINGS.items():
        page.goto(home + path)
        page.get_by_role("heading", level=1).get_by_text(heading).wait_for()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("refused") == []
    # On a deep link Streamlit first looks for itself below the page's own address.
    assert [message.text for message in said if "/_stcore/" not in message.location["url"]] == []


def test_a_script_smuggled_into_a_page_does_not_run(browser, server):
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(server)
    page.locator("h1").wait_for()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=none onerror=\"ran = 1\">')")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'ran = 1'}))")
    page.evaluate("fetch('https://evil.example/').catch(() => 0)")
    page.wait_for_function("() => refused.length == 3")
    assert page.evaluate("window.ran") is None
    page.close()
