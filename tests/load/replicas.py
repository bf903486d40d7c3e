"""make replicas: three copies of the app behind nginx, and one of them dies in the middle of the lesson.

Visitors come through the proxy and draw a digit every second or so. A third of the way through, one copy
is killed; two thirds through, it is started again.
"""

import argparse
import asyncio
import contextlib
import os
import random
import secrets
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.load import proxy
from tests.load.visitor import Trouble, Visitor, finish
from tests.serving import APP, Server, serve


@dataclass
class Person:
    """A visitor and what became of them."""

    cookie: str = ""
    copies: list[str] = field(default_factory=list)  # each they were on, in order
    lost: float | None = None  # when their connection broke
    waited: float | None = None  # seconds from then until the page was whole again
    drawn: int = 0
    right: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What the run showed."""

    people: list[Person]
    killed: str
    tracebacks: int

    def those_hit(self) -> list[Person]:
        """Return the visitors of the copy that was killed."""
        return [person for person in self.people if person.copies[:1] == [self.killed]]

    def others(self) -> list[Person]:
        """Return the visitors of the other copies."""
        return [person for person in self.people if person.copies[:1] != [self.killed]]

    def kept(self) -> bool:
        """Tell whether those hit came back once, to another copy, and nobody else noticed."""
        back = all(len(one.copies) == 2 and one.waited is not None for one in self.those_hit())
        calm = all(len(one.copies) == 1 and one.lost is None for one in self.others())
        return back and calm and not any(one.errors for one in self.people) and not self.tracebacks


def main() -> int:
    """Run the lesson and print what came of it; 1 when somebody noticed who should not."""
    parser = argparse.ArgumentParser(prog="make replicas", description=__doc__)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    if proxy.find() is None:
        print(proxy.INSTALL)
        return 1
    outcome = run(asked.visitors, asked.seconds, asked.seed)
    _report(outcome)
    return 0 if outcome.kept() else 1


def run(visitors: int, seconds: float, seed: int = 0) -> Outcome:
    """Serve the lesson with three copies, of which the one with most visitors dies and comes back."""
    secret = secrets.token_hex(32)
    with contextlib.ExitStack() as stack:
        with ThreadPoolExecutor(3) as starters:
            copies = list(starters.map(lambda _: stack.enter_context(_copy(secret)), range(3)))
        address = stack.enter_context(proxy.front([urlsplit(copy.address).port for copy in copies]))
        return finish(_lesson(address, copies, secret, visitors, seconds, seed))


def _copy(secret: str, port: int = 0) -> contextlib.AbstractContextManager[Server]:
    return serve(APP, port=port, STREAMLIT_SERVER_COOKIE_SECRET=secret)


async def _lesson(address, copies, secret, visitors, seconds, seed) -> Outcome:
    chance = random.Random(seed)
    people = [Person() for _ in range(visitors)]
    tabs = await asyncio.gather(*(_arrive(address, person) for person in people))
    ((killed, _),) = Counter(person.copies[0] for person in people).most_common(1)
    victim = copies[int(killed) - 1]
    end = time.monotonic() + seconds
    async with asyncio.TaskGroup() as room:
        for person, tab in zip(people, tabs, strict=True):
            room.create_task(_stay(address, person, tab, random.Random(chance.random()), end))
        await asyncio.sleep(seconds / 3)
        os.killpg(victim.process.pid, signal.SIGKILL)
        await asyncio.sleep(seconds / 3)
        again = _copy(secret, urlsplit(victim.address).port)
        await asyncio.to_thread(again.__enter__)
    for person in people:
        _note(person, await asyncio.to_thread(_cookie, address, person.cookie))
    await asyncio.to_thread(again.__exit__, None, None, None)
    faults = sum(len(copy.faults()) for copy in copies if copy is not victim)
    return Outcome(people, killed, faults)


async def _stay(address: str, person: Person, tab: Visitor, chance: random.Random, end: float) -> None:
    """Draw until the end, and come back, as a browser does, whenever the connection breaks."""
    try:
        while True:
            try:
                return await _draw(tab, person, chance, end)
            except ConnectionClosed:
                person.lost = person.lost or time.monotonic()
                tab = await _come_back(address, person)
    except (Trouble, TimeoutError) as error:
        person.errors.append(f"{type(error).__name__}: {error}")


async def _come_back(address: str, person: Person) -> Visitor:
    async with asyncio.timeout(60):
        while True:
            try:
                return await _arrive(address, person)
            except (ConnectionClosed, InvalidHandshake, OSError):
                await asyncio.sleep(0.5)


async def _arrive(address: str, person: Person) -> Visitor:
    cookie = await asyncio.to_thread(_cookie, address, person.cookie)
    visitor = await Visitor.arrive(address, "digit_sketchpad", cookie=cookie)
    _note(person, cookie)
    if person.lost is not None and person.waited is None:
        person.waited = time.monotonic() - person.lost
    return visitor


def _note(person: Person, cookie: str) -> None:
    """Note the proxy's cookie, which begins with the copy's number."""
    person.cookie = cookie
    if (copy := cookie.removeprefix("rnndemo=")[0]) not in person.copies[-1:]:
        person.copies.append(copy)


def _cookie(address: str, cookie: str) -> str:
    """Ask whether the server is there, as the page does before it connects; return the proxy's cookie."""
    parts = urlsplit(address)
    with contextlib.closing(HTTPConnection(parts.hostname, parts.port, timeout=10)) as connection:
        connection.request("GET", "/_stcore/health", headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        if answer.status != 200:
            raise OSError(f"the server answered {answer.status}")
        told = [line.split(";")[0] for line in answer.headers.get_all("set-cookie", [])]
        return next((line for line in told if line.startswith("rnndemo=")), cookie)


async def _draw(visitor: Visitor, person: Person, chance: random.Random, end: float) -> None:
    while time.monotonic() < end:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(visitor.socket.wait_closed(), chance.uniform(0.5, 1.5))
        digit = chance.randrange(10)
        answer, _ = await visitor.draw(digit, chance.randrange(10_000))
        person.drawn += 1
        person.right += answer == str(digit)
        await visitor.set("digit_drawing_clear", trigger_value=True)
    await visitor.socket.close()


def _report(outcome: Outcome) -> None:
    hit, others, people = outcome.those_hit(), outcome.others(), outcome.people
    began = Counter(person.copies[0] for person in people)
    ended = Counter(person.copies[-1] for person in people)
    waits = [person.waited for person in hit if person.waited is not None]
    print(f"{len(people)} visitors, on each copy: {dict(sorted(began.items()))}")
    print(f"copy {outcome.killed} killed: {len(waits)} of its {len(hit)} visitors connected to another")
    if waits:
        print(f"  after {median(waits):.1f} s (median), at worst {max(waits):.1f} s")
    print(f"at the end, with copy {outcome.killed} back: {dict(sorted(ended.items()))}")
    print(f"the {len(others)} others: {sum(one.lost is not None for one in others)} lost a connection")
    print(f"errors: {sum(len(one.errors) for one in people)}; in the copies' logs: {outcome.tracebacks}")
    for error in [error for person in people for error in person.errors][:5]:
        print(f"  {error}")
    print(f"answers right: {sum(p.right for p in people)} of {sum(p.drawn for p in people)} drawings")
    print("kept: nobody else noticed" if outcome.kept() else "BROKEN: see above")


if __name__ == "__main__":
    sys.exit(main())
