"""Worker processes: trainings run in them, so that they neither slow the server down nor can break it.

Threads were measured first (`make load`). A thread that trains shares Python's lock with the server: with
two trainings, the 95th percentile of the time from pen-up to answer was 2.3 times as long.
"""

import atexit
import contextlib
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import IO, Any

from rnndemo.workers.worker import Make, Report, Task

TICK = 0.1  # seconds to wait for a report before the caller gets its turn
GRACE = 2.0  # seconds a stopped task may take to send its last report


class Lost(Exception):
    """The worker process was ended from outside, or its task failed."""


def nothing() -> None:
    """Warm nothing up."""


class Worker:
    """The caller's side of one worker process, which first runs `warm_up`, an importable function."""

    def __init__(self, warm_up: Callable[[], None] = nothing) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from rnndemo.workers import worker; worker.main()"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._orders: IO[bytes] = self._process.stdin
        self._reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()  # None: there will be no more
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        with contextlib.suppress(OSError):  # a process that has ended already is found by `alive`
            self._send(warm_up)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def perform(self, make: Make, subject: Any, adopt: Callable[[Any], None]) -> Generator[Any, None, None]:
        """Run `make(subject)` in the process; yield its facts as they come, and None while there are none.

        `adopt(subject)` is called with the changed subject: a few times a second, and once more at the end
        or when this generator is closed. Raises Lost where the process or the task fails.
        """
        ended = False
        try:
            self._send(Task(make, subject))
            while not ended:
                report = self._next(TICK)
                if report is None:
                    yield None
                    continue
                ended = report.ended
                if report.error:
                    raise Lost(report.error)
                adopt(report.subject)
                yield from report.facts
        except OSError as error:
            raise Lost("the worker process has ended") from error
        finally:
            if not ended:
                self._stop(adopt)

    def close(self) -> None:
        """End the process, whatever it is doing, and release what it used."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._orders.close()

    def _stop(self, adopt: Callable[[Any], None]) -> None:
        deadline = time.monotonic() + GRACE
        try:
            self._send(None)
            while time.monotonic() < deadline:
                report = self._next(TICK)
                if report is not None and report.ended:
                    if not report.error:
                        adopt(report.subject)
                    return
        except (OSError, Lost):
            pass
        self.close()

    def _next(self, seconds: float) -> Report | None:
        try:
            report = self._reports.get(timeout=seconds)
        except queue.Empty:
            return None
        if report is None:
            raise Lost("the worker process has ended")
        return report

    def _send(self, order: Any) -> None:
        pickle.dump(order, self._orders)
        self._orders.flush()

    def _listen(self, stdout: IO[bytes]) -> None:
        try:
            with stdout as reports, contextlib.suppress(EOFError, pickle.UnpicklingError):
                while True:
                    self._reports.put(pickle.load(reports))
        finally:
            self._reports.put(None)


class Pool:
    """Workers that wait for tasks: as many as have ever been busy at the same time."""

    def __init__(self) -> None:
        self.warm_up: Callable[[], None] = nothing  # what a new worker does first; set it before `start`
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        atexit.register(self.close)

    def start(self) -> None:
        """Start a worker: it is ready after about two seconds, and takes 150 MB of memory."""
        self._idle.put(Worker(self.warm_up))

    def perform(self, make: Make, subject: Any, adopt: Callable[[Any], None]) -> Generator[Any, None, None]:
        """Do as `Worker.perform` does, on an idle worker or a new one."""
        worker = self._take()
        try:
            yield from worker.perform(make, subject, adopt)
        finally:
            if worker.alive:
                self._idle.put(worker)
            else:
                worker.close()
                self.start()  # a new one, ready by the time the visitor has read what happened

    def close(self) -> None:
        """End all idle workers."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def _take(self) -> Worker:
        with contextlib.suppress(queue.Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker.alive:
                    return worker
                worker.close()
        return Worker(self.warm_up)
