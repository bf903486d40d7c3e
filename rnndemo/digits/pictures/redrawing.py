"""A digit's ink at any size -> the (28, 28) picture: shrunk as it is, or redrawn with MNIST's pen."""

import cv2
import numpy as np

from rnndemo.digits import sketch
from rnndemo.digits.pictures.skeleton import segments_of, thin
from rnndemo.digits.sketch import NoDigit
from rnndemo.language import say

_TRACED_SIDE = 84  # pixels of the digit's longer side when its strokes are thinned to lines
_MNIST_WIDTHS = (1.7, 3.4)  # stroke widths in the 20-pixel box that need no redrawing
_TRACED_WIDTH = 3.0  # pixels a stroke has at least before it is thinned
_LEAST_HOLE = 0.003  # of the digit's box: a smaller one is a speck in the ink
_PENS = ((sketch.PEN_RADIUS, sketch.PEN_EDGE), (0.9, 1.2), (0.7, 0.9))  # radius and edge, each finer


def redraw(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return (28, 28) in 0..1 of a digit's ink in 0..1, and mask, both cut to its box. Raises NoDigit.

    A drawing has as many holes as the mask: a finer pen where MNIST's would close one.
    """
    if mask.shape[0] < 0.2 * mask.shape[1]:
        raise NoDigit(say("There is only a flat line or a shadow here: write one digit, in better light."))
    wanted = holes(mask, max(2, int(_LEAST_HOLE * mask.size)))
    skeleton = _thinned(mask, smooth=True)
    if holes(skeleton) != wanted:
        skeleton = _thinned(mask, smooth=False)
    segments = segments_of(skeleton)
    if len(segments) < 4:
        raise NoDigit(say("There is only a dot or a blot here, no line: write one digit, larger."))
    length = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1).sum() / _TRACED_SIDE
    width = mask.sum() / max(mask.shape) ** 2 / length * sketch.BOX
    if _MNIST_WIDTHS[0] < width < _MNIST_WIDTHS[1]:
        return _centred(ink)
    for radius, edge in _PENS:
        drawn = sketch.frame_segments(segments, radius, edge)
        if holes(drawn > 0.5) >= wanted:
            return drawn
    return sketch.frame_segments(segments)


def holes(mask: np.ndarray, least: int = 1) -> int:
    """Count the holes of a mask (height, width) that have at least `least` pixels."""
    ground = np.pad(~mask, 1, constant_values=True).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ground, connectivity=4)
    return int((stats[1:count, cv2.CC_STAT_AREA] >= least).sum()) - 1


def _thinned(mask: np.ndarray, smooth: bool) -> np.ndarray:
    """Return the skeleton of a mask whose longer side is first brought to _TRACED_SIDE pixels."""
    scale = _TRACED_SIDE / max(mask.shape)
    size = [max(1, round(side * scale)) for side in mask.shape[::-1]]
    image: np.ndarray = np.pad(mask.astype(np.uint8), 1)
    width = 2 * float(np.median(_ridge(image)))
    grown = int(np.ceil((_TRACED_WIDTH / scale - width) / 2))
    if grown > 0:  # a very thin line is broadened first, so that no part of it is lost between two pixels
        border = grown + 1
        image = cv2.copyMakeBorder(image, border, border, border, border, cv2.BORDER_CONSTANT, value=0)
        image = cv2.dilate(
            image, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grown + 1, 2 * grown + 1))
        )
        size = [max(1, round(side * scale)) for side in image.shape[::-1]]
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    image = cv2.resize(image * 255, size, interpolation=kind)
    image = cv2.copyMakeBorder(image, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
    if smooth and width * scale > _TRACED_WIDTH:  # a rough edge would give side branches
        image = cv2.GaussianBlur(np.where(image > 90, 255, 0).astype(np.uint8), (0, 0), 1.5)
    return thin(image > 110)


def _ridge(image: np.ndarray) -> np.ndarray:
    """Return half the stroke's width at each pixel of its middle line."""
    depth = cv2.distanceTransform(image, cv2.DIST_L2, 3)
    return depth[(depth > 0) & (depth >= cv2.dilate(depth, np.ones((3, 3), dtype=np.uint8)))]


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
    picture: np.ndarray = placed.reshape(sketch.SIZE, 2, sketch.SIZE, 2).mean(axis=(1, 3)).clip(0, 1)
    return picture
