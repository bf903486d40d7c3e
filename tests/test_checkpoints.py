"""A checkpoint is loaded completely, or refused in a sentence that says what to do."""

import hashlib
import json
import os

import pytest
import torch
from torch import nn

from rnndemo import checkpoints
from rnndemo.checkpoints import CheckpointError

ADVICE = r"Restore checkpoints/ from the repository, or train anew: make train$"


def weights(seed):
    torch.manual_seed(seed)
    return nn.Linear(3, 2).state_dict()


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_the_default_folder_is_looked_up_at_each_call(folder, monkeypatch):
    monkeypatch.setattr(checkpoints, "FOLDER", folder)
    assert same(checkpoints.load("net").weights, weights(0))
    checkpoints.save("net", weights(3), {"model": "newer"})
    assert checkpoints.read_card("net", folder)["model"] == "newer"
    monkeypatch.setattr(checkpoints, "FOLDER", folder / "empty")
    with pytest.raises(CheckpointError, match="is missing"):
        checkpoints.load("net")


@pytest.fixture
def folder(tmp_path):
    checkpoints.save("net", weights(0), {"model": "old"}, tmp_path / "checkpoints")
    return tmp_path / "checkpoints"


def weights_file(folder, name="net"):
    return folder / json.loads((folder / f"{name}.json").read_text())["weights"]["file"]


def write(folder, card):
    """Write a card with the right seal."""
    (folder / "net.json").write_text(json.dumps(checkpoints.sealed("net", card)))


def test_what_was_saved_is_loaded(folder):
    loaded = checkpoints.load("net", folder)
    assert same(loaded.weights, weights(0))
    assert loaded.card["model"] == "old"
    assert loaded.card == checkpoints.read_card("net", folder)


def test_a_model_is_filled_and_frozen(folder):
    model = checkpoints.fill(nn.Linear(3, 2), checkpoints.load("net", folder), "net")
    assert same(model.state_dict(), weights(0))
    assert not model.training
    assert not any(weight.requires_grad for weight in model.parameters())


def test_weights_that_are_views_are_saved_too(tmp_path):
    square = torch.arange(6.0).reshape(2, 3)
    checkpoints.save("view", {"w": square.T}, {}, tmp_path)
    assert torch.equal(checkpoints.load("view", tmp_path).weights["w"], square.T)


def test_a_new_pair_replaces_the_old_one_and_no_other(folder):
    checkpoints.save("net-tutorial", weights(5), {}, folder)
    checkpoints.save("net", weights(1), {"model": "new"}, folder)
    assert same(checkpoints.load("net", folder).weights, weights(1))
    assert same(checkpoints.load("net-tutorial", folder).weights, weights(5))
    assert len(list(folder.iterdir())) == 4


def test_saving_the_same_weights_again_changes_nothing(folder):
    before = sorted(path.name for path in folder.iterdir())
    checkpoints.save("net", weights(0), {"model": "old"}, folder)
    assert sorted(path.name for path in folder.iterdir()) == before
    checkpoints.load("net", folder)


def test_a_missing_card_is_reported(folder):
    with pytest.raises(CheckpointError, match=r"nothing\.json is missing\. " + ADVICE):
        checkpoints.load("nothing", folder)


def test_missing_weights_are_reported(folder):
    weights_file(folder).unlink()
    with pytest.raises(
        CheckpointError, match=r"\.safetensors that net\.json names cannot be read\. " + ADVICE
    ):
        checkpoints.load("net", folder)


@pytest.mark.parametrize(
    "damage",
    [lambda content: content[:-4], lambda content: content[:-1] + b"\x7f", lambda content: b""],
    ids=["truncated", "edited", "emptied"],
)
def test_damaged_weights_are_reported(folder, damage):
    file = weights_file(folder)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(CheckpointError, match=r"is not the file that net\.json describes\. " + ADVICE):
        checkpoints.load("net", folder)


def test_another_checkpoints_weights_are_reported(folder):
    checkpoints.save("other", weights(9), {}, folder)
    weights_file(folder).write_bytes(weights_file(folder, "other").read_bytes())
    with pytest.raises(CheckpointError, match=r"is not the file that net\.json describes\. " + ADVICE):
        checkpoints.load("net", folder)


def test_weights_in_another_format_are_reported(folder):
    file = weights_file(folder)
    file.write_bytes(b"pickled")
    card = {"weights": {"file": file.name, "sha256": hashlib.sha256(b"pickled").hexdigest()}}
    write(folder, card)
    with pytest.raises(CheckpointError, match=r"is not a safetensors file\. " + ADVICE):
        checkpoints.load("net", folder)


