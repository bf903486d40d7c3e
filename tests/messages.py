"""make messages: write every sentence that is said into each catalogue, and compile the catalogues."""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from rnndemo import language

ROOT = Path(__file__).parents[1]
SOURCES = ("app.py", "pages", "rnndemo")
MARKS = {"say": None, "mark": None, "say_many": (1, 2)}  # functions whose first arguments are sentences


def files(code: str) -> tuple[Path, Path]:
    """Return the catalogue of a language, as translators write it and compiled."""
    folder = language.FOLDER / code / "LC_MESSAGES"
    return folder / "rnndemo.po", folder / "rnndemo.mo"


def extracted() -> Catalog:
    """Return every sentence in the code, with the files it stands in."""
    found = Catalog(project="rnndemo", charset="utf-8")
    for source in SOURCES:
        at = ROOT / source
        root, method = (at, [("**.py", "python")]) if at.is_dir() else (ROOT, [(source, "python")])
        for file, _, sentence, comments, context in extract_from_dir(
            str(root), method, keywords=MARKS, comment_tags=["NOTE TO TRANSLATORS:"], directory_filter=_ours
        ):
            place = (root / file).relative_to(ROOT).as_posix()
            found.add(sentence, locations=[(place, None)], auto_comments=comments, context=context)
    return found


def _ours(folder: str) -> bool:
    return Path(folder).name[0] not in "._" and (Path(folder) == ROOT or Path(folder) != ROOT / ".venv")


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
