"""The server: the headers of every answer, the paths closed to visitors, and what is done at its start."""

import contextlib
import ctypes
import gc
import os
import re
import webbrowser
from collections.abc import AsyncIterator
from ipaddress import ip_address

import streamlit as st
import torch
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rnndemo.checkpoints import CheckpointError
from rnndemo.sine import run
from rnndemo.ui import progress
from rnndemo.ui.browser import weights
from rnndemo.ui.streamlit_internals import inline_script_hashes, scripts_of

# Streamlit and Plotly set styles inline. Streamlit compiles WebAssembly, and its page has an inline script.
CONTENT = {
    "default-src": "'self'",
    "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", *inline_script_hashes()]),
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
FRAMERS = "RNNDEMO_FRAME_ANCESTORS"  # the environment variable that names the sites which may frame the app
SITE = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:(\d+|\*))?", re.IGNORECASE)
M_ARENA_MAX = -8  # a parameter of mallopt, see malloc.h of glibc
NOT_FOUND = {"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]}


def framers(text: str | None = None) -> list[str]:
    """Return the sites that may frame the app, from a text with spaces between them.

    Without a text, the environment variable FRAMERS is read. Raises ValueError where a part is no site: each
    goes into a header.
    """
    sites = (os.environ.get(FRAMERS, "") if text is None else text).split()
    for site in sites:
        if not SITE.fullmatch(site):
            raise ValueError(
                f"{FRAMERS}: {site!r} is no site. Write each as https://school.example, "
                "with a space between two."
            )
    return sites


def headers_for(sites: list[str]) -> dict[str, str]:
    """Return the headers of every answer, where `sites` may frame the app besides the app itself."""
    content = {**CONTENT, "frame-ancestors": " ".join(["'self'", *sites])}
    return {
        "content-security-policy": "; ".join(f"{kind} {sources}" for kind, sources in content.items()),
        **({} if sites else {"x-frame-options": "SAMEORIGIN"}),  # this header cannot name a site
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }


def early() -> list[tuple[bytes, bytes]]:
    """Return the headers by which a browser loads what draws `st.html` together with the page.

    Else it asks for that only when the script has answered, together with Plotly's 1.4 MB, and the first
    picture of the wave page comes hardly before Plotly's own: see `tests.bench.arrival`.
    """
    links = (f'<./static/js/{name}>; rel="modulepreload"; crossorigin' for name in scripts_of("Html"))
    return [(b"link", link.encode()) for link in links]


class Guard:
    """ASGI middleware: it puts `headers_for` on every answer, and answers 404 on the closed paths.

    A page also gets the headers of `early`. Where other sites may frame the app, it lets their frames keep
    the cookie that an upload needs.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        sites = framers()
        self.framed = bool(sites)
        self.lines = [(name.encode(), value.encode()) for name, value in headers_for(sites).items()]
        self.early = early()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. A websocket is passed on unchanged."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                lines = message["headers"]
                if self.framed:
                    lines = [(name, for_frames(name, value)) for name, value in lines]
                page = any(line[1].startswith(b"text/html") for line in lines)
                message = {**message, "headers": [*lines, *self.lines, *(self.early if page else [])]}
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif is_closed(scope["path"], scope["client"]):
            await send_with_headers(NOT_FOUND)
            await send({"type": "http.response.body"})
        else:
            await self.app(scope, receive, send_with_headers)


def for_frames(name: bytes, value: bytes) -> bytes:
    """Return a header's value; a cookie with SameSite=Lax gets what a frame on another site needs.

    Browsers take SameSite=None only with Secure, so over https or from this machine itself. Partitioned keeps
    one cookie for each site around the frame, also in browsers that refuse the cookies of other sites.
    """
    if name.lower() != b"set-cookie":
        return value
    return value.replace(b"; SameSite=Lax", b"; SameSite=None; Secure; Partitioned")


def is_closed(path: str, client: tuple[str, int] | None) -> bool:
    """Tell whether a path is closed to a client (address, port).

    The agent API is off, but would still describe itself. The metrics are for this machine only. Behind a
    proxy on this machine, the client is the one that the proxy names in X-Forwarded-For.
    """
    if "/_stcore/metrics" in path:
        return client is None or not _is_loopback(client[0])
    return "/_stcore/agent" in path


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address.removeprefix("::ffff:")).is_loopback
    except ValueError:
        return False


def send_weights(request: Request) -> Response:
    """Answer with the weights that the browser reads digits with; a file of this name never changes."""
    try:
        files = {packed.name: packed.payload for packed in weights.packed().values()}
    except CheckpointError:
        return Response(status_code=404)
    payload = files.get(request.path_params["name"])
    if payload is None:
        return Response(status_code=404)
    keep = {"cache-control": "public, immutable, max-age=31536000"}
    return Response(payload, media_type="application/octet-stream", headers=keep)


def routes() -> list[Route]:
    """Return the app's own routes, below the path that `server.baseUrlPath` names."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return [Route(f"{f'/{base}' if base else ''}{weights.ADDRESS}/{{name}}", send_weights)]


def keep_free_memory_together() -> None:
    """Have glibc keep freed memory in two places instead of eight for each core, so that more is used again.

    Each visitor's script runs in a thread of its own. Under `make load` the server grows by 15 to 17 MB
    instead of 18 to 25, and no answer is slower. Elsewhere than on Linux nothing is done.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(M_ARENA_MAX, 2)


@contextlib.asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Set up torch and the worker pool, load what every page needs, and open a browser if there is one."""
    import cv2

    keep_free_memory_together()
    from rnndemo.ui.digits import panels  # noqa: F401  torch and Plotly take seconds to load

    # The networks are so small that a second thread costs more than it gains, and the threads of several
    # visitors would share the same cores.
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    progress.POOL.warm_up = run.warm_up
    # What is loaded by now stays. To look through it for garbage stopped fifty visitors, on two cores, for a
    # fifth of a second every ten seconds.
    gc.collect()
    gc.freeze()
    if not st.get_option("server.headless"):
        webbrowser.open(f"http://localhost:{st.get_option('server.port')}")
    yield
