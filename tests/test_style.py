"""Every colour in the code comes from the one table in rnndemo/ui/style.py."""

import ast
import re
from pathlib import Path

import pytest

from rnndemo.ui.style import COLORS, faded, shaded

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
