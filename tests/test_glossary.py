"""The glossary has a sentence for each word, is open to every page, and the tips use its sentences."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnndemo.ui.glossary import WORDS, tip

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
ASKED_FOR = [
    *("sequence", "time step", "state", "hidden unit", "weight", "gate", "forget gate"),
    *("input gate", "output gate", "cell state", "hidden state", "gradient", "epoch", "batch"),
    *("seed", "learning rate", "loss", "validation", "test", "MSE", "RMSE"),
    *("persistence", "skill", "AR", "free run", "calibrated", "MNIST", "softmax"),
    *("ECE", "LSTM", "GRU", "RNN", "Adam"),
    *("candidate", "forget bias", "optimiser step", "vanishing gradient"),
]


def test_the_words_are_there_in_the_order_of_the_alphabet():
    assert set(ASKED_FOR) == set(WORDS)
    assert list(WORDS) == sorted(WORDS, key=str.lower)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_one_sentence_of_at_most_thirty_words(word):
    sentence = WORDS[word]
    assert len(sentence.split()) <= 30
    assert sentence.endswith(".")
    assert not re.search(r"[.?!]\s", sentence)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_all_the_words_at_hand(name):
    page = AppTest.from_file(ROOT / "app.py", default_timeout=120).run()
    if name != "home":
        page = page.switch_page(f"pages/{name}.py").run()
    assert not page.exception
    (shown,) = [each.proto.body for each in page.get("html") if "<b>persistence</b>: " in each.proto.body]
    assert all(f"<b>{word}</b>: {sentence}" in shown for word, sentence in WORDS.items())


def test_tips_are_the_glossarys_sentences():
    page = AppTest.from_file(ROOT / "pages" / "sine_forecaster.py", default_timeout=120).run()
    tips = {metric.label: metric.proto.help for metric in page.metric}
    assert tips["Skill"] == tip("skill")
    assert tip("MSE") in tips["Test MSE"]
    assert tip("free run", "RMSE") in tips["Free run RMSE"]
    assert page.number_input(key="sine_seed").help == WORDS["seed"]
