"""Surgery does what it says, to one reading only."""

import numpy as np
import pytest
import torch

from rnndemo.digits import unseen
from rnndemo.digits.reader import DigitConfig, DigitReader, load_reader, read_rows
from rnndemo.memory.surgery import GATES, Surgery, answers, important_units, smallest_wipe


@pytest.fixture(scope="module")
def reader():
    """An untrained network: surgery must hold for any weights."""
    torch.manual_seed(0)
    return DigitReader(DigitConfig(hidden_size=16)).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def image():
    return np.random.default_rng(0).random((28, 28), dtype=np.float32)


def test_a_surgery_that_names_nothing_changes_nothing(reader, image):
    whole, operated = read_rows(reader, image), read_rows(reader, image, edit=Surgery())
    assert all(np.array_equal(*pair) for pair in zip(whole.trace, operated.trace, strict=True))
    assert np.array_equal(whole.belief, operated.belief)


@pytest.mark.parametrize("gate", GATES)
def test_a_clamped_gate_has_its_value_in_every_unit_at_every_row(reader, image, gate):
    traced = read_rows(reader, image, edit=Surgery(clamp=((gate, 0.25),))).trace
    assert (getattr(traced, gate) == 0.25).all()
    for other in set(GATES) - {gate}:
        assert getattr(traced, other).std() > 0


def test_a_closed_output_gate_leaves_only_the_readouts_bias(reader, image):
    reading = read_rows(reader, image, edit=Surgery(clamp=(("output_gate", 0.0),)))
    assert reading.probabilities == pytest.approx(reader.readout.bias.softmax(0).numpy(), abs=1e-6)


def test_with_both_states_wiped_after_a_row_the_rest_is_read_as_an_image_of_its_own(reader, image):
    wipe_c, wipe_h = (Surgery(wipe=state, wipe_at=9) for state in ("cell_state", "hidden_state"))
    wiped = read_rows(reader, image, edit=lambda t, name, v: wipe_h(t, name, wipe_c(t, name, v)))
    with torch.no_grad():
        fresh = reader(torch.from_numpy(image)[None, 10:]).softmax(-1)[0].numpy()
    assert wiped.probabilities == pytest.approx(fresh, abs=1e-6)


def test_muted_units_are_zero_and_the_others_are_not(reader, image):
    hidden = read_rows(reader, image, edit=Surgery(mute=(3, 5))).trace.hidden_state
    assert (hidden[:, [3, 5]] == 0).all()
    assert (hidden[-1, [0, 1, 2, 4]] != 0).all()


def test_the_weights_of_the_network_never_change(reader, image):
    before = {name: weight.clone() for name, weight in reader.state_dict().items()}
    surgery = Surgery(clamp=(("forget_gate", 0.0),), wipe="cell_state", wipe_at=3, mute=(1,))
    operated = read_rows(reader, image, edit=surgery)
    assert all(torch.equal(before[name], weight) for name, weight in reader.state_dict().items())
    assert not np.array_equal(operated.belief, read_rows(reader, image).belief)


def test_the_smallest_wipe_changes_the_answer_and_no_single_unit_does_if_it_names_two(reader, image):
    found = smallest_wipe(reader, torch.from_numpy(image))
    assert read_rows(reader, image, edit=found).digit != read_rows(reader, image).digit
    if len(found.wipe_units) > 1:
        singles = (
            Surgery(wipe="cell_state", wipe_at=row, wipe_units=(unit,))
            for row in range(28)
            for unit in range(16)
        )
        assert all(read_rows(reader, image, edit=s).digit == read_rows(reader, image).digit for s in singles)


def test_the_most_important_units_are_those_that_add_most_to_the_logit_of_the_answer(reader, image):
    reading = read_rows(reader, image)
    argument = reader.readout.weight[reading.digit] * torch.from_numpy(reading.trace.hidden_state[-1])
    state = reading.trace.hidden_state[-1]
    assert important_units(reader, state, reading.digit, 4) == tuple(argument.topk(4).indices.tolist())


def test_an_impossible_surgery_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="from 0 to 1"):
        Surgery(clamp=(("forget_gate", 1.5),))
    with pytest.raises(ValueError, match="wipe one of"):
        Surgery(wipe="input_gate")


def test_many_images_are_operated_on_as_each_alone(reader):
    images = np.random.default_rng(1).random((5, 28, 28), dtype=np.float32)
    surgery = Surgery(clamp=(("input_gate", 0.7),), wipe="hidden_state", wipe_at=4)
    alone = [read_rows(reader, image, edit=surgery).digit for image in images]
    assert answers(reader, torch.from_numpy(images), surgery).tolist() == alone


def test_with_nothing_kept_the_shipped_reader_gives_hardly_more_than_one_answer():
    """The question of the surgery panel says so."""
    sheet, network = unseen.load(), load_reader().reader
    x = torch.from_numpy(sheet.images)
    said = answers(network, x, Surgery(clamp=(("forget_gate", 0.0),)))
    assert np.bincount(said).max() > 0.7 * len(said)
    assert (said == sheet.labels).mean() < 0.2
    assert (answers(network, x, Surgery()) == sheet.labels).mean() > 0.97
