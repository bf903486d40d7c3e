"""Files are sent compressed, from memory, and are the same files."""

import asyncio
import gzip

import pytest
from starlette.datastructures import Headers

from rnndemo.ui.compression import Compression
from tests.load.visitor import finish

BUNDLE = b"export const weights = [0.25, -0.5];\n" * 400


class Files:
    """An ASGI app with one file that never changes and others that may; it counts what it is asked."""

    def __init__(self, kind="text/javascript", body=BUNDLE, cache="public, immutable, max-age=31536000"):
        self.kind, self.body, self.cache, self.asked, self.accepts = kind, body, cache, 0, []

    async def __call__(self, scope, receive, send):
        self.asked += 1
        self.accepts.append(Headers(scope=scope).get("accept-encoding"))
        headers = {
            "content-type": self.kind,
            "cache-control": self.cache,
            "etag": '"abc"',
            "content-length": str(len(self.body)),
        }
        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": lines})
        half = len(self.body) // 2
        await send({"type": "http.response.body", "body": self.body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[half:]})


async def ask(app, path="/static/js/index.1a2b.js", method="GET", **headers):
    """Return the headers and the body of one answer."""
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    sent = []

    async def send(message):
        sent.append(message)

    await app({"type": "http", "method": method, "path": path, "headers": lines}, None, send)
    return Headers(raw=sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def test_a_browser_that_takes_gzip_gets_the_same_file_compressed():
    headers, body = finish(ask(Compression(Files()), accept_encoding="gzip, deflate"))
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body) < len(BUNDLE) / 10
    assert "accept-encoding" in headers["vary"].lower()
    assert headers["etag"] == 'W/"abc"'
    assert gzip.decompress(body) == BUNDLE


def test_a_file_that_never_changes_is_read_and_compressed_once(monkeypatch):
    files, done = Files(), []
    compress = gzip.compress
    monkeypatch.setattr(gzip, "compress", lambda *a, **k: done.append(1) or compress(*a, **k))
    app = Compression(files)

    async def class_arrives():
        first = await asyncio.gather(*(ask(app, accept_encoding="gzip") for _ in range(20)))
        asked = files.asked
        return first, asked, await ask(app, accept_encoding="gzip")

    first, asked, late = finish(class_arrives())
    assert all(gzip.decompress(body) == BUNDLE for _, body in [*first, late])
    assert done == [1]
    assert files.asked == asked, "the late visitor was answered from memory"


def test_a_page_that_may_change_is_asked_for_each_time():
    files = Files(kind="text/html", cache="no-cache")
    app = Compression(files)

    async def reload():
        await ask(app, "/", accept_encoding="gzip")
        files.body = BUNDLE + b"// newer"
        return await ask(app, "/", accept_encoding="gzip")

    _, body = finish(reload())
    assert gzip.decompress(body) == BUNDLE + b"// newer"


@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "br"}], ids=["nothing", "brotli only"])
def test_a_client_that_takes_no_gzip_gets_the_plain_file(headers):
    answered, body = finish(ask(Compression(Files()), **headers))
    assert "content-encoding" not in answered
    assert body == BUNDLE


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/_stcore/bidi-components/rnndemo.reading/page.js", "text/javascript"),
        ("/weights/0123456789abcdef", "application/octet-stream"),
    ],
)
def test_the_scripts_of_components_and_the_weights_are_compressed_too(path, kind):
    answered, body = finish(ask(Compression(Files(kind=kind)), path, accept_encoding="gzip"))
    assert answered["content-encoding"] == "gzip"
    assert gzip.decompress(body) == BUNDLE


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/static/js/index.1a2b.js", "HEAD", {}),
        ("/static/js/index.1a2b.js", "GET", {"range": "bytes=0-99"}),
        ("/static/js/index.1a2b.js", "GET", {"if_none_match": '"abc"'}),
        ("/media/forecast.csv", "GET", {}),
        ("/_stcore/health", "GET", {}),
    ],
)
def test_streamlit_serves_everything_else(path, method, headers):
    files = Files()
    answered, _ = finish(ask(Compression(files), path, method, accept_encoding="gzip", **headers))
    assert "content-encoding" not in answered
    assert files.accepts == ["gzip"]


def test_a_picture_passes_as_it_is():
    _, body = finish(ask(Compression(Files(kind="image/png")), accept_encoding="gzip"))
    assert body == BUNDLE


def test_names_that_mean_the_same_file_do_not_fill_the_memory():
    app = Compression(Files())

    async def many_names():
        for count in range(1, 9):
            await ask(app, "/static/" + "./" * count + "a.js", accept_encoding="gzip")

    finish(many_names())
    assert not app._unchanging
    assert len(app._compressed) == 1
