"""train pen, train both: the reader of the pen's path, and one answer from both readers."""

import argparse
import time
from dataclasses import replace

from rnndemo.commands.terminal import Commands, add_data_dir, add_training, draw_progress, positive
from rnndemo.language import say


def add_train(train: Commands) -> None:
    """Add the command `train pen`."""
    parser = train.add_parser("pen", help=say("train a reader of the pen's path"))
    add_training(parser, say("MNIST and pendigits"))
    parser.add_argument("--steps", type=positive, help=say("optimiser steps"))
    parser.set_defaults(command=_train_pen)


def _train_pen(args: argparse.Namespace) -> int:
    import torch

    from rnndemo import checkpoints
    from rnndemo.digits.pen import judgement, training
    from rnndemo.digits.pen.reader import PenConfig, PenReader

    checkpoints.make_folder()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    recipe = training.PenRecipe(seed=args.seed)
    recipe = replace(recipe, steps=args.steps or recipe.steps)
    drawings = training.collect(recipe, args.data_dir)
    reader, started = PenReader(PenConfig(cell=args.cell)), time.monotonic()
    draw_progress(training.train(reader, recipe, drawings))
    seconds = time.monotonic() - started
    reader.eval()
    kept = judgement.validation_drawings(args.data_dir)
    training.calibrate(reader, kept["writers"])
    card = judgement.card(reader, recipe, kept, args.data_dir, seconds)
    path = checkpoints.save(f"pen-{args.cell}", reader.state_dict(), dict(card))
    score = card["validation"]["writers"]
    sentence = say(
        "{accuracy:.2%} of {digits:,} digits of writers it has never seen right, calibration error "
        "{calibration_error:.4f}",
        **score,
    )
    print(f"{path.name}: {sentence}")
    return 0


def add_both(train: Commands) -> None:
    """Add the command `train both`."""
    parser = train.add_parser("both", help=say("weigh the two shipped readers, rows and pen, for one answer"))
    add_data_dir(parser, "pendigits")
    parser.set_defaults(command=_train_both)


def _train_both(args: argparse.Namespace) -> int:
    import torch

    from rnndemo import checkpoints
    from rnndemo.digits import both

    checkpoints.make_folder()
    torch.set_num_threads(1)
    weights, card = both.fit_both(args.data_dir)
    path = checkpoints.save(both.NAME, {"weights": torch.tensor(weights)}, dict(card))
    counts = say("rows count {rows:.2f}, the pen's path {pen:.2f}", rows=weights.rows, pen=weights.pen)
    print(f"{path.name}: {counts}")
    for name, score in card["validation"].items():
        sentence = say(
            "rows {rows:.2%}, pen {pen:.2%}, both {both:.2%}, calibration error {calibration_error:.4f}",
            **score,
        )
        print(f"  {name} ({score['digits']:,}): {sentence}")
    return 0
