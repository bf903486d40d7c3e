"""What the commands share on a terminal: a progress bar, a check of a number."""

import argparse
import sys
import time
from collections.abc import Iterator


def draw_progress(progress: Iterator) -> None:
    """Run a training to its end with a bar, its loss and the time left on one line of stderr."""
    started = shown = time.monotonic()
    loss = None
    for step in progress:
        loss = step.loss if loss is None else 0.98 * loss + 0.02 * step.loss
        now = time.monotonic()
        if now - shown > 0.5 or step.step == step.steps:
            shown, share = now, step.step / step.steps
            left = (now - started) * (1 / share - 1)
            bar = ("█" * round(30 * share)).ljust(30, "·")
            print(f"\r{bar} {share:4.0%}  loss {loss:.4f}  {left:5.0f} s left ", end="", file=sys.stderr)
    print(file=sys.stderr)


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {number}")
    return number
