"""The package is complete, every package it uses is declared, and no file names a package index."""

import ast
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from rnndemo.digits import handwriting

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


def requirements(lines: list[str]) -> list[Requirement]:
    """Return the requirements in these lines that hold on this machine."""
    found = [Requirement(line.partition("#")[0]) for line in lines if re.match(r"\w", line)]
    return [one for one in found if one.marker is None or one.marker.evaluate()]


APP = requirements((ROOT / "requirements.txt").read_text().splitlines())
DEV = requirements(PROJECT["dependency-groups"]["dev"])
HELD = {
    canonicalize_name(one.name): one
    for one in requirements((ROOT / "constraints.txt").read_text().splitlines())
}


def imported(folder: Path) -> set[str]:
    """Return the top names of all modules that the Python files in a folder import."""
    names = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"rnndemo", "tests"}


def distributions(names: set[str]) -> set[str]:
    """Return the packages that these modules come from."""
    return {canonicalize_name(importlib.metadata.packages_distributions()[name][0]) for name in names}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Yield a folder with the package in it, as pip would install it, far from this repository."""
    source, wheels, site = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "site"))
    for name in ("rnndemo", "checkpoints"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.txt", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(wheels)], cwd=source, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    [wheel] = wheels.glob("rnndemo-*.whl")
    zipfile.ZipFile(wheel).extractall(site)
    return site


def test_an_installed_package_has_every_module_and_script_the_types_and_the_notices(installed):
    for file in sorted((ROOT / "rnndemo").rglob("*.py")):
        assert (installed / file.relative_to(ROOT)).exists(), f"{file}: name its folder in pyproject.toml"
    scripts = sorted((ROOT / "rnndemo").rglob("*.js"))
    assert scripts
    for file in scripts:
        assert (installed / file.relative_to(ROOT)).exists(), f"{file}: name it in pyproject.toml"
    assert (installed / "rnndemo" / "py.typed").exists()
    [licences] = installed.glob("rnndemo-*.dist-info/licenses")
    assert sorted(file.name for file in licences.iterdir()) == ["LICENSE", "NOTICE"]


def test_an_installed_package_has_every_checkpoint(installed):
    shipped = {file.name for file in (ROOT / "checkpoints").iterdir()}
    assert {file.name for file in (installed / "rnndemo" / "shipped").iterdir()} == shipped


def test_the_installed_command_reads_a_digit_from_any_folder(installed, tmp_path):
    [points] = installed.glob("rnndemo-*.dist-info/entry_points.txt")
    module, function = re.search(r"rnndemo = (\S+):(\S+)", points.read_text()).groups()
    hand = handwriting.write(7, np.random.default_rng(0))
    (tmp_path / "seven.json").write_text(json.dumps(handwriting.drawing(hand, 150, (140, 140), 20)))
    # Sites are searched after the current folder, and the repository is not in it.
    command = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); from {module} import {function}; {function}()"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, "read", "seven.json"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.startswith("seven.json: 7"), done.stderr


def test_what_the_app_imports_is_in_its_requirements():
    used = imported(ROOT / "rnndemo") | imported(ROOT / "pages") | {"starlette"}
    assert distributions(used) <= {canonicalize_name(one.name) for one in APP}


def test_what_the_tests_import_is_declared():
    declared = {canonicalize_name(one.name) for one in APP + DEV}
    assert distributions(imported(ROOT / "tests")) <= declared


def test_every_installed_package_has_the_version_in_constraints():
    waiting, seen = [one.name for one in APP + DEV], set()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        assert name in HELD, f"constraints.txt does not hold {name}: make constraints"
        version = importlib.metadata.version(name)
        assert HELD[name].specifier.contains(version), f"{name} {version} is not {HELD[name]}: make install"
        waiting += [one.name for one in requirements(importlib.metadata.requires(name) or [])]
    assert len(seen) > 50


def test_what_is_asked_for_is_what_constraints_hold():
    assert [one for one in APP + DEV if HELD[canonicalize_name(one.name)].specifier != one.specifier] == []


def test_every_picture_that_is_not_ours_is_in_the_notice():
    notice = (ROOT / "NOTICE").read_text()
    pictures = [f"checkpoints/{file.name}" for file in (ROOT / "checkpoints").glob("*.png")]
    assert pictures
    assert [picture for picture in pictures if picture not in notice] == []


def test_no_file_names_the_address_of_a_package_index():
    hosts = re.compile(
        r"pypi[.]org|pythonhosted[.]org|download[.]pytorch|npmjs[.]|(deb|security)[.]debian|--(extra-)?index-url"
    )
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    files = [ROOT / name for name in names if name] or [
        path for path in ROOT.rglob("*") if not {".venv", ".git"} & set(path.parts)
    ]
    assert ROOT / "Makefile" in files
    texts = [
        file for file in files if file.is_file() and file.suffix not in (".png", ".webp", ".safetensors")
    ]
    assert [file for file in texts if hosts.search(file.read_text(errors="replace"))] == []
