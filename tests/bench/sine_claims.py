"""Figures behind the sentences of the wave page: shape mistake, two values, honest case, remedies."""

from dataclasses import replace
from statistics import median

import numpy as np
import torch

from rnndemo import training
from rnndemo.sine import baselines, run, waves
from rnndemo.sine.forecaster import TUTORIAL, SineConfig, build, make_series
from rnndemo.sine.transform import REMEDIES

SEEDS = 5


def main() -> None:
    """Print them all."""
    torch.set_num_threads(1)
    _shape_mistake()
    _windows()
    _honest_case()
    _remedies()


def _judged(config: SineConfig, series: waves.Series | None = None):
    result = run.start(config, series)
    for _ in result.train():
        pass
    return result.judge()


def _shape_mistake() -> None:
    """Train the tutorial's wrong shape in three ways: only the order of the updates differs."""
    config = replace(TUTORIAL, tutorial=True)
    series = make_series(config)
    cut = waves.windows(series, config.window)
    inputs, targets = cut.inputs[: cut.n_train], cut.targets[: cut.n_train]
    later, truth = cut.inputs[cut.n_train :], cut.targets[cut.n_train :]
    line = baselines.static_line(inputs, targets)
    error = baselines.mean_squared_error(line.predict(later[:, -1:]), truth)
    answers = float(np.mean((line.predict(later[..., None]) - truth[:, None]) ** 2))
    print(f"the shape mistake: one straight line, test MSE {error:.3g}, over all answers {answers:.3g}")
    for way in (
        "one batch of all windows",
        "one window an update, shuffled",
        "one window an update, in order",
    ):
        errors = []
        for seed in range(3):
            model = build(replace(config, seed=seed), series)
            z, y = model.standardise(inputs), model.standardise(targets)
            order = np.random.default_rng(seed)
            places = np.concatenate([order.permutation(len(z)) for _ in range(config.epochs)])

            def loss_at(step: int, model=model, z=z, y=y, places=places, way=way):
                if "batch" in way:
                    return (model.read_as_tutorial(z) - y[:, None]).square().mean()
                at = step % len(z) if "in order" in way else places[step]
                return (model.read_as_tutorial(z[at : at + 1]) - y[at]).square().mean()

            steps = 1500 if "batch" in way else config.epochs * len(z)
            recipe = training.Recipe(steps, config.learning_rate, clip_norm=np.inf)
            for _ in training.fit(model, loss_at, recipe):
                pass
            errors.append(baselines.mean_squared_error(model.forecast(later), truth))
        print(f"  {way}: test MSE {', '.join(f'{each:.3g}' for each in errors)}", flush=True)


def _windows() -> None:
    for window in (2, 10):
        verdicts = [_judged(SineConfig(window=window, seed=seed)) for seed in range(SEEDS)]
        mse = median(each.test_mse / each.persistence_mse for each in verdicts)
        free = sorted(each.free_run_rmse for each in verdicts)
        print(f"window {window}: test MSE / persistence {mse:.2g}, free run RMSE {_spread(free)}", flush=True)


def _honest_case() -> None:
    for title, changes in {
        "noisy sine": {"noise": 0.1},
        "damped": {"wave": "damped"},
        "sawtooth": {"wave": "sawtooth"},
        "noisy sawtooth": {"wave": "sawtooth", "noise": 0.1},
        "chaotic": {"wave": "chaotic"},
        "noisy chaotic": {"wave": "chaotic", "noise": 0.05},
    }.items():
        verdicts = [_judged(SineConfig(seed=seed, **changes)) for seed in range(SEEDS)]
        ratios = sorted(each.test_mse / each.ar_mse for each in verdicts)
        print(f"LSTM / AR(10), {title}: {_spread(ratios)}", flush=True)


def _remedies() -> None:
    """Try each remedy on a made series that grows by 1 % a step, with a season of 12 that grows with it."""
    for remedy in REMEDIES:
        ratios = []
        for seed in range(SEEDS):
            time = np.arange(144)
            noise = 0.03 * np.random.default_rng(seed).standard_normal(144)
            values = np.exp(4.8 + 0.01 * time + noise) * (1 + 0.2 * np.sin(2 * np.pi * time / 12))
            verdict = _judged(SineConfig(wave="own", remedy=remedy, seed=seed), waves.own(values, 0.67))
            ratios.append(verdict.test_mse / verdict.persistence_mse)
        print(f"remedy {remedy}: test MSE / last value {_spread(sorted(ratios))}", flush=True)


def _spread(values: list[float]) -> str:
    return f"median {median(values):.2g} ({values[0]:.2g} to {values[-1]:.2g}), {len(values)} seeds"


if __name__ == "__main__":
    main()
