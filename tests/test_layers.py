"""Which part of the code may import which."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "rnndemo"
LESSONS = ("digits", "sine", "memory", "tutorial")
CHALLENGES = ("rnndemo.challenges", "rnndemo.ui.challenges")  # they use the lessons, no lesson uses them

IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    for heavy in ("streamlit", "plotly", "torchvision"):
        if heavy in sys.modules:
            sys.exit(f"{name} imports {heavy}")
"""


def modules(folder: Path = PACKAGE) -> dict[str, Path]:
    """Return the modules of a folder: name → file."""
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in sorted(folder.rglob("*.py"))
    }


def imports(file: Path) -> set[str]:
    """Return the names of all that a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} has a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, *packages: str) -> bool:
    """Whether a name is one of these packages or inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def forbidden(module: str) -> tuple[str, ...]:
    """Return the packages that a module may not import."""
    if module == "rnndemo.ui.server":
        return ("rnndemo.commands",)  # it loads every lesson before the first visitor asks
    if within(module, "rnndemo.challenges"):
        return ("rnndemo.ui", "rnndemo.commands")  # a challenge may use every lesson
    if within(module, "rnndemo.ui.challenges"):
        return ("rnndemo.commands",)
    for lesson in LESSONS:
        others = [other for other in LESSONS if other != lesson]
        if within(module, f"rnndemo.{lesson}"):
            if lesson == "tutorial":
                others.remove("digits")  # its first script learns from the digits that ship
            return ("rnndemo.ui", "rnndemo.commands", "rnndemo.challenges", *(f"rnndemo.{o}" for o in others))
        if within(module, f"rnndemo.ui.{lesson}"):
            pages = [f"rnndemo.ui.{other}" for other in others]
            models = [f"rnndemo.{other}" for other in others]
            if lesson == "memory":
                models.remove("rnndemo.digits")  # the memory lesson looks inside the digit reader
            if lesson == "tutorial":
                models.remove("rnndemo.digits")  # its first script reads the visitor's digit
            if module == "rnndemo.ui.sine.wave_pad":
                models.remove("rnndemo.digits")  # a drawn wave and a drawn digit are strokes alike
            return ("rnndemo.commands", *CHALLENGES, *pages, *models)
    if within(module, "rnndemo.ui"):
        return ("rnndemo.commands", *CHALLENGES, *(f"rnndemo.ui.{lesson}" for lesson in LESSONS))
    if within(module, "rnndemo.commands", "rnndemo.__main__"):
        return ("rnndemo.ui",)
    return ("rnndemo.ui", "rnndemo.commands", "rnndemo.challenges", *(f"rnndemo.{o}" for o in LESSONS))


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_what_lies_below_it(module):
    wrong = [name for name in imports(modules()[module]) if within(name, *forbidden(module))]
    assert wrong == [], f"{module} imports {', '.join(wrong)}"


def test_every_lesson_is_found():
    found = modules()
    for lesson in (*LESSONS, "challenges"):
        assert f"rnndemo.{lesson}" in found
        assert f"rnndemo.ui.{lesson}" in found


def test_no_module_outside_the_ui_imports_streamlit_plotly_or_torchvision():
    outside = [name for name in modules() if not within(name, "rnndemo.ui")]
    assert {"rnndemo", "rnndemo.digits.reader", "rnndemo.digits.sketch", "rnndemo.__main__"} <= set(outside)
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *outside], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
