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

REPORT = 0.25  # seconds between two reports: the server unpacks each, and draws no picture sooner
NICE = 10  # added to the process's niceness on Unix: a higher number is a lower priority

Make = Callable[[Any], Generator[Any, None, None]]  # make(subject) yields facts


class Task(NamedTuple):
    """What to do, and with what. Both are pickled, so `make` must be importable."""

    number: int  # 1, 2, ... in the order in which this worker gets them
    make: Make
    subject: Any


class Stop(NamedTuple):
    """The order to end a task, and all before it, after its next fact."""

    number: int


class Report(NamedTuple):
    """The facts of a task since its last report, and the subject as it is now. Number 0: ready for tasks."""

    number: int
    facts: list[Any]
    subject: Any
    ended: bool
    error: str = ""  # the traceback of a task that failed


class Orders:
    """The orders received so far: the waiting tasks, and the highest number of a task to stop."""

    def __init__(self) -> None:
        self.tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self.stopped = 0

    def take(self, source: BinaryIO) -> None:
        """Read orders from `source`. It ends when the process that sends them ends: end this one as well."""
        try:
            while True:
                order: Task | Stop = pickle.load(source)
                if isinstance(order, Stop):
                    self.stopped = order.number
                else:
                    self.tasks.put(order)
        except EOFError:
            pass
        except Exception:
            traceback.print_exc()
        os._exit(0)


def main() -> None:
    """Warm up, then perform tasks until the process that started this one has ended.

    The priority is lowered after the start: a visitor waits for it, and it takes two seconds.
    """
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a task prints must not get between two reports
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, and that ends this process
    torch.set_num_threads(1)
    warm_up: Callable[[], None] = pickle.load(sys.stdin.buffer)
    orders = Orders()
    threading.Thread(target=orders.take, args=(sys.stdin.buffer,), daemon=True).start()
    warm_up()
    if hasattr(os, "nice"):
        os.nice(NICE)
    _report(Report(0, [], None, False), reports)
    while True:
        _perform(orders.tasks.get(), orders, reports)


def _perform(task: Task, orders: Orders, reports: BinaryIO) -> None:
    facts: list[Any] = []
    reported, error = time.monotonic(), ""
    try:
        if task.number > orders.stopped:
            with contextlib.closing(task.make(task.subject)) as job:
                for fact in job:
                    facts.append(fact)
                    if task.number <= orders.stopped:
                        break
                    if time.monotonic() - reported > REPORT:
                        _report(Report(task.number, facts, task.subject, False), reports)
                        facts, reported = [], time.monotonic()
    except Exception:
        error = traceback.format_exc()
    _report(Report(task.number, facts, None if error else task.subject, True, error), reports)


def _report(report: Report, reports: BinaryIO) -> None:
    pickle.dump(report, reports)
    reports.flush()
