"""Many visitors of one real server, over its own protocol: nobody meets another's work, nothing is left."""

import ast
import asyncio
import os
import signal
import time

import pytest
from streamlit.testing.v1 import AppTest

from rnndemo.ui.progress import LINE
from tests.load.people import LONG
from tests.load.visitor import Visitor, finish
from tests.serving import PAGES, ROOT, serve

BAR = "Epoch"


@pytest.fixture(scope="module")
def server():
    """Run a server that no other test trains on: its slots and sessions are counted."""
    with serve() as running:
        yield running
        assert running.faults("rnndemo.workers.pool.Lost") == []  # of the worker that a test kills


async def training(address, query=LONG):
    """Arrive, press Train; return the visitor and the task that reads what it is sent."""
    return await press(await Visitor.arrive(address, "sine_forecaster", query))


async def press(visitor):
    """Press Train; return the visitor and the task that reads what it is sent."""
    await visitor.change("sine_train", trigger_value=True)
    return visitor, asyncio.create_task(visitor.read())


async def hears(visitor, word, seconds=60.0):
    """Wait until the visitor's bar or page says the word. How soon that is, `make load` measures."""
    deadline = time.monotonic() + seconds
    while word not in visitor.heard and not any(word in text for text in visitor.texts):
        assert time.monotonic() < deadline, (word, visitor.heard[-80:], visitor.texts[-3:])
        await asyncio.sleep(0.02)


async def leave(*pairs):
    for visitor, reading in pairs:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        visitor.leave()


async def empty(server, seconds=10.0):
    """Wait until no session is active."""
    deadline = time.monotonic() + seconds
    while (await asyncio.to_thread(server.sessions))["active_sessions"]:
        assert time.monotonic() < deadline, server.sessions()
        await asyncio.sleep(0.1)


def test_thirty_visitors_each_get_the_answer_to_their_own_drawing(server):
    async def one(number):
        visitor = await Visitor.arrive(server.address, "digit_sketchpad")
        said = [(await visitor.draw((number + turn) % 10, number))[0] for turn in range(3)]
        visitor.leave()
        return said

    async def room():
        return await asyncio.gather(*(one(number) for number in range(30)))

    said = finish(room())
    assert said == [[str((number + turn) % 10) for turn in range(3)] for number in range(30)]


def test_a_surgery_on_one_screen_leaves_the_other_screen_whole(server):
    async def room():
        surgeon, other = [
            await Visitor.arrive(server.address, "lstm_memory", "memory_open_surgery=true") for _ in range(2)
        ]
        for visitor in (surgeon, other):
            await visitor.set("memory_guess_wipe_show", trigger_value=True)
        await surgeon.set("memory_hold_output_gate", bool_value=True)
        await other.set("memory_mute", double_array_value=[0])
        said = surgeon.texts[-1], other.texts[-1]
        surgeon.leave()
        other.leave()
        return said

    operated, whole = finish(room())
    assert "after the surgery" in operated
    assert "Nothing is clamped" in whole


def test_runs_of_two_visitors_carry_their_own_seeds(server):
    async def one(seed):
        visitor, reading = await training(server.address, f"sine_epochs=20&sine_seed={seed}")
        await reading
        visitor.leave()
        return " ".join(visitor.texts)

    async def room():
        return await asyncio.gather(one(3), one(4))

    first, second = finish(room())
    assert "seed 3" in first
    assert "seed 4" in second
    assert "seed 4" not in first
    assert "seed 3" not in second


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Unix's way to hold a process up")
def test_a_stopped_training_is_shown_as_it_ended_however_late_its_worker_hands_it_over(server):
    def shown(visitor):
        return [text for text in visitor.texts if text.startswith("**Run")]

    async def stop_while_its_worker_stands_still(visitor):
        await visitor.change("sine_train", trigger_value=True)
        await visitor.read(lambda: BAR in visitor.heard)
        workers = server.family()[1:]
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        await visitor.change("sine_stop", trigger_value=True)
        await asyncio.sleep(0.7)
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
        await visitor.read(lambda: shown(visitor))
        return shown(visitor)

    async def room():
        visitor = await Visitor.arrive(server.address, "sine_forecaster", LONG)
        seen = []
        for _ in range(2):  # a server's first judgement takes longer, which would hide the second script
            seen.append(await stop_while_its_worker_stands_still(visitor))
            await visitor.read()
            await visitor.send(page_script_hash=visitor.pages["sine_forecaster"])
            await visitor.read()
            seen.append(shown(visitor))
        visitor.leave()
        return seen

    first, first_again, second, second_again = finish(room())
    assert first == first_again
    assert second == second_again
    assert second[0].startswith("**Run 2:")


def test_the_third_visitor_is_told_the_place_and_moves_up_when_a_tab_is_closed(server):
    async def room():
        first, second = await training(server.address), await training(server.address)
        await asyncio.gather(hears(first[0], BAR), hears(second[0], BAR))
        third = await training(server.address)
        await hears(third[0], "number 1 in the line")
        fourth = await training(server.address)
        await hears(fourth[0], "number 2 in the line")
        await leave(third)  # gives up its place
        await hears(fourth[0], "number 1 in the line")
        await leave(first)
        await hears(fourth[0], BAR)
        await leave(second, fourth)
        await empty(server)

    finish(room())


def test_a_full_line_answers_busy_at_once(server):
    async def room():
        places = LINE.slots + LINE.waiting
        # All are there before the first presses Train: its training lasts a minute at most.
        *seated, late = await asyncio.gather(
            *(Visitor.arrive(server.address, "sine_forecaster", LONG) for _ in range(places + 1))
        )
        crowd = await asyncio.gather(*map(press, seated))
        while sum("in the line" in visitor.heard for visitor, _ in crowd) < LINE.waiting:
            await asyncio.sleep(0.1)
        late, reading = await press(late)
        await hears(late, "Too many visitors")
        assert "in the line" not in late.heard
        await leave((late, reading), *crowd)
        await empty(server, 30)

    finish(room())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Unix's way to kill a process")
def test_a_killed_training_says_so_and_the_next_one_works(server):
    async def room():
        visitor, reading = await training(server.address)
        await hears(visitor, BAR)
        before = set(server.family()[1:])
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        await hears(visitor, "start it again")
        await reading
        await visitor.change("sine_train", trigger_value=True)
        reading = asyncio.create_task(visitor.read())
        await hears(visitor, BAR)
        await leave((visitor, reading))

    finish(room())


@pytest.mark.parametrize("page", PAGES)
def test_no_visit_parses_source_code_which_two_threads_must_not_do_at_once(page, monkeypatch):
    visit = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    visit.switch_page(f"pages/{page}.py").run()  # loads what the page needs, once for all visitors
    parse, parsed = ast.parse, []
    monkeypatch.setattr(ast, "parse", lambda *source: parsed.append(source) or parse(*source))
    visit = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    assert not visit.switch_page(f"pages/{page}.py").run().exception
    assert parsed == []


def test_a_hundred_closed_tabs_leave_no_session(server):
    async def one(number):
        page = ("", "digit_sketchpad", "sine_forecaster", "lstm_memory")[number % 4]
        (await Visitor.arrive(server.address, page)).leave()

    async def room():
        for start in range(0, 100, 10):
            await asyncio.gather(*(one(start + number) for number in range(10)))
        await empty(server)

    finish(room())
