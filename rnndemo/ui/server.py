"""The server: what every answer tells the browser, what is closed to visitors, what is ready at start."""

import contextlib
import webbrowser
from ipaddress import ip_address

import streamlit as st

# Streamlit and Plotly set styles inline, and Streamlit compiles WebAssembly. The hash is that of the one
# inline script in Streamlit's page.
CONTENT = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{kind} {sources}" for kind, sources in CONTENT.items()),
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
NOT_FOUND = {"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]}


class Guard:
    """ASGI middleware: HEADERS on every answer, and no answer where Streamlit would tell too much."""

    def __init__(self, app):
        self.app = app
        self.lines = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(self, scope, receive, send):
        """Answer one request; a websocket passes untouched."""

        async def send_with_headers(message):
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self.lines]}
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif is_closed(scope["path"], scope["client"]):
            await send_with_headers(NOT_FOUND)
            await send({"type": "http.response.body"})
        else:
            await self.app(scope, receive, send_with_headers)


def is_closed(path: str, client: tuple[str, int] | None) -> bool:
    """Tell whether a path is closed to a client (address, port).

    The agent API is off, but would describe itself; the metrics answer this machine alone. For a request
    through a proxy on this machine the client is whoever the proxy names in X-Forwarded-For.
    """
    if "/_stcore/metrics" in path:
        return client is None or not _is_loopback(client[0])
    return "/_stcore/agent" in path


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address.removeprefix("::ffff:")).is_loopback
    except ValueError:
        return False


@contextlib.asynccontextmanager
async def lifespan(app):
    """Load what every page needs before the first visitor asks, and open a browser where there is one."""
    from rnndemo.ui import models  # noqa: F401
    from rnndemo.ui.digits import panels  # noqa: F401  torch and Plotly take seconds

    if not st.get_option("server.headless"):
        webbrowser.open(f"http://localhost:{st.get_option('server.port')}")
    yield
