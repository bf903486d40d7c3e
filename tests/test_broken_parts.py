"""With a part of the app missing or damaged, pages still open; those that need it say what to repair."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnndemo import checkpoints
from rnndemo.__main__ import main
from rnndemo.digits import handwriting
from rnndemo.ui import models
from rnndemo.ui.memory.gradients import reach
from rnndemo.ui.memory.models import learned_order, one_to_many_network, recall_networks
from rnndemo.ui.tutorial.runs import digit_example
from tests.memory import PANELS
from tests.serving import PAGES, ROOT

NEEDED_BY = {  # checkpoint -> pages that show something of it
    "digits-lstm": {"digit_sketchpad", "lstm_memory"},
    "digits-gru": {"digit_sketchpad", "lstm_memory"},
    "digits-rnn": {"digit_sketchpad", "lstm_memory"},
    "digits-lstm-tutorial": set(),
    "recall": {"lstm_memory"},
    "one-to-many": {"lstm_memory"},
    "learned-order": {"lstm_memory"},
    "unseen-digits.png": {"digit_sketchpad"},
    "unseen-digits-wrong.png": set(),
    "training-digits.png": {"digit_sketchpad", "tutorial_code"},
    "tutorial-seeds": {"digit_sketchpad"},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give the app a copy of its checkpoints, to be broken."""
    copy = tmp_path / "checkpoints"
    shutil.copytree(checkpoints.FOLDER, copy)
    monkeypatch.setattr(checkpoints, "FOLDER", copy)
    loaded = (
        models.digit_reader,
        models.pen_reader,
        models.both_readers,
        models.unseen_digits,
        models.held_out_digits,
        models.tutorial_over_seeds,
        recall_networks,
        reach,
        one_to_many_network,
        digit_example,
        learned_order,
    )
    for cache in loaded:
        cache.clear()
    yield copy
    for cache in loaded:
        cache.clear()


def open_page(name: str) -> AppTest:
    """Open a page with a drawing on its pad, every panel open, and all cells at work."""
    page = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    if name == "home":
        return page
    page.switch_page(f"pages/{name}.py")
    page.session_state["digit_drawing"] = handwriting.sample(3)
    page.session_state["digit_look"] = page.session_state["digit_guess"] = True
    page.session_state["digit_view"] = "LSTM, GRU, RNN"
    for panel in PANELS:
        page.session_state[f"memory_open_{panel}"] = True
    return page.run()


def complaints(page: AppTest) -> list[str]:
    """Return what a page says is wrong, but for the canvas, which needs a server."""
    said = [element.value for element in [*page.error, *page.warning]]
    return [sentence for sentence in said if "canvas" not in sentence]


def files_of(name: str, folder: Path) -> tuple[Path, Path]:
    """Return a checkpoint's card and its weights; a picture is both, and so is a card without weights."""
    if name.endswith(".png"):
        return folder / name, folder / name
    card = json.loads((folder / f"{name}.json").read_text())
    return folder / f"{name}.json", folder / card.get("weights", {"file": f"{name}.json"})["file"]


def missing(name, folder):
    files_of(name, folder)[0].unlink()


def without_weights(name, folder):
    files_of(name, folder)[1].unlink()


def truncated(name, folder):
    weights = files_of(name, folder)[1]
    weights.write_bytes(weights.read_bytes()[:1000])


def swapped(name, folder):
    other = "digits-gru" if name != "digits-gru" else "digits-rnn"
    files_of(name, folder)[0].write_bytes(files_of(other, folder)[0].read_bytes())


def edited(name, folder):
    """Make a number better than it was; of the picture, lose labels."""
    path = files_of(name, folder)[0]
    content = path.read_bytes()
    changed = content.replace(b"labels", b"Labels") if name.endswith(".png") else content.replace(b"5", b"6")
    assert changed != content
    path.write_bytes(changed)


DAMAGES = [missing, without_weights, truncated, swapped, edited]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", [name for name, pages in NEEDED_BY.items() if pages])
def test_a_broken_checkpoint_is_named_on_the_pages_that_need_it(name, damage, folder):
    damage(name, folder)
    for needed in NEEDED_BY[name]:
        page = open_page(needed)
        assert not page.exception
        assert complaints(page)
        for sentence in complaints(page):
            assert name in sentence
            assert sentence.endswith("Restore checkpoints/ from the repository, or train anew: make train")


