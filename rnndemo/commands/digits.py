"""train digits, evaluate, read: the readers of rows, and one answer for each drawing."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from rnndemo.cells import CELLS
from rnndemo.commands.terminal import (
    Commands,
    add_data_dir,
    add_training,
    draw_progress,
    positive,
    read_file,
)
from rnndemo.language import say

if TYPE_CHECKING:
    import numpy as np

    from rnndemo.digits.reader import Answer
    from rnndemo.digits.sketch import Stroke

    Given: TypeAlias = np.ndarray | list[Stroke]  # a picture (28, 28), or a drawing


def add_train(train: Commands) -> None:
    """Add the command `train digits`."""
    parser = train.add_parser("digits", help=say("train a digit reader on MNIST and pen digits"))
    add_training(parser, say("MNIST and pendigits"))
    parser.add_argument(
        "--recipe", choices=["ours", "tutorial"], default="ours", help=say("tutorial: Adam 0.01, one epoch")
    )
    parser.add_argument("--epochs", type=positive)
    parser.set_defaults(command=_train_digits)


def _train_digits(args: argparse.Namespace) -> int:
    import torch

    from rnndemo import checkpoints
    from rnndemo.digits import finishing, mnist, pendigits, training, unseen
    from rnndemo.digits.reader import DigitConfig, DigitReader

    checkpoints.make_folder()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    recipe = training.TUTORIAL if args.recipe == "tutorial" else training.DigitRecipe()
    recipe = replace(recipe, seed=args.seed, epochs=args.epochs or recipe.epochs)
    digits = mnist.load(args.data_dir, "train")
    strangers = pendigits.load(args.data_dir, "train") if recipe.pen_share else []
    reader, started = DigitReader(DigitConfig(cell=args.cell)), time.monotonic()
    draw_progress(training.train(reader, recipe, digits, strangers))
    reader.eval()
    if strangers:
        kept = finishing.validation(args.data_dir)
        fitted = finishing.finish(reader, digits, strangers, kept, recipe.seed)
    else:
        scale = training.calibrate(reader, mnist.load(args.data_dir, "validation"))
        fitted = {"temperature": round(scale, 3)}
    card = training.card(reader, recipe, args.data_dir, fitted, time.monotonic() - started)
    name = f"digits-{args.cell}" + ("-tutorial" if args.recipe == "tutorial" else "")
    test = mnist.load(args.data_dir, "test")
    unseen.save(test.images.numpy(), test.labels.numpy())
    path = checkpoints.save(name, reader.state_dict(), card)
    if name == "digits-lstm":
        wrong = training.wrong(reader, test)
        unseen.save_wrong(test.images.numpy()[wrong], test.labels.numpy()[wrong], wrong)
    print(f"{path.name}: {_score(card['test'])}")
    return 0


def add_evaluate(commands: Commands) -> None:
    """Add the command `evaluate`."""
    parser = commands.add_parser("evaluate", help=say("measure a shipped network again"))
    parser.add_argument("network", choices=["digits"])
    parser.add_argument("--cell", choices=[*CELLS, "lstm-tutorial"], default="lstm")
    add_data_dir(parser, "MNIST")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_evaluate)


def _evaluate(args: argparse.Namespace) -> int:
    from rnndemo.digits import mnist, training
    from rnndemo.digits.reader import load_reader

    reader, test = load_reader(args.cell).reader, mnist.load(args.data_dir, "test")
    score = training.evaluate(reader, test)._asdict()
    rows = [{**row._asdict(), "row": row.row + 1} for row in training.evaluate_rows(reader, test)]
    if args.json:
        print(json.dumps({"cell": args.cell, **score, "rows": rows}))
        return 0
    print(f"{args.cell}: {_score(score)}")
    for row in rows:
        print(say("after row {row:2}: {accuracy:7.2%} right, error {calibration_error:.4f}", **row))
    return 0


def _score(score: Mapping[str, Any]) -> str:
    return say(
        "{accuracy:.2%} of {digits:,} test digits right, {errors} wrong, calibration error "
        "{calibration_error:.4f}",
        **score,
    )


READERS = ("rows", "pen", "both")


def add_read(commands: Commands) -> None:
    """Add the command `read`."""
    parser = commands.add_parser("read", help=say("read drawings: PNG, JPEG, canvas .json or .jsonl"))
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--reader", choices=READERS, default="both",
        help=say("rows of pixels, the pen's path, or both as on the page; a picture has rows only"),
    )  # fmt: skip
    parser.add_argument("--cell", choices=CELLS, default="lstm", help=say("of the rows' reader, read alone"))
    parser.add_argument("--json", action="store_true", help=say("one JSON object a drawing"))
    parser.set_defaults(command=_read)


def _read(args: argparse.Namespace) -> int:
    import torch

    from rnndemo.digits.sketch import NoDigit

    torch.set_num_threads(1)  # a network this small only waits for a second thread
    answer_to, failed = _answering(args.reader, args.cell), False
    for source, given in _given(args.files):
        try:
            said = answer_to(given())
            answer = {
                "digit": said.digit,
                "probabilities": [round(float(p), 6) for p in said.probabilities],
                "sure": said.sure,
                "strange": said.strange,
            }
            sentence = f"{said.digit} ({said.probabilities.max():.1%})"
            if said.strange:
                sentence = say("this looks like no digit I know; the nearest is {digit}", digit=said.digit)
            elif not said.sure:
                sentence = say("not sure: {digit} or {other}", digit=said.digit, other=said.runner_up)
        except NoDigit as nothing:
            answer = {"digit": None, "probabilities": [0.1] * 10, "sure": False, "strange": True}
            sentence = str(nothing)
        except (ValueError, OSError) as error:
            print(f"{source}: {error}", file=sys.stderr)
            failed = True
            continue
        print(json.dumps({"source": source, **answer}) if args.json else f"{source}: {sentence}", flush=True)
    return int(failed)


def _answering(kind: str, cell: str) -> "Callable[[Given], Answer]":
    """Return a function from a picture or a drawing's strokes to the answer of a kind of reader."""
    from rnndemo.digits import sketch
    from rnndemo.digits.both import load_both, together
    from rnndemo.digits.pen.reader import load_pen_reader, path_answer, path_of_strokes
    from rnndemo.digits.reader import load_reader, read_rows

    if kind == "both" and cell != "lstm":
        kind = "rows"  # both readers are LSTMs
    if kind == "pen":
        reader = load_pen_reader(cell).reader

        def by_path(given: "Given") -> "Answer":
            if not isinstance(given, list):
                raise ValueError(say("a picture has no pen's path: read it with --reader rows"))
            sketch.frame(given)  # raises NoDigit
            return path_answer(reader, path_of_strokes(given))

        return by_path
    rows_reader = load_reader(cell).reader
    if kind == "rows":
        return lambda given: read_rows(rows_reader, sketch.frame(given) if isinstance(given, list) else given)
    pen_reader, weights = load_pen_reader().reader, load_both().weights

    def by_both(given: "Given") -> "Answer":
        if not isinstance(given, list):
            return read_rows(rows_reader, given)
        rows = read_rows(rows_reader, sketch.frame(given))
        path = path_answer(pen_reader, path_of_strokes(given))
        return together(rows.probabilities, path.probabilities, weights, rows.strange)

    return by_both


def _given(files: list[Path]) -> "Iterator[tuple[str, Callable[[], Given]]]":
    """Yield (source, function that returns its picture or its strokes), so that each fails on its own."""
    from rnndemo.digits import sketch
    from rnndemo.digits.pictures import bitmap

    for file in files:
        if file.suffix == ".jsonl" and os.access(file, os.R_OK) and file.is_file():
            with open(file, "rb") as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield f"{file}:{number}", partial(sketch.strokes_from_json, line)
        elif file.suffix in (".json", ".jsonl"):
            yield str(file), partial(_read_with, sketch.strokes_from_json, file)
        else:
            yield str(file), partial(_read_with, bitmap.from_image, file)


def _read_with(read: "Callable[[bytes], Given]", file: Path) -> "Given":
    from rnndemo.digits.pictures import bitmap

    return read(read_file(file, bitmap.MAX_BYTES))
