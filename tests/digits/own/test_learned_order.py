"""A network that is taught one shuffle of the rows reads that shuffle, and the card says how well."""

import numpy as np
import pytest
import torch

from rnndemo.digits import unseen
from rnndemo.digits.mnist import Digits
from rnndemo.digits.own import learned_order
from rnndemo.digits.own.network import BATCH
from rnndemo.digits.reader import read_rows


def test_a_study_tries_both_orders_on_networks_of_each(tmp_path):
    random = torch.Generator().manual_seed(0)
    digits = Digits(torch.rand(2 * BATCH, 28, 28, generator=random), torch.arange(2 * BATCH) % 10)
    study = learned_order.Study(seeds=2)
    assert [at.step for at in study.run(digits, digits)] == [1, 2, 3, 4]
    study.save((128, 128), tmp_path, tmp_path)
    learned = learned_order.load(tmp_path)
    assert {name: len(of.by_seed) for name, of in learned.accuracy["usual"].items()} == {
        "usual": 2,
        "shuffled": 2,
    }
    for name, order in learned_order.ORDERS.items():  # counted here by another way of reading
        said = [read_rows(learned.readers[name], image.numpy(), order).digit for image in digits.images]
        right = np.mean(np.array(said) == digits.labels.numpy())
        assert learned.accuracy[name][name].by_seed[0] == pytest.approx(right, abs=1.5 / len(said))


@pytest.mark.parametrize(("taught", "read", "low", "high"), [
    ("usual", "usual", 0.9, 1.0), ("usual", "shuffled", 0.0, 0.4),
    ("shuffled", "shuffled", 0.9, 1.0), ("shuffled", "usual", 0.0, 0.4),
])  # fmt: skip
def test_the_networks_that_ship_read_the_order_they_were_taught_and_not_the_other(taught, read, low, high):
    sheet, learned = unseen.load(), learned_order.load()
    rows = list(learned_order.ORDERS[read].rows)
    answers = learned.readers[taught](torch.from_numpy(sheet.images[:, rows]).float()).argmax(-1).numpy()
    assert low <= np.mean(answers == sheet.labels) <= high
    assert all(low <= accuracy <= high for accuracy in learned.accuracy[taught][read].by_seed)


def test_the_card_is_of_five_seeds_and_all_of_mnist():
    learned = learned_order.load()
    assert learned.shuffle == learned_order.ORDERS["shuffled"]
    assert {len(of.by_seed) for reads in learned.accuracy.values() for of in reads.values()} == {5}
    assert (learned.training_digits, learned.test_digits) == (60_000, 10_000)
