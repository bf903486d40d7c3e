"""train own, train tutorial, train order: a reader as the digit page trains it, and a tutorial's recipe."""

import argparse
import json
import sys
from argparse import Namespace
from dataclasses import asdict, fields, replace
from pathlib import Path

from rnndemo.cells import CELLS
from rnndemo.commands.terminal import Commands, add_data_dir, draw_progress, positive, seed
from rnndemo.language import mark, say

ORDERS = (mark("usual"), mark("shuffled"))  # the names of learned_order, to be said


def add_train(train: Commands) -> None:
    """Add the command `train own`."""
    parser = train.add_parser("own", help=say("train a reader as the digit page does; nothing is saved"))
    parser.add_argument("--recipe", choices=["ours", "tutorial"], default="ours")
    parser.add_argument("--cell", choices=CELLS)
    parser.add_argument("--hidden-size", type=int, help=say("units"))
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--epochs", type=int, help=say("times through the 6,000 digits"))
    parser.add_argument(
        "--clip", action=argparse.BooleanOptionalAction, help=say("clip the gradient's length to 1")
    )
    parser.add_argument("--seed", type=seed)
    parser.add_argument("--json", action="store_true", help=say("one JSON object"))
    parser.set_defaults(command=_train_own)


def _train_own(args: Namespace) -> int:
    import torch

    from rnndemo.digits.own import network, training_digits

    torch.set_num_threads(1)  # as in the app's worker
    recipe = network.TUTORIAL if args.recipe == "tutorial" else network.OwnConfig()
    asked = {field.name: getattr(args, field.name) for field in fields(recipe)}
    try:
        config = replace(recipe, **{name: value for name, value in asked.items() if value is not None})
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    training = network.start(config)
    draw_progress(training.run()) if sys.stderr.isatty() else [None for _ in training.run()]
    lines = network.last_lines(training.reader, training_digits.load().held_out)
    score = training.exams[-1].accuracy
    if args.json:
        result = {"accuracy": score, "held_out": training_digits.HELD_OUT, "config": asdict(config)}
        print(json.dumps(result | lines._asdict() | {"seconds": round(training.seconds, 3)}))
    else:
        sentence = say(
            "{cell}: {score:.1%} of {count:,} held-out digits right, {seconds:.1f} s",
            cell=config.cell,
            score=score,
            count=training_digits.HELD_OUT,
            seconds=training.seconds,
        )
        print(sentence, lines, sep="\n")
    return 0


def add_tutorial(train: Commands) -> None:
    """Add the command `train tutorial`."""
    parser = train.add_parser(
        "tutorial",
        help=say("draw the training digits that ship with the app; try a tutorial's recipe over seeds"),
    )
    parser.add_argument("--seeds", type=positive, default=5)
    add_data_dir(parser, "MNIST")
    parser.add_argument("--folder", type=Path, help=say("where both files go (default: the app's own)"))
    parser.set_defaults(command=_train_tutorial)


def _train_tutorial(args: Namespace) -> int:
    import torch

    from rnndemo import checkpoints
    from rnndemo.digits import mnist
    from rnndemo.digits.own import training_digits, tutorial

    torch.set_num_threads(1)
    folder = args.folder or checkpoints.FOLDER
    checkpoints.make_folder(folder)
    train, validation, test = (mnist.load(args.data_dir, part) for part in ("train", "validation", "test"))
    print(training_digits.save(train, validation, folder=folder).name)
    every = mnist.Digits(*(torch.cat(pair) for pair in zip(train, validation, strict=True)))
    study = tutorial.Study(args.seeds)
    draw_progress(study.run(every, test))
    path = study.save((len(every.labels), len(test.labels)), args.data_dir, folder)
    for spread in tutorial.load(folder).spreads:
        print(f"{path.name}: {spread}")
    return 0


def add_order(train: Commands) -> None:
    """Add the command `train order`."""
    parser = train.add_parser(
        "order", help=say("teach the tutorial's LSTM the usual order of the rows, and one shuffle of them")
    )
    parser.add_argument("--seeds", type=positive, default=5)
    add_data_dir(parser, "MNIST")
    parser.add_argument("--folder", type=Path, help=say("where the checkpoint goes (default: the app's own)"))
    parser.set_defaults(command=_train_order)


def _train_order(args: Namespace) -> int:
    import torch

    from rnndemo import checkpoints
    from rnndemo.digits import mnist
    from rnndemo.digits.own import learned_order

    torch.set_num_threads(1)
    folder = args.folder or checkpoints.FOLDER
    checkpoints.make_folder(folder)
    train, validation, test = (mnist.load(args.data_dir, part) for part in ("train", "validation", "test"))
    every = mnist.Digits(*(torch.cat(pair) for pair in zip(train, validation, strict=True)))
    study = learned_order.Study(args.seeds)
    draw_progress(study.run(every, test))
    path = study.save((len(every.labels), len(test.labels)), args.data_dir, folder)
    for learned, reads in learned_order.load(folder).accuracy.items():
        for read, accuracy in reads.items():
            sentence = say(
                "learned in {learned} order, reads {read} order: {accuracy}",
                learned=say(learned), read=say(read), accuracy=accuracy,
            )  # fmt: skip
            print(f"{path.name}: {sentence}")
    return 0
