"""The lesson plan, the worksheet and the test forms: links that lead somewhere, numbers that are measured."""

import re
from math import sqrt
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest

from rnndemo import language
from rnndemo.language import say
from rnndemo.ui import classroom, languages, path
from tests.bench import learners

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {"": "home"} | {file.stem: file.stem for file in (DOCS.parent / "pages").glob("*.py")}
PLANS = {"en": "lesson-plan.md", "zh": "lesson-plan.zh.md"}
LESSON = (*PLANS.values(), "worksheet.md", "worksheet-key.md", "measuring-learning.md")
LINK = re.compile(r"`(/[a-z_]*(?:\?[^`]*)?)`")


def links(name: str) -> list[str]:
    return LINK.findall((DOCS / name).read_text())


def wrong_with(link: str) -> str:
    """Return what is wrong with a link of the app; nothing where it leads to what it names."""
    parts = urlsplit(link)
    page = PAGES.get(parts.path.removeprefix("/"))
    if page is None:
        return "no such page"
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name == path.PARAMETER:
            steps = {str(number): step.page for number, step in enumerate(path.STEPS, start=1)}
            if steps.get(value) != page:
                return f"step {value} is not on this page"
        elif name == classroom.HIDE:
            if unknown := {part for part in value.split(",") if part} - set(classroom.PARTS):
                return f"nothing is named {unknown}"
        elif name == languages.PARAMETER:
            if value not in language.LANGUAGES:
                return f"no language {value}"
        elif (name, value) != (classroom.PRESENT, "1"):
            return f"no parameter {name}={value}"
    return ""


@pytest.mark.parametrize("name", LESSON)
def test_every_link_in_a_lesson_document_leads_to_what_it_names(name):
    wrong = {link: problem for link in links(name) if (problem := wrong_with(link))}
    assert wrong == {}


@pytest.mark.parametrize(
    "link",
    [
        "/digits",
        "/lstm_memory?path=4",
        "/lstm_memory?path=11",
        "/?hide=menus",
        "/?present=2",
        "/?step=1",
        "/?lang=xx",
    ],
)
def test_a_link_that_leads_nowhere_would_be_found(link):
    assert wrong_with(link)


@pytest.mark.parametrize("code", PLANS)
@pytest.mark.parametrize("minutes", path.LESSONS)
def test_a_plan_has_the_steps_that_the_teachers_page_lists_in_their_order(minutes, code, monkeypatch):
    monkeypatch.setattr(language, "ask", lambda: code)
    heading = say("**{minutes} minutes:**", minutes=minutes).strip("*:：")
    _, _, after = (DOCS / PLANS[code]).read_text().partition(f"## {heading}\n")
    section = after.partition("\n## ")[0]
    steps = [int(number) for number in re.findall(r"path=(\d+)", section)]
    assert tuple(dict.fromkeys(steps)) == path.LESSONS[minutes]
    starts = [int(minute) for minute in re.findall(r"^\| (\d+) \|", section, re.M)]
    assert starts == sorted(starts)
    assert starts[-1] < minutes


@pytest.mark.parametrize("code", PLANS)
def test_a_plan_has_the_parts_that_a_link_can_leave_out_and_the_buttons_in_the_apps_words(code, monkeypatch):
    monkeypatch.setattr(language, "ask", lambda: code)
    plan = (DOCS / PLANS[code]).read_text()
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", plan, re.M)
    assert dict(rows) == {name: say(meaning) for name, meaning in classroom.PARTS.items()}
    for label in ("Start a class", "Show", "Leave presenting", "End the class"):
        assert f"**{say(label)}**" in plan


def test_both_plans_lead_to_the_same_places():
    english, chinese = ([link for link in links(name) if link != "/"] for name in PLANS.values())
    assert [
        link.removesuffix("&lang=zh").removesuffix("?lang=zh") for link in chinese if link != "/?lang=zh"
    ] == english


def numbers(text: str, what: str) -> list[str]:
    """Return the first number with a % in each row of a table that holds `what`."""
    return re.findall(rf"^\|[^|]*{what}[^|]*\|\s*\**([\d.]+) %", text, re.M)


def test_the_keys_numbers_are_those_of_the_readmes_tables():
    key, readme = ((DOCS.parent / name).read_text() for name in ("docs/worksheet-key.md", "README.md"))
    for cell in ("LSTM", "GRU", "plain RNN"):
        default, *hold = re.search(rf"^\| {cell} \|(.*)\|$", key, re.M)[1].split("|")
        assert numbers(readme, f"{cell}, as PyTorch starts it") == [default.strip().removesuffix(" %")]
        if cell != "plain RNN":
            assert numbers(readme, f"{cell}, set to hold") == [hold[0].strip().removesuffix(" %")]
    heads, row = (
        next(line.split("|") for line in readme.splitlines() if line.startswith(start))
        for start in ("| Belief after row", "| LSTM, test digits right")
    )
    right = dict(zip((head.strip() for head in heads), (cell.strip() for cell in row), strict=True))
    for number in ("11", "15", "19"):
        assert right[number] in key


def test_the_forms_have_as_many_items_as_the_key_has_answers():
    text = (DOCS / "measuring-learning.md").read_text()
    for form in "AB":
        items = text.partition(f"## Form {form}\n")[2].partition("\n## ")[0]
        asked = re.split(r"^\d+\. ", items, flags=re.M)[1:]
        assert len(asked) == 10
        assert all(re.findall(r"(?:^|\s)([a-d])\) ", item) == list("abcd") for item in asked)
        key = re.search(rf"^\| {form} \| (.*) \|$", text, re.M)[1].split(" | ")
        assert len(key) == 10
        assert set(key) <= set("abcd")


def test_the_number_of_learners_is_the_benchs():
    assert learners.table().split("\n", 2)[2] in (DOCS / "measuring-learning.md").read_text()


def test_the_number_of_learners_agrees_with_cohens_table_and_with_simulated_studies():
    assert [learners.in_each_group(d) for d in (0.5, 0.8)] == [64, 26]  # Cohen 1988, table 2.4.1
    size, effect = learners.in_each_group(0.8), 0.8
    draw = np.random.default_rng(0)
    one, two = draw.normal(effect, 1, (20_000, size)), draw.normal(0, 1, (20_000, size))
    pooled = np.sqrt((one.var(axis=1, ddof=1) + two.var(axis=1, ddof=1)) / 2)
    t = (one.mean(axis=1) - two.mean(axis=1)) / (pooled * sqrt(2 / size))
    found = (abs(t) > 2.0086).mean()  # Student's t, 50 degrees of freedom, two-sided 5%
    assert found == pytest.approx(0.8, abs=0.015)
