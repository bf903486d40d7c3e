"""README's digit figures are the cards' own, and its tree is the tree."""

import re
from pathlib import Path

import numpy as np
import pytest

from rnndemo import checkpoints

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
READERS = {
    "LSTM": "digits-lstm",
    "GRU": "digits-gru",
    "plain RNN": "digits-rnn",
    "LSTM, tutorial's recipe": "digits-lstm-tutorial",
}


def tree() -> list[str]:
    """Return the paths of README's tree; two spaces of indent a level."""
    block = README.split("## The tree")[1].split("```")[1]
    paths, folders = [], []
    for line in block.strip("\n").splitlines():
        name = line.split()[0]
        level = (len(line) - len(line.lstrip())) // 2
        folders = folders[:level]
        paths.append("".join(folders) + name)
        if name.endswith("/"):
            folders.append(name)
    return paths


@pytest.mark.parametrize("row", READERS)
def test_a_readers_figures_are_its_cards(row):
    card = checkpoints.read_card(READERS[row])
    test = card["test"]
    cells = [
        f"{100 * test['accuracy']:.2f} %",
        f"{test['errors']}",
        f"{test['calibration_error']:.4f}",
        f"{card['parameters']:,}",
        f"{card['training_seconds']} s",
    ]
    assert card["threads"] == 1
    assert f"| {row} | {' | '.join(cells)} |" in README


@pytest.mark.parametrize(
    ("row", "curve"),
    [
        ("LSTM, gates started closed (b = 5)", "lstm"),
        ("GRU", "gru"),
        ("LSTM, gates half open", "lstm-open"),
        ("plain RNN", "rnn"),
    ],
)
def test_the_recall_figures_are_the_studys(row, curve):
    card = checkpoints.read_card("recall")
    at = next(p for p in card["curves"][curve] if p["config"]["delay"] == card["headline"])
    assert f"| {row}, after {card['headline']} words | {100 * np.mean(at['accuracy']):.1f} % |" in README


@pytest.mark.parametrize(("row", "curve"), [("LSTM, b = 9", "far"), ("plain RNN, same recipe", "far-rnn")])
def test_the_long_haul_is_the_studys(row, curve):
    point = checkpoints.read_card("recall")["curves"][curve][0]
    solved = sum(step is not None for step in point["solved_at"])
    line = next(line for line in README.splitlines() if line.startswith(f"| {row}"))
    assert f"{point['config']['delay']:,} words" in line
    assert f"solved in {solved} of {len(point['solved_at'])} seeds" in line


def test_every_file_the_tree_names_exists():
    paths = tree()
    assert "rnndemo/ui/lesson.py" in paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_module_of_the_app_is_in_the_tree():
    modules = [path for folder in ("rnndemo", "pages") for path in (ROOT / folder).rglob("*.py")]
    named = {str(path.relative_to(ROOT)) for path in modules if path.name != "__init__.py"}
    assert sorted(named - set(tree())) == []


def test_every_picture_is_there():
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)
