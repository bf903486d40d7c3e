"""python -m rnndemo: the pages' headless twin."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from . import __version__
from .cells import CELLS
from .checkpoints import CheckpointError

DATA_DIR = Path("data")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m rnndemo", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train = commands.add_parser("train", help="train the networks the app ships").add_subparsers(
        required=True, metavar="NETWORK"
    )
    _add_train_digits(train)
    _add_train_recall(train)
    _add_evaluate(commands)
    _add_read(commands)
    _add_recall(commands)
    args = parser.parse_args(arguments)
    try:
        return args.run(args)
    except CheckpointError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the checkpoint on disk is the old one, whole.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _add_train_digits(train) -> None:
    parser = train.add_parser("digits", help="train a digit reader on MNIST")
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    parser.add_argument(
        "--recipe", choices=["ours", "tutorial"], default="ours", help="tutorial: Adam 0.01, one epoch"
    )
    parser.add_argument("--epochs", type=_positive)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--data-dir", type=Path, default=DATA_DIR, help="MNIST lies here, or is downloaded to it"
    )
    parser.add_argument("--threads", type=_positive, default=min(2, os.cpu_count() or 1))
    parser.set_defaults(run=_train_digits)


def _train_digits(args) -> int:
    import torch

    from . import checkpoints, digit_training, mnist
    from .digits import DigitConfig, DigitReader

    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    recipe = digit_training.TUTORIAL if args.recipe == "tutorial" else digit_training.DigitRecipe()
    recipe = replace(recipe, seed=args.seed, epochs=args.epochs or recipe.epochs)
    digits = mnist.load(args.data_dir, "train")
    reader, started = DigitReader(DigitConfig(cell=args.cell)), time.monotonic()
    _draw_progress(digit_training.train(reader, recipe, digits))
    reader.eval()
    temperature = digit_training.calibrate(reader, mnist.load(args.data_dir, "validation"))
    card = digit_training.card(reader, recipe, args.data_dir, temperature, time.monotonic() - started)
    name = f"digits-{args.cell}" + ("-tutorial" if args.recipe == "tutorial" else "")
    path = checkpoints.save(name, reader.state_dict(), card)
    print(f"{path.name}: {_score(card['test'])}")
    return 0


def _add_evaluate(commands) -> None:
    parser = commands.add_parser("evaluate", help="measure a shipped network again")
    parser.add_argument("network", choices=["digits"])
    parser.add_argument("--cell", choices=[*CELLS, "lstm-tutorial"], default="lstm")
    parser.add_argument("--data-dir", type=Path, default=DATA_DIR)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_evaluate)


def _evaluate(args) -> int:
    from . import digit_training, digits, mnist

    reader = digits.load(args.cell).reader
    score = digit_training.evaluate(reader, mnist.load(args.data_dir, "test"))._asdict()
    print(json.dumps({"cell": args.cell, **score}) if args.json else f"{args.cell}: {_score(score)}")
    return 0


def _score(score: dict) -> str:
    return (
        f"{score['accuracy']:.2%} of {score['digits']:,} test digits right, {score['errors']} wrong, "
        f"calibration error {score['calibration_error']:.4f}"
    )


def _add_read(commands) -> None:
    parser = commands.add_parser("read", help="read drawings: PNG, JPEG, canvas .json or .jsonl")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    parser.add_argument("--json", action="store_true", help="one JSON object a drawing")
    parser.set_defaults(run=_read)


def _read(args) -> int:
    from . import digits
    from .sketch import NoDigit

    reader, failed = digits.load(args.cell).reader, False
    for source, picture in _pictures(args.files):
        try:
            reading = digits.read_rows(reader, picture())
            answer = {
                "digit": reading.digit,
                "probabilities": [round(float(p), 6) for p in reading.probabilities],
                "sure": reading.sure,
            }
            sentence = f"{reading.digit} ({reading.probabilities.max():.1%})"
            if not reading.sure:
                sentence = f"not sure: {reading.digit} or {reading.runner_up}"
        except NoDigit as nothing:
            answer, sentence = {"digit": None, "probabilities": [0.1] * 10, "sure": False}, str(nothing)
        except (ValueError, OSError) as error:
            print(f"{source}: {error}", file=sys.stderr)
            failed = True
            continue
        print(json.dumps({"source": source, **answer}) if args.json else f"{source}: {sentence}", flush=True)
    return int(failed)


def _pictures(files: list[Path]) -> Iterator[tuple]:
    """Yield (source, function that returns its 28 x 28 picture), so that each fails on its own."""
    from . import bitmap, sketch

    for file in files:
        if file.suffix == ".jsonl" and file.is_file():
            with open(file, "rb") as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield f"{file}:{number}", lambda line=line: sketch.from_json(line)
        elif file.suffix in (".json", ".jsonl"):
            yield str(file), lambda file=file: sketch.from_json(file.read_bytes())
        else:
            yield str(file), lambda file=file: bitmap.from_image(file.read_bytes())


def _add_train_recall(train) -> None:
    parser = train.add_parser("recall", help="run the study of recall at a distance")
    parser.add_argument("--seeds", type=_positive, default=10)
    parser.add_argument("--steps", type=_positive, default=300, help="optimiser steps a run at most")
    parser.add_argument("--folder", type=Path, help="where the checkpoint goes (default: the app's own)")
    parser.set_defaults(run=_train_recall)


def _train_recall(args) -> int:
    import torch

    from . import checkpoints, one_to_many, study

    torch.set_num_threads(1)
    folder = args.folder or checkpoints.FOLDER
    one_to_many.save(one_to_many.train(), folder)
    recall = study.Study(args.seeds, args.steps)
    _draw_progress(recall.run())
    path = checkpoints.save(study.NAME, recall.weights, recall.card, folder)
    for name, network in recall.card["networks"].items():
        print(f"{path.name}: {name}, {network['config']['delay']} words: {network['accuracy']:.1%} recalled")
    return 0


def _add_recall(commands) -> None:
    parser = commands.add_parser("recall", help="train one network to recall a dish after filler words")
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    parser.add_argument("--delay", type=int, default=100, help="filler words (default %(default)s)")
    parser.add_argument("--hidden", type=int, default=32, dest="hidden_size", help="units")
    parser.add_argument("--forget-bias", type=float, default=5.0, help="b: forget gates start at sigmoid(b)")
    parser.add_argument("--learning-rate", type=float, default=0.005)
    parser.add_argument("--steps", type=int, default=300, help="optimiser steps at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--curriculum", action="store_true", help="start with short sentences")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_recall)


def _recall(args) -> int:
    from dataclasses import asdict, fields

    import torch

    from . import recall

    try:
        config = recall.RecallConfig(
            **{f.name: getattr(args, f.name) for f in fields(recall.RecallConfig) if f.name in args}
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    lane = recall.Lane(config)
    _draw_progress(lane.run())
    last, score = lane.laps[-1], recall.accuracy(lane.model, config.delay)
    result = {"accuracy": score, "chance": recall.CHANCE, "steps": last.step, "solved_at": lane.solved_at}
    result |= {"seconds": round(last.seconds, 3), "config": asdict(config)}
    verdict = f"solved at step {lane.solved_at}" if lane.solved_at else f"not solved in {last.step} steps"
    sentence = f"{score:.1%} recalled after {config.delay} words (chance {recall.CHANCE:.1%}): {verdict}"
    print(json.dumps(result) if args.json else f"{config.cell}: {sentence}, {last.seconds:.1f} s")
    return 0


def _draw_progress(progress: Iterator) -> None:
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


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {number}")
    return number


if __name__ == "__main__":
    sys.exit(main())
