"""Worker processes: trainings run in them, so that they neither slow the server down nor can break it.

An earlier version trained in threads of the server, which share Python's lock with it: under `make load`,
with two trainings, the 95th percentile of the time from pen-up to answer was 2.3 times as long.
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

from rnndemo.workers.worker import Make, Report, Stop, Task

TICK = 0.1  # seconds to wait for a report before the caller gets its turn
GRACE = 2.0  # seconds a stopped task may take to send its last report
START = 60.0  # seconds after which a process that is still not ready is given up


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
        self._began = time.monotonic()
        self._ready = False  # a new process starts for two seconds
        self._number = 0  # of the latest task
        self._orders: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()  # None: there will be no more
        self._reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()
        threading.Thread(target=self._tell, args=(self._process.stdin,), daemon=True).start()
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        self._send(warm_up)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def perform(self, make: Make, subject: Any, adopt: Callable[[Any], None]) -> Generator[Any, None, None]:
        """Run `make(subject)` in the process; yield its facts as they come, and None while there are none.

        `adopt(subject)` is called with a changed copy of the subject: a few times a second, and once more at
        the end or when this generator is closed. Raises Lost where the process or the task fails.
        """
        self._number += 1
        ended = False
        try:
            self._send(Task(self._number, make, subject))
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
        finally:
            if not ended:
                self._stop(adopt)

    def close(self) -> None:
        """End the process, whatever it is doing, and release what it used."""
        self._process.kill()
        self._process.wait()
        self._orders.put(None)

    def _stop(self, adopt: Callable[[Any], None]) -> None:
        self._send(Stop(self._number))
        deadline = time.monotonic() + GRACE
        try:
            # A process that still starts has not begun the task. It is kept, so that the next visitor need
            # not wait for another start. It will skip the task.
            while self._ready and time.monotonic() < deadline:
                report = self._next(TICK)
                if report is not None and report.ended:
                    if not report.error:
                        adopt(report.subject)
                    return
            if not self._ready and time.monotonic() - self._began < START:
                return
        except Lost:
            pass
        self.close()

    def _next(self, seconds: float) -> Report | None:
        """Return the next report on the latest task, or None where none comes in so many seconds."""
        try:
            report = self._reports.get(timeout=seconds)
        except queue.Empty:
            return None
        if report is None:
            self._reports.put(None)  # for the next call: a stop must not wait for a last report
            raise Lost("the worker process has ended")
        self._ready = True
        return report if report.number == self._number else None

    def _send(self, order: Any) -> None:
        self._orders.put(pickle.dumps(order))

    def _tell(self, stdin: IO[bytes]) -> None:
        """Write orders. A pipe holds 64 kB, and a process that starts does not read for two seconds.

        In a thread of its own, so that a visitor who leaves meanwhile does not hold their slot.
        """
        with contextlib.suppress(OSError), stdin:  # of a process that has ended, `_listen` gives notice
            while order := self._orders.get():
                stdin.write(order)
                stdin.flush()

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