@pytest.mark.parametrize("name", NEEDED_BY)
def test_pages_that_do_not_need_a_broken_checkpoint_do_not_mention_it(name, folder):
    truncated(name, folder)
    for page in set(PAGES) - NEEDED_BY[name]:
        shown = open_page(page)
        assert not shown.exception
        assert complaints(shown) == []


def test_without_any_checkpoint_home_and_the_forecaster_work_and_the_others_say_why_not(folder):
    shutil.rmtree(folder)
    said = {name: complaints(open_page(name)) for name in PAGES}
    assert said["home"] == said["sine_forecaster"] == []
    assert "digits-lstm.json is missing." in said["digit_sketchpad"][0]
    assert {"recall.json", "digits-lstm.json", "one-to-many.json"} & set(
        " ".join(said["lstm_memory"]).split()
    )


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_command_names_its_broken_checkpoint(damage, folder, capsys):
    for name, command in (
        ("digits-lstm", ["read", "drawing.json"]),
        ("digits-lstm-tutorial", ["evaluate", "digits", "--cell", "lstm-tutorial"]),
    ):
        damage(name, folder)
        assert main(command) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith(name) or f"that {name}.json names" in told.err
        assert len(told.err.splitlines()) == 1


@pytest.fixture
def offline(monkeypatch):
    """Refuse every connection and every name."""

    def refuse(*_, **__):
        raise OSError("offline")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("name", PAGES)
def test_offline_every_page_is_complete(name, offline):
    page = open_page(name)
    assert not page.exception
    assert complaints(page) == []


def test_offline_without_a_data_directory_a_command_says_where_it_looks(offline, tmp_path, capsys):
    assert main(["evaluate", "digits", "--data-dir", str(tmp_path / "none")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"MNIST is missing or damaged in {tmp_path / 'none'}")
    assert line.endswith("--data-dir DIR")


def test_a_damaged_data_set_is_reported(offline, tmp_path, capsys):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        for kind in ("images-idx3", "labels-idx1"):
            (raw / f"{part}-{kind}-ubyte").write_bytes(b"\0\0\x08\x01")
    assert main(["evaluate", "digits", "--data-dir", str(tmp_path)]) == 1
    assert "missing or damaged" in capsys.readouterr().err


@pytest.mark.parametrize("module", [None, "not a component"], ids=["missing", "broken"])
def test_without_the_canvas_samples_uploads_and_files_still_work(module, monkeypatch):
    monkeypatch.setitem(sys.modules, "streamlit_drawable_canvas", module)
    page = (
        AppTest.from_file(ROOT / "app.py", default_timeout=60).run().switch_page("pages/digit_sketchpad.py")
    )
    page.run()
    assert not page.exception
    (sentence,) = [element.value for element in page.error]
    assert "`pip install -r requirements.txt`" in sentence
    assert sentence.endswith("take a sample below, or upload a picture.")
    page.button_group(key="digit_sample").set_value(3).run()
    assert page.session_state["digit_image"].shape == (28, 28)
    page.switch_page("pages/sine_forecaster.py")
    page.session_state["sine_wave"], page.session_state["sine_source"] = "own", "Draw it"
    page.run()
    assert not page.exception
    assert page.error[0].value.endswith("take a CSV file instead.")


# A file that may not grow stands for a disk that takes nothing: it binds root, too.
NOTHING_WRITTEN = """
import os, resource, sys, tempfile
folder = tempfile.mkdtemp()
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    with open(os.path.join(folder, "file"), "w") as file:
        file.write("x")
    sys.exit("this disk takes files")
except OSError:
    pass
from streamlit.testing.v1 import AppTest
from tests.serving import PAGES
from tests.test_broken_parts import complaints, open_page
for name in PAGES:
    page = open_page(name)
    assert not page.exception, name
    assert complaints(page) == [], name
from rnndemo.__main__ import main
assert main(["forecast", "--epochs", "1", "--points", "50"]) == 0
sys.exit(main(["train", "recall", "--seeds", "1", "--steps", "1"]))
"""


def test_on_a_disk_that_takes_nothing_the_pages_work_and_training_says_so_before_it_starts(tmp_path):
    done = subprocess.run(
        [sys.executable, "-B", "-c", NOTHING_WRITTEN],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": "/dev/null/home", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1].endswith("File too large")
    assert "Traceback" not in done.stderr
