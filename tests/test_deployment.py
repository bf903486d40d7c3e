"""What the deployment page promises: the image's contents suffice, and a copy that dies takes nobody with it.

No image is built here; its steps are taken from the Dockerfile and done in a folder.
"""

import contextlib
import json
import re
import shutil
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.load import proxy, replicas
from tests.load.visitor import Visitor, finish
from tests.server import ROOT, free_port

STEPS = (ROOT / "Dockerfile").read_text()
COPIED = re.findall(r"^COPY (\S+) ", STEPS, re.M)


def command(step: str) -> list[str]:
    """Return the command of a Dockerfile step, for this Python."""
    program, *rest = json.loads(re.search(rf"^{step}.*?(\[.*\])$", STEPS, re.M)[1])
    assert program == "python"
    return [sys.executable, *rest]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """Yield the address of the app, run by the image's command from a folder with the image's files."""
    folder, port = tmp_path_factory.mktemp("app"), free_port()
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    start = [
        sys.executable if word == "python" else word.replace("8501", str(port)) for word in command("CMD")
    ]
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(start, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            break
        time.sleep(0.1)
        assert process.poll() is None, (folder / "log").read_text()
    yield address
    process.terminate()
    process.wait(timeout=20)
    assert "Traceback" not in (folder / "log").read_text()


def test_the_first_visitor_of_all_may_come_by_a_deep_link(image):
    async def visit():
        visitor = await Visitor.arrive(image, "digit_sketchpad")
        answer, _ = await visitor.draw(3, 0)
        await visitor.socket.close()
        return list(visitor.pages), answer

    pages, answer = finish(visit())
    assert pages == ["", "digit_sketchpad", "sine_forecaster", "lstm_memory"]
    assert answer == "3"


def test_the_health_check_passes_while_the_server_runs_and_fails_when_it_does_not(image):
    test = command("HEALTHCHECK")
    port = image.rpartition(":")[2]
    assert subprocess.run([word.replace("8501", port) for word in test]).returncode == 0
    nobody = [word.replace("8501", str(free_port())) for word in test]
    assert subprocess.run(nobody, stderr=subprocess.DEVNULL).returncode == 1


def test_the_image_leaves_out_torchvision_alone():
    wanted = re.search(r"pip install --no-cache-dir (\$\(grep -v.*\))$", STEPS, re.M)[1]
    shown = subprocess.run(["sh", "-c", f"echo {wanted}"], cwd=ROOT, capture_output=True, text=True).stdout
    pins = [line for line in (ROOT / "requirements.txt").read_text().split("\n") if re.match("[a-z]", line)]
    assert set(pins) - set(shown.split()) == {"torchvision==0.28.0"}
    assert set(shown.split()) <= set(pins)


def test_the_image_gets_what_it_copies_and_nothing_else():
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.M)
    assert sorted(let_in) == sorted(COPIED)
    assert all((ROOT / name).exists() for name in COPIED)


@pytest.mark.skipif(proxy.find() is None, reason=proxy.INSTALL)
def test_visitors_of_a_killed_copy_move_to_another_and_nobody_else_notices():
    outcome = replicas.run(visitors=9, seconds=6)
    assert len(outcome.those_hit()) >= 1
    assert len(outcome.others()) >= 1
    assert outcome.kept(), outcome
