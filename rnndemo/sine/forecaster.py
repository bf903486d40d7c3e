"""The sine forecaster: a small recurrent network that reads a window of a wave and says what comes next."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from rnndemo.arrays import Array
from rnndemo.cells import CELLS, draw_weights
from rnndemo.language import say
from rnndemo.sine import waves
from rnndemo.sine.transform import REMEDIES
from rnndemo.sine.waves import Series


@dataclass(frozen=True)
class SineConfig:
    """Everything a run depends on; the same config (and data) gives the same numbers."""

    wave: str = "sine"  # a name in waves.WAVES, or "own" for a visitor's data
    points: int = 200
    span: float = 20.0  # x of the last point, radians
    noise: float = 0.0  # sd
    train_share: float = 0.67
    cell: str = "lstm"
    window: int = 10  # points
    hidden_size: int = 32
    layers: int = 1
    predicts: str = "change"  # what the network's output means: the next "value", or the "change" to it
    epochs: int = 150
    learning_rate: float = 0.015
    weight_decay: float = 0.1
    remedy: str = "none"  # what is done to the series before it is learnt, see transform
    tutorial: bool = False  # train with the tutorial's two mistakes
    seed: int = 0

    def __post_init__(self) -> None:
        for field, (low, high) in LIMITS.items():
            if not low <= (value := getattr(self, field)) <= high:
                raise ValueError(
                    say(
                        "{field} must be from {low} to {high}, not {value}",
                        field=field,
                        low=low,
                        high=high,
                        value=value,
                    )
                )
        for field, choices in CHOICES.items():
            if getattr(self, field) not in choices:
                raise ValueError(f"{field} must be one of {', '.join(choices)}, not {getattr(self, field)}")


LIMITS = {
    "points": (50, 1000),
    "span": (5.0, 100.0),
    "noise": (0.0, 0.5),
    "train_share": (0.3, 0.9),
    "window": (2, 60),
    "hidden_size": (1, 256),
    "layers": (1, 2),
    "epochs": (1, 1000),
    "learning_rate": (0.0001, 0.1),
    "weight_decay": (0.0, 1.0),
    "seed": (0, 9999),
}
CHOICES = {
    "wave": (*waves.WAVES, "own"),
    "cell": tuple(CELLS),
    "predicts": ("change", "value"),
    "remedy": REMEDIES,
}

# 100 points of sin on 0-10, the first 67 to train, RNN(1 -> 32) + Linear(32 -> 1), Adam 0.01, 150 epochs.
TUTORIAL = SineConfig(
    points=100, span=10.0, cell="rnn", predicts="value", epochs=150, learning_rate=0.01, weight_decay=0.0
)


class FreeRun(NamedTuple):
    """A network fed on its own output."""

    values: Array  # (starts, horizon), units of the series
    states: NDArray[np.float32]  # (starts, horizon, hidden_size): the hidden state behind each value


def make_series(config: SineConfig) -> Series:
    """Sample the wave the config describes. Raises ValueError for own data, which it does not hold."""
    if config.wave == "own":
        raise ValueError("own data come as values, see waves.own")
    return waves.sample(
        config.wave, config.points, config.span, config.noise, config.train_share, config.seed
    )


class SineForecaster(nn.Module):
    """Recurrent layers over the window, then one linear map from their last hidden state.

    Values are standardised inside, by mean and sd of the training part alone, so that inputs and outputs
    are in units of the series.
    """

    mean: Tensor
    sd: Tensor

    def __init__(self, config: SineConfig, mean: float = 0.0, sd: float = 1.0) -> None:
        super().__init__()
        self.config = config
        self.layer = CELLS[config.cell](1, config.hidden_size, config.layers, batch_first=True)
        self.head = nn.Linear(config.hidden_size, 1)
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float64))
        self.register_buffer("sd", torch.tensor(sd, dtype=torch.float64))
        draw_weights(self, config.hidden_size, config.seed)

    def standardise(self, x: Array) -> Tensor:
        """Return x in the network's own units, float32."""
        return ((torch.tensor(x) - self.mean) / self.sd).float()

    def hidden(self, z: Tensor) -> Tensor:
        """Return the last hidden state after standardised windows: (batch, window) -> (batch, hidden)."""
        states: Tensor = self.layer(z.unsqueeze(-1))[0]  # (batch, window, hidden)
        return states[:, -1]

    def forward(self, z: Tensor) -> Tensor:
        """Return the standardised next value: (batch, window) -> (batch,)."""
        return self.write(self.hidden(z), z)

    def write(self, h: Tensor, z: Tensor) -> Tensor:
        """Turn last hidden states (batch, hidden) into next values (batch,); z is (batch, window)."""
        out: Tensor = self.head(h).squeeze(-1)
        return out + z[:, -1] if self.config.predicts == "change" else out

    def read_as_tutorial(self, z: Tensor) -> Tensor:
        """Read windows the way the tutorial does: (batch, window) -> (batch, window) answers.

        Each value becomes a sequence of its own, of length one, so the hidden state carries nothing
        from one value to the next, and a window gets as many answers as it has values.
        """
        return self.forward(z.reshape(-1, 1)).view(z.shape)

    @torch.inference_mode()
    def forecast(self, inputs: Array) -> Array:
        """Say what follows each window, in units of the series: (n, window) -> (n,)."""
        pieces = torch.split(self.standardise(inputs), 256)
        if self.config.tutorial:
            return torch.cat([self.read_as_tutorial(z)[:, -1] for z in pieces]).double().numpy()
        return (torch.cat([self.forward(z) for z in pieces]).double() * self.sd + self.mean).numpy()

    @torch.inference_mode()
    def free_run(self, history: Array, horizon: int, shocks: Array | None = None) -> FreeRun:
        """Forecast `horizon` steps, each from the last `window` values, the network's own among them.

        history (starts, at least window): what is known before the first step. shocks (starts, horizon), in
        units of the series, are added to each value before the next step reads it.
        """
        z = self.standardise(history[:, -self.config.window :])  # (starts, window)
        values, states = [], []
        added = None if shocks is None else torch.from_numpy(shocks / float(self.sd)).float()
        for step in range(horizon):
            h = self.hidden(z[:, -1:] if self.config.tutorial else z)
            values.append(self.write(h, z) + (0.0 if added is None else added[:, step]))
            states.append(h.clone())  # h is a view that would keep the states of its whole window
            z = torch.cat([z[:, 1:], values[-1].unsqueeze(1)], dim=1)
        path = torch.stack(values, dim=1).double() * self.sd + self.mean
        return FreeRun(path.numpy(), torch.stack(states, dim=1).numpy())


def build(config: SineConfig, series: Series) -> SineForecaster:
    """Make the untrained network for a series; only the training part is looked at."""
    if config.tutorial:
        return SineForecaster(config)
    train = series.values[: series.n_train]
    sd = float(np.std(train))
    flat = sd <= 1e-9 * (1 + float(np.max(np.abs(train))))
    return SineForecaster(config, float(np.mean(train)), 1.0 if flat else sd)


def work_per_window(config: SineConfig) -> int:
    """Return about how many multiply-adds one optimiser step spends on one window."""
    gates, h = {"rnn": 1, "gru": 3, "lstm": 4}[config.cell], config.hidden_size
    weights = gates * h * (1 + h) + (config.layers - 1) * gates * h * 2 * h
    return 3 * config.window * weights  # forwards once, backwards twice
