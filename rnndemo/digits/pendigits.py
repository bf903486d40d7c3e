"""Pen-Based Recognition of Handwritten Digits: digits that thirty writers drew on a tablet, as strokes.

E. Alpaydin and F. Alimoglu 1996, UCI Machine Learning Repository, https://doi.org/10.24432/C5MG6K,
CC BY 4.0. Only its training half is used here; its test half, 14 other writers, is left to tests.
"""

import hashlib
import io
import re
import subprocess
import urllib.request
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rnndemo.checkpoints import write_whole
from rnndemo.language import say

URL = "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip"
PACKED = "pendigits-orig.tra.Z"  # the training half's strokes inside that archive
SHA256 = "a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4"  # of the same, unpacked
SOURCE = {
    "name": "Pen-Based Recognition of Handwritten Digits, 25 of its 30 training writers",
    "authors": "E. Alpaydin and F. Alimoglu, UCI Machine Learning Repository, 1996",
    "doi": "10.24432/C5MG6K",
    "licence": "CC BY 4.0",
    "sha256": {"pendigits-train": SHA256},
}
SIDE = 500  # of the tablet's boxes, in its own units
VALIDATION_WRITERS = (3, 9, 15, 21, 27)  # of writers 1 to 30; kept for every choice


class PenDigit(NamedTuple):
    """One digit as it was drawn."""

    strokes: list[np.ndarray]  # each (n, 2), n > 1: x right, y down, in units of the tablet
    label: int
    writer: int


def load(data_dir: Path, part: str) -> list[PenDigit]:
    """Return the "train" digits of 25 writers or the "validation" digits of 5 others, as strokes.

    They lie in `data_dir`/pendigits/pendigits-train or are downloaded to it. Raises OSError
    where they can be neither found nor downloaded.
    """
    if part not in ("train", "validation"):
        raise ValueError(f'part must be "train" or "validation", got {part!r}')
    digits = parse(_text(Path(data_dir) / "pendigits" / "pendigits-train"))
    return [digit for digit in digits if (digit.writer in VALIDATION_WRITERS) == (part == "validation")]


def parse(text: str) -> list[PenDigit]:
    """Read digits from UNIPEN text, where y points up and .COMMENT's second number is the writer."""
    digits = []
    for segment in text.split(".SEGMENT")[1:]:
        label = re.search(r'"(\d)"', segment)
        comment = re.search(r"\.COMMENT\s+\d+\s+(\d+)", segment)
        if label is None or comment is None:
            raise ValueError("a segment names no digit or no writer")
        strokes = []
        for down in segment.split(".PEN_DOWN")[1:]:
            points = np.array(down.split(".PEN_UP")[0].split(), dtype=float).reshape(-1, 2)
            if len(points) > 1:
                strokes.append(points * [1, -1] + [0, SIDE])
        digits.append(PenDigit(strokes, int(label[1]), int(comment[1])))
    return digits


def _text(path: Path) -> str:
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, _download())
        content = path.read_bytes()
    except (OSError, subprocess.SubprocessError, zipfile.BadZipFile, KeyError):
        content = b""
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise OSError(
            say(
                "The pen digits are missing or damaged in {folder} and could not be downloaded to it. Unpack "
                "{packed} of {address} (gzip -d) to {path}, or name the folder that has it: --data-dir DIR",
                folder=path.parent,
                packed=PACKED,
                address=URL,
                path=path,
            )
        )
    return content.decode("latin-1")


def _download() -> bytes:
    with urllib.request.urlopen(URL, timeout=60) as answer:
        archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    # Python has no reader of .Z; gzip has, and comes with Linux and macOS.
    return subprocess.run(["gzip", "-dc"], input=archive.read(PACKED), stdout=-1, check=True).stdout
