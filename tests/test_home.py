"""Home leads to the lessons and the challenges and quotes the lessons' cards, or does without."""

import base64
import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnndemo import checkpoints
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.sine.forecaster import SineConfig, make_series
from rnndemo.ui.digits.first_look import reading_picture

ROOT = Path(__file__).parents[1]
LINKED = ["digit_sketchpad", "sine_forecaster", "lstm_memory", "challenges"]


def open_home() -> AppTest:
    return AppTest.from_file(ROOT / "app.py", default_timeout=30).run()


def links(page: AppTest) -> list[str]:
    return [link.proto.page for link in page.get("page_link")]


def prose(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown)


@pytest.mark.parametrize("framed", [True, False], ids=["in the frame", "on its own"])
def test_links_lead_to_the_lessons_and_the_challenges(framed):
    page = open_home() if framed else open_home().switch_page("pages/home.py").run()
    assert not page.exception
    assert links(page) == LINKED
    for page_name in LINKED:
        assert (ROOT / "pages" / f"{page_name}.py").is_file()


def test_the_measured_numbers_are_the_cards_own():
    text = prose(open_home())
    test = checkpoints.read_card("digits-lstm")["test"]
    assert f"**{test['errors']:,} of {test['digits']:,}**" in text
    card = checkpoints.read_card("recall")
    for curve in ("lstm-hold", "lstm-default"):
        at = next(p for p in card["curves"][curve] if p["config"]["delay"] == card["headline"])
        assert f"**{np.mean(at['accuracy']):.1%}**" in text


def test_the_rule_for_the_next_value_holds_on_the_wave_the_sine_page_opens_with():
    factor = float(re.search(r"next = \*\*([\d.]+)\*\* × last", prose(open_home()))[1])
    values = make_series(SineConfig()).values
    assert values[2:] == pytest.approx(factor * values[1:-1] - values[:-2], abs=0.0005)


@pytest.mark.parametrize("damage", ["missing", "not JSON", "[]", '{"test": {}, "curves": {}}', '{"test": 3}'])
@pytest.mark.parametrize("name", ["digits-lstm", "recall"])
def test_with_a_damaged_card_only_its_own_number_is_missing(name, damage, tmp_path, monkeypatch):
    for card in ("digits-lstm", "recall"):
        shutil.copy(checkpoints.FOLDER / f"{card}.json", tmp_path)
    if damage == "missing":
        (tmp_path / f"{name}.json").unlink()
    else:
        (tmp_path / f"{name}.json").write_text(damage)
    monkeypatch.setattr(checkpoints, "FOLDER", tmp_path)
    page = open_home()
    assert not page.exception
    assert links(page) == LINKED
    quoted = {"digits-lstm": "never seen", "recall": "of chatter"}
    assert {card for card, words in quoted.items() if words in prose(page)} == set(quoted) - {name}


def test_a_new_card_changes_the_number(tmp_path, monkeypatch):
    card = checkpoints.read_card("digits-lstm")
    card["test"]["errors"] = 1234
    (tmp_path / "digits-lstm.json").write_text(json.dumps(checkpoints.sealed("digits-lstm", card)))
    monkeypatch.setattr(checkpoints, "FOLDER", tmp_path)
    assert "**1,234 of 10,000**" in prose(open_home())


def test_the_moving_picture_ends_with_the_answer_of_the_command_line():
    image = sketch.from_drawing(handwriting.sample(3))
    reading = read_rows(load_reader().reader, image)
    (shown,) = [each.proto.body for each in open_home().get("html") if "row down" in each.proto.body]
    assert shown == reading_picture(image, reading)
    assert f"the belief in {reading.digit} is" in shown


def test_the_moving_picture_shows_the_visitors_own_digit():
    page = open_home()
    page.session_state["digit_image"] = image = sketch.from_drawing(handwriting.sample(5))
    page.run()
    reading = read_rows(load_reader().reader, image)
    assert reading_picture(image, reading) in [each.proto.body for each in page.get("html")]
    assert reading.digit == 5


def test_played_again_it_is_another_picture_so_that_the_browser_starts_it_anew():
    image = sketch.from_drawing(handwriting.sample(3))
    reading = read_rows(load_reader().reader, image)
    assert reading_picture(image, reading, 1) != reading_picture(image, reading, 0)
    for play in (0, 1):
        coded = re.findall(r"svg\+xml;base64,([^\"]+)", reading_picture(image, reading, play))
        for svg in (ElementTree.fromstring(base64.b64decode(each)) for each in coded):
            # The digit twice: what is to be read is faint. Then the memory and the belief.
            assert len(svg.findall(".//{*}image")) == 2
            assert "prefers-reduced-motion" in svg.find("{*}style").text
        assert len(coded) == 2
