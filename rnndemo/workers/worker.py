"""A process that trains for another: it takes tasks from its standard input and reports on its output.

A task is a generator function and its subject, the thing it works on and changes. The process stands back
behind the server, so that drawing stays quick while others train; it ends with the process that started
it, and may be killed at any time. `pool` is the other side.
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
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

import torch

from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig

REPORT = 0.1  # seconds between two reports
NICE = 10  # how far it stands back

Make = Callable[[Any], Iterator[Any]]  # make(subject) yields facts


class Report(NamedTuple):
    """What a worker tells: the facts since the last report, and the subject as it now is."""

    facts: list
    subject: Any
    ended: bool
    error: str = ""  # the traceback of a task that failed


def main() -> None:
    """Perform tasks until the process that started this one is gone."""
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a task prints must not get between two reports
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end ends this
    if hasattr(os, "nice"):
        os.nice(NICE)
    torch.set_num_threads(1)
    tasks: queue.SimpleQueue = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_take_orders, args=(sys.stdin.buffer, tasks, stop), daemon=True).start()
    _warm_up()
    while True:
        _perform(*tasks.get(), stop, reports)


def _take_orders(orders: BinaryIO, tasks: queue.SimpleQueue, stop: threading.Event) -> None:
    try:
        while True:
            task = pickle.load(orders)
            if task is None:
                stop.set()
            else:
                stop.clear()
                tasks.put(task)
    except EOFError:
        pass  # whoever started this process is gone
    except Exception:
        traceback.print_exc()
    os._exit(0)


def _perform(make: Make, subject: Any, stop: threading.Event, reports: BinaryIO) -> None:
    facts, reported, error = [], time.monotonic(), ""
    try:
        with contextlib.closing(make(subject)) as job:
            for fact in job:
                facts.append(fact)
                if stop.is_set():
                    break
                if time.monotonic() - reported > REPORT:
                    _report(Report(facts, subject, False), reports)
                    facts, reported = [], time.monotonic()
    except Exception:
        error = traceback.format_exc()
    _report(Report(facts, None if error else subject, True, error), reports)


def _report(report: Report, reports: BinaryIO) -> None:
    pickle.dump(report, reports)
    reports.flush()


def _warm_up() -> None:
    # The first training of a process takes seconds longer than all others.
    for _ in run.start(SineConfig(epochs=1)).train():
        pass
