"""A Streamlit server for a benchmark: the app itself, or a bare script to compare it with."""

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def serve(script: Path) -> tuple[subprocess.Popen, str]:
    """Start a script on a free port; return its process and its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    process = subprocess.Popen(
        [*command, f"--server.port={port}", "--server.address=127.0.0.1"],
        cwd=script.parent,  # the bare app runs with the settings Streamlit comes with
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{script.name} did not start")
