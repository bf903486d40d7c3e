"""Both readers together: a pool of log-probabilities whose weights are found, not chosen."""

import numpy as np
import pytest
import torch

from rnndemo.digits import handwriting
from rnndemo.digits.both import Beliefs, Weights, score, smudged, together, weigh


def noisy(labels, noise, random, scale=1.0):
    """Return log-probabilities of a reader that is calibrated where `scale` is 1."""
    signal = torch.nn.functional.one_hot(labels, 10) + noise * torch.randn(len(labels), 10, generator=random)
    return (scale * signal / noise**2).log_softmax(dim=-1)  # the posterior under normal noise


def test_two_calibrated_readers_with_independent_errors_count_fully_and_beat_each_alone():
    random = torch.Generator().manual_seed(0)
    labels = torch.randint(10, (20_000,), generator=random)
    seen = Beliefs(noisy(labels, 0.5, random), noisy(labels, 0.4, random), labels)
    weights = weigh(seen)
    assert weights == pytest.approx((1, 1), abs=0.05)
    result = score(seen, weights)
    assert result["both"] > max(result["rows"], result["pen"]) + 0.02
    assert result["calibration_error"] < 0.01
    assert result["digits"] == 20_000


def test_an_overconfident_reader_counts_less():
    random = torch.Generator().manual_seed(1)
    labels = torch.randint(10, (20_000,), generator=random)
    seen = Beliefs(noisy(labels, 0.5, random, scale=4.0), noisy(labels, 0.4, random), labels)
    assert weigh(seen) == pytest.approx((0.25, 1), abs=0.05)


def test_the_answer_is_the_weighted_product_of_the_probabilities():
    random = np.random.default_rng(0)
    rows, pen = random.dirichlet(np.ones(10), 2)
    expected = rows**0.5 * pen**0.7
    answer = together(rows, pen, Weights(0.5, 0.7))
    assert answer.probabilities == pytest.approx(expected / expected.sum(), abs=1e-6)
    assert answer.digit == expected.argmax()


def test_a_probability_of_zero_is_no_nan():
    certain = np.eye(10)[3]
    assert together(certain, certain, Weights(1, 1)).probabilities == pytest.approx(certain, abs=1e-6)


def test_a_smudge_is_one_short_line_more():
    random = np.random.default_rng(2)
    for seed in range(20):
        strokes = handwriting.write(seed % 10, random)
        more = smudged(strokes, random)
        assert len(more) == len(strokes) + 1
        old = {stroke.tobytes() for stroke in strokes}
        (smudge,) = [stroke for stroke in more if stroke.tobytes() not in old]
        size = np.ptp(np.concatenate(strokes), axis=0).max()
        assert 0.1 <= np.hypot(*(smudge[1] - smudge[0])) / size <= 0.2 + 1e-9
