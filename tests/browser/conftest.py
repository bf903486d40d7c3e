"""A real server and a real Chromium for the tests in this folder."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import install

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Run the app on a free port; yield its address. Its log must stay clean."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log_path = tmp_path_factory.mktemp("server") / "log"
    with open(log_path, "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
            + [f"--server.port={port}", "--server.address=127.0.0.1"],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONWARNINGS": "default"},
        )
    address = f"http://127.0.0.1:{port}"
    _wait_until_healthy(address, process, log_path)
    yield address
    process.terminate()
    process.wait(timeout=20)
    log = log_path.read_text()
    assert "Traceback" not in log, log
    assert "Warning" not in log, log


def _wait_until_healthy(address, process, log_path):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log_path.read_text()}")


@pytest.fixture(scope="session")
def browser():
    """Start headless Chromium once for all tests of a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, server):
    """visit(path, **context) opens a page as a new visitor; no visitor may meet a console error."""
    errors, contexts = [], []

    def open_page(path="/", **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _is_error(message) and errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(server + path)
        page.wait_for_selector("h1")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def _is_error(message) -> bool:
    # A page opened by its own address first looks for the server below that address: Streamlit's way.
    return message.type == "error" and "/_stcore/" not in message.location["url"]


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
