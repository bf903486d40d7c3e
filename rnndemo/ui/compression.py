"""Files sent compressed: each one is compressed once, when first asked for, and kept in memory.

Streamlit sends its own bundles uncompressed, since it would have to compress them anew for each visitor.
Here a file is compressed once for all. gzip alone: browsers offer brotli only over https, which this
server does not speak.
"""

import asyncio
import gzip
import posixpath
from hashlib import blake2b
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WORTH_IT = (
    "text/",
    "application/javascript",
    "application/json",
    "application/wasm",
    "application/octet-stream",  # the weights for the reading in the browser
    "image/svg+xml",
)
COMPONENTS = "/_stcore/bidi-components/"  # scripts of the canvas and of the live reading
SMALLEST = 500  # bytes; a smaller answer is not compressed: it would save less than its headers take


class Response(NamedTuple):
    """A whole answer of the server."""

    start: Message
    body: bytes


class Compression:
    """ASGI middleware: answers with files from memory, compressed, for browsers that accept gzip.

    Only files of the installed packages are kept, so the memory is bounded by them: under 9 MB in all.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._unchanging: dict[str, Response] = {}
        self._compressed: dict[bytes, asyncio.Future[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if _asks_for_a_file(scope):
            answer = self._unchanging.get(scope["path"]) or await self._fetch(scope, receive)
            await send(answer.start)
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await self.app(scope, receive, send)

    async def _fetch(self, scope: Scope, receive: Receive) -> Response:
        """Return the app's answer, compressed if that makes it smaller; keep it if its file never changes."""
        answer, path = await self._ask(scope, receive), scope["path"]
        if not _is_worth_it(answer):
            return answer
        answer = await self._compress(answer)
        never_changes = "immutable" in Headers(raw=answer.start["headers"]).get("cache-control", "")
        if (
            never_changes and posixpath.normpath(path) == path
        ):  # one entry a file: no other spelling of its path
            self._unchanging[path] = answer
        return answer

    async def _ask(self, scope: Scope, receive: Receive) -> Response:
        """Return the app's own answer, uncompressed."""
        start: Message = {}
        parts = []

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        plain = [line for line in scope["headers"] if line[0] != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, keep)
        return Response(start, b"".join(parts))

    async def _compress(self, answer: Response) -> Response:
        """Return the answer with its body compressed; whoever asks meanwhile waits for the same work."""
        digest = blake2b(answer.body).digest()
        work = self._compressed.get(digest)
        if work is None:
            work = asyncio.ensure_future(asyncio.to_thread(gzip.compress, answer.body, mtime=0))
            self._compressed[digest] = work
        body = await asyncio.shield(work)  # a visitor who leaves does not stop it for the others
        start = {**answer.start, "headers": list(answer.start["headers"])}
        headers = MutableHeaders(raw=start["headers"])
        headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(body))
        headers.add_vary_header("accept-encoding")
        if "etag" in headers:  # the same file, but not the same bytes
            headers["etag"] = "W/" + headers["etag"].removeprefix("W/")
        return Response(start, body)


def _asks_for_a_file(scope: Scope) -> bool:
    """Tell whether a request may be answered from memory: the whole of a file, compressed.

    Streamlit itself answers for what visitors made (/media/) and for its own addresses (/_stcore/), except
    the files of components.
    """
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    return (
        "gzip" in headers.get("accept-encoding", "")
        and not {"range", "if-none-match", "if-modified-since"} & set(headers)
        and not any(part in scope["path"].replace(COMPONENTS, "/") for part in ("/media/", "/_stcore/"))
    )


def _is_worth_it(answer: Response) -> bool:
    headers = Headers(raw=answer.start["headers"])
    return (
        answer.start["status"] == 200
        and len(answer.body) >= SMALLEST
        and "content-encoding" not in headers
        and headers.get("content-type", "").startswith(WORTH_IT)
    )
