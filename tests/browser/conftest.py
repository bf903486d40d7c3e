"""A real server and a real Chromium for the tests in this folder."""

import contextlib

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import install
from tests.serving import serve

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PATIENCE = 60_000  # milliseconds: what holds on a busy machine holds, only later
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def server():
    """Run the app on a free port; yield its address. Its log must stay clean."""
    with serve(PYTHONWARNINGS="default") as running:
        yield running.address
        log, faults = running.log(), running.faults()
    assert faults == []
    assert "Warning" not in log, log


@pytest.fixture(scope="session")
def browser():
    """Start headless Chromium once for all tests of a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def visitors(browser, server):
    errors, contexts = [], []

    def open_page(path="/", before=lambda page: None, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _is_error(message) and errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        before(page)
        page.goto(server + path)
        page.wait_for_selector("h1")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def visit(browser, server):
    """visit(path, **context) opens a page as a new visitor; no visitor may meet a console error.

    before(page) is called before the page is opened.
    """
    with visitors(browser, server) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def visit_once(browser, server):
    """The same for a page that all tests of a file share."""
    with visitors(browser, server) as open_page:
        yield open_page


def _is_error(message) -> bool:
    # A page opened by its own address first looks for the server below that address: Streamlit's way.
    return message.type == "error" and "/_stcore/" not in message.location["url"]


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
