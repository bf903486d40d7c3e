"""Checkpoints: trained weights with a card that says where they come from.

`<name>.json` is the card, which anyone can read. It holds the name of its weights file,
`<name>.<hash>.safetensors`, the SHA-256 of that file, and a seal: the SHA-256 of the card's own name and
content. A card whose seal is right is as `save` wrote it, so nobody who reads it checks its fields again.
Weights are written first and the card is renamed into place last, so a crash at any moment leaves the old
checkpoint or the new one, complete.
"""

import hashlib
import json
import os
import platform
import tempfile
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load as from_bytes
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from rnndemo.language import say

INSTALLED = Path(__file__).parent / "shipped"  # only in an installed package: its copy of checkpoints/
FOLDER = INSTALLED if INSTALLED.is_dir() else Path(__file__).parent.parent / "checkpoints"

Card = dict[str, Any]  # as JSON has it
Network = TypeVar("Network", bound=nn.Module)


class CheckpointError(Exception):
    """A checkpoint that cannot be used; its message tells the user why, and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(
            say("{why} Restore checkpoints/ from the repository, or train anew: make train", why=why)
        )


class Checkpoint(NamedTuple):
    """Trained weights and the card that came with them."""

    weights: dict[str, Tensor]
    card: Card


def make_folder(folder: Path | None = None) -> None:
    """Make the folder (default: FOLDER) and try to write there. Raises OSError.

    Call it before a training: after one, the result would be lost.
    """
    folder = folder or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"0")


def save(name: str, weights: dict[str, Tensor], card: Card, folder: Path | None = None) -> Path:
    """Write weights and card under `name`; the earlier pair is replaced only once both are on disk."""
    folder = folder or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    payload = to_bytes({key: tensor.detach().contiguous() for key, tensor in weights.items()})
    digest = hashlib.sha256(payload).hexdigest()
    weights_path = folder / f"{name}.{digest[:8]}.safetensors"
    card = sealed(name, {**card, "weights": {"file": weights_path.name, "sha256": digest}})
    write_whole(weights_path, payload)
    write_whole(folder / f"{name}.json", (json.dumps(card, indent=2) + "\n").encode())
    for old in folder.glob(f"{name}.*.safetensors"):
        if old != weights_path:
            old.unlink()
    return folder / f"{name}.json"


def versions() -> dict[str, str]:
    """Return the versions that a training depends on, for its card."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
    }


def read_card(name: str, folder: Path | None = None) -> Card:
    """Read a card without its weights: for a page that shows a number. Raises CheckpointError."""
    path = (folder or FOLDER) / f"{name}.json"
    try:
        card = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise CheckpointError(say("{file} is missing.", file=path.name)) from None
    except (OSError, ValueError, RecursionError):
        raise CheckpointError(say("{file} cannot be read as JSON.", file=path.name)) from None
    if not isinstance(card, dict):
        raise CheckpointError(say("{file} is not a model card.", file=path.name))
    if card.get("seal") != sealed(name, card)["seal"]:
        raise CheckpointError(
            say("{file} was changed by hand, or is another network's card.", file=path.name)
        )
    return card


def sealed(name: str, card: Card) -> Card:
    """Return the card of the checkpoint `name` with the seal that fits its content."""
    content = json.loads(json.dumps({key: value for key, value in card.items() if key != "seal"}))
    seal = hashlib.sha256(json.dumps([name, content], sort_keys=True).encode()).hexdigest()
    return {**content, "seal": seal}


def load(name: str, folder: Path | None = None) -> Checkpoint:
    """Read the checkpoint `name` and compare its weights with its card. Raises CheckpointError."""
    card = read_card(name, folder)
    file, digest = card["weights"]["file"], card["weights"]["sha256"]
    try:
        payload = ((folder or FOLDER) / Path(file).name).read_bytes()
    except (OSError, ValueError):
        raise CheckpointError(
            say("The weights {file} that {name}.json names cannot be read.", file=file, name=name)
        ) from None
    if hashlib.sha256(payload).hexdigest() != digest:
        raise CheckpointError(say("{file} is not the file that {name}.json describes.", file=file, name=name))
    try:
        return Checkpoint(from_bytes(payload), card)
    except SafetensorError:
        raise CheckpointError(say("{file} is not a safetensors file.", file=file)) from None


def fill(model: Network, checkpoint: Checkpoint, name: str) -> Network:
    """Put a checkpoint's weights into a model built from its card, set to eval mode and frozen.

    Raises CheckpointError where the weights have other names or shapes.
    """
    try:
        model.load_state_dict(checkpoint.weights)
    except RuntimeError:
        raise CheckpointError(
            say("The weights of {name} do not fit the network on its card.", name=name)
        ) from None
    return model.eval().requires_grad_(False)


def write_whole(path: Path, payload: bytes) -> None:
    """Write a file beside `path`, then rename it: a reader finds the old file or the new one, complete."""
    beside = path.with_name(path.name + ".partial")
    with open(beside, "wb") as file:
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
