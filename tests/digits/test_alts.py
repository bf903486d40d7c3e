"""What a screen reader is told of the digit page's charts is what they show."""

import numpy as np

from rnndemo.digits import handwriting, sketch
from rnndemo.digits.own.tutorial import Claim, Spread
from rnndemo.digits.reader import Importance, load_reader, read_rows
from rnndemo.ui.digits import alts

READING = read_rows(load_reader().reader, sketch.from_drawing(handwriting.sample(5)))


def test_the_gates_are_told_by_their_mean_size():
    said = alts.inside(READING)
    assert said.startswith("Gates and states of 64 units over 28 rows")
    assert f"forget gate f {np.abs(READING.trace.forget_gate).mean():.2f}" in said


def test_the_row_that_matters_most_is_named_as_people_count():
    measured = Importance(gradient=np.eye(28)[3], left_out=2.5 * np.eye(28)[13])
    said = alts.importance(READING, measured)
    assert f"Row 14 of 28 matters most: without it the lead of 5 over {READING.runner_up} loses 2.5" in said
    assert said.endswith("steepest at row 4")


def test_a_belief_is_told_from_the_row_on_where_it_stays():
    since = READING.decided
    assert (READING.belief[since:].argmax(axis=1) == 5).all()
    assert f"own readout: 5 from row {since + 1} on" in alts.readouts(READING)
    assert f"LSTM 5 from row {since + 1} on" in alts.side_by_side({"lstm": READING})


def test_a_study_is_told_by_mean_and_reach():
    claim = Claim([Spread("rnn", [0.4, 0.6])], 60_000, 10_000)
    assert alts.spreads(claim) == "Test digits read right: plain RNN 50.0%, seeds 40.0% to 60.0%"
