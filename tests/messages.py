"""make messages: write every sentence that is said into each catalogue, and compile the catalogues."""

import ast
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from rnndemo import language

ROOT = Path(__file__).parents[1]
SOURCES = ("app.py", "pages", "rnndemo")
MARKS = {"say": 1, "mark": 1, "say_many": 2}  # how many first arguments of these are sentences


def files(code: str) -> tuple[Path, Path]:
    """Return the catalogue of a language, as translators write it and compiled."""
    folder = language.FOLDER / code / "LC_MESSAGES"
    return folder / "rnndemo.po", folder / "rnndemo.mo"


def extracted() -> Catalog:
    """Return every sentence in the code, with the files it stands in.

    Babel's own reader of Python misses a sentence marked among another one's values.
    """
    found = Catalog(project="rnndemo", charset="utf-8")
    for source in SOURCES:
        at = ROOT / source
        for file in [at] if at.is_file() else sorted(at.rglob("*.py")):
            place = file.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if sentence := _marked(node):
                    found.add(sentence, locations=[(place, None)])
    return found


def _marked(node: ast.AST) -> str | tuple[str, str] | None:
    """Return the sentence that a call marks, or both forms of one with a count; None for all else."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS):
        return None
    texts = [
        part.value if isinstance(part, ast.Constant) else None for part in node.args[: MARKS[node.func.id]]
    ]
    if not texts or None in texts:
        return None  # what stands in a variable was marked where it was written
    return tuple(texts) if len(texts) == 2 else texts[0]


def read(code: str) -> Catalog:
    """Return the catalogue of a language; empty where there is none yet."""
    written, _ = files(code)
    if not written.exists():
        return Catalog(locale=code, project="rnndemo", charset="utf-8")
    with written.open("rb") as file:
        return read_po(file, locale=code)


def main() -> None:
    """Update and compile every catalogue; say what is still to be translated."""
    template = extracted()
    for code in language.LANGUAGES:
        if code == language.english():
            continue
        catalogue = read(code)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        written, compiled = files(code)
        written.parent.mkdir(parents=True, exist_ok=True)
        with written.open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, omit_header=False)
        with compiled.open("wb") as file:
            write_mo(file, catalogue)
        empty = [message.id for message in catalogue if message.id and not _said(message.string)]
        print(f"{code}: {len(catalogue)} sentences, {len(empty)} without a translation")
        for sentence in empty[:20]:
            print(f"  {sentence!r}")


def _said(translation: str | tuple[str, ...]) -> bool:
    return all(translation) if isinstance(translation, tuple) else bool(translation)


if __name__ == "__main__":
    main()
