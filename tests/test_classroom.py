"""A link for a class: larger, with parts left out, with answers counted; it holds on every page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnndemo.digits import unseen
from rnndemo.ui import class_view, classroom
from rnndemo.ui.digits import guess
from rnndemo.ui.memory.prediction import SHOWN

ROOT = Path(__file__).parents[1]
QUESTION = "memory_guess_cell"


def opened(page: str, state: dict | None = None, **link: str) -> AppTest:
    alone = page in ("digit_sketchpad", "lstm_memory")  # where no link leads to a page that app.py lists
    app = AppTest.from_file(ROOT / (f"pages/{page}.py" if alone else "app.py"), default_timeout=60)
    if not alone and page != "home":
        app = app.run().switch_page(f"pages/{page}.py")
        app.query_params.clear()
    app.query_params.update(link)
    for key, value in (state or {}).items():
        app.session_state[key] = value
    return app.run()


def words(app: AppTest) -> str:
    parts = (app.markdown, app.caption, app.warning, app.info, app.error, app.button, app.expander, app.radio)
    return "\n".join(
        str(getattr(each, "label", "") or getattr(each, "value", "")) for part in parts for each in part
    )


def markup(app: AppTest) -> str:
    return "\n".join(each.proto.body for each in app.get("html"))


@pytest.fixture
def started(monkeypatch):
    monkeypatch.setattr(classroom, "CLASSES", classroom.Classes())
    monkeypatch.setattr(class_view, "CLASSES", classroom.CLASSES)
    return classroom.CLASSES.start("8501")


def cook(word: str, answer: str | None) -> AppTest:
    """Open the cook's panel as a visitor with a class's link, who has given an answer."""
    kept = {} if answer is None else {f"{QUESTION}_kept": answer}
    return opened("lstm_memory", kept, path="5", **{"class": word})


def names(app: AppTest) -> set[str]:
    """Return the labels and keys of what a link can leave out."""
    kinds = ("expander", "popover", "file_uploader", "button_group", "button", "radio", "subheader")
    found = {name for kind in kinds for each in app.get(kind) for name in _names(each)}
    return {name for name in found if name}


def _names(each) -> tuple:
    label = getattr(each, "label", None) or getattr(each, "value", None)
    options = tuple(getattr(each, "options", ()))
    return (
        each.proto.popover.label if each.type == "popover" else label,
        getattr(each, "key", None),
        *options,
    )


def test_presenting_enlarges_and_holds_on_the_next_page_until_it_is_left():
    app = opened("home", present="1")
    assert "font-size: max(20px" in markup(app)
    assert app.get("popover")[0].proto.popover.label == "Pages"
    leave = app.button(key="leave_presenting")
    app.switch_page("pages/lstm_memory.py")
    app.query_params.clear()  # as a link of the navigation does
    app.run()
    assert "1" in app.query_params["present"]
    assert "font-size: max(20px" in markup(app)

    app = opened("home", present="1")
    app.button(key=leave.key).click().run()
    assert "present" not in app.query_params
    assert "font-size: max(20px" not in markup(app)


@pytest.mark.parametrize("text", ["0", "", "yes", "1e400"])
def test_only_a_one_presents(text):
    assert "font-size: max(20px" not in markup(opened("lstm_memory", path="5", present=text))


CAN_GO = {  # page → what a link can leave out there, part by part
    "digit_sketchpad": {
        "samples": {"Or take a sample"},
        "upload": {"Upload a picture"},
        "code": {"Show me the PyTorch"},
        "own": {"Train a reader now"},
    },
    "lstm_memory": {
        "code": {"Show me the PyTorch"},
        "check": {"memory_check_story"},
        "answers": {f"{QUESTION}_show"},
    },
}


@pytest.mark.parametrize("page", CAN_GO)
def test_a_link_leaves_out_the_parts_it_names_and_no_other(page):
    whole = names(opened(page, path="5"))
    for part, gone in CAN_GO[page].items():
        left = names(opened(page, path="5", hide=f" {part.upper()} ,"))
        assert gone <= whole
        assert not gone & left
        others = set().union(*(signs for other, signs in CAN_GO[page].items() if other != part))
        assert others <= left


@pytest.mark.parametrize(("hide", "sources"), [("", ["CSV file", "Draw it"]), ("upload", ["Draw it"])])
def test_without_uploads_a_wave_can_still_be_drawn(hide, sources):
    def script():
        from rnndemo.ui.sine import controls

        controls._own_data()

    app = AppTest.from_function(script)
    app.query_params["hide"] = hide
    assert app.run().button_group(key="sine_source").options == sources
    assert not app.exception


def test_every_part_that_a_link_can_hide_is_asked_for_somewhere():
    code = "".join(
        file.read_text() for folder in ("pages", "rnndemo/ui") for file in (ROOT / folder).rglob("*.py")
    )
    for part in classroom.PARTS:
        assert f'shown("{part}")' in code


@pytest.mark.parametrize("text", ["upload,chrome", "[here](http://evil.example)", "x" * 5000])
def test_an_unknown_part_gets_a_sentence_that_lists_the_parts(text):
    app = opened("lstm_memory", path="5", hide=text)
    (said,) = [each.value for each in app.warning]
    assert all(part in said for part in classroom.PARTS)
    assert "evil" not in said
    assert ("chrome" in said) == ("chrome" in text)


def test_with_answers_left_out_a_choice_is_kept_and_the_truth_is_not_told(started):
    app = opened("lstm_memory", {f"{QUESTION}_kept": "GRU"}, path="5", hide="answers")
    assert "You said **GRU**. What does your class say?" in words(app)
    assert "reaches the end" not in words(app)
    app.radio(key="memory_check_story").set_value("It has too few units").run()
    assert "Not quite" not in words(app)


def test_two_visits_of_a_class_are_counted_once_each_and_shown_when_the_teacher_says_so(started):
    first = cook(started.word, "GRU")
    first.run()  # the same visit once more
    cook(started.word, "LSTM")
    cook(started.word, SHOWN)  # who asked to be shown gave no answer
    cook(started.word, None)
    teacher = opened("for_teachers", projector=".".join(started))
    assert not teacher.exception
    assert f"class={started.word}" in words(teacher)
    assert "2 answers" in words(teacher)
    assert "GRU: " not in markup(teacher)
    teacher.button(key=f"class_show_{QUESTION}").click().run()
    assert "2 answers. plain RNN: 0; GRU: 1; LSTM: 1; none of them: 0" in markup(teacher)


def test_the_rows_after_which_a_digit_is_known_are_counted_and_the_truth_may_be_left_out(started):
    label = int(unseen.load().labels[-1])
    for digit, hide in ((label, ""), ((label + 1) % 10, "answers")):
        state = {"digit_guess": True, "digit_guess_rows": 9, "digit_guess_said": guess.Said(digit, 9)}
        app = opened("digit_sketchpad", state, hide=hide, **{"class": started.word})
        assert not app.exception
        assert (f"**{label}**" in words(app)) == (not hide)
    classroom.CLASSES.show(started, "digit_guess")
    (tally,) = classroom.CLASSES.tallies(started)
    assert {answer: count for answer, count in tally.counts.items() if count} == {
        "rows 9–12": 1, guess.OTHER: 1
    }  # fmt: skip


def test_without_samples_none_is_offered():
    assert "take a sample" in words(opened("digit_sketchpad"))
    assert "take a sample" not in words(opened("digit_sketchpad", hide="samples"))


def test_the_first_choice_in_a_check_counts_and_a_second_one_does_not(started):
    app = cook(started.word, SHOWN)
    check = app.radio(key="memory_check_story")
    check.set_value(check.options[0]).run()
    check.set_value(check.options[1]).run()
    classroom.CLASSES.show(started, "memory_check_story")
    (tally,) = classroom.CLASSES.tallies(started)
    assert list(tally.counts.values()) == [1, 0, 0]


def test_a_question_asked_in_chinese_is_counted_in_english_and_shown_in_the_teachers_language(started):
    app = AppTest.from_function(asked)
    app.query_params.update({"class": started.word, "lang": "zh"})
    app.run()
    assert (app.radio[0].label, app.radio[0].options) == ("首页", ["挑战", "代码"])
    app.radio[0].set_value("挑战").run()
    assert "给老师" in app.info[0].value
    assert app.session_state["q_tried"] == ["Challenges"]
    (tally,) = classroom.CLASSES.tallies(started)
    assert tally.question == "Home"
    classroom.CLASSES.show(started, tally.name)
    (tally,) = classroom.CLASSES.tallies(started)
    assert tally.counts == {"Challenges": 1, "The code": 0}
    for code, question, answer in (("en", "Home", "Challenges: 1"), ("zh", "首页", "挑战: 1")):
        shown = opened("for_teachers", projector=".".join(started), lang=code)
        assert f"**{question}**" in words(shown)
        assert answer in markup(shown)


def asked() -> None:
    """Run as a page: a question in words that every catalogue has."""
    from rnndemo.ui import languages
    from rnndemo.ui.lesson import check

    languages.begin()
    check("q", "Home", {"Challenges": "For teachers", "The code": ""}, "The code", "LSTM memory")


@pytest.mark.parametrize("word", ["red-cat-8502", "no", "x" * 9000, "[a](http://evil.example)"])
def test_a_strangers_class_gets_a_sentence_and_is_not_counted(started, word):
    app = cook(word, "GRU")
    assert not app.exception
    assert "class is not under way here" in words(app)
    assert "evil" not in words(app)
    assert classroom.CLASSES.tallies(started) == []
    app.button(key="leave_class").click().run()
    assert "class is not under way here" not in words(app)


def test_without_a_class_nothing_is_counted(started):
    opened("lstm_memory", {f"{QUESTION}_kept": "GRU"}, path="5")
    assert classroom.CLASSES.tallies(started) == []


def test_what_a_class_keeps_holds_nothing_about_who(started):
    cook(started.word, "GRU")
    (kept,) = classroom.CLASSES._classes.values()
    assert set(vars(kept)) == {"key", "ends", "polls"}
    (poll,) = kept.polls.values()
    assert set(vars(poll)) == {"question", "counts", "shown"}


@pytest.mark.parametrize("code", ["green-cat-8501.0000", "x", ".", "green-cat.é"])
def test_a_wrong_or_old_projector_link_tells_nothing(started, code):
    app = opened("for_teachers", projector=code)
    assert not app.exception
    assert ("class is over" in words(app)) == ("." in code)


def test_a_teacher_starts_a_class_and_ends_it():
    app = opened("for_teachers")
    app.button(key="class_start").click().run()
    assert "1" in app.query_params["present"]
    word, _, _ = "".join(app.query_params["projector"]).partition(".")
    assert classroom.CLASSES.has(word)
    assert "No answer yet" in words(app)
    app.button(key="class_end").click().run()
    assert not classroom.CLASSES.has(word)
    assert "projector" not in app.query_params
    app.button(key="class_start")


def test_when_there_is_no_place_for_another_class_the_teacher_is_told(monkeypatch):
    monkeypatch.setattr("rnndemo.class_answers.MOST_CLASSES", 0)
    app = opened("for_teachers")
    app.button(key="class_start").click().run()
    assert "try again later" in words(app)


def test_a_link_is_built_from_what_the_teacher_chooses():
    app = opened("for_teachers")
    app.selectbox(key="link_place").set_value("Step 7: The diary")
    app.toggle(key="link_larger").set_value(True)
    app.button_group(key="link_parts").set_value(["code", "own"]).run()
    assert app.code[0].value.endswith("/lstm_memory?path=7&present=1&hide=code,own")


def test_a_share_is_counted_in_its_tens():
    assert [classroom.SHARES[share // 10] for share in (0, 9, 37, 99, 100)] == [
        "0–9%", "0–9%", "30–39%", "90–99%", "100%"
    ]  # fmt: skip
