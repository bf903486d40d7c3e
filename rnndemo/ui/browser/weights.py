"""The weights of both digit readers as two small files, for the reading in the browser.

The reader of rows is fetched with the page, the reader of the pen's path with the first line. A weight is a
whole number of 18 bits times the scale of its row. A file has, in this order: the length of the header
(4 bytes), the header (JSON: name, rows and columns of each tensor), the scales (float32), then the lowest
byte of every number, the middle ones and the highest: side by side they compress best.
"""

import functools
import json
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rnndemo import checkpoints
from rnndemo.digits.both import load_both
from rnndemo.digits.pen.reader import load_pen_reader
from rnndemo.digits.reader import load_reader

ADDRESS = "/weights"  # the files' address on the server, before a name
BITS = 18  # no probability is then off by 1e-4: tests/browser/test_reading.py
ZERO = 2 ** (BITS - 1)  # what a weight of zero is written as; reading.js has the same number


class Packed(NamedTuple):
    """A file, and its name: a hash of its content, so that a browser may keep it for ever."""

    name: str
    payload: bytes


def packed() -> dict[str, Packed]:
    """Return the weights of both readers, "rows" and "pen". Raises CheckpointError."""
    return _packed(checkpoints.FOLDER)


@functools.cache
def _packed(folder: Path) -> dict[str, Packed]:
    readers = {"rows": load_reader(folder=folder).reader, "pen": load_pen_reader(folder=folder).reader}
    files = {}
    for kind, reader in readers.items():
        tensors = {name: tensor.numpy() for name, tensor in reader.state_dict().items()}
        if kind == "pen":
            tensors["both_weights"] = np.array(load_both(folder).weights)
        payload = pack(tensors)
        files[kind] = Packed(sha256(payload).hexdigest()[:16], payload)
    return files


def pack(tensors: dict[str, np.ndarray]) -> bytes:
    """Write tensors of any shape as one file; the last axis is a row."""
    header, scales, numbers = [], [], []
    for name, tensor in tensors.items():
        rows = np.atleast_2d(tensor).reshape(-1, np.atleast_1d(tensor).shape[-1]).astype(np.float64)
        largest = np.abs(rows).max(axis=1, keepdims=True)
        scale = (np.where(largest > 0, largest, 1.0) / (ZERO - 1)).astype(np.float32)
        scales.append(scale.ravel())
        numbers.append((np.round(rows / scale).clip(1 - ZERO, ZERO - 1) + ZERO).astype(np.uint32).ravel())
        header.append({"name": name, "rows": len(rows), "columns": rows.shape[1]})
    text = json.dumps(header, separators=(",", ":")).encode()
    whole = np.concatenate(numbers)
    planes = [(whole >> shift & 255).astype(np.uint8).tobytes() for shift in (0, 8, 16)]
    head = len(text).to_bytes(4, "little") + text
    return b"".join([head, np.concatenate(scales).astype("<f4").tobytes(), *planes])
