"""Training as a generator: the only optimiser loop."""

import inspect
from collections.abc import Callable, Generator
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
    """How an optimiser moves the weights."""

    steps: int
    learning_rate: float
    weight_decay: float = 0.0
    schedule: Literal["constant", "one_cycle"] = "constant"
    clip_norm: float = 1.0


class AdamW(torch.optim.AdamW):
    """torch's AdamW without its decorators, whose only effect here is to import torch's compiler.

    That import takes nearly half of a worker process's start, and a third of its memory.
    """

    add_param_group = inspect.unwrap(torch.optim.AdamW.add_param_group)
    zero_grad = inspect.unwrap(torch.optim.AdamW.zero_grad)
    step = torch.no_grad()(inspect.unwrap(torch.optim.AdamW.step))


def fit(
    model: nn.Module, loss_at: Callable[[int], Tensor], recipe: Recipe
) -> Generator[Progress, None, None]:
    """Take `recipe.steps` optimiser steps that lower `loss_at(step)`, a scalar; yield after each.

    AdamW (Loshchilov & Hutter 2019; plain Adam at weight_decay 0). The gradient's norm is clipped, because
    one huge step after a long sequence can undo a whole training. The caller may stop at any time: the
    model keeps the weights of the last step.
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
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(weights, recipe.clip_norm)
        optimizer.step()
        if schedule is not None:
            schedule.step()
        yield Progress(step + 1, recipe.steps, loss.item())
