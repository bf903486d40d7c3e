"""Training as a generator of facts: the only optimiser loop."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn


class Progress(NamedTuple):
    """One optimiser step, done."""

    step: int
    steps: int
    loss: float


@dataclass(frozen=True)
class Recipe:
    """How the weights are moved."""

    steps: int
    learning_rate: float
    weight_decay: float = 0.0
    schedule: Literal["constant", "one_cycle"] = "constant"
    clip_norm: float = 1.0


class AdamW(torch.optim.AdamW):
    """torch's AdamW without its wrapping, which does nothing here but import torch's compiler.

    That import is nearly half of the time a worker process takes to start, and a third of its memory.
    """

    add_param_group = inspect.unwrap(torch.optim.AdamW.add_param_group)
    zero_grad = inspect.unwrap(torch.optim.AdamW.zero_grad)
    step = torch.no_grad()(inspect.unwrap(torch.optim.AdamW.step))


def fit(model: nn.Module, loss_at: Callable[[int], Tensor], recipe: Recipe) -> Iterator[Progress]:
    """Take `recipe.steps` optimiser steps down `loss_at(step)`, yielding after each.

    AdamW (Loshchilov & Hutter 2019; plain Adam at weight_decay 0) with the gradient's norm clipped,
    because one exploding step through a long sequence undoes a whole run. Whoever loops may stop at
    any time: closing the generator leaves no thread and keeps the weights of the last step.
    """
    weights = list(model.parameters())
    optimizer = AdamW(weights, lr=recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True)
    schedule = None
    if recipe.schedule == "one_cycle":
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.learning_rate, recipe.steps)
    for step in range(recipe.steps):
        model.train()
        loss = loss_at(step)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, recipe.clip_norm)
        optimizer.step()
        if schedule is not None:
            schedule.step()
        yield Progress(step + 1, recipe.steps, loss.item())
