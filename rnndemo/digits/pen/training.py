"""How a pen reader is trained: the recipe, its drawings, its checkpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from rnndemo import cells
from rnndemo.digits import handwriting, mnist, pendigits
from rnndemo.digits.pen.path import Lines, PenPath, cut, lines_of
from rnndemo.digits.pen.reader import PenReader
from rnndemo.digits.pen.skeleton_walk import walk
from rnndemo.digits.pen.stroke_orders import rewrite
from rnndemo.digits.pictures.skeleton import thin
from rnndemo.training import Progress, Recipe, fit

Strokes = list[np.ndarray]


@dataclass(frozen=True)
class PenRecipe:
    """Everything that decides the weights, besides the network's shape."""

    steps: int = 8_000
    batch_size: int = 256
    learning_rate: float = 5e-3  # the peak of one cycle (Smith & Topin 2019)
    weight_decay: float = 0.01
    forget_bias: float = 1.0
    every_step: float = 0.5  # of the loss: the answers after every step; the rest is the last answer
    own_order: int = 3  # times each writer's digit is taken as it was written
    rewritten: int = 4  # times the same is written in another stroke order
    walked: int = 8_000  # MNIST digits whose skeleton a pen walks along
    made_up: int = 8_000  # digits of made-up hands
    seed: int = 0


class Drawings(NamedTuple):
    """Labelled drawings."""

    lines: Lines
    labels: Tensor  # (n,)


def collect(recipe: PenRecipe, data_dir: Path) -> Drawings:
    """Return all drawings that the recipe trains on: writers, walked skeletons, made-up hands."""
    random = np.random.default_rng(recipe.seed)
    writers = pendigits.load(data_dir, "train")
    own = drawings_of([digit.strokes for digit in writers], [digit.label for digit in writers])
    strokes: list[Strokes] = []
    labels: list[int] = []
    for _ in range(recipe.rewritten):
        strokes += [rewrite(digit.strokes, random) for digit in writers]
        labels += [digit.label for digit in writers]
    if recipe.walked:
        walked, walked_labels = walk_all(mnist.load(data_dir, "train"), recipe.walked, random)
        strokes, labels = strokes + walked, labels + walked_labels
    for _ in range(recipe.made_up):
        label = int(random.integers(10))
        written = handwriting.write(label, random, random.uniform(0.3, 1.6))
        strokes.append(rewrite(written, random) if random.random() < 0.6 else written)
        labels.append(label)
    return _all_of([own] * recipe.own_order + [drawings_of(strokes, labels)])


def walk_all(
    digits: mnist.Digits, count: int, random: np.random.Generator
) -> tuple[list[Strokes], list[int]]:
    """Return the first `count` digits as strokes of a pen that walks along their skeletons, and labels."""
    strokes, labels = [], []
    for chunk in torch.arange(min(count, len(digits.labels))).split(1_000):  # type: ignore[no-untyped-call]
        enlarged = F.interpolate(digits.images[chunk][:, None], scale_factor=2, mode="bicubic")[:, 0]
        for skeleton, label in zip(thin(enlarged.numpy() > 0.45), digits.labels[chunk], strict=True):
            walked = walk(skeleton, random)
            if walked:
                strokes.append(walked)
                labels.append(int(label))
    return strokes, labels


def drawings_of(strokes: list[Strokes], labels: list[int]) -> Drawings:
    """Describe drawings by lines of as many points each, so that they can be bent all at once."""
    lines = [lines_of(drawing) for drawing in strokes]
    points, stroke = torch.cat([one.points for one in lines]), torch.cat([one.stroke for one in lines])
    return Drawings(Lines(points, stroke), torch.tensor(labels))


def _all_of(parts: list[Drawings]) -> Drawings:
    points = torch.cat([part.lines.points for part in parts])
    stroke = torch.cat([part.lines.stroke for part in parts])
    return Drawings(Lines(points, stroke), torch.cat([part.labels for part in parts]))


