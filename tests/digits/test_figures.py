"""The digit page's charts show what was read, row 1 at the top."""

import numpy as np
import pytest

from rnndemo.digits import handwriting, sketch
from rnndemo.digits.own.tutorial import Claim, Spread
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.ui.digits import figures


def test_28_readouts_stand_beside_the_last_one_and_agree_after_the_last_row():
    reading = read_rows(load_reader().reader, sketch.from_drawing(handwriting.sample(5)))
    own, last = (np.array(trace.z, dtype=float) for trace in figures.readouts(reading).data)
    np.testing.assert_allclose(own, reading.belief, atol=1e-4)
    np.testing.assert_allclose(last, reading.last_readout, atol=1e-4)
    np.testing.assert_allclose(own[-1], last[-1], atol=1e-4)
    assert np.abs(own - last).max() > 0.5


def test_every_seed_of_a_study_is_a_dot_beside_its_mean():
    claim = Claim([Spread("lstm", [0.9, 0.8]), Spread("rnn", [0.4, 0.6])], 60_000, 10_000)
    dots, mean, *rest = figures.spreads(claim).data
    assert list(dots.x) == [0.9, 0.8]
    assert list(mean.x) == pytest.approx([0.85])
    assert [trace.y[0] for trace in rest] == ["plain RNN", "plain RNN"]
