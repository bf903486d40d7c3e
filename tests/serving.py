"""A Streamlit server of our own: the app, or a bare script to compare it with; on a free port."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
APP = ROOT / "app.py"
PAGES = (  # the files in pages/, in the order of the navigation
    "home",
    "digit_sketchpad",
    "sine_forecaster",
    "lstm_memory",
    "tutorial_code",
    "challenges",
    "for_teachers",
)
START = 60.0  # seconds a server may take until it answers


@dataclass
class Server:
    """A running server."""

    address: str
    process: subprocess.Popen
    log_path: Path

    def log(self) -> str:
        """Return what it has printed so far."""
        return self.log_path.read_text()

    def faults(self, *known: str) -> list[str]:
        """Return the tracebacks it has printed, without those that hold one of the `known` words."""
        _, *tracebacks = self.log().split("Traceback (most recent call last):")
        return [found for found in tracebacks if not any(word in found for word in known)]

    def family(self) -> list[int]:
        """Return its process and those it started, as process ids."""
        found = [self.process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        return found

    def memory(self) -> list[float]:
        """Return the memory that it and each process it started have filled by now, in MB.

        That leaves out the libraries, mapped from files and shared by all who use them.
        """
        return [self._megabytes(pid, "smaps_rollup", "Anonymous") for pid in self.family()]

    def peak_memory(self) -> float:
        """Return the most memory its own process has held, in MB."""
        return self._megabytes(self.process.pid, "status", "VmHWM")

    def sessions(self) -> dict[str, int]:
        """Return how many sessions Streamlit counts, by its own names (active_sessions and others)."""
        text = urllib.request.urlopen(f"{self.address}/_stcore/metrics", timeout=20).read().decode()
        return {
            name: int(float(value)) for name, value in re.findall(r"^(\w*sessions\w*) (\S+)$", text, re.M)
        }

    @staticmethod
    def _megabytes(pid: int, file: str, field: str) -> float:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            text = Path(f"/proc/{pid}/{file}").read_text()
            return int(re.search(rf"^{field}:\s+(\d+)", text, re.M)[1]) / 1024
        return 0.0


@contextlib.contextmanager
def serve(script: Path = APP, *options: str, port: int = 0, **environment: str) -> Iterator[Server]:
    """Run a script, with the settings in its own folder; yield the server once it answers, then end it.

    Port 0 is any that is free.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        process = subprocess.Popen(
            [*command, f"--server.port={port}", "--server.address=127.0.0.1", *options],
            cwd=script.parent,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        server = Server(f"http://127.0.0.1:{port}", process, Path(log.name))
        try:
            _wait(server)
            yield server
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(server: Server) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{server.log()}")
