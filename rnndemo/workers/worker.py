"""A process that works for another: it reads tasks from standard input and writes reports to standard output.

A task is a generator function and its subject: the thing it works on and changes. The process runs at a
lower priority than the server, so that drawing stays quick while others train. It ends with the process
that started it, and it may be killed at any time. The other side is `pool`.
"""

import contextlib
import os
import pickle
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator
from typing import Any, BinaryIO, NamedTuple

import torch

REPORT = 0.1  # seconds between two reports
NICE = 10  # added to the process's niceness, on which Unix's scheduler goes: more is a lower priority

Make = Callable[[Any], Generator[Any, None, None]]  # make(subject) yields facts


class Task(NamedTuple):
    """What to do, and with what. Both are pickled, so `make` must be importable."""

    make: Make
    subject: Any


class Report(NamedTuple):
    """The facts since the last report, and the subject as it is now."""

    facts: list[Any]
    subject: Any
    ended: bool
    error: str = ""  # the traceback of a task that failed


def main() -> None:
    """Warm up, then perform tasks until the process that started this one has ended."""
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a task prints must not get between two reports
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, and that ends this process
    if hasattr(os, "nice"):
        os.nice(NICE)
    torch.set_num_threads(1)
    warm_up: Callable[[], None] = pickle.load(sys.stdin.buffer)
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_take_orders, args=(sys.stdin.buffer, tasks, stop), daemon=True).start()
    warm_up()
    while True:
        _perform(tasks.get(), stop, reports)


def _take_orders(orders: BinaryIO, tasks: "queue.SimpleQueue[Task]", stop: threading.Event) -> None:
    try:
        while True:
            order: Task | None = pickle.load(orders)  # None: stop
            if order is None:
                stop.set()
            else:
                stop.clear()
                tasks.put(order)
    except EOFError:
        pass  # the process that started this one has ended
    except Exception:
        traceback.print_exc()
    os._exit(0)


def _perform(task: Task, stop: threading.Event, reports: BinaryIO) -> None:
    facts: list[Any] = []
    reported, error = time.monotonic(), ""
    try:
        with contextlib.closing(task.make(task.subject)) as job:
            for fact in job:
                facts.append(fact)
                if stop.is_set():
                    break
                if time.monotonic() - reported > REPORT:
                    _report(Report(facts, task.subject, False), reports)
                    facts, reported = [], time.monotonic()
    except Exception:
        error = traceback.format_exc()
    _report(Report(facts, None if error else task.subject, True, error), reports)


def _report(report: Report, reports: BinaryIO) -> None:
    pickle.dump(report, reports)
    reports.flush()
