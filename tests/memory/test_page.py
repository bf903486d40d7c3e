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
from rnndemo.memory.step import step_of
from rnndemo.memory.surgery import Surgery
from rnndemo.ui import path
from rnndemo.ui.memory import (
    chosen_digit,
    cook,
    diary,
    forms,
    gradients,
    gru,
    mixed,
    models,
    order,
    race,
    surgery,
    unrolled,
)
from rnndemo.ui.memory.cell.drawing import drawing
from rnndemo.ui.memory.cell.scenes import SCENES
from rnndemo.ui.memory.prediction import SHOWN
from tests.memory import PANELS as SHARED

ROOT = Path(__file__).parents[2]
RECORDS = [module.PANEL for module in (order, unrolled, forms, cook, gradients, diary, surgery, gru)]
SNIPPETS = {panel.key: panel.snippet for panel in RECORDS}
PANELS = [panel.key for panel in RECORDS]


GUESSES = {  # the panels that ask before they show, and the control that takes the guess
    "order": "memory_guess_order",
    "unrolled": "memory_guess_unit",
    "story": "memory_guess_cell",
    "why": "memory_guess_keep",
    "surgery": "memory_guess_wipe",
    "gru": "memory_guess_gru",
}


def open_page(*panels: str, guessed: bool = True) -> AppTest:
    page = AppTest.from_file(ROOT / "app.py", default_timeout=60).run().switch_page("pages/lstm_memory.py")
    for panel in PANELS:
        page.session_state[f"memory_open_{panel}"] = panel in panels
    for guess in GUESSES.values():
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
    titles = [panel.heading for panel in RECORDS]
    assert [box.label for box in page.expander][1:] == [*titles, "Ten questions, mixed"]
    assert [slider.key for slider in page.slider] == ["memory_cell_row"]  # of the picture on top
    assert not page.radio
    assert not page.get("plotly_chart")


@pytest.mark.parametrize("panel", RECORDS, ids=PANELS)
def test_each_question_has_one_right_answer_and_a_hint_for_each_wrong_one(panel):
    for question in panel.checks:
        assert [answer for answer, hint in question.options.items() if not hint] == [question.answer]
        assert question.why


def test_a_check_gives_a_hint_then_a_second_try_then_the_answer():
    question = order.PANEL.checks[0]
    wrong = [answer for answer in question.options if answer != question.answer]
    page = open_page("order")
    page.radio(key="memory_check_order").set_value(wrong[0]).run()
    assert question.options[wrong[0]] in page.info[0].value
    assert question.why not in page.info[0].value
    page.radio(key="memory_check_order").set_value(wrong[1]).run()
    assert question.why in page.info[0].value
    assert page.radio(key="memory_check_order").disabled
    page = open_page("order")
    page.radio(key="memory_check_order").set_value(wrong[0]).run()
    page.radio(key="memory_check_order").set_value(question.answer).run()
    assert question.why in page.success[0].value


def test_ten_mixed_questions_count_first_tries_and_lead_back_to_the_steps_of_the_others():
    page = open_page()
    page.session_state["memory_open_mixed"] = True
    page.run()
    asked = mixed.drawn(RECORDS, 0)
    assert len({question.question for _, question in asked}) == mixed.COUNT
    for at, (_, question) in enumerate(asked):
        radio = page.radio(key=f"memory_mixed_0_{at}")
        assert radio.label == question.question
        wrong = next(answer for answer in question.options if answer != question.answer)
        radio.set_value(wrong if at < 2 else question.answer).run()
        page.button(key="memory_mixed_next").click().run()
    assert "**8 of 10**" in prose(page)
    steps = {path.number_of(panel.key) for panel, _ in asked[:2]}
    links = [element.proto.query_string for element in page.get("page_link")]
    assert {f"path={step}" for step in steps} == set(links)
    page.button(key="memory_mixed_again").click().run()
    assert page.radio[0].key == "memory_mixed_1_0"


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


def sentences(page: AppTest, start: str) -> list[str]:
    return re.findall(rf"{start} \*\*([^*]+)\*\*", prose(page))


@pytest.mark.parametrize(("panel", "guess"), GUESSES.items())
def test_a_panel_asks_before_it_shows_and_then_puts_the_guess_beside_the_truth(panel, guess):
    page = open_page(panel, guessed=False)
    assert "First your guess" in prose(page)
    assert "You said" not in prose(page)
    if panel == "why":
        page.slider(key=guess).set_value(80).run()
        page.button(key=f"{guess}_sure").click().run()
        said = "80%"
    else:
        said = page.button_group(key=guess).options[-1]
        page.button_group(key=guess).set_value(said).run()
    assert not page.exception
    assert sentences(page, "You said") == [said]
    assert "First your guess" not in prose(page)
    shown = open_page(panel, guessed=False)
    shown.button(key=f"{guess}_show").click().run()
    (truth,) = sentences(shown, "The answer:")
    assert (sentences(page, "Measured:") or [said]) == [truth]


def test_the_truths_are_those_that_plain_arithmetic_gives():
    digit, reader = chosen_digit.sample("7"), load_reader("lstm").reader
    wiped = read_rows(reader, digit, edit=Surgery(wipe="cell_state", wipe_at=13)).digit
    tiny = study.load().networks["tiny"]
    words = recall.one_hot(recall.sentence(recall.DISHES[0], tiny.config.delay).words)
    first, second = tiny.recurrent(words)[0][0, 1:3, 0].tolist()
    truth = {
        "why": f"{0.99**100:.0%}",
        "gru": "three quarters",  # 18,698 of 24,714
        "surgery": "yes" if wiped == read_rows(reader, digit).digit else "no",
        "unrolled": "up" if second > first else "down",
    }
    page = open_page(*truth)
    assert set(sentences(page, "The answer:")) == set(truth.values())


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
    assert "Here it says **3**" in prose(page)


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
    assert drawing(SCENES[cell], step_of(trace, 19, 9), True) in [
        element.value for element in page.get("html")
    ]
    assert f"{trace.hidden_state[19, 9]:+.2f}".replace("-", "−") in prose(page)  # in the table


def test_a_link_names_the_row_the_cell_and_the_unit_of_the_picture():
    page = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    page.switch_page("pages/lstm_memory.py")
    for key, value in {"memory_cell": "GRU", "memory_unit": "5", "memory_cell_row": "3"}.items():
        page.query_params[key] = value
    page.run()
    assert page.slider(key="memory_cell_row").value == 3
    assert page.selectbox(key="memory_unit").value == "5"
    assert "One line and one double valve" in prose(page)
