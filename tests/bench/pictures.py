"""Figures of uploaded pictures: of each made-up kind, and of a folder of real ones with their labels.

`python -m tests.bench.pictures [EACH [FOLDER]]`: EACH made-up pictures of a kind; FOLDER holds real pictures
and labels.csv (file,label,kind,source).
"""

import csv
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import torch

from rnndemo.digits.pictures import bitmap
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.digits.sketch import BadDrawing, NoDigit
from tests.digits.pictures import paper


class Answer(NamedTuple):
    """What the reader said of one picture."""

    right: bool
    sure: bool
    said: str


def main(each: str = "120", folder: str | None = None) -> None:
    """Print every figure of this module."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    if folder:
        _real(Path(folder))
    print("made up, each of which holds one digit:")
    for kind in paper.DIGITS:
        _line(kind.__name__, _made_up(kind, int(each)))
    print("made up, none of which holds one digit alone; wrong is whatever is sure:")
    for kind in paper.NOT_ONE:
        answers = _made_up(kind, int(each))
        print(f"  {kind.__name__}: sure of {sum(a.sure for a in answers)} of {len(answers)}")


def _read(reader, payload: bytes, label: str) -> Answer:
    try:
        reading = read_rows(reader, bitmap.from_image(payload))
    except (NoDigit, BadDrawing) as refusal:
        return Answer(False, False, str(refusal))
    return Answer(str(reading.digit) == label, reading.sure, str(reading.digit))


def _made_up(kind, each: int) -> list[Answer]:
    reader, random = load_reader().reader, np.random.default_rng(20_260_901)
    return [_read(reader, kind(n % 10, random), str(n % 10)) for n in range(each)]


def _real(folder: Path) -> None:
    reader, kinds = load_reader().reader, defaultdict(list)
    with open(folder / "labels.csv", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    began = time.perf_counter()
    for row in rows:
        answer = _read(reader, (folder / row["file"]).read_bytes(), row["label"])
        kinds["in a printed box" if "boxed" in row["file"] else row["kind"]].append(answer)
        if not answer.right:
            print(f"  {row['file']} is {row['label']}: {answer.said}{' (sure)' if answer.sure else ''}")
    taken = time.perf_counter() - began
    for kind, answers in sorted(kinds.items()):
        _line(kind, answers)
    _line("all", [answer for answers in kinds.values() for answer in answers])
    print(f"  {1000 * taken / len(rows):.0f} ms a picture")


def _line(kind: str, answers: list[Answer]) -> None:
    right, sure = sum(a.right for a in answers), [a for a in answers if a.sure]
    wrong = sum(not a.right for a in sure)
    share = f"{right / len(answers):.1%}"
    print(f"  {kind}: {right} of {len(answers)} right ({share}); sure of {len(sure)}, {wrong} of them wrong")


if __name__ == "__main__":
    main(*sys.argv[1:])
