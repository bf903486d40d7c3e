"""One to many: one number goes in, then nothing; the state alone goes on with the wave."""

import math
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from rnndemo import cells, checkpoints, training

PERIOD = 20  # steps
LENGTH = 60  # steps of free running in training
NAME = "one-to-many"


class Song(NamedTuple):
    """What the network made of its one input, and the true wave, each (batch, steps)."""

    values: Tensor
    truth: Tensor


class WaveSinger(nn.Module):
    """A GRU that hears the first value of a rising wave and must continue it on its own."""

    def __init__(self, hidden_size: int = 16, seed: int = 0):
        super().__init__()
        self.recurrent = nn.GRU(1, hidden_size, batch_first=True)
        self.readout = nn.Linear(hidden_size, 1)
        cells.draw_weights(self, hidden_size, seed)

    def forward(self, start: Tensor, steps: int) -> Tensor:
        """Return `steps` values for the start values (batch,), each in −1..1: (batch, steps)."""
        x = F.pad(start[:, None], (0, steps - 1))[..., None]  # (batch, steps, 1): silence after the first
        return self.readout(self.recurrent(x)[0])[..., 0]


def true_wave(start: Tensor, steps: int) -> Tensor:
    """Return the rising sine waves (batch, steps) that begin at `start`."""
    return torch.sin(torch.asin(start)[:, None] + 2 * math.pi / PERIOD * torch.arange(steps))


def train(seed: int = 0, steps: int = 400) -> WaveSinger:
    """Train a singer; the same seed gives the same one."""
    singer = WaveSinger(seed=seed)
    random = torch.Generator().manual_seed(seed)

    def loss_at(step: int) -> Tensor:
        start = torch.rand(32, generator=random) * 1.9 - 0.95
        return F.mse_loss(singer(start, LENGTH), true_wave(start, LENGTH))

    for _ in training.fit(singer, loss_at, training.Recipe(steps, 0.02, schedule="one_cycle")):
        pass
    return singer.eval().requires_grad_(False)


def sing(singer: WaveSinger, start: Tensor, steps: int = LENGTH) -> Song:
    """Let the singer go on for `steps` steps from each start (batch,)."""
    first = start.float()
    return Song(singer(first, steps), true_wave(first, steps))


def save(singer: WaveSinger, folder: Path | None = None) -> Path:
    """Write the singer and its card: its root mean squared error over 64 starts."""
    song = sing(singer, torch.linspace(-0.95, 0.95, 64))
    error = F.mse_loss(song.values, song.truth).sqrt().item()
    return checkpoints.save(
        NAME, singer.state_dict(), {"period": PERIOD, "length": LENGTH, "rms_error": error}, folder
    )


def load(folder: Path | None = None) -> WaveSinger:
    """Load the shipped singer. Raises CheckpointError."""
    return checkpoints.fill(WaveSinger(), checkpoints.load(NAME, folder), NAME)
