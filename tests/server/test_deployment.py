"""What the deployment page promises: the image's contents suffice, and a copy that dies takes nobody with it.

No image is built here; its steps are taken from the Dockerfile and done in a folder.
"""

import contextlib
import json
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from http.client import RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rnndemo.ui.server import headers_for
from tests.load import proxy, replicas
from tests.load.visitor import Visitor, finish
from tests.server.test_security import ask, token_of, upload
from tests.serving import PAGES, ROOT, free_port

STEPS = (ROOT / "Dockerfile").read_text()
pytestmark = pytest.mark.xdist_group("deployment")
COPIED = re.findall(r"^COPY (\S+) ", STEPS, re.M)


def command(step: str) -> list[str]:
    """Return the command of a Dockerfile step, for this Python."""
    program, *rest = json.loads(re.search(rf"^{step}.*?(\[.*\])$", STEPS, re.M)[1])
    assert program == "python"
    return [sys.executable, *rest]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """Yield the address of the app, run by the image's command from a folder with the image's files."""
    folder, port = tmp_path_factory.mktemp("app"), free_port()
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    start = [
        sys.executable if word == "python" else word.replace("8501", str(port)) for word in command("CMD")
    ]
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(start, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            break
        time.sleep(0.1)
        assert process.poll() is None, (folder / "log").read_text()
    yield address
    process.terminate()
    process.wait(timeout=20)
    assert "Traceback" not in (folder / "log").read_text()


def test_the_first_visitor_of_all_may_come_by_a_deep_link(image):
    async def visit():
        visitor = await Visitor.arrive(image, "digit_sketchpad")
        answer, _ = await visitor.draw(3, 0)
        await visitor.socket.close()
        return list(visitor.pages), answer

    pages, answer = finish(visit())
    assert pages == ["", *PAGES[1:]]
    assert answer == "3"


def test_the_health_check_passes_while_the_server_runs_and_fails_when_it_does_not(image):
    test = command("HEALTHCHECK")
    port = image.rpartition(":")[2]
    assert subprocess.run([word.replace("8501", port) for word in test]).returncode == 0
    nobody = [word.replace("8501", str(free_port())) for word in test]
    assert subprocess.run(nobody, stderr=subprocess.DEVNULL).returncode == 1


def test_the_image_leaves_out_torchvision_alone():
    pick = re.search(r"(grep -v .*) > running.txt", STEPS)[1]
    picked = subprocess.run(["sh", "-c", pick], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    wanted = (ROOT / "requirements.txt").read_text().splitlines()
    left_out = [line for line in wanted if line not in picked]
    assert [line.split("==")[0] for line in left_out] == ["torchvision"]
    assert set(picked) < set(wanted)
    assert "--requirements running.txt" in STEPS


def test_the_image_gets_what_it_copies_and_nothing_else():
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.M)
    assert sorted(let_in) == sorted(COPIED)
    assert all((ROOT / name).exists() for name in COPIED)


@pytest.fixture(scope="module")
def site(image):
    """Yield the address of nginx before the app."""
    if proxy.find() is None:
        pytest.skip(proxy.INSTALL)
    with proxy.front([int(image.rpartition(":")[2])] * 3) as address:
        yield address


def test_the_proxy_lets_a_drawing_and_an_upload_through_as_large_as_the_app_takes(site):
    token = token_of(site)
    assert upload(site, 900_000, token, cookie=token) == 204
    assert upload(site, 10 * 2**20 + 1, token, cookie=token) == 413


def test_the_proxy_adds_no_header_the_app_has_set(site):
    headers = ask(site, "")[1]
    for name, value in headers_for([]).items():
        assert headers.get_all(name) == [value], name


@pytest.mark.parametrize("path", ["metrics", "metrics?families=a", "agent/mcp", "script-health-check"])
def test_the_proxy_does_not_pass_internal_addresses_on(site, path):
    status, _, text = ask(site, f"_stcore/{path}")
    assert status == 404
    assert "nginx" in text


def test_the_proxy_answers_to_its_own_name_only(site):
    with pytest.raises(RemoteDisconnected):
        ask(site, "", Host="rebound.example")


def test_a_class_behind_one_address_may_open_the_page_together(site):
    assert {ask(site, "_stcore/health")[0] for _ in range(400)} == {200}


def test_a_forged_cookie_is_replaced(site):
    for forged in ("rnndemo=9.0", "rnndemo=1.x", "rnndemo=1." + "0" * 31, "rnndemo=;"):
        told = ask(site, "_stcore/health", Cookie=forged)[1].get_all("set-cookie")
        assert re.search(r"rnndemo=[1-3]\.[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", " ".join(told))
    kept = "rnndemo=1." + "0" * 32
    assert "rnndemo" not in str(ask(site, "_stcore/health", Cookie=kept)[1].get_all("set-cookie"))


class Named(BaseHTTPRequestHandler):
    """Answers with the port it is asked at, as a copy of the app that says which one it is."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(self.server.server_port).encode())

    def log_message(self, *_):
        pass


@pytest.mark.skipif(proxy.find() is None, reason=proxy.INSTALL)
def test_whoever_comes_by_a_classs_link_stays_on_the_copy_that_counts_its_answers():
    with contextlib.ExitStack() as stack:
        copies = [stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Named)) for _ in range(3)]
        for copy in copies:
            threading.Thread(target=copy.serve_forever, daemon=True).start()
            stack.callback(copy.shutdown)
        ports = [copy.server_port for copy in copies]
        site = stack.enter_context(proxy.front(ports))
        for number, port in enumerate(ports, start=1):
            for own in (None, "rnndemo=1." + "0" * 32):
                cookie = {} if own is None else {"Cookie": own}
                link = f"lstm_memory?path=5&class=green-cat-{port}"
                _, headers, answered = ask(site, link, **cookie)
                assert answered == str(port)
                if number == 1 and own:
                    continue  # the cookie names this copy already
                belongs = headers["set-cookie"].partition(";")[0]
                assert belongs.startswith(f"rnndemo={number}.")
                assert ask(site, "_stcore/stream", Cookie=belongs)[2] == str(port)
        stranger = ask(site, "?class=green-cat-1", Cookie="rnndemo=2." + "0" * 32)[2]
        assert stranger == str(ports[1])


@pytest.mark.skipif(proxy.find() is None, reason=proxy.INSTALL)
def test_visitors_of_a_killed_copy_move_to_another_and_nobody_else_notices():
    outcome = replicas.run(visitors=9, seconds=4)
    assert len(outcome.those_hit()) >= 3
    assert outcome.kept(), outcome
