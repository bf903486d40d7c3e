"""train recall, recall: remembering a dish at a distance."""

import json
import sys
from pathlib import Path

from rnndemo.cells import CELLS
from rnndemo.commands.terminal import between, draw_progress, positive, seed


def add_train(train) -> None:
    parser = train.add_parser("recall", help="run the study of recall at a distance")
    parser.add_argument("--seeds", type=positive, default=10)
    parser.add_argument("--steps", type=positive, default=300, help="optimiser steps a run at most")
    parser.add_argument("--folder", type=Path, help="where the checkpoint goes (default: the app's own)")
    parser.set_defaults(command=_train_recall)


def _train_recall(args) -> int:
    import torch

    from rnndemo import checkpoints
    from rnndemo.memory import one_to_many, study

    torch.set_num_threads(1)
    folder = args.folder or checkpoints.FOLDER
    checkpoints.make_folder(folder)
    one_to_many.save(one_to_many.train(), folder)
    recall = study.Study(args.seeds, args.steps)
    draw_progress(recall.run())
    path = checkpoints.save(study.NAME, recall.weights, recall.card, folder)
    for name, network in recall.card["networks"].items():
        print(f"{path.name}: {name}, {network['config']['delay']} words: {network['accuracy']:.1%} recalled")
    return 0


def add(commands) -> None:
    parser = commands.add_parser("recall", help="train one network to recall a dish after filler words")
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    parser.add_argument("--delay", type=int, default=100, help="filler words (default %(default)s)")
    parser.add_argument("--hidden", type=int, default=32, dest="hidden_size", help="units")
    parser.add_argument("--forget-bias", type=float, default=5.0, help="b: forget gates start at sigmoid(b)")
    parser.add_argument("--learning-rate", type=between(1e-6, 1.0), default=0.005)
    parser.add_argument("--steps", type=int, default=300, help="optimiser steps at most")
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--curriculum", action="store_true", help="start with short sentences")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_recall)


def _recall(args) -> int:
    from dataclasses import asdict, fields

    import torch

    from rnndemo.memory import recall

    try:
        config = recall.RecallConfig(
            **{f.name: getattr(args, f.name) for f in fields(recall.RecallConfig) if f.name in args}
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    lane = recall.Lane(config)
    draw_progress(lane.run())
    last, score = lane.laps[-1], recall.accuracy(lane.model, config.delay)
    result = {"accuracy": score, "chance": recall.CHANCE, "steps": last.step, "solved_at": lane.solved_at}
    result |= {"seconds": round(last.seconds, 3), "config": asdict(config)}
    verdict = f"solved at step {lane.solved_at}" if lane.solved_at else f"not solved in {last.step} steps"
    sentence = f"{score:.1%} recalled after {config.delay} words (chance {recall.CHANCE:.1%}): {verdict}"
    print(json.dumps(result) if args.json else f"{config.cell}: {sentence}, {last.seconds:.1f} s")
    return 0
