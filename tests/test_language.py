"""Every sentence is in every catalogue, with the same placeholders; two listeners never share a language."""

import ast
import io
import string
import threading
from collections.abc import Iterator

import pytest
from babel.messages.mofile import write_mo

from rnndemo import language
from rnndemo.language import say, say_many
from tests import messages

OTHERS = [code for code in language.LANGUAGES if code != language.english()]


def texts(message) -> list[tuple[str, str]]:
    """Return each sentence of a message with its translation."""
    if isinstance(message.id, tuple):
        return [(message.id[-1], said) for said in message.string]
    return [(message.id, message.string)]


def placeholders(text: str) -> set[tuple[str, str | None]]:
    """Return the placeholders with their formats; a sentence that is never filled in may hold any brace."""
    return {(name, form) for _, name, form, _ in string.Formatter().parse(text) if name}


@pytest.fixture
def spoken(monkeypatch):
    def speak(code):
        monkeypatch.setattr(language, "ask", lambda: code)

    return speak


@pytest.mark.parametrize("code", OTHERS)
def test_each_sentence_is_translated_and_no_translation_is_left_over(code):
    asked = {message.id for message in messages.extracted() if message.id}
    catalogue = messages.read(code)
    assert asked == {message.id for message in catalogue if message.id}, "run make messages"
    assert not catalogue.obsolete
    for message in catalogue:
        if message.id:
            assert not message.fuzzy, message.id
            assert all(said.strip() for _, said in texts(message)), message.id


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_placeholders_the_space_and_the_marks_of_its_sentence(code):
    for message in messages.read(code):
        for sentence, said in texts(message) if message.id else ():
            assert placeholders(said) == placeholders(sentence), sentence
            for mark in ("`", "**", "<", ":material/"):
                assert said.count(mark) == sentence.count(mark), (mark, sentence)
            assert said[0].isspace() == sentence[0].isspace(), sentence
            assert said[-1].isspace() == sentence[-1].isspace(), sentence


@pytest.mark.parametrize("code", OTHERS)
def test_the_compiled_catalogue_is_the_written_one(code):
    compiled = io.BytesIO()
    write_mo(compiled, messages.read(code))
    assert compiled.getvalue() == messages.files(code)[1].read_bytes(), "run make messages"


def test_no_sentence_is_put_together_before_it_is_looked_up():
    sources = [messages.ROOT / source for source in messages.SOURCES]
    for file in (file for at in sources for file in ([at] if at.is_file() else at.rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text())):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in messages.MARKS and node.args:
                assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{file}:{node.lineno}"


def test_nothing_is_said_at_import_when_the_listener_is_not_known():
    for file in sorted((messages.ROOT / "rnndemo").rglob("*.py")):
        for said in calls_at_import(ast.parse(file.read_text())):
            assert said not in ("say", "say_many", "listed", "tip"), f"{file}: {said}() at import"


def calls_at_import(node: ast.AST) -> Iterator[str]:
    """Yield the names that are called where a module, a class or a function's defaults are evaluated."""
    if isinstance(node, ast.Lambda):
        return
    inside = node.args.defaults + node.args.kw_defaults + node.decorator_list if is_function(node) else None
    for child in ast.iter_child_nodes(node) if inside is None else filter(None, inside):
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name):
            yield child.func.id
        yield from calls_at_import(child)


def is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def test_a_sentence_is_said_in_the_listeners_language_and_filled_in(spoken):
    assert say("Home") == "Home"
    spoken("zh")
    assert say("Home") == "首页"
    assert say("no sentence of the app, {n}", n=3) == "no sentence of the app, 3"
    assert say("") == ""
    assert say_many("{count} thing of no page", "{count} things of no page", 2) == "2 things of no page"


@pytest.mark.parametrize(
    ("wish", "code"),
    [("zh-CN", "zh"), ("zh_TW.UTF-8", "zh"), ("en-GB", "en"), ("fr", "en"), ("C", "en"), (None, "en")],
)
def test_a_wish_gets_the_language_that_suits_it_or_english(wish, code):
    assert language.nearest(wish) == code


def test_the_terminal_is_asked_in_the_order_of_gettext(monkeypatch):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language.of_system() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language.of_system() == "zh"
    monkeypatch.setenv("LC_ALL", "C")
    assert language.of_system() == "en"


def test_a_thread_without_a_visitor_speaks_english():
    heard = []
    thread = threading.Thread(target=lambda: heard.append(say("Home")))
    thread.start()
    thread.join()
    assert heard == ["Home"]


def test_a_translation_leads_back_to_its_sentence_and_all_else_stays():
    assert language.written("首页") == "Home"
    for text in ("Home", "GRU", "LSTM", "no sentence of the app", "写在别处的话", ""):
        assert language.written(text) == text
