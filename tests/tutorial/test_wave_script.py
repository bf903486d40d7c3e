"""The wave script has one wrong line; of the lines offered in its place one mends it."""

import pytest

from rnndemo.tutorial import wave_script
from rnndemo.tutorial.script import finish
from rnndemo.tutorial.wave_script import LINES, MENDS, MISTAKE, NOT_THIS, RIGHT, answers, is_mended


def test_as_it_is_it_gives_ten_answers_and_loses_to_the_last_value():
    run = finish(wave_script.start())
    assert run.error == ""
    assert len(run.losses) == wave_script.STEPS
    assert answers(run) == 10
    assert run.value("test MSE") > run.value("persistence")
    assert not is_mended(run)


def test_with_the_right_line_it_gives_one_answer_and_a_far_smaller_error():
    run = finish(wave_script.start(RIGHT.code))
    assert answers(run) == 1
    assert is_mended(run)
    assert run.value("test MSE") < run.value("persistence") / 5


@pytest.mark.parametrize(
    ("code", "error", "count"),
    [
        ("    x = window.view(1, 1, -1)", "Expected 1, got 10", 0),
        ("    x = window", "2D or 3D", 0),
        ("    x = window.view(2, 5, 1)", "", 5),
    ],
)
def test_each_other_line_offered_fails_as_the_page_says(code, error, count):
    assert {mend.code for mend in MENDS} - {RIGHT.code} >= {code}
    run = finish(wave_script.start(code))
    assert error in run.error
    assert bool(run.error) == bool(error)
    assert answers(run) == count
    assert not is_mended(run)


def test_it_is_a_mistake_of_shape_alone_each_other_line_has_a_reason_why_it_is_right():
    assert set(NOT_THIS) == set(range(len(LINES))) - {MISTAKE}
    assert LINES[MISTAKE].code not in {mend.code for mend in MENDS}
    assert [mend for mend in MENDS if not mend.hint] == [RIGHT]
    assert len(MENDS) == 4


def test_a_run_that_was_cut_short_is_not_mended():
    run = wave_script.start(RIGHT.code)
    assert not is_mended(run)
    facts = run.run()
    for _ in range(3):
        next(facts)
    facts.close()
    assert answers(run) == 1
    assert not is_mended(run)
