"""A class's answers are counted right by many threads at once, within limits, and are forgotten."""

import threading

import pytest

from rnndemo import class_answers
from rnndemo.class_answers import HOURS, Classes, NoClass, Started, TooManyClasses

ASKED = ("cook", "Which cell recalls?", ["RNN", "GRU", "LSTM"])


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


def test_many_threads_may_answer_at_once_and_every_answer_is_counted():
    classes = Classes()
    started = classes.start("8501")
    ready = threading.Barrier(20)

    def answer(number):
        ready.wait()
        for turn in range(50):
            assert classes.count(started.word, *ASKED, ASKED[2][(number + turn) % 3])

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    classes.show(started, "cook")
    (tally,) = classes.tallies(started)
    assert tally.answers == 1000
    by_hand = [
        sum((number + turn) % 3 == option for number in range(20) for turn in range(50))
        for option in range(3)
    ]
    assert list(tally.counts.values()) == by_hand


def test_nothing_is_told_of_a_questions_answers_before_it_is_shown():
    classes = Classes()
    started = classes.start("8501")
    classes.count(started.word, *ASKED, "GRU")
    classes.count(started.word, "why", "What is left?", ["much", "nothing"], "much")
    classes.show(started, "cook")
    newest, first = classes.tallies(started)
    assert (newest.question, newest.answers, newest.counts) == ("What is left?", 1, None)
    assert first.counts == {"RNN": 0, "GRU": 1, "LSTM": 0}


def test_a_class_is_forgotten_after_its_hours_and_not_before():
    clock = Clock()
    classes = Classes(clock)
    started = classes.start("8501")
    clock.seconds = 3600 * HOURS - 1
    assert classes.count(started.word, *ASKED, "GRU")
    clock.seconds += 1
    assert not classes.has(started.word)
    assert not classes.count(started.word, *ASKED, "GRU")
    with pytest.raises(NoClass, match=started.word):
        classes.tallies(started)


def test_an_ended_class_is_forgotten_at_once():
    classes = Classes()
    started = classes.start("8501")
    classes.end(started)
    assert not classes.has(started.word)


def test_only_the_teachers_key_reads_shows_or_ends():
    classes = Classes()
    started = classes.start("8501")
    stranger = Started(started.word, "é" * 16)
    for attempt in (classes.tallies, classes.end, lambda who: classes.show(who, "cook")):
        with pytest.raises(NoClass):
            attempt(stranger)
    assert classes.has(started.word)


def test_classes_questions_and_answers_have_a_limit(monkeypatch):
    monkeypatch.setattr(class_answers, "MOST_CLASSES", 3)
    monkeypatch.setattr(class_answers, "MOST_QUESTIONS", 2)
    monkeypatch.setattr(class_answers, "MOST_ANSWERS", 5)
    clock = Clock()
    classes = Classes(clock)
    started = [classes.start("8501") for _ in range(3)]
    assert len({each.word for each in started}) == 3
    with pytest.raises(TooManyClasses, match="3 classes are under way"):
        classes.start("8501")
    word = started[0].word
    counted = [classes.count(word, f"question {at % 3}", "?", ["a"], "a") for at in range(9)]
    assert counted == [True, True, False, True, True, False, True, False, False]
    clock.seconds = 3600 * HOURS
    assert classes.start("8501")  # the others are over


def test_what_is_no_answer_or_no_class_is_not_counted():
    classes = Classes()
    started = classes.start("8501")
    assert not classes.count(started.word, *ASKED, "elephant")
    assert not classes.count("green-cat-1", *ASKED, "GRU")
    assert classes.tallies(started) == []


def test_a_word_ends_with_its_place():
    assert Classes().start("8502").word.rpartition("-")[2] == "8502"
