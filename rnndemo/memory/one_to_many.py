"""One to many: one number goes in, then only zeros; the hidden state alone continues the wave."""

import math
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from rnndemo import cells, checkpoints, training

NAME = "one-to-many"
PERIOD = 20  # steps
LENGTH = 60  # steps a wave has in training


class Waves(NamedTuple):
    """What the network made of its one input, and the true waves, each (batch, steps)."""

    values: Tensor
    truth: Tensor


class OneToManyCard(NamedTuple):
    """The card of the shipped network."""

    period: int  # steps
    length: int  # steps of each wave in training and in the error
    rms_error: float  # over 64 start values

    @classmethod
    def from_card(cls, card: dict[str, Any]) -> "OneToManyCard":
        """Read the card as `checkpoints.save` wrote it."""
        return cls(*(card[field] for field in cls._fields))


class OneToMany(nn.Module):
    """A GRU that is given the first value of a rising wave and continues the wave on its own."""

    def __init__(self, hidden_size: int = 16, seed: int = 0) -> None:
        super().__init__()
        self.recurrent = nn.GRU(1, hidden_size, batch_first=True)
        self.readout = nn.Linear(hidden_size, 1)
        cells.draw_weights(self, hidden_size, seed)

    def forward(self, start: Tensor, steps: int) -> Tensor:
        """Return `steps` values for the start values (batch,), each in −1..1: (batch, steps)."""
        x = F.pad(start[:, None], (0, steps - 1))[..., None]  # (batch, steps, 1): zeros after the first
        values: Tensor = self.readout(self.recurrent(x)[0])
        return values[..., 0]


def true_wave(start: Tensor, steps: int) -> Tensor:
    """Return the rising sine waves (batch, steps) that begin at `start`."""
    return torch.sin(torch.asin(start)[:, None] + 2 * math.pi / PERIOD * torch.arange(steps))


def train(seed: int = 0, steps: int = 400) -> OneToMany:
    """Train a network; the same seed gives the same one."""
    network = OneToMany(seed=seed)
    random = torch.Generator().manual_seed(seed)

    def loss_at(step: int) -> Tensor:
        start = torch.rand(32, generator=random) * 1.9 - 0.95
        return F.mse_loss(network(start, LENGTH), true_wave(start, LENGTH))

    for _ in training.fit(network, loss_at, training.Recipe(steps, 0.02, schedule="one_cycle")):
        pass
    return network.eval().requires_grad_(False)


def continue_waves(network: OneToMany, start: Tensor, steps: int = LENGTH) -> Waves:
    """Let the network continue for `steps` steps from each start value (batch,)."""
    first = start.float()
    return Waves(network(first, steps), true_wave(first, steps))


def rms_error(network: OneToMany) -> float:
    """Return the root mean squared error over 64 start values."""
    waves = continue_waves(network, torch.linspace(-0.95, 0.95, 64))
    return F.mse_loss(waves.values, waves.truth).sqrt().item()


def save(network: OneToMany, folder: Path | None = None) -> Path:
    """Write the network and its card."""
    card = OneToManyCard(PERIOD, LENGTH, rms_error(network))
    return checkpoints.save(NAME, network.state_dict(), card._asdict(), folder)


def load(folder: Path | None = None) -> OneToMany:
    """Load the shipped network. Raises CheckpointError."""
    network = OneToMany()
    checkpoints.fill(network, checkpoints.load(NAME, folder), NAME)
    return network
