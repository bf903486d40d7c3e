"""train digits, evaluate, read."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rnndemo.cells import CELLS
from rnndemo.commands.terminal import between, draw_progress, positive, read_file, seed

DATA_DIR = Path("data")


def add_train(train) -> None:
    parser = train.add_parser("digits", help="train a digit reader on MNIST")
    parser.add_argument("--cell", choices=CELLS, default="lstm")
    parser.add_argument(
        "--recipe", choices=["ours", "tutorial"], default="ours", help="tutorial: Adam 0.01, one epoch"
    )
    parser.add_argument("--epochs", type=positive)
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument(
        "--data-dir", type=Path, default=DATA_DIR, help="MNIST lies here, or is downloaded to it"
    )
    parser.add_argument("--threads", type=between(1, 1024), default=min(2, os.cpu_count() or 1))
    parser.set_defaults(run=_train_digits)


def _train_digits(args) -> int:
    import torch

    from rnndemo import checkpoints
    from rnndemo.digits import mnist, training, unseen
    from rnndemo.digits.reader import DigitConfig, DigitReader

    checkpoints.make_folder()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    recipe = training.TUTORIAL if args.recipe == "tutorial" else training.DigitRecipe()
    recipe = replace(recipe, seed=args.seed, epochs=args.epochs or recipe.epochs)
    digits = mnist.load(args.data_dir, "train")
    reader, started = DigitReader(DigitConfig(cell=args.cell)), time.monotonic()
    draw_progress(training.train(reader, recipe, digits))
    reader.eval()
    temperature = training.calibrate(reader, mnist.load(args.data_dir, "validation"))
    card = training.card(reader, recipe, args.data_dir, temperature, time.monotonic() - started)
    name = f"digits-{args.cell}" + ("-tutorial" if args.recipe == "tutorial" else "")
    test = mnist.load(args.data_dir, "test")
    unseen.save(test.images.numpy(), test.labels.numpy())
    path = checkpoints.save(name, reader.state_dict(), card)
    print(f"{path.name}: {_score(card['test'])}")
    return 0


def add_evaluate(commands) -> None:
    parser = commands.add_parser("evaluate", help="measure a shipped network again")
    parser.add_argument("network", choices=["digits"])
    parser.add_argument("--cell", choices=[*CELLS, "lstm-tutorial"], default="lstm")
    parser.add_argument("--data-dir", type=Path, default=DATA_DIR)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_evaluate)


def _evaluate(args) -> int:
    from rnndemo.digits import mnist, training
    from rnndemo.digits.reader import load_reader

    reader = load_reader(args.cell).reader
    score = training.evaluate(reader, mnist.load(args.data_dir, "test"))._asdict()
    print(json.dumps({"cell": args.cell, **score}) if args.json else f"{args.cell}: {_score(score)}")
    return 0


def _score(score: dict) -> str:
    return (
        f"{score['accuracy']:.2%} of {score['digits']:,} test digits right, {score['errors']} wrong, "
        f"calibration error {score['calibration_error']:.4f}"
    )


READERS = ("rows", "pen", "both")


def add_read(commands) -> None:
    parser = commands.add_parser("read", help="read drawings: PNG, JPEG, canvas .json or .jsonl")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--reader", choices=READERS, default="both",
        help="rows of pixels, the pen's path, or both as on the page; a picture has rows only",
    )  # fmt: skip
    parser.add_argument("--cell", choices=CELLS, default="lstm", help="of the readers; both: lstm only")
    parser.add_argument("--json", action="store_true", help="one JSON object a drawing")
    parser.set_defaults(run=_read)


def _read(args) -> int:
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
            }
            sentence = f"{said.digit} ({said.probabilities.max():.1%})"
            if not said.sure:
                sentence = f"not sure: {said.digit} or {said.runner_up}"
        except NoDigit as nothing:
            answer, sentence = {"digit": None, "probabilities": [0.1] * 10, "sure": False}, str(nothing)
        except (ValueError, OSError) as error:
            print(f"{source}: {error}", file=sys.stderr)
            failed = True
            continue
        print(json.dumps({"source": source, **answer}) if args.json else f"{source}: {sentence}", flush=True)
    return int(failed)


def _answering(reader: str, cell: str) -> Callable[[Any], Any]:
    """Return a function from a picture (28, 28), or from a drawing's strokes, to its answer."""
    from rnndemo.digits import pen, sketch
    from rnndemo.digits.both import load_both, together
    from rnndemo.digits.reader import load_reader, read_rows

    if reader == "both" and cell != "lstm":
        reader = "rows"
    rows_reader = load_reader(cell).reader if reader != "pen" else None
    pen_reader = pen.load_pen_reader(cell).reader if reader != "rows" else None
    both = load_both() if reader == "both" else None

    def answer_to(given):
        if not isinstance(given, list):
            if rows_reader is None:
                raise ValueError("a picture has no pen's path: read it with --reader rows")
            return read_rows(rows_reader, given)
        image = sketch.frame(given)
        if pen_reader is None:
            return read_rows(rows_reader, image)
        path = pen.path_of([stroke.points for stroke in sketch.without_dots(given)])
        answer = pen.path_answer(pen_reader, path)
        if both is None:
            return answer
        return together(read_rows(rows_reader, image).probabilities, answer.probabilities, both.weights)

    return answer_to


def _given(files: list[Path]) -> Iterator[tuple]:
    """Yield (source, function that returns its picture or its strokes), so that each fails on its own."""
    from rnndemo.digits import bitmap, sketch

    for file in files:
        if file.suffix == ".jsonl" and os.access(file, os.R_OK) and file.is_file():
            with open(file, "rb") as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield f"{file}:{number}", lambda line=line: sketch.strokes_from_json(line)
        elif file.suffix in (".json", ".jsonl"):
            yield str(file), lambda file=file: sketch.strokes_from_json(read_file(file, bitmap.MAX_BYTES))
        else:
            yield str(file), lambda file=file: bitmap.from_image(read_file(file, bitmap.MAX_BYTES))
