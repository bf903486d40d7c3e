"""README's figures are those on the cards, and what the documents name exists."""

import re
from pathlib import Path

import numpy as np
import pytest

from rnndemo import checkpoints
from tests import tree

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
TURNED = "orthogonal recurrent weights"
READERS = {
    "LSTM": "digits-lstm",
    "GRU": "digits-gru",
    "plain RNN": "digits-rnn",
    "LSTM, tutorial's recipe": "digits-lstm-tutorial",
}


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
        ("LSTM, set to hold (b = 5)", "lstm-hold"),
        ("LSTM, orthogonal recurrent weights", "lstm-orthogonal"),
        ("LSTM, as PyTorch starts it", "lstm-default"),
        ("GRU, set to hold (b = 5)", "gru-hold"),
        ("GRU, orthogonal recurrent weights", "gru-orthogonal"),
        ("GRU, as PyTorch starts it", "gru-default"),
        ("plain RNN, orthogonal recurrent weights", "rnn-orthogonal"),
        ("plain RNN, as PyTorch starts it", "rnn-default"),
    ],
)
def test_the_recall_figures_are_the_studys(row, curve):
    card = checkpoints.read_card("recall")
    at = next(p for p in card["curves"][curve] if p["config"]["delay"] == card["headline"])
    scores, reach = 100 * np.array(at["accuracy"]), float(np.median(at["reach"]))
    spread = f"{scores.mean():.1f} % ({scores.min():.0f}–{scores.max():.0f})"
    assert f"| {row} | {spread} | {f'{reach:.0e}' if reach < 0.01 else f'{reach:.2f}'} |" in README
    assert f"Recall after {card['headline']} words, {len(scores)} seeds" in README


@pytest.mark.parametrize(
    ("row", "curve"),
    [("LSTM, set to hold (b = 9)", "far"), ("plain RNN, orthogonal recurrent weights", "far-rnn")],
)
def test_the_long_haul_is_the_studys(row, curve):
    point = checkpoints.read_card("recall")["curves"][curve][0]
    solved = sum(step is not None for step in point["solved_at"])
    assert f"| {row} | solved in {solved} of {len(point['solved_at'])} seeds |" in README
    assert f"| {point['config']['delay']:,} words |" in README


@pytest.mark.parametrize(("row", "taught"), [("rows in order", "usual"), ("that shuffle", "shuffled")])
def test_what_a_shuffle_costs_is_as_the_card_says(row, taught):
    cells = []
    for read in ("usual", "shuffled"):
        scores = 100 * np.array(checkpoints.read_card("learned-order")["accuracy"][taught][read])
        cells.append(f"{scores.mean():.1f} % ({scores.min():.1f}–{scores.max():.1f})")
    assert f"| taught with {row} | {' | '.join(cells)} |" in README


def test_the_tree_is_made_from_the_docstrings():
    _, shown, _ = tree.split(README)
    assert shown == tree.render(), "README's tree is old: make tree"


def test_every_file_and_folder_in_the_tree_has_a_purpose_and_exists():
    lines = tree.render().strip("`\n").splitlines()
    assert [line for line in lines if len(line.split()) < 2] == []
    assert [name for name in tree.PURPOSES if not (ROOT / name).exists()] == []


def test_every_module_of_the_app_is_in_the_tree():
    text = tree.render()
    modules = [path for folder in ("rnndemo", "pages") for path in (ROOT / folder).rglob("*.py")]
    names = [path.name for path in modules if path.name != "__init__.py"]
    assert len(names) > 40
    for name in set(names):
        assert len(re.findall(rf"^ +{name} ", text, re.M)) >= names.count(name), name


def test_every_file_that_the_documents_name_exists():
    for document in ("README.md", "README.zh.md", "CONTRIBUTING.md", "docs/deployment.md"):
        text = (ROOT / document).read_text()
        named = set(re.findall(r"\b(?:rnndemo|pages|tests|docs)/[\w/]+\.\w+", text))
        assert [name for name in sorted(named) if not (ROOT / name).exists()] == [], document


def test_every_make_command_that_the_documents_name_exists():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M)
    for document in ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/deployment.md"):
        named = re.findall(r"^(?:.*`)?make (\w+)", (ROOT / document).read_text(), re.M)
        assert set(named) <= set(targets), document


def test_every_picture_is_there():
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)
