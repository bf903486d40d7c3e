"""The line is first come, first served, and always moves on."""

import threading
from typing import NamedTuple

from streamlit.testing.v1 import AppTest

from rnndemo.ui import progress
from rnndemo.ui.progress import Line
from rnndemo.workers.pool import Lost


class Count(NamedTuple):
    step: int
    steps: int


def test_the_first_two_work_and_the_third_waits_for_either():
    line = Line(slots=2, waiting=5)
    with line.join("b") as second:
        with line.join("a") as first, line.join("c") as third, line.join("d") as fourth:
            assert [first(), second(), third(), fourth()] == [0, 0, 1, 2]
        with line.join("e") as fifth:
            assert fifth() == 0
    assert len(line) == 0


def test_a_full_line_says_so_at_once_and_does_not_grow():
    line = Line(slots=1, waiting=1)
    with line.join("a"), line.join("b"):
        with line.join("c") as ahead:
            assert ahead is None
            assert len(line) == 2
        assert len(line) == 2


def test_a_visitor_never_holds_two_slots():
    line = Line(slots=4, waiting=4)
    with line.join("a"), line.join("a") as again, line.join("b") as other:
        assert again() == 1
        assert other() == 0


def test_an_error_inside_gives_the_place_back():
    line = Line(slots=1, waiting=0)
    try:
        with line.join("a"):
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    with line.join("b") as ahead:
        assert ahead() == 0


def _page(job, **options):
    """Run a page that only watches `job`; return it with the outcome and what was drawn."""
    seen = {}

    def script(job, options, seen):
        from rnndemo.ui.progress import watch

        drawn = seen.setdefault("drawn", [])
        seen["outcome"] = watch(job, drawn.append, key="stop", **options)

    app = AppTest.from_function(script, args=(job, options, seen)).run()
    assert not app.exception
    return app, seen


def test_a_job_runs_to_its_end_and_its_last_fact_is_drawn():
    _, seen = _page(Count(step, 3) for step in (1, 2, 3))
    assert seen["outcome"].ended == "finished"
    assert seen["drawn"][-1] == Count(3, 3)
    assert len(progress.LINE) == 0


def test_a_job_without_steps_is_finished():
    assert _page(iter_nothing())[1]["outcome"].ended == "finished"


def test_an_endless_job_is_ended_by_the_clock_and_closed():
    closed = []
    _, seen = _page(endless(closed), seconds=0.3)
    assert seen["outcome"].ended == "out of time"
    assert closed == [True]
    assert len(progress.LINE) == 0


def test_a_waiting_job_starts_when_its_turn_comes(monkeypatch):
    line = Line(slots=1, waiting=5)
    monkeypatch.setattr(progress, "LINE", line)
    other = line.join("other")
    other.__enter__()
    leave = threading.Timer(0.5, other.__exit__, (None, None, None))
    leave.start()
    started = []
    _page(note(started, lambda: len(line)))
    leave.join()
    assert started == [1]  # alone in the line by then


def test_a_waiting_visitor_is_woken_at_once_when_a_slot_is_free():
    line = Line(slots=1, waiting=5)
    other = line.join("other")
    other.__enter__()
    with line.join("a") as ahead:
        leave = threading.Timer(0.2, other.__exit__, (None, None, None))
        leave.start()
        assert ahead(600.0) == 0  # ten minutes, if nobody woke it
        leave.join()


def test_the_last_picture_is_drawn_after_the_slot_is_given_back(monkeypatch):
    line, held = Line(slots=1, waiting=5), []
    monkeypatch.setattr(progress, "LINE", line)

    class Drawn(list):
        def append(self, fact):
            held.append(len(line))

    seen = {"drawn": Drawn()}
    app = AppTest.from_function(_watch_two, args=(iter([Count(2, 2)]), seen)).run()
    assert not app.exception
    assert held[-1] == 0


def _watch_two(job, seen):
    from rnndemo.ui.progress import watch

    watch((fact for fact in job), seen["drawn"].append, key="stop")


def test_a_full_line_answers_busy_without_starting_the_job(monkeypatch):
    monkeypatch.setattr(progress, "LINE", Line(slots=0, waiting=0))
    started = []
    app, seen = _page(endless(started))
    assert seen["outcome"].ended == "busy"
    assert "try again" in app.warning[0].value
    assert not app.button
    assert started == []


def test_a_training_whose_process_died_is_reported_and_gives_its_place_back():
    app, seen = _page(dying())
    assert seen["outcome"].ended == "lost"
    assert "start it again" in app.error[0].value
    assert not app.button  # nothing is left to stop
    assert len(progress.LINE) == 0


def test_a_job_that_yields_none_moves_the_bar_but_draws_nothing():
    _, seen = _page(news for news in [None, None, Count(1, 2), None, Count(2, 2)])
    assert seen["outcome"].ended == "finished"
    assert seen["drawn"] == [Count(2, 2)]


def test_a_visitor_keeps_an_id_that_no_other_visitor_has():
    def script():
        import streamlit as st

        from rnndemo.ui.progress import visitor_id

        st.text(visitor_id())

    first, second = (AppTest.from_function(script).run() for _ in range(2))
    kept = first.text[0].value
    assert first.run().text[0].value == kept
    assert second.text[0].value != kept


def note(seen, what):
    seen.append(what())
    yield Count(1, 1)


def iter_nothing():
    yield from ()


def dying():
    yield Count(1, 2)
    raise Lost("the worker process has ended")


def endless(closed):
    try:
        step = 0
        while True:
            step += 1
            yield Count(step, 10**9)
    finally:
        closed.append(True)
