"""train recall, recall: remembering a dish at a distance."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rnndemo.cells import CELLS
from rnndemo.commands.terminal import Commands, between, draw_progress, positive, seed
from rnndemo.language import say
from rnndemo.memory.recall import STARTS

if TYPE_CHECKING:
    from rnndemo.memory.training import RecallTraining


def add_train(train: Commands) -> None:
    """Add the command `train recall`."""
    parser = train.add_parser("recall", help=say("run the study of recall at a distance"))
    parser.add_argument("--seeds", type=positive, default=4)
    parser.add_argument("--steps", type=positive, default=300, help=say("optimiser steps a run at most"))
    where = say("where the checkpoint goes (default: the app's own)")
    parser.add_argument("--folder", type=Path, help=where)
    parser.set_defaults(command=_train_recall)


def _train_recall(args: Namespace) -> int:
    import torch

    from rnndemo import checkpoints
    from rnndemo.memory import one_to_many, study

    torch.set_num_threads(1)
    checkpoints.make_folder(args.folder)
    one_to_many.save(one_to_many.train(), args.folder)
    recall = study.Study(args.seeds, args.steps)
    draw_progress(recall.train())
    path = recall.save(args.folder)
    for name, network in recall.networks.items():
        sentence = say(
            "{name}, {words} words: {accuracy:.1%} recalled",
            name=name, words=network.config.delay, accuracy=network.accuracy,
        )  # fmt: skip
        print(f"{path.name}: {sentence}")
    return 0


def add(commands: Commands) -> None:
    """Add the command `recall`."""
    parser = commands.add_parser("recall", help=say("train one network to recall a dish after filler words"))
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    parser.add_argument("--start", choices=STARTS, default="default", help=say("how the weights start"))
    parser.add_argument("--delay", type=int, default=100, help=say("filler words (default %(default)s)"))
    parser.add_argument("--hidden", type=int, default=32, dest="hidden_size", help=say("units"))
    parser.add_argument(
        "--forget-bias", type=float, default=5.0, help=say("b of --start hold: gates keep sigmoid(b)")
    )
    parser.add_argument("--learning-rate", type=between(1e-6, 1.0), default=0.005)
    parser.add_argument("--steps", type=int, default=300, help=say("optimiser steps at most"))
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--curriculum", action="store_true", help=say("start with short sentences"))
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_recall)


def _recall(args: Namespace) -> int:
    from dataclasses import asdict, fields

    import torch

    from rnndemo.memory.recall import CHANCE, RecallConfig, accuracy
    from rnndemo.memory.training import RecallTraining

    try:
        config = RecallConfig(
            **{f.name: getattr(args, f.name) for f in fields(RecallConfig) if f.name in args}
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    training = RecallTraining(config)
    draw_progress(training.train())
    last, solved_at = training.evaluations[-1], training.solved_at
    score = accuracy(training.network, config.delay)
    result = {
        "accuracy": score,
        "chance": CHANCE,
        "steps": last.step,
        "solved_at": solved_at,
        "seconds": round(last.seconds, 3),
        "config": asdict(config),
    }
    print(json.dumps(result) if args.json else _sentence(training, score))
    return 0


def _sentence(training: "RecallTraining", score: float) -> str:
    from rnndemo.memory.recall import CHANCE

    config, last, solved_at = training.config, training.evaluations[-1], training.solved_at
    verdict = say("not solved in {steps} steps", steps=last.step)
    if solved_at is not None:
        verdict = say("solved at step {step}", step=solved_at)
    return say(
        "{cell}: {score:.1%} recalled after {words} words (chance {chance:.1%}): {verdict}, {seconds:.1f} s",
        cell=config.cell,
        score=score,
        words=config.delay,
        chance=CHANCE,
        verdict=verdict,
        seconds=last.seconds,
    )