def bend(lines: Lines, random: torch.Generator) -> Lines:
    """Return each drawing turned, slanted, stretched, waved and made shaky at random."""
    count = len(lines.points)

    def normal(spread: float, *shape: int) -> Tensor:
        return torch.randn((count, *shape), generator=random) * spread

    low, high = lines.points.amin(dim=1, keepdim=True), lines.points.amax(dim=1, keepdim=True)
    points = (lines.points - (low + high) / 2) * (2 / (high - low).amax(dim=2, keepdim=True).clamp(min=1e-9))
    turn, slant = normal(0.1, 1), normal(0.18, 1)
    wide, high = normal(0.16, 1).exp(), normal(0.08, 1).exp()
    x, y = points.unbind(-1)  # (batch, POINTS)
    x, y = (
        wide * turn.cos() * x + (slant - turn.sin()) * y,
        turn.sin() * x + high * turn.cos() * y,
    )
    for longest in (3.0, 1.2):  # half waves over the box: one that bends the digit, one that shakes it
        pitch = torch.rand((2, count, 1), generator=random) * longest + longest / 2
        phase = torch.rand((2, count, 1), generator=random) * 2 * torch.pi
        strength = normal(0.035 * longest, 1), normal(0.035 * longest, 1)
        x, y = (
            x + strength[0] * torch.sin(torch.pi * y / pitch[0] + phase[0]),
            y + strength[1] * torch.sin(torch.pi * x / pitch[1] + phase[1]),
        )
    points = torch.stack([x, y], dim=-1)
    # Waves along the paper move touching lines together; a hand also misses where it meant to touch.
    moved = normal(0.03, int(lines.stroke.max()) + 1, 2)
    points = points + moved.gather(1, lines.stroke[..., None].expand(-1, -1, 2))
    return Lines(points + normal(0.008, *points.shape[1:]), lines.stroke)


def train(reader: PenReader, recipe: PenRecipe, drawings: Drawings) -> Iterator[Progress]:
    """Train a reader in place, yielding after each optimiser step."""
    random = torch.Generator().manual_seed(recipe.seed)
    if recipe.forget_bias and reader.config.cell == "lstm":
        cells.set_forget_bias(reader.recurrent, recipe.forget_bias)
    waiting: list[tuple[PenPath, Tensor]] = []

    def loss_at(step: int) -> Tensor:
        if not waiting:
            waiting.extend(_batches(drawings, recipe.batch_size, random))
        path, labels = waiting.pop()
        return path_loss(reader(path.steps), path.length, labels, recipe.every_step)

    how = Recipe(recipe.steps, recipe.learning_rate, recipe.weight_decay, "one_cycle")
    yield from fit(reader, loss_at, how)


def _batches(
    drawings: Drawings, size: int, random: torch.Generator, ahead: int = 8
) -> list[tuple[PenPath, Tensor]]:
    """Return `ahead` batches bent at random, each of drawings of similar length, which saves padding."""
    picked = torch.randint(len(drawings.labels), (ahead * size,), generator=random)
    path = cut(bend(Lines(drawings.lines.points[picked], drawings.lines.stroke[picked]), random))
    labels, batches = drawings.labels[picked], []
    for part in path.length.argsort().split(size):  # type: ignore[no-untyped-call]
        length = path.length[part]
        batches.append((PenPath(path.steps[part, : int(length.max())], length), labels[part]))
    return [batches[at] for at in torch.randperm(ahead, generator=random)]


def calibrate(reader: PenReader, drawings: Drawings) -> None:
    """Find the temperatures that calibrate the belief at every step (Guo et al. 2017), by LBFGS.

    Odd stroke orders are rarer in these drawings than in training, so the first probabilities are too low.
    """
    path = cut(drawings.lines)
    with torch.no_grad():
        hidden, _ = reader.recurrent(path.steps)
    log_temperature = torch.zeros(len(reader.temperature), requires_grad=True)
    optimizer = torch.optim.LBFGS([log_temperature], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        reader.temperature = log_temperature.exp()
        value = path_loss(reader.answer(hidden, path.steps), path.length, drawings.labels, 0.5)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    reader.temperature = log_temperature.detach().exp()


def path_loss(logits: Tensor, length: Tensor, labels: Tensor, every_step: float) -> Tensor:
    """Return the cross-entropy of the last answer, mixed with the mean over all steps' answers."""
    time = torch.arange(logits.shape[1])
    at_step = F.cross_entropy(logits.mT, labels[:, None].expand(-1, len(time)), reduction="none")
    inside = time < length[:, None]  # (batch, time)
    last = at_step.gather(1, length[:, None] - 1).mean()
    return (1 - every_step) * last + every_step * (at_step * inside).sum() / inside.sum()
