"""A digit's ink at any size -> the (28, 28) picture: shrunk as it is, or redrawn with MNIST's pen."""

import cv2
import numpy as np

from rnndemo.digits import sketch
from rnndemo.digits.sketch import NoDigit
from rnndemo.digits.skeleton import segments_of, thin

_TRACED_SIDE = 84  # pixels of the digit's longer side when its strokes are thinned to lines
_MNIST_WIDTHS = (1.7, 3.4)  # stroke widths in the 20-pixel box that need no redrawing
_PENS = ((sketch.PEN_RADIUS, sketch.PEN_EDGE), (0.9, 1.2), (0.7, 0.9))  # radius and edge, each finer


def redraw(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return (28, 28) in 0..1 of a digit's ink in 0..1, and mask, both cut to its box. Raises NoDigit."""
    skeleton = _thinned(mask)
    segments = segments_of(skeleton)
    if len(segments) < 4:
        raise NoDigit("There is only a dot or a blot here, no line: write one digit, larger.")
    length = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1).sum()  # at the traced scale
    width = mask.sum() * (_TRACED_SIDE / max(mask.shape)) ** 2 / length
    width *= sketch.BOX / _TRACED_SIDE
    if _MNIST_WIDTHS[0] < width < _MNIST_WIDTHS[1]:
        return _centred(ink)
    return sketch.frame_segments(segments)


def holes(mask: np.ndarray, least: int = 1) -> int:
    """Count the holes of a mask that have at least so many pixels."""
    ground = np.pad(~mask, 1, constant_values=True).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ground, connectivity=4)
    return int((stats[1:count, cv2.CC_STAT_AREA] >= least).sum()) - 1


def _thinned(mask: np.ndarray) -> np.ndarray:
    """Return the skeleton of a mask whose longer side is first brought to _TRACED_SIDE pixels."""
    scale = _TRACED_SIDE / max(mask.shape)
    size = [max(1, round(side * scale)) for side in mask.shape[::-1]]
    image = np.pad(mask.astype(np.uint8) * 255, 1)
    if scale < 1:  # a hairline is broadened to what is left of it
        depth = cv2.distanceTransform(image, cv2.DIST_L2, 3)
        stroke = 2 * float(np.median(depth[depth >= cv2.dilate(depth, None)][:]))
    image = cv2.resize(
        mask.astype(np.uint8) * 255, size, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    )
    image = cv2.copyMakeBorder(image, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
    image = np.where(image > 90, 255, 0).astype(np.uint8)
    core = cv2.erode(image, np.ones((3, 3), np.uint8))
    if core.sum() < 0.4 * image.sum():
        image = cv2.dilate(image, np.ones((3, 3), np.uint8))
    return thin(cv2.GaussianBlur(image, (0, 0), 1.5) > 127)


def _centred(ink: np.ndarray) -> np.ndarray:
    """Fit ink into MNIST's 20-pixel box and move its centre of mass to the centre of 28 x 28."""
    scale = sketch.BOX / max(ink.shape)
    rows, columns = (np.arange(side) + 0.5 for side in ink.shape)
    y, x = ink.sum(axis=1) @ rows / ink.sum(), ink.sum(axis=0) @ columns / ink.sum()
    middle = sketch.SIZE / 2 + 0.5
    # Reduce first, so that one bilinear sample a pixel misses no ink.
    size = [max(1, round(side * scale * 2)) for side in ink.shape[::-1]]
    shrunk = cv2.resize(ink.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    wide, high = size[0] / ink.shape[1], size[1] / ink.shape[0]
    # Row and column as cv2 counts them, from the middle of a pixel.
    move = np.array([[1, 0, 2 * middle - x * wide], [0, 1, 2 * middle - y * high]])
    placed = cv2.warpAffine(shrunk, move, (2 * sketch.SIZE, 2 * sketch.SIZE), flags=cv2.INTER_LINEAR)
    return placed.reshape(sketch.SIZE, 2, sketch.SIZE, 2).mean(axis=(1, 3)).clip(0, 1)
