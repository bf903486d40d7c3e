"""The optimiser loop moves weights as PyTorch's own optimiser does, and loads nothing it does not need."""

import subprocess
import sys

import pytest
import torch

from rnndemo import training
from rnndemo.training import Recipe
from tests.serving import ROOT

X, Y = torch.rand(2, 40, 3, generator=torch.Generator().manual_seed(0))


def network():
    layer = torch.nn.Linear(3, 3)
    with torch.no_grad():
        for weight in layer.parameters():
            weight.uniform_(-1, 1, generator=torch.Generator().manual_seed(1))
    return layer


@pytest.mark.parametrize("schedule", ["constant", "one_cycle"])
def test_the_loop_ends_at_the_weights_that_torchs_own_adamw_ends_at(schedule):
    ours, theirs = network(), network()
    recipe = Recipe(30, 0.05, weight_decay=0.1, schedule=schedule)
    losses = [at.loss for at in training.fit(ours, lambda _: (ours(X) - Y).square().mean(), recipe)]
    optimizer = torch.optim.AdamW(theirs.parameters(), lr=0.05, weight_decay=0.1)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.05, 30) if schedule == "one_cycle" else None
    for step in range(30):
        loss = (theirs(X) - Y).square().mean()
        assert losses[step] == pytest.approx(loss.item(), rel=1e-5)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(theirs.parameters(), 1.0)
        optimizer.step()
        if cycle:
            cycle.step()
    torch.testing.assert_close(list(ours.parameters()), list(theirs.parameters()), rtol=1e-5, atol=1e-6)
    assert losses[-1] < losses[0]


def test_a_worker_process_trains_without_loading_the_compiler():
    trained = "import sys; from rnndemo.workers import worker; from rnndemo.sine import run; run.warm_up(); "
    code = trained + "print('torch._dynamo' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout == "False\n"
