"""Every colour in the code comes from the one table in rnndemo/ui/style.py."""

import ast
import itertools
import re
import tomllib
from pathlib import Path

import pytest

from rnndemo.ui.style import COLORS, DASH_LENGTHS, DASHES, LABELS, MARKS, faded, rgb, shaded

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "rnndemo" / "ui" / "style.py"
FILES = [*sorted((ROOT / "rnndemo" / "ui").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]
COLOR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|\b(?:rgba?|hsla?)\(")


def literals(source: str) -> list[str]:
    """Return every string of a Python file, the fixed parts of f-strings among them."""
    return [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("file", [file for file in FILES if file != TABLE], ids=lambda file: file.name)
def test_no_file_but_the_table_names_a_colour(file):
    assert [text for text in literals(file.read_text()) if COLOR.search(text)] == []


@pytest.mark.parametrize("color", ['"#fff"', '"color: #12aBcD"', 'f"{3}rgba(1,2,3,{x})"'])
def test_a_colour_would_be_found(color):
    assert any(COLOR.search(text) for text in literals(f"x = 1\ny = {color}"))


def test_a_colour_fades_to_its_own_red_green_and_blue():
    assert COLORS["paper"] == "#FFFFFF"
    assert faded("paper", 0.5) == "rgba(255,255,255,0.5)"
    assert shaded("pixel")[1] == [1.0, "rgba(0,0,0,1.0)"]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours #RRGGBB by WCAG 2's formula."""

    def luminance(color: str) -> float:
        shares = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


SURFACES = ("pixel", "pen", "paper")  # what is drawn on
LINES = {name: color for name, color in COLORS.items() if name not in SURFACES}


def apart(one: str, other: str) -> float:
    """Return how far two colours lie apart, 0 to 1: the mean difference of red, green and blue."""
    return sum(abs(a - b) for a, b in zip(rgb(one), rgb(other), strict=True)) / (3 * 255)


def test_no_two_meanings_share_a_colour():
    assert len(set(COLORS.values())) == len(COLORS)
    for one, other in itertools.combinations(LINES, 2):
        assert apart(one, other) > 0.05, f"{one} and {other} look alike"


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_a_cells_colour_is_no_gates_and_its_line_and_mark_are_its_own(cell):
    assert min(apart(cell, gate) for gate in LABELS) > 0.1
    for kinds in (DASHES, DASH_LENGTHS, MARKS):
        assert list(kinds.values()).count(kinds[cell]) == 1


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_every_line_has_three_to_one_on_both_grounds(ground):
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    faint = {name: contrast(color, theme[ground]["backgroundColor"]) for name, color in LINES.items()}
    assert {name: round(value, 2) for name, value in faint.items() if value < 3} == {}
