"""Worker processes: where a training goes on, so that it neither slows nor can harm the server.

Threads were measured first (`make load`): two trainings made a lone visitor's p95 from pen-up to answer
2.3 times as long, since they take turns with the server for Python's lock.
"""

import atexit
import contextlib
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rnndemo.workers.worker import Make, Report

TICK = 0.1  # seconds to wait for a report before the caller may look at something else
GRACE = 2.0  # seconds a stopped task may take to hand over what it has


class Lost(Exception):
    """The worker was ended from outside, or its task failed."""


class Worker:
    """The caller's side of one worker process."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from rnndemo.workers import worker; worker.main()"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def run(self, make: Make, subject: Any, adopt: Callable[[Any], None]) -> Iterator[Any]:
        """Run `make(subject)` over there; yield its facts as they come, and None while there are none.

        `adopt` is called with the subject as it newly is: a few times a second, and once more at the end
        or when this generator is closed. Raises Lost where the process or the task fails.
        """
        ended = False
        try:
            self._send((make, subject))
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
            raise Lost("the worker process has gone") from error
        finally:
            if not ended:
                self._stop(adopt)

    def close(self) -> None:
        """End the process, whatever it is doing, and let go of it."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def _stop(self, adopt: Callable[[Any], None]) -> None:
        deadline = time.monotonic() + GRACE
        try:
            self._send(None)
            while time.monotonic() < deadline:
                report = self._next(TICK)
                if report is not None and report.ended:
                    return None if report.error else adopt(report.subject)
        except (OSError, Lost):
            pass
        return self.close()

    def _next(self, seconds: float) -> Report | None:
        try:
            report = self._reports.get(timeout=seconds)
        except queue.Empty:
            return None
        if report is None:
            raise Lost("the worker process has gone")
        return report

    def _send(self, message: Any) -> None:
        pickle.dump(message, self._process.stdin)
        self._process.stdin.flush()

    def _listen(self) -> None:
        try:
            with self._process.stdout as reports, contextlib.suppress(EOFError, pickle.UnpicklingError):
                while True:
                    self._reports.put(pickle.load(reports))
        finally:
            self._reports.put(None)


class Pool:
    """Workers that wait for tasks; there are as many as ever ran at once."""

    def __init__(self):
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        atexit.register(self.close)

    def start(self) -> None:
        """Have a worker ready soon: it takes two seconds to load, and 150 MB of memory."""
        self._idle.put(Worker())

    def run(self, make: Make, subject: Any, adopt: Callable[[Any], None]) -> Iterator[Any]:
        """Do as `Worker.run` does, on a worker of the pool or a new one."""
        worker = self._take()
        try:
            yield from worker.run(make, subject, adopt)
        finally:
            if worker.alive:
                self._idle.put(worker)
            else:
                worker.close()
                self.start()  # a new one is there by the time the visitor has read what happened

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
        return Worker()
