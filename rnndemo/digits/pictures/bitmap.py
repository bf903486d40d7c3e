"""A bitmap (an upload, a photo of paper) -> the (28, 28) picture an MNIST network expects.

OpenCV finds the connected parts of a picture, how thick they are, and their straight lines. Measured beside
two other libraries (`python -m tests.bench.libraries`), with PyTorch on Linux and Python 3.11:

    OpenCV 5.0.0, headless  import 0.02 s, 15 MB of memory, 153 MB on disk; one wheel for Python 3.7 and later
    SciPy 1.17.1, ndimage   import 0.28 s, 18 MB of memory, 143 MB on disk; no straight lines
    scikit-image 0.26.0     import 0.41 s, 33 MB of memory, 200 MB on disk, SciPy and networkx among it

All three find the same parts. Thinning is our own code (`skeleton`): OpenCV's is not in this wheel, and
training thins a thousand MNIST digits at a time.
"""

import cv2
import numpy as np

from rnndemo.digits.pictures import decoding, parts, redrawing, sheet
from rnndemo.digits.pictures.candidate import Candidate, Known, search
from rnndemo.digits.pictures.decoding import MAX_BYTES as MAX_BYTES
from rnndemo.digits.pictures.decoding import SUFFIXES as SUFFIXES
from rnndemo.digits.pictures.several import several
from rnndemo.digits.sketch import BadDrawing as BadDrawing
from rnndemo.digits.sketch import NoDigit as NoDigit
from rnndemo.language import say

WORKING_SIDE = 640  # pixels the longer side is shrunk to while the digit is sought


def from_image(payload: bytes) -> np.ndarray:
    """Read a PNG, JPEG, WebP or HEIC file; return (28, 28) in 0..1. Raises NoDigit, BadDrawing."""
    whole = decoding.decode(payload)
    small = shrunk(whole)
    found = search(sheet.alone(small)) or search(small)
    if found is None:
        raise NoDigit(say("Nothing stands out from the ground here: write darker, or in better light."))
    if several(found):
        raise NoDigit(say("There are several things here: crop the picture to one digit."))
    scale = max(whole.shape) / max(found.contrast.shape)
    if scale > 1 or found.extent < 0.5 * max(whole.shape):
        found = _close_up(whole, found, scale) or found
    mask = parts.painted(found.digit, found.contrast.shape)
    low, high = found.box
    box = slice(low[0], high[0]), slice(low[1], high[1])
    inside = np.where(mask, found.contrast, 0)[box]
    return redrawing.redraw((inside / np.quantile(inside[mask[box]], 0.9)).clip(0, 1), mask[box])


def _close_up(whole: np.ndarray, found: Candidate, scale: float) -> Candidate | None:
    """Look again at the digit alone, at its full size: `scale` times that of the first look."""
    low, high = (end * scale for end in found.box)
    first = np.maximum((low + high) / 2 - found.extent * scale, 0).astype(int)
    last = np.ceil((low + high) / 2 + found.extent * scale).astype(int)
    near = whole[first[0] : last[0], first[1] : last[1]]
    shrink = min(1, WORKING_SIDE / max(near.shape[:2]))
    return search(shrunk(near), Known(found.dark, (low - first) * shrink, (high - first) * shrink))


def shrunk(image: np.ndarray) -> np.ndarray:
    """Return a picture with at most WORKING_SIDE pixels a side."""
    by = WORKING_SIDE / max(image.shape[:2])
    return image if by >= 1 else cv2.resize(image, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
