"""make tree: write README's tree from the docstrings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
START, END = "<!-- tree: made by `make tree` -->\n", "<!-- end of tree -->\n"
WIDTH = 30  # columns for the names
CODE = ("app.py", "pages", "rnndemo", "tests")

# Folders and files without a docstring.
PURPOSES = {
    "pages/": "one script per lesson",
    "rnndemo/ui/": "everything that uses Streamlit or Plotly",
    "tests/": "the same folders as rnndemo/; each test_*.py says in its first line what holds",
    "checkpoints/": "trained networks, each with a card that says how it was made and how good it is",
    ".streamlit/config.toml": "Streamlit's settings: theme, limits, security",
    "docs/deployment.md": "the app for a class, on a server, in a container",
    "docs/terms.md": "the terms in other languages, and how the Chinese is written",
    "docs/lesson-plan.md": "two lessons, 45 and 90 minutes, with links into the app",
    "docs/lesson-plan.zh.md": "the lesson plan in Chinese",
    "docs/worksheet.md": "the lessons' worksheet; worksheet-key.md has the answers",
    "docs/measuring-learning.md": "two test forms, a plan, and how many learners a study needs",
    "docs/deploy/nginx.conf": "three copies of the app behind one address",
    "docs/deploy/compose.yaml": "the same with Docker Compose",
    "docs/deploy/kubernetes.yaml": "the same on a cluster, behind Traefik",
    "docs/deploy/huggingface/README.md": "the head of a Hugging Face Space",
    ".devcontainer/devcontainer.json": "the app in a Codespace or another dev container",
    "README.zh.md": "what the app is, how to start it and what it has, in Chinese",
    "CHANGELOG.md": "what changed for users",
    "CITATION.cff": "how to cite this project",
    "CONTRIBUTING.md": "how to change the code; how to add a wave, a cell, a panel, a challenge",
    "Dockerfile": "the app alone, on a CPU, as a user without rights",
    "LICENSE": "MIT",
    "Makefile": "every command of the project",
    "NOTICE": "what comes from others, and its licences",
    "constraints.txt": "one version of every package: made by make constraints",
    "pyproject.toml": "the package, the packages for tests, ruff, mypy and pytest",
    "requirements.txt": "the packages that the app needs",
}


def render() -> str:
    """Return the tree as README shows it: each folder and file with the first sentence of its docstring."""
    lines = []
    for name in CODE:
        lines += _lines(ROOT / name, 0)
    others = [path for path in PURPOSES if not path.startswith(CODE)]
    lines += [f"{path:{WIDTH - 1}} {PURPOSES[path]}".rstrip() for path in others]
    return "```\n" + "\n".join(lines) + "\n```\n"


def write() -> None:
    """Put the tree into README, in place of the one there."""
    before, _, after = split(README.read_text())
    README.write_text(before + START + render() + END + after)


def split(readme: str) -> tuple[str, str, str]:
    """Return what README has before its tree, the tree, and what comes after. Raises ValueError."""
    before, start, rest = readme.partition(START)
    tree, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError("README.md has no place for its tree: the two lines that mark it are missing")
    return before, tree, after


def _lines(path: Path, level: int) -> Iterator[str]:
    yield f"{'  ' * level + path.name + '/' * path.is_dir():{WIDTH}}{_purpose(path)}".rstrip()
    if path.is_dir():
        inside = [child for child in sorted(path.iterdir()) if _listed(child)]
        for child in sorted(inside, key=Path.is_dir):
            yield from _lines(child, level + 1)


def _listed(path: Path) -> bool:
    if path.is_dir():
        return any(path.glob("*.py"))
    if path.suffix == ".js":
        return True
    return path.suffix == ".py" and path.name != "__init__.py" and not path.name.startswith("test_")


def _purpose(path: Path) -> str:
    name = str(path.relative_to(ROOT)) + "/" * path.is_dir()
    if name in PURPOSES:
        return PURPOSES[name]
    if path.suffix == ".js":  # its first comment
        return path.read_text().split("\n")[0].removeprefix("// ").removesuffix(".")
    source = path / "__init__.py" if path.is_dir() else path
    text = ast.get_docstring(ast.parse(source.read_text())) or "" if source.exists() else ""
    sentence = re.split(r"(?<=[.?!])\s", " ".join(text.split("\n\n")[0].split()), maxsplit=1)[0]
    return sentence.removesuffix(".")


if __name__ == "__main__":
    write()
