"""The memory lesson: closed panels cost nothing, and every number in prose comes from a card."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnndemo import checkpoints
from rnndemo.memory import hand_cell, recall, study
from rnndemo.memory.hand_cell import COUNT, ERASE, KEEP, OVERWRITE, State, drive
from rnndemo.ui.memory import recall_panels
from rnndemo.ui.memory.code import SNIPPETS

ROOT = Path(__file__).parents[2]
PANELS = ("order", "unrolled", "forms", "story", "why", "diary", "surgery", "gru")


def open_page(*panels: str) -> AppTest:
    page = AppTest.from_file(ROOT / "app.py", default_timeout=60).run().switch_page("pages/lstm_memory.py")
    for panel in PANELS:
        page.session_state[f"memory_open_{panel}"] = panel in panels
    return page.run()


def prose(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.markdown, *page.caption])


@pytest.mark.parametrize("panel", PANELS)
def test_each_panel_opens_with_a_takeaway_a_question_and_its_pytorch(panel):
    page = open_page(panel)
    assert not page.exception
    assert "→" in prose(page)
    assert [radio.key for radio in page.radio] == [f"memory_check_{panel}"]
    assert SNIPPETS[panel].strip() in [code.value for code in page.code]


def test_a_closed_panel_costs_nothing():
    page = open_page()
    assert not page.exception
    assert len(page.expander) == len(PANELS)
    assert not page.slider
    assert not page.radio
    assert not page.get("plotly_chart")


@pytest.mark.parametrize("panel", PANELS)
def test_the_right_answer_is_among_the_options_and_is_explained(panel):
    page = open_page(panel)
    said = [str(option) for option in page.radio[0].options]
    explained = [page.radio[0].set_value(option).run() and len(page.success) for option in said]
    assert sorted(explained) == [0] * (len(said) - 1) + [1]


def test_the_story_quotes_its_card():
    card = checkpoints.read_card(study.NAME)
    text = prose(open_page("story"))
    for name in ("lstm", "rnn", "lstm-open"):
        at = next(p for p in card["curves"][name] if p["config"]["delay"] == study.HEADLINE)
        assert f"{np.mean(at['accuracy']):.1%}" in text
    far = card["curves"]["far"][0]
    solved = sum(step is not None for step in far["solved_at"])
    assert f"{far['config']['delay']:,} words in {solved} of {len(far['solved_at'])} runs" in text


def test_the_lstm_answers_with_the_dish_that_was_named():
    page = open_page("story")
    for dish in recall.DISHES[2:4]:
        page.selectbox(key="memory_dish").set_value(dish).run()
        assert page.metric[2].value == dish


def test_two_visitors_surgeries_do_not_meet():
    mine, yours = open_page("surgery"), open_page("surgery")
    before = prose(yours)
    mine.toggle(key="memory_hold_forget_gate").set_value(True).run()
    mine.slider(key="memory_mute").set_value(20).run()
    assert prose(yours.run()) == before
    assert prose(mine) != before


def test_undo_takes_every_surgery_back():
    page = open_page("surgery")
    before = prose(page)
    page.toggle(key="memory_hold_output_gate").set_value(True).run()
    page.selectbox(key="memory_wipe").set_value("the diary c").run()
    assert prose(page) != before
    page.button(key="memory_undo").click().run()
    assert prose(page) == before


def test_the_hand_driven_cell_steps_undoes_and_empties():
    page = open_page("diary")
    for preset in ("Overwrite", "Keep", "Count"):
        next(button for button in page.button if button.label == preset).click().run()
    assert [state.cell_state for state in page.session_state["memory_hand"]] == pytest.approx(
        [0, 0.8, 0.8, 1.3]
    )
    page.button(key="memory_hand_undo").click().run()
    assert len(page.session_state["memory_hand"]) == 3
    page.button(key="memory_hand_empty").click().run()
    assert page.session_state["memory_hand"] == [State()]


def test_the_presets_do_what_they_are_called():
    state = drive(State(), OVERWRITE)
    assert state.cell_state == 0.8
    assert drive(state, KEEP).cell_state == 0.8
    assert drive(drive(state, COUNT), COUNT).cell_state == pytest.approx(1.8)
    assert drive(state, ERASE) == State(0.0, 0.0)
    assert set(hand_cell.PRESETS) == {"keep", "erase", "overwrite", "count"}


@pytest.mark.parametrize("panel", PANELS)
def test_the_pytorch_shown_runs_as_it_stands(panel):
    exec(compile(SNIPPETS[panel], panel, "exec"), {})


def test_a_missing_checkpoint_is_said_in_words(monkeypatch):
    def missing():
        raise checkpoints.CheckpointError("recall.json is missing.")

    recall_panels.recallers.clear()
    recall_panels.reach.clear()
    monkeypatch.setattr(study, "load", missing)
    page = open_page("why")
    assert not page.exception
    assert "recall.json is missing." in page.error[0].value
