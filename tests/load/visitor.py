"""A visitor without a browser: speaks Streamlit's own protocol over a real WebSocket.

It sends what the browser's code sends (a page, the widgets' values, the fragment to run) and reads every
message the page would be drawn from, so that the server does all the work it does for a person.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from rnndemo.digits.handwriting import sample

DONE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
ID = re.compile(r"\$\$ID-[0-9a-f]{32}-(.+)")
ANSWER = re.compile(r'data-answer="(\d?)"')
PATIENCE = 60.0  # seconds without a word from the server until a visitor gives up


class Widget(NamedTuple):
    """What the browser must know of a widget to answer for it."""

    id: str
    fragment: str


class Trouble(Exception):
    """The page showed a traceback, or did not come."""


class Visitor:
    """One open tab. `widgets` and `texts` are what its page now shows."""

    def __init__(self, address: str, socket: ClientConnection, cookie: str = ""):
        self.address, self.socket, self.cookie = address, socket, cookie
        self.pages: dict[str, str] = {}  # URL path -> page_script_hash
        self.page = self.query = self.session = ""
        self.widgets: dict[str, Widget] = {}
        self.values: dict[str, WidgetState] = {}
        self.texts: list[str] = []
        self.heard = ""  # all that bars have said in this run
        self.answered = 0.0  # when the latest answer to a drawing came

    @classmethod
    async def arrive(cls, address: str, path: str = "", query: str = "", cookie: str = "") -> "Visitor":
        """Open a tab at a page and wait until all of it is there."""
        stream = f"ws{address.removeprefix('http')}/_stcore/stream"
        headers = {"Cookie": cookie} if cookie else {}
        socket = await connect(
            stream,
            origin=address,
            subprotocols=["streamlit"],
            additional_headers=headers,
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
            compression=None,
        )
        visitor = cls(address, socket, cookie)
        visitor.query = query
        visitor.page = path
        await visitor.send(page_name=path)
        await visitor.read()
        return visitor

    async def go(self, path: str) -> None:
        """Follow a link of the navigation and wait for the page."""
        self.values.clear()
        self.widgets.clear()
        self.page, self.query = path, ""
        await self.send(page_script_hash=self.pages[path])
        await self.read()

    async def set(self, key: str, **value) -> None:
        """Change a widget (`string_value=...`, `double_array_value=[...]`, `trigger_value=True`) and wait."""
        await self.change(key, **value)
        await self.read()

    async def change(self, key: str, **value) -> None:
        """Change a widget without waiting for what comes of it."""
        widget = self.widgets[key]
        ((kind, content),) = value.items()
        state = WidgetState(id=widget.id)
        if kind.endswith("_array_value"):
            getattr(state, kind).data.extend(content)
        else:
            setattr(state, kind, content)
        self.values[widget.id] = state
        await self.send(page_script_hash=self.pages.get(self.page, ""), fragment_id=widget.fragment)
        if kind == "trigger_value":
            del self.values[widget.id]

    async def draw(self, digit: int, hand: int) -> tuple[str, float]:
        """Draw a digit on the sketch pad; return the answer and the seconds from sending to having it."""
        value = json.dumps({"drawing": {"raw": sample(digit, hand), "data": None}})
        started = time.perf_counter()
        await self.change(self.canvas(), json_value=value)
        await self.read()
        said = [found[1] for text in self.texts if (found := ANSWER.search(text))]
        if not said:
            raise Trouble(f"no answer to a drawing, but: {self.texts[-3:]}")
        return said[-1], self.answered - started

    def canvas(self) -> str:
        """Return the key of the sketch pad that is now mounted; forget the others, as a browser does."""
        *gone, mounted = (key for key in self.widgets if key.startswith("digit_drawing_canvas"))
        for key in gone:
            self.values.pop(self.widgets.pop(key).id, None)
        return mounted

    def leave(self) -> None:
        """Close the tab without a word, as a browser does."""
        self.socket.transport.abort()

    async def send(self, **request) -> None:
        """Ask for a run of the script with the widgets as they are."""
        self.texts, self.heard = [], ""
        message = BackMsg()
        rerun = message.rerun_script
        for name, value in request.items():
            setattr(rerun, name, value)
        rerun.query_string = self.query
        rerun.widget_states.widgets.extend(self.values.values())
        rerun.context_info.timezone = "UTC"
        rerun.context_info.locale = "en-US"
        rerun.context_info.url = f"{self.address}/{self.page}"
        await self.socket.send(message.SerializeToString())

    async def read(self, enough: Callable[[], bool] = lambda: False) -> None:
        """Read messages to the end of the run, or until `enough()` after one of them."""
        while not enough():
            async with asyncio.timeout(PATIENCE):
                message = ForwardMsg.FromString(await self.socket.recv())
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                if message.script_finished in DONE:
                    return
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise Trouble("the script did not compile")
            elif kind == "new_session":
                self.session = message.new_session.initialize.session_id
            elif kind == "navigation":
                pages = message.navigation.app_pages
                self.pages = {page.url_pathname: page.page_script_hash for page in pages}
            elif kind == "delta":
                self._note(message.delta)

    def _note(self, delta) -> None:
        if delta.WhichOneof("type") == "add_block":
            block = delta.add_block
            element = getattr(block, block.WhichOneof("type") or "", None)
            kind = "block"
        else:
            kind = delta.new_element.WhichOneof("type")
            element = getattr(delta.new_element, kind or "", None)
        if kind == "progress":
            self.heard += element.text + "\n"
        if kind == "exception":
            raise Trouble(f"{element.type}: {element.message}")
        if (found := ID.fullmatch(getattr(element, "id", "") or "")) and found[1] != "None":
            self.widgets.pop(found[1], None)  # the newest last
            self.widgets[found[1]] = Widget(found[0], delta.fragment_id)
        for field in ("body", "text"):
            text = getattr(element, field, None)
            if isinstance(text, str) and text:
                self.texts.append(text)
                if ANSWER.search(text):
                    self.answered = time.perf_counter()


async def first_page(
    address: str, path: str = "", query: str = "", cookie: str = ""
) -> tuple[Visitor, float]:
    """Arrive as a person does, with the page's HTML first; return the visitor and the seconds it took."""
    started = time.perf_counter()
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET /{path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
    reply = await reader.read()
    writer.close()
    if b" 200 " not in reply.split(b"\r\n", 1)[0]:
        raise Trouble(f"the page's HTML was refused: {reply[:60]!r}")
    visitor = await Visitor.arrive(address, path, query, cookie)
    return visitor, time.perf_counter() - started


def finish(coroutine: Coroutine):
    """Run to the end and return what comes of it; in a thread of its own, as Playwright keeps a loop here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
