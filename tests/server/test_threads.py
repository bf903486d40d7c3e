"""Torch computes with one thread, whichever page is opened first on a new server."""

import os
import subprocess
import sys

import pytest

from tests.serving import ROOT

OPEN_ALONE = """
import asyncio, sys, threading
import torch
from streamlit.testing.v1 import AppTest
from rnndemo.ui import server

async def serve():
    async with server.lifespan(None):
        page = AppTest.from_file(sys.argv[1], default_timeout=60).run()
        assert not page.exception
        told = []
        other = threading.Thread(target=lambda: told.append(torch.get_num_threads()))
        other.start()
        other.join()
        print(*told)

asyncio.run(serve())
"""


# Home is opened by app.py: its links need the other pages.
@pytest.mark.parametrize(
    "script", ["app.py", "pages/digit_sketchpad.py", "pages/sine_forecaster.py", "pages/lstm_memory.py"]
)
def test_after_any_page_alone_a_new_thread_computes_with_one_torch_thread(script):
    done = subprocess.run(
        [sys.executable, "-c", OPEN_ALONE, str(ROOT / script)],
        cwd=ROOT,
        # On a machine with one core torch would take one thread of its own accord.
        env={**os.environ, "OMP_NUM_THREADS": "3", "STREAMLIT_SERVER_HEADLESS": "true"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1"]
