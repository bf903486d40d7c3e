"""What a stranger may do to the running server, tried on the running server with the app's own settings."""

import asyncio
import contextlib
import hashlib
import json
import pickle
import re
import shutil
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from rnndemo import checkpoints
from rnndemo.ui.server import framers, headers_for, is_closed
from tests.load.visitor import Visitor, finish
from tests.serving import PAGES, ROOT, serve

pytestmark = pytest.mark.xdist_group("security")  # one server for all
SECRET = "the path of a file on the server"
ADDRESSES = ("", *PAGES[1:])


@pytest.fixture(scope="module")
def app():
    """Yield the address of the app, started as anyone starts it."""
    with serve() as server:
        yield server.address


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """Yield the address of a page that fails, with the app's settings, for the host `school.example` only."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    script = folder / "broken.py"
    script.write_text(f"raise RuntimeError({SECRET!r})")
    with serve(script, STREAMLIT_SERVER_ALLOWED_HOSTS="school.example") as server:
        yield server.address


def ask(address: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
    """Return status, headers and text of one answer."""
    parts = urlsplit(address)
    with contextlib.closing(HTTPConnection(parts.hostname, parts.port, timeout=10)) as connection:
        connection.request(method, f"/{path}", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode(errors="replace")


def upload(address: str, size: int, token: str = "", cookie: str = "") -> int:
    """Upload so many bytes for a session that is really open; return the status."""
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    tail = b"\r\n--edge--\r\n"
    headers = {
        "Content-Type": "multipart/form-data; boundary=edge",
        "Content-Length": str(size),
        "Cookie": f"_streamlit_xsrf={cookie}",
        "X-Xsrftoken": token,
    }
    # What is too large is refused for the size it claims, before any of it is sent.
    body = head + b"x" * (size - len(head + tail)) + tail if size < 2**20 else None

    async def in_a_session():
        visitor = await Visitor.arrive(address, "digit_sketchpad")
        path = f"_stcore/upload_file/{visitor.session}/a"
        status, _, _ = await asyncio.to_thread(ask, address, path, "PUT", body, **headers)
        await visitor.socket.close()
        return status

    return finish(in_a_session())


def token_of(address: str) -> str:
    """Return the XSRF token the server gives a browser."""
    cookies = ask(address, "_stcore/health")[1].get_all("set-cookie")
    cookie = next(cookie for cookie in cookies if cookie.startswith("_streamlit_xsrf="))
    assert "SameSite=Lax" in cookie
    return cookie.split(";")[0].partition("=")[2]


@pytest.mark.parametrize("path", [*ADDRESSES, "_stcore/health", "static/none.js", "_stcore/agent/mcp"])
def test_every_answer_carries_the_headers(app, path):
    _, headers, _ = ask(app, path)
    for name, value in headers_for([]).items():
        assert headers.get_all(name) == [value], name


def test_scripts_come_from_the_server_itself_and_nobody_else_may_frame_a_page(app):
    policy = dict(part.split(" ", 1) for part in ask(app, "")[1]["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'self'"
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & set(policy["script-src"].split())


def test_named_sites_may_frame_a_page_and_their_frames_keep_the_cookie_of_an_upload():
    sites = "https://school.example http://localhost:*"
    with serve(RNNDEMO_FRAME_ANCESTORS=sites) as server:
        answer = ask(server.address, "_stcore/health")[1]
    assert answer["content-security-policy"].endswith(f"; frame-ancestors 'self' {sites}")
    assert answer["x-frame-options"] is None
    (cookie,) = answer.get_all("set-cookie")
    assert cookie.startswith("_streamlit_xsrf=")
    assert {"SameSite=None", "Secure", "Partitioned"} < set(cookie.split("; "))


@pytest.mark.parametrize(
    "text", ["school.example", "*", "'self'", "https://a.example;script-src", "https://a,b"]
)
def test_what_is_no_site_is_refused_in_a_sentence_before_it_gets_into_a_header(text):
    with pytest.raises(ValueError, match=r"is no site\. Write each as https://school\.example"):
        framers(text)


def test_an_upload_needs_the_token_of_its_own_page(app):
    token = token_of(app)
    assert upload(app, 1000, token, cookie=token) == 204
    assert upload(app, 1000) == 403
    assert upload(app, 1000, token_of(app), cookie=token) == 403


def test_an_upload_over_ten_megabytes_is_refused(app):
    token = token_of(app)
    assert upload(app, 10 * 2**20 + 1, token, cookie=token) == 413


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_a_page_from_elsewhere_gets_no_session(app, origin):
    async def knock():
        async with connect(f"ws{app[4:]}/_stcore/stream", origin=origin, subprotocols=["streamlit"]):
            pass

    with pytest.raises(InvalidStatus, match="403"):
        finish(knock())


def test_no_answer_is_shared_with_another_site(app):
    for path in ("", "_stcore/health", "_stcore/host-config", "_stcore/metrics"):
        headers = ask(app, path, Origin="https://evil.example")[1]
        assert headers["access-control-allow-origin"] is None, path


@pytest.mark.parametrize(("size", "code"), [(4_000_001, 1009), (25_000_000, 1009), (1000, 1002)])
def test_an_oversized_or_senseless_message_closes_its_own_connection_only(app, size, code):
    async def send():
        visitor = await Visitor.arrive(app)
        neighbour = await Visitor.arrive(app)
        with pytest.raises(ConnectionClosed) as closed:
            await listen(visitor, b"\xff" * size)
        await neighbour.go("digit_sketchpad")  # raises where there is no answer
        for either in (visitor, neighbour):
            await either.socket.close()
            await either.socket.wait_closed()
        return closed.value.rcvd.code

    assert finish(send()) == code


@pytest.mark.parametrize("file", ["app.py", ".streamlit/config.toml", "checkpoints/recall.json"])
@pytest.mark.parametrize("where", ["", "app/static/", "static/../../", "media/../", "app/static/%2e%2e/"])
def test_no_file_of_the_project_is_served(app, where, file):
    first_line = (ROOT / file).read_text().splitlines()[0]
    status, _, text = ask(app, f"{where}{file}")
    assert status in (400, 404) or "<title>Streamlit</title>" in text
    assert len(first_line) < 3 or first_line not in text


@pytest.mark.parametrize("path", ["openapi.json", "interact", "mcp"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_there_is_no_agent_api(app, method, path):
    assert ask(app, f"_stcore/agent/{path}", method, b"{}" if method == "POST" else None)[0] == 404


def test_metrics_answer_this_machine_and_no_visitor_of_a_proxy_on_it(app):
    assert ask(app, "_stcore/metrics")[0] == 200
    for visitor in ("203.0.113.9", "2001:db8::1", "127.0.0.1, 203.0.113.9", "nonsense"):
        assert ask(app, "_stcore/metrics", **{"X-Forwarded-For": visitor})[0] == 404, visitor


def test_metrics_answer_no_other_machine():
    assert not is_closed("/_stcore/metrics", ("::ffff:127.0.0.1", 1))
    for address in ("192.168.1.7", "::ffff:192.168.1.7", "fe80::1", "", "127.0.0.1.evil.example"):
        assert is_closed("/_stcore/metrics", (address, 1)), address
    assert is_closed("/below/_stcore/metrics/", None)


def test_no_usage_statistics_are_sent(app):
    messages = finish(run(app))
    config = next(m for m in messages if m.WhichOneof("type") == "new_session").new_session.config
    assert config.gather_usage_stats is False
    assert config.toolbar_mode == config.VIEWER
    assert config.allow_run_on_save is False


def test_a_visitor_of_a_broken_page_learns_nothing_of_the_server(broken):
    messages = finish(run(broken, "school.example"))
    said = [m.delta.new_element.exception for m in messages if m.delta.new_element.HasField("exception")]
    assert len(said) == 1
    assert said[0].message
    assert not said[0].stack_trace
    for detail in (SECRET, "RuntimeError"):
        assert detail.encode() not in b"".join(m.SerializeToString() for m in messages)


def test_a_request_for_another_host_gets_no_session_where_hosts_are_named(broken):
    with pytest.raises(InvalidStatus, match="403"):
        finish(run(broken, "rebound.example"))


def test_weights_cannot_carry_code(tmp_path):
    payload = pickle.dumps(Payload(tmp_path / "ran"))
    card = {"weights": {"file": "net.safetensors", "sha256": hashlib.sha256(payload).hexdigest()}}
    (tmp_path / "net.json").write_text(json.dumps(checkpoints.sealed("net", card)))
    (tmp_path / "net.safetensors").write_bytes(payload)
    with pytest.raises(checkpoints.CheckpointError, match="not a safetensors file"):
        checkpoints.load("net", tmp_path)
    assert not (tmp_path / "ran").exists()
    pickle.loads(payload)  # which is what the payload was waiting for
    assert (tmp_path / "ran").exists()


class Payload:
    """Writes a file when unpickled."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


