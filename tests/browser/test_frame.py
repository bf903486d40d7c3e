"""The app in a frame on another site's page, as a course page has it."""

import contextlib
import http.server
import threading

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE
from tests.serving import free_port, serve

WAVE = "\n".join(f"{np.sin(time / 5):.4f}" for time in range(60)).encode()


@contextlib.contextmanager
def course(address):
    """Serve a page with a frame that shows `address`; yield the page's address."""
    page = f'<!doctype html><title>Course</title><iframe src="{address}" width=1000 height=800></iframe>'

    class Course(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Course) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}"  # the app is at 127.0.0.1, which is another site
        site.shutdown()


@pytest.fixture
def open_course(browser):
    """open_course(address) shows that address in a frame; returns the page."""
    with contextlib.ExitStack() as stack:

        def show(address):
            context = stack.enter_context(contextlib.closing(browser.new_context()))
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto(stack.enter_context(course(address)))
            return page

        yield show


def test_a_named_site_frames_the_app_without_its_navigation_and_an_upload_works(open_course):
    port = free_port()
    with serve(port=port, RNNDEMO_FRAME_ANCESTORS="http://localhost:*") as server:
        page = open_course(f"{server.address}/sine_forecaster?embed=true&sine_wave=your+own+data")
        app = page.frame_locator("iframe")
        app.get_by_role("heading", level=1).get_by_text("Sine forecaster").wait_for()
        missing = app.get_by_text("There are no data to train on")
        missing.wait_for()
        file = {"name": "wave.csv", "mimeType": "text/csv", "buffer": WAVE}
        app.locator("input[type=file]").set_input_files(file)
        expect(missing).to_have_count(0)
        expect(app.get_by_role("link", name="LSTM memory")).to_have_count(0)


def test_no_other_site_frames_the_app(open_course, server):
    page = open_course(server)
    inside = page.locator("iframe").element_handle().content_frame()
    inside.wait_for_url(lambda url: url not in ("", "about:blank"), wait_until="commit")
    assert inside.url.startswith("chrome-error:")
