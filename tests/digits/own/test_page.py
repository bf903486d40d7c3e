"""An own reader on the page: trained as on the command line, taught, and never lost."""

import json
import os
import signal

import pytest
import torch
from streamlit.testing.v1 import AppTest

from rnndemo.__main__ import main
from rnndemo.digits.handwriting import sample
from rnndemo.digits.own.network import TUTORIAL, Training
from rnndemo.ui.digits import hand_panels, own_panels, own_readers
from rnndemo.workers.pool import Lost
from tests.serving import ROOT

SETTINGS = {"cell": "rnn", "hidden_size": 8, "epochs": 1}  # trained in a second


@pytest.fixture
def page():
    app = (
        AppTest.from_file(ROOT / "app.py", default_timeout=300).run().switch_page("pages/digit_sketchpad.py")
    )
    app.session_state["digit_drawing"] = sample(7, seed=0)
    for name, value in SETTINGS.items():
        app.session_state[f"digit_own_{name}"] = value
    return app.run()


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception
    return page


def said(page):
    return " ".join(element.value for element in page.markdown)


def label_as(page, digit):
    """Say which digit the pad shows."""
    (pills,) = [group for group in page.button_group if (group.key or "").startswith(hand_panels.LABEL)]
    pills.set_value(digit).run()
    assert not page.exception


def own(page):
    return page.session_state[own_readers.READERS][0]


def weights(network):
    return torch.cat([weight.flatten() for weight in network.parameters()])


def test_before_a_training_the_page_says_what_to_do_and_shows_no_own_answer(page):
    assert not page.exception
    assert "Train a reader first" in said(page)
    assert not any("data-own-answer" in html.proto.body for html in page.get("html"))


def test_the_page_trains_to_the_numbers_of_the_command_line(page, capsys):
    press(page, "digit_own_train")
    capsys.readouterr()
    assert main(["train", "own", "--cell", "rnn", "--hidden-size", "8", "--epochs", "1", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert own(page).training.exams[-1].accuracy == result["accuracy"]
    assert own(page).training.ended == "finished"
    assert f"reads **{result['accuracy']:.1%}** of the 1,000 held-out digits right" in said(page)
    (lines,) = [code.value for code in page.code if "prediction number" in code.value]
    assert f"[{' '.join(map(str, result['predicted']))}] prediction number" in lines
    assert f"[{' '.join(map(str, result['real']))}] real number" in lines
    assert any("data-own-answer" in html.proto.body for html in page.get("html"))


def test_the_tutorials_recipe_is_one_press_away_and_leaves_the_cell_alone(page):
    press(page, "digit_own_tutorial")
    state = page.session_state
    assert state["digit_own_cell"] == "rnn"
    assert state["digit_own_learning_rate"] == TUTORIAL.learning_rate == 0.01
    assert (state["digit_own_hidden_size"], state["digit_own_epochs"]) == (64, TUTORIAL.epochs)
    assert state["digit_own_clip"] is False


def test_a_lesson_is_shown_before_and_after_and_the_old_network_comes_back(page):
    press(page, "digit_own_train")
    old = weights(own(page).network).clone()
    press(page, "digit_hand_learn")
    assert any("no drawing to learn from" in info.value for info in page.info)
    label_as(page, 4)
    page.button_group(key="digit_hand_old").set_value("without them")
    press(page, "digit_hand_learn")
    (lesson,) = own(page).lessons
    assert lesson.drawings.labels.tolist() == [4]
    assert not lesson.old_digits
    assert lesson.exams[-1].drawings == 1.0
    assert lesson.exams[-1].held_out < lesson.exams[0].held_out - hand_panels.FORGOT
    drawings, held_out = page.metric
    assert drawings.value == "1 of 1"
    assert held_out.value == f"{lesson.exams[-1].held_out:.1%}"
    assert held_out.delta.startswith("-")
    assert "It has forgotten" in said(page)
    assert not torch.equal(weights(own(page).network), old)
    press(page, "digit_hand_undo")
    assert torch.equal(weights(own(page).network), old)
    assert not page.metric


def test_a_label_taken_back_takes_the_drawing_out_of_the_lesson(page):
    press(page, "digit_own_train")
    label_as(page, 3)
    assert [drawing.label for drawing in page.session_state[hand_panels.DRAWINGS].values()] == [3]
    label_as(page, 8)
    assert [drawing.label for drawing in page.session_state[hand_panels.DRAWINGS].values()] == [8]
    label_as(page, None)
    assert not page.session_state[hand_panels.DRAWINGS]
    label_as(page, 5)
    press(page, "digit_hand_forget")
    assert not page.session_state[hand_panels.DRAWINGS]


def test_a_visit_to_another_page_loses_neither_network_nor_drawings(page):
    press(page, "digit_own_train")
    label_as(page, 7)
    before = weights(own(page).network)
    page.switch_page("pages/home.py").run()
    page.switch_page("pages/digit_sketchpad.py").run()
    assert not page.exception
    assert torch.equal(weights(own(page).network), before)
    assert page.session_state["digit_drawing"]["objects"] == sample(7, seed=0)["objects"]
    assert len(page.session_state[hand_panels.DRAWINGS]) == 1
    assert page.session_state["digit_own_hidden_size"] == 8
    assert any("data-own-answer" in html.proto.body for html in page.get("html"))


def test_five_readers_are_kept_and_the_newest_reads_the_pad(page):
    for _ in range(own_readers.MOST + 1):
        press(page, "digit_own_train")
    assert [each.number for each in page.session_state[own_readers.READERS]] == [6, 5, 4, 3, 2]
    page.selectbox(key=own_readers.SHOWN).set_value(3).run()
    assert not page.exception
    assert page.session_state[own_readers.SHOWN] == 3
    press(page, "digit_own_train")
    assert page.session_state[own_readers.SHOWN] == 0


def killed(training):
    """Train a little, then end this process as a server short of memory would."""
    for at in training.run():
        yield at
        if at.step == 40:
            os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_says_so_and_the_network_of_before_stays(page, monkeypatch):
    press(page, "digit_own_train")
    before = weights(own(page).network)
    monkeypatch.setattr(Training, "run", killed)
    press(page, "digit_own_train")
    assert any("start it again" in error.value for error in page.error)
    kept = [each.training.ended for each in page.session_state[own_readers.READERS]]
    assert kept[-1] == "finished"
    assert torch.equal(weights(page.session_state[own_readers.READERS][-1].network), before)
    page.run()
    assert not page.exception


def test_a_lesson_whose_worker_dies_before_its_first_exam_leaves_the_network_as_it_was(page, monkeypatch):
    press(page, "digit_own_train")
    label_as(page, 4)
    before = weights(own(page).network)

    def lost(*_):
        yield None
        raise Lost("the worker process has gone")

    monkeypatch.setattr(own_panels.POOL, "perform", lost)
    press(page, "digit_hand_learn")
    assert any("start it again" in error.value for error in page.error)
    page.run()
    assert own(page).lessons == []
    assert torch.equal(weights(own(page).network), before)