async def listen(visitor: Visitor, said: bytes) -> None:
    """Say something and read until the server hangs up."""
    await visitor.socket.send(said)
    while True:
        await visitor.socket.recv()


async def run(address: str, host: str | None = None) -> list[ForwardMsg]:
    """Open home, under a host's name; return all messages until the run is over."""
    parts = urlsplit(address)
    name = host or parts.netloc
    hello, messages = BackMsg(), []
    hello.rerun_script.query_string = ""
    async with connect(
        f"ws://{name}/_stcore/stream",
        host=parts.hostname,
        port=parts.port,
        origin=f"http://{name}",
        subprotocols=["streamlit"],
    ) as socket:
        await socket.send(hello.SerializeToString())
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            messages.append(ForwardMsg.FromString(await socket.recv()))
    return messages


def test_the_app_sends_its_pages_and_bundles_compressed(app):
    status, headers, _ = ask(app, "", **{"Accept-Encoding": "gzip"})
    assert (status, headers["content-encoding"]) == (200, "gzip")
    plain = ask(app, "")[2]
    bundle = re.search(r"static/js/index[^\"]+\.js", plain)[0]
    _, compressed, _ = ask(app, bundle, **{"Accept-Encoding": "gzip"})
    _, whole, text = ask(app, bundle)
    assert compressed["content-encoding"] == "gzip"
    assert int(compressed["content-length"]) < 0.4 * len(text.encode())
    assert compressed["content-security-policy"] == whole["content-security-policy"]


def test_what_draws_the_first_picture_is_loaded_together_with_the_page(app):
    page, links = ask(app, "sine_forecaster")[2], ask(app, "sine_forecaster")[1].get_all("link")
    addresses = [
        re.match(r'<\./(static/js/.+\.js)>; rel="modulepreload"; crossorigin$', link)[1] for link in links
    ]
    assert any("/Html." in address for address in addresses), "streamlit_internals.scripts_of finds no script"
    for address in addresses:
        status, headers, script = ask(app, address)
        assert status == 200
        assert headers.get_all("link") is None
        for needed in re.findall(r'from"\./([^"]+)"', script):
            assert needed in page or f"static/js/{needed}" in addresses
