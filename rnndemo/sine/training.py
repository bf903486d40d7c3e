"""Training the sine forecaster: the epochs, the validation slice, and the tutorial's own way beside them."""

import copy
import math
from collections.abc import Generator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from rnndemo import training
from rnndemo.sine import waves
from rnndemo.sine.forecaster import SineForecaster, work_per_window
from rnndemo.sine.waves import Series

AVERAGING = 0.98  # share of the running mean of the weights that stays after one epoch
VALIDATE = 5  # epochs between two measurements of the validation loss
JITTER = 1.5  # sd of the noise put on the inputs, in sd of the noise found in the data
STEP_WORK = 1e9  # multiply-adds one optimiser step may take, so that Stop never waits for it


class Learning(NamedTuple):
    """The training after one optimiser step; losses are in squared units of the series."""

    step: int  # whole epochs done
    steps: int
    train_loss: float
    validation_loss: float  # as last measured; NaN before that
    kept: int  # the epoch with the lowest validation loss so far

    @property
    def loss(self) -> float:
        """The training loss, by the name it has in every other training."""
        return self.train_loss


def fit(model: SineForecaster, series: Series) -> Generator[Learning, None, None]:
    """Train on the training part of `series`, yielding after each optimiser step.

    Noise found in the training part is put on the inputs afresh in each step (Bishop 1995), and what is
    judged and kept is a running mean of the weights (Polyak & Juditsky 1992). Closed at any time, the
    generator leaves `model` at the epoch whose validation loss was lowest. Raises ValueError as
    `waves.windows` does.
    """
    config = model.config
    if config.tutorial:
        yield from _fit_as_tutorial(model, series)
        return
    cut = waves.windows(series, config.window)
    z, y = model.standardise(cut.inputs[: cut.n_train]), model.standardise(cut.targets[: cut.n_train])
    generator = torch.Generator().manual_seed(config.seed)
    held = torch.from_numpy(waves.held_out(cut.n_train))
    size = max(8, int(STEP_WORK / work_per_window(config)))
    held_z, held_y = (thinned[:: -(-len(thinned) // size)] for thinned in (z[held], y[held]))
    z, y = z[~held], y[~held]
    if len(z) > size:
        order = torch.randperm(len(z), generator=generator)
        z, y = z[order], y[order]
    batches = list(zip(torch.split(z, size), torch.split(y, size), strict=True))
    jitter = JITTER * waves.estimate_noise(series.values[: series.n_train]) / float(model.sd)

    def loss_at(step: int) -> Tensor:
        z, y = batches[step % len(batches)]
        if jitter > 0:
            z = z + jitter * torch.randn(z.shape, generator=generator)
        return (model.forward(z) - y).square().mean()

    recipe = training.Recipe(config.epochs * len(batches), config.learning_rate, config.weight_decay)
    units = float(model.sd) ** 2
    average = copy.deepcopy(model).requires_grad_(False)
    weights, means = list(model.parameters()), list(average.parameters())
    best, validation, lowest, kept = _snapshot(model), math.nan, math.inf, 0
    try:
        for progress in training.fit(model, loss_at, recipe):
            epoch, inside = divmod(progress.step, len(batches))
            if inside == 0:
                stay = min(AVERAGING, (1 + epoch) / (10 + epoch))
                for mean, weight in zip(means, weights, strict=True):
                    mean.lerp_(weight.detach(), 1 - stay)
                if epoch % VALIDATE == 0 or epoch == config.epochs:
                    with torch.inference_mode():
                        validation = (average(held_z) - held_y).square().mean().item()
                    if validation < lowest:
                        lowest, kept, best = validation, epoch, _snapshot(average)
            yield Learning(epoch, config.epochs, progress.loss * units, validation * units, kept)
    finally:
        model.load_state_dict(best)
        model.eval()


def _fit_as_tutorial(model: SineForecaster, series: Series) -> Generator[Learning, None, None]:
    config = model.config
    cut = waves.windows(series, config.window)
    z, y = (model.standardise(part[: cut.n_train]) for part in (cut.inputs, cut.targets))

    def loss_at(step: int) -> Tensor:  # one window a step, all its answers against its one target
        i = step % len(z)
        return (model.read_as_tutorial(z[i : i + 1]) - y[i]).square().mean()

    recipe = training.Recipe(config.epochs * len(z), config.learning_rate, clip_norm=math.inf)
    for progress in training.fit(model, loss_at, recipe):
        epoch = progress.step // len(z)
        yield Learning(epoch, config.epochs, progress.loss, math.nan, epoch)
    model.eval()


def _snapshot(model: nn.Module) -> dict[str, Tensor]:
    return {name: weight.detach().clone() for name, weight in model.state_dict().items()}
