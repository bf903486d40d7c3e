"""Of the choices for each blank the right one learns, and each wrong one ends as the page says."""

import numpy as np
import pytest

from rnndemo.tutorial import blanks, digit_script
from rnndemo.tutorial.blanks import BLANKS
from rnndemo.tutorial.digit_script import LINES
from rnndemo.tutorial.script import finish

DIGIT = np.zeros((28, 28), dtype=np.float32)
WRONG = [
    (number, choice)
    for number, blank in enumerate(BLANKS)
    for choice in blank.choices
    if choice is not blank.right
]


def test_with_the_right_choices_it_is_the_script_of_the_page_and_it_learns():
    for blank in BLANKS:
        assert blanks.start(blank, blank.right, DIGIT).lines == LINES
    assert blanks.outcome(finish(digit_script.start(DIGIT))) == "learns"


@pytest.mark.parametrize(("number", "choice"), WRONG, ids=[choice.text for _, choice in WRONG])
def test_a_wrong_choice_ends_as_the_page_says(number, choice):
    run = finish(blanks.start(BLANKS[number], choice, DIGIT))
    assert blanks.outcome(run) == choice.outcome
    if choice.outcome == "fails":
        assert run.failed_at is not None
        assert not run.losses
    else:
        assert "No error" in choice.meaning
        assert digit_script.last_loss(run) > 0.95 * digit_script.GUESSING


def test_each_wrong_choice_has_a_hint_and_the_right_one_none():
    assert len(BLANKS) == 3
    for blank in BLANKS:
        assert len({choice.text for choice in blank.choices}) == len(blank.choices) > 2
        assert [choice for choice in blank.choices if not choice.hint] == [blank.right]


def test_the_last_digit_of_the_batch_gives_28_answers_for_64_labels():
    choice = next(choice for choice in BLANKS[1].choices if choice.text == "-1, :, :")
    run = finish(blanks.start(BLANKS[1], choice, DIGIT))
    assert "(28)" in run.error
    assert "(64)" in run.error
