"""The memory page: closed panels draw nothing, and every number in its text comes from a card."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from rnndemo import cells, checkpoints
from rnndemo.digits import handwriting
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.memory import hand_cell, recall, study
from rnndemo.memory.hand_cell import COUNT, ERASE, KEEP, OVERWRITE, State, drive
from rnndemo.ui.memory import (
    chosen_digit,
    cook,
    diary,
    forms,
    gradients,
    gru,
    living_cell,
    models,
    order,
    race,
    surgery,
    unrolled,
)
from rnndemo.ui.memory.prediction import SHOWN
from tests.memory import PANELS as SHARED

ROOT = Path(__file__).parents[2]
RECORDS = [module.PANEL for module in (order, unrolled, forms, cook, gradients, diary, surgery, gru)]
SNIPPETS = {panel.key: panel.snippet for panel in RECORDS}
PANELS = [panel.key for panel in RECORDS]


GUESSES = ("memory_guess_cell", "memory_guess_keep")


def open_page(*panels: str, guessed: bool = True) -> AppTest:
    page = AppTest.from_file(ROOT / "app.py", default_timeout=60).run().switch_page("pages/lstm_memory.py")
    for panel in PANELS:
        page.session_state[f"memory_open_{panel}"] = panel in panels
    for guess in GUESSES:
        page.session_state[f"{guess}_kept"] = SHOWN if guessed else None
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


def test_links_to_panels_go_on_working():
    assert set(SHARED) <= set(PANELS)


def test_a_closed_panel_draws_nothing():
    page = open_page()
    assert not page.exception
    assert [box.label for box in page.expander][1:] == [panel.heading for panel in RECORDS]
    assert [slider.key for slider in page.slider] == ["memory_cell_row"]  # of the picture on top
    assert not page.radio
    assert not page.get("plotly_chart")


@pytest.mark.parametrize("panel", PANELS)
def test_the_right_answer_is_among_the_options_and_is_explained(panel):
    page = open_page(panel)
    said = [str(option) for option in page.radio[0].options]
    explained = [page.radio[0].set_value(option).run() and len(page.success) for option in said]
    assert sorted(explained) == [0] * (len(said) - 1) + [1]


def test_the_cooks_panel_shows_the_numbers_of_its_card():
    """Read here as plain JSON, not by the code that the page uses."""
    read = json.loads((checkpoints.FOLDER / "recall.json").read_text())
    text = prose(open_page("story"))
    for name in (f"{cell}-{start}" for cell in cells.CELLS for start in recall.starts_of(cell)):
        at = next(point for point in read["curves"][name] if point["config"]["delay"] == study.HEADLINE)
        assert f"{np.mean(at['accuracy']):.1%}" in text
    far = read["curves"]["far"][0]
    solved = sum(step is not None for step in far["solved_at"])
    assert f"{far['config']['delay']:,} words in {solved} of {len(far['solved_at'])} runs" in text


def test_every_network_of_the_table_gives_its_own_answer_to_the_dish_that_was_named():
    page, networks = open_page("story"), study.load().networks
    for dish in recall.DISHES[2:4]:
        page.selectbox(key="memory_dish").set_value(dish).run()
        for name in study.CURVES:
            words = recall.sentence(dish, study.HEADLINE).words
            answer = recall.DISHES[int(networks[name](words).argmax())]
            cell, start = name.split("-")
            row = (
                f"{cells.CELL_NAMES[cell]}, {race.STARTS[start]} | {'✓' if answer == dish else '✗'} {answer}"
            )
            assert row in prose(page)


def test_the_word_at_which_a_network_forgets_is_the_first_after_which_it_is_wrong():
    """Checked by telling it the story anew, one word longer each time."""
    page, networks = open_page("story"), study.load().networks
    for dish in recall.DISHES[:4]:
        page.selectbox(key="memory_dish").set_value(dish).run()
        for cell in cells.CELLS:
            name, words = cells.CELL_NAMES[cell], recall.sentence(dish, study.HEADLINE).words
            for told in range(study.HEADLINE + 1):
                story = torch.cat([words[:, : told + 1], words[:, -1:]], dim=1)
                answer = recall.DISHES[int(networks[f"{cell}-short"](story).argmax())]
                if answer != dish:
                    where = f"at word {told}, *{recall.WORDS[words[0, told]]}*" if told else "at once"
                    assert f"The {name} forgets {where}: it says *{answer}*" in prose(page)
                    break
            else:
                assert f"The {name} still says *{dish}*" in prose(page)


@pytest.mark.parametrize(("panel", "guess"), [("story", "memory_guess_cell"), ("why", "memory_guess_keep")])
def test_a_panel_asks_before_it_shows_and_then_puts_the_guess_beside_the_truth(panel, guess):
    page = open_page(panel, guessed=False)
    assert "First your guess" in prose(page)
    assert "You said" not in prose(page)
    for option in page.button_group(key=guess).options:
        page = open_page(panel, guessed=False)
        page.button_group(key=guess).set_value(option).run()
        assert not page.exception
        assert f"You said **{option}**" in prose(page)
        assert "First your guess" not in prose(page)


@pytest.mark.parametrize(("panel", "guess"), [("story", "memory_guess_cell"), ("why", "memory_guess_keep")])
def test_show_me_shows_the_truth_without_a_guess(panel, guess):
    page = open_page(panel, guessed=False)
    page.button(key=f"{guess}_show").click().run()
    assert "The answer: **" in prose(page)


def test_a_third_of_the_diary_is_left_of_099_after_100_steps():
    assert "The answer: **about a third**" in prose(open_page("why"))


def test_one_visitors_surgery_changes_nothing_for_another():
    mine, yours = open_page("surgery"), open_page("surgery")
    before = prose(yours)
    mine.toggle(key="memory_hold_forget_gate").set_value(True).run()
    mine.slider(key="memory_mute").set_value(20).run()
    assert prose(yours.run()) == before
    assert prose(mine) != before


def test_undo_everything_takes_the_whole_surgery_back():
    page = open_page("surgery")
    before = prose(page)
    page.toggle(key="memory_hold_output_gate").set_value(True).run()
    page.selectbox(key="memory_wipe").set_value("the diary c").run()
    assert prose(page) != before
    page.button(key="memory_undo").click().run()
    assert prose(page) == before


def test_the_cell_that_is_set_by_hand_can_step_undo_and_be_emptied():
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


def test_the_presets_do_what_their_names_say():
    state = drive(State(), OVERWRITE)
    assert state.cell_state == 0.8
    assert drive(state, KEEP).cell_state == 0.8
    assert drive(drive(state, COUNT), COUNT).cell_state == pytest.approx(1.8)
    assert drive(state, ERASE) == State(0.0, 0.0)
    assert set(hand_cell.PRESETS) == {"keep", "erase", "overwrite", "count"}


@pytest.mark.parametrize("panel", PANELS)
def test_the_pytorch_shown_runs_as_it_stands(panel):
    exec(compile(SNIPPETS[panel], panel, "exec"), {})


def test_a_missing_checkpoint_is_named_in_a_sentence(monkeypatch):
    def missing():
        raise checkpoints.CheckpointError("recall.json is missing.")

    models.recall_networks.clear()
    gradients.reach.clear()
    monkeypatch.setattr(study, "load", missing)
    page = open_page("why")
    assert not page.exception
    assert "recall.json is missing." in page.error[0].value


def test_the_gradients_are_measured_on_the_dish_chosen_in_panel_four():
    page = open_page("story", "why")
    page.selectbox(key="memory_dish").set_value("wonton soup").run()
    assert "the story about *wonton soup*" in prose(page)


def test_a_drawing_of_the_first_page_is_what_the_panels_read():
    page = open_page("order")
    assert "Your drawing" not in "".join(element.value for element in page.get("html"))
    page.switch_page("pages/digit_sketchpad.py")
    page.session_state["digit_drawing"] = handwriting.sample(3)
    page.run()
    page.switch_page("pages/lstm_memory.py").run()
    page.button_group(key="memory_digit").set_value("your drawing").run()
    assert not page.exception
    assert "The LSTM says **3**" in prose(page)


def test_a_surgery_is_tried_on_test_digits_and_says_how_many_are_right():
    page = open_page("surgery")
    page.button(key="memory_try").click().run()
    assert int(re.search(r"it reads (\d+) of 300", prose(page))[1]) >= 290
    page.toggle(key="memory_hold_forget_gate").set_value(True).run()
    assert "of 300 test digits" not in prose(page)  # nothing old under a new setting
    page.button(key="memory_try").click().run()
    assert int(re.search(r"it reads (\d+) of 300", prose(page))[1]) < 60


def test_no_panel_shows_a_number_as_machines_write_it():
    page = open_page(*PANELS)
    assert not page.exception
    assert re.findall(r"\d[eE][+-]\d+", prose(page)) == []


def test_comparisons_of_the_readers_name_their_sizes():
    text = prose(open_page("gru"))
    assert all(size in text for size in ("24,714", "18,698", "6,666"))


@pytest.mark.parametrize(("name", "cell"), [("LSTM", "lstm"), ("GRU", "gru"), ("plain RNN", "rnn")])
def test_the_picture_on_top_shows_the_step_of_the_cell_and_unit_chosen(name, cell):
    page = open_page()
    page.button_group(key="memory_cell").set_value(name).run()
    page.selectbox(key="memory_unit").set_value("9").run()
    page.slider(key="memory_cell_row").set_value(20).run()
    assert not page.exception
    trace = read_rows(load_reader(cell).reader, chosen_digit.sample("7")).trace
    assert living_cell.drawing(trace, 20, 9) in [element.value for element in page.get("html")]
    assert f"{trace.hidden_state[20, 9]:+.2f}".replace("-", "−") in prose(page)  # in the table


def test_a_link_names_the_row_the_cell_and_the_unit_of_the_picture():
    page = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    page.switch_page("pages/lstm_memory.py")
    for key, value in {"memory_cell": "GRU", "memory_unit": "5", "memory_cell_row": "3"}.items():
        page.query_params[key] = value
    page.run()
    assert page.slider(key="memory_cell_row").value == 3
    assert page.selectbox(key="memory_unit").value == "5"
    assert "One line and one double valve" in prose(page)
