"""README's digit figures are the cards' own, and its tree is the tree."""

import re
from pathlib import Path

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