@pytest.mark.parametrize("text", ["", "{", "weights", "\x00", "[" * 100_000], ids=lambda text: text[:9])
def test_a_card_that_is_not_json_is_reported(folder, text):
    (folder / "net.json").write_text(text)
    with pytest.raises(CheckpointError, match=r"net\.json cannot be read as JSON\. " + ADVICE):
        checkpoints.load("net", folder)


@pytest.mark.parametrize("card", [[], 3, None, "card"])
def test_json_that_is_no_card_is_reported(folder, card):
    (folder / "net.json").write_text(json.dumps(card))
    with pytest.raises(CheckpointError, match=r"net\.json is not a model card\. " + ADVICE):
        checkpoints.load("net", folder)


@pytest.mark.parametrize("file", ["", ".", "..", "\x00", "nowhere.safetensors"])
def test_a_card_that_names_no_readable_file_is_reported(folder, file):
    write(folder, {"weights": {"file": file, "sha256": ""}})
    with pytest.raises(CheckpointError, match=ADVICE):
        checkpoints.load("net", folder)


def test_a_card_cannot_reach_outside_its_folder(folder):
    inside = weights_file(folder)
    outside = inside.rename(folder.parent / inside.name)
    card = checkpoints.read_card("net", folder)
    for file in (f"../{outside.name}", str(outside)):
        card["weights"]["file"] = file
        write(folder, card)
        with pytest.raises(CheckpointError, match="cannot be read"):
            checkpoints.load("net", folder)


@pytest.mark.parametrize(
    "edit",
    [
        lambda card: card | {"model": "better"},
        lambda card: card | {"note": "mine"},
        lambda card: {key: value for key, value in card.items() if key != "model"},
        lambda card: {key: value for key, value in card.items() if key != "seal"},
        lambda card: card | {"seal": None},
        lambda card: checkpoints.sealed("other", card),
    ],
    ids=["a field changed", "one more", "one less", "no seal", "an empty seal", "another network's card"],
)
def test_a_card_that_is_not_as_it_was_saved_is_reported(folder, edit):
    card = json.loads((folder / "net.json").read_text())
    (folder / "net.json").write_text(json.dumps(edit(card)))
    with pytest.raises(CheckpointError, match=r"net\.json was changed by hand, or is another.* " + ADVICE):
        checkpoints.read_card("net", folder)


def test_a_card_may_be_reformatted_and_may_hold_any_json(tmp_path):
    odd = {"none": None, "nan": float("nan"), "é": [1.5, (2, 3)], 10: "a", 9: {"b": 1e-300}}
    checkpoints.save("odd", weights(0), odd, tmp_path)
    path = tmp_path / "odd.json"
    card = checkpoints.read_card("odd", tmp_path)
    path.write_text(json.dumps(dict(reversed(card.items()))).replace(",", ",\r\n"))
    assert checkpoints.read_card("odd", tmp_path).keys() == card.keys()


@pytest.mark.parametrize("model", [nn.Linear(4, 2), nn.LSTM(3, 2)])
def test_weights_of_another_shape_are_reported(folder, model):
    with pytest.raises(
        CheckpointError, match=r"weights of net do not fit the network on its card\. " + ADVICE
    ):
        checkpoints.fill(model, checkpoints.load("net", folder), "net")


@pytest.mark.parametrize("suffix", [".json", ".safetensors"], ids=["card", "weights"])
def test_a_write_that_fails_leaves_the_old_pair_usable(folder, monkeypatch, suffix):
    replace = os.replace

    def failing(source, target):
        if str(target).endswith(suffix):
            raise OSError("disk full")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="disk full"):
        checkpoints.save("net", weights(1), {"model": "new"}, folder)
    monkeypatch.undo()
    assert list(folder.glob("*.partial"))
    loaded = checkpoints.load("net", folder)
    assert loaded.card["model"] == "old"
    assert same(loaded.weights, weights(0))
    checkpoints.save("net", weights(1), {"model": "new"}, folder)
    assert same(checkpoints.load("net", folder).weights, weights(1))
    assert len(list(folder.iterdir())) == 2


def test_a_half_written_file_is_never_loaded(folder):
    (folder / "net.json.partial").write_text("{")
    (folder / f"{weights_file(folder).name}.partial").write_bytes(b"half")
    assert same(checkpoints.load("net", folder).weights, weights(0))
    (folder / "net.json").unlink()
    with pytest.raises(CheckpointError, match=r"net\.json is missing"):
        checkpoints.load("net", folder)
