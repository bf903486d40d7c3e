"""The language of what is said: sentences are written in English and looked up in a catalogue.

A sentence is said where it is shown: say("Row {row} of 28", row=3). In a table it is only marked, mark("…"),
and said where it is taken out. `make messages` finds both. A language is a folder in locale/ and a line in
LANGUAGES.
"""

import gettext
import os
from collections.abc import Callable, Iterable
from functools import cache, reduce
from pathlib import Path

LANGUAGES = {"en": "English", "zh": "中文"}  # code → its own name
FOLDER = Path(__file__).parent / "locale"


def english() -> str:
    """Return the code of the language the sentences are written in."""
    return "en"


ask: Callable[[], str] = english  # whose language is spoken: the pages and the command set it


def say(sentence: str, /, **values: object) -> str:
    """Return a sentence in the listener's language, with its named values filled in."""
    said = _catalogue(ask()).gettext(sentence) if sentence else ""
    return said.format(**values) if values else said


def say_many(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the sentence for `count` things, which it may name as {count}."""
    return _catalogue(ask()).ngettext(one, many, count).format(count=count, **values)


def mark(sentence: str) -> str:
    """Return a sentence as it is written: it is said later."""
    return sentence


LIST, CLAUSES = mark("{these}, {more}"), mark("{these}; {more}")


def listed(things: Iterable[str], by: str = LIST) -> str:
    """Return things one after the other, put together as the marked sentence `by` puts two; none is ""."""
    every = list(things)
    return reduce(lambda these, more: say(by, these=these, more=more), every) if every else ""


def written(said: str) -> str:
    """Return the sentence that was said so in some language; what is no translation is returned as it is."""
    sentences = _sentences()
    return said if said in sentences.values() else sentences.get(said, said)


def nearest(wanted: str | None) -> str:
    """Return the code of the language that suits a wish such as "zh-CN"; English if none does."""
    code = (wanted or "").replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else english()


def of_system() -> str:
    """Return the code of the language that the terminal asks for, in the order that gettext looks."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return nearest(next((os.environ[name] for name in names if os.environ.get(name)), None))


@cache
def _sentences() -> dict[str, str]:
    """Return translation → sentence, of every language."""
    return {
        said: sentence
        for code in LANGUAGES
        for sentence, said in getattr(_catalogue(code), "_catalog", {}).items()
        if isinstance(sentence, str) and sentence and not said.isascii()  # "LSTM" says nothing of a language
    }


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == english():
        return gettext.NullTranslations()
    return gettext.translation("rnndemo", FOLDER, [code])
