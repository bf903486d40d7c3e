"""Pen strokes -> the (28, 28) picture an MNIST network expects.

The strokes are redrawn at MNIST's own scale, not the canvas's bitmap shrunk: a small drawing made with a
broad pen is a blob as a bitmap, and still a digit as strokes. MNIST's frame (LeCun et al. 1998): the
ink fits a box of 20 x 20 pixels, its centre of mass lies at the centre of 28 x 28.
"""

import json
import math
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from PIL import ImageColor

from rnndemo.digits import marks
from rnndemo.language import say

SIZE = 28
BOX = 20.0
PEN_RADIUS = 1.22  # pixels; with PEN_EDGE the profile closest to MNIST's strokes
PEN_EDGE = 1.6  # pixels over which the ink fades out
MAX_POINTS = 50_000  # a drawing beyond this is no sketch, and would cost the server seconds
MAX_STROKES = 1_000  # the same

_CENTRE = SIZE / 2 + 0.5  # MNIST centres the mass on pixel 14, and pixel 14 reaches from 14 to 15
_MOST_STOPS = 2_000  # of one stroke: more than any scribble needs
_MOST_SEGMENTS = 2_000  # of a drawing: a digit has a hundred, retraced twenty times
_TOO_MUCH = 0.55 * BOX**2  # ink, after framing: more than half the box is filled. MNIST: see test_sketch
_ENDS = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}  # points each path command names
_GRID = np.indices((SIZE, SIZE))[::-1].reshape(2, -1).T.astype(np.float32) + 0.5  # (784, 2) as x, y


class NoDigit(Exception):
    """The drawing or picture holds nothing to read as a digit; the message tells the visitor why."""


class BadDrawing(ValueError):
    """The input is not a drawing at all; the message says what is wrong with it."""


class Stroke(NamedTuple):
    """One line of the pen: points (n, 2) as x, y in canvas pixels, and the pen's width."""

    points: np.ndarray
    width: float


def from_drawing(drawing: object) -> np.ndarray:
    """Read one drawing as the canvas reports it; return (28, 28) in 0..1. Raises NoDigit, BadDrawing."""
    return frame(strokes_of(drawing))


def strokes_from_json(text: str | bytes) -> list[Stroke]:
    """Return the strokes of one drawing in the canvas's JSON text. Raises BadDrawing."""
    try:
        drawing = json.loads(text)
    except (ValueError, RecursionError):
        raise BadDrawing(say("this is not JSON")) from None
    return strokes_of(drawing)


def strokes_of(drawing: object) -> list[Stroke]:
    """Return the strokes of a Fabric.js drawing where they now are on the canvas. Raises BadDrawing."""
    objects = drawing.get("objects") if isinstance(drawing, dict) else None
    if not isinstance(objects, list):
        raise BadDrawing(say("this is not a canvas drawing: it has no list of objects"))
    if len(objects) > MAX_STROKES:
        raise BadDrawing(say("this drawing has more than {most:,} strokes", most=MAX_STROKES))
    strokes, count = [], 0
    for item in objects:
        try:
            with np.errstate(all="ignore"):  # what overflows is refused for not being finite
                stroke = _stroke(item)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
            raise BadDrawing(say("a stroke of this drawing cannot be read: only pen lines are")) from None
        if not _is_erased(item):
            strokes.append(stroke)
        count += len(stroke.points)
        if count > MAX_POINTS:
            raise BadDrawing(say("this drawing has more than {most:,} points", most=MAX_POINTS))
    return strokes


def frame(strokes: list[Stroke]) -> np.ndarray:
    """Redraw strokes in MNIST's frame with MNIST's pen: (28, 28) in 0..1. Raises NoDigit."""
    strokes = without_strays(strokes)
    spacing = _extent(np.concatenate([s.points for s in strokes])) / 25  # 0.7 pixels once framed
    paths = [_resample(s.points, spacing) for s in strokes]
    return frame_segments(np.concatenate([np.stack([path[:-1], path[1:]], axis=1) for path in paths]))


def without_strays(strokes: list[Stroke]) -> list[Stroke]:
    """Return the strokes of the digit, without what a palm left beside it. Raises NoDigit."""
    strokes = [stroke for stroke in strokes if len(stroke.points) > 1]
    strokes = list(compress(strokes, marks.of_the_digit([stroke.points for stroke in strokes])))
    broadest = max((stroke.width for stroke in strokes), default=0.0)
    if not strokes or _extent(np.concatenate([s.points for s in strokes])) <= max(4.0, 0.6 * broadest):
        raise NoDigit(say("There is nothing here to read yet: draw one digit, larger than a dot."))
    return strokes


def frame_segments(segments: np.ndarray, radius: float = PEN_RADIUS, edge: float = PEN_EDGE) -> np.ndarray:
    """Redraw segments (n, 2 ends, x and y) of any scale as `frame` does strokes. Raises NoDigit."""
    low, high = segments.min(axis=(0, 1)), segments.max(axis=(0, 1))
    width, height = high - low
    if height < 0.2 * width:
        raise NoDigit(say("This is a flat line, and no digit is: draw one digit, upright."))
    segments = (segments - (low + high) / 2) * ((BOX - 2 * radius) / max(width, height)) + _CENTRE
    ink = render(segments, radius, edge) if len(segments) <= _MOST_SEGMENTS else np.ones((SIZE, SIZE))
    if ink.sum() > _TOO_MUCH:
        raise NoDigit(say("This is a scribble: too much ink for one digit. Clear the pad and draw one."))
    centre = (ink.reshape(-1, 1) * _GRID).sum(axis=0) / ink.sum()
    return render(segments + (_CENTRE - centre), radius, edge)


def render(segments: np.ndarray, radius: float = PEN_RADIUS, edge: float = PEN_EDGE) -> np.ndarray:
    """Draw segments (n, 2 ends, 2) with a round pen: (28, 28) in 0..1, x to the right, y down."""
    start, along = segments[:, 0].astype(np.float32), (segments[:, 1] - segments[:, 0]).astype(np.float32)
    length_squared = np.maximum((along**2).sum(axis=1), 1e-12)
    share = (_GRID @ along.T - (start * along).sum(axis=1)) / length_squared  # (784, n)
    np.clip(share, 0, 1, out=share)
    right = _GRID[:, :1] - start[:, 0] - share * along[:, 0]
    down = _GRID[:, 1:] - start[:, 1] - share * along[:, 1]
    distance = np.sqrt((right * right + down * down).min(axis=1))  # (784,)
    ink: np.ndarray = np.clip((radius - distance) / edge + 0.5, 0, 1)
    return ink.reshape(SIZE, SIZE)


def _extent(points: np.ndarray) -> float:
    return float((points.max(axis=0) - points.min(axis=0)).max())


def _resample(path: np.ndarray, spacing: float) -> np.ndarray:
    """Return the same line with a point about every `spacing` pixels, whatever the pen's sampling was."""
    travelled = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    stops = np.linspace(0.0, travelled[-1], 2 + min(int(travelled[-1] / spacing), _MOST_STOPS))
    return np.stack([np.interp(stops, travelled, path[:, axis]) for axis in (0, 1)], axis=1)


def _stroke(item: dict[str, Any]) -> Stroke:
    if item["type"] not in ("Path", "path"):
        raise ValueError("not a pen line")
    points = _points(item["path"])
    if not np.isfinite(points).all() or np.abs(points).max() > 1e6:
        raise ValueError("points off any canvas")
    matrix, centre = _placement(item, points)
    placed = (points - (points.min(axis=0) + points.max(axis=0)) / 2) @ matrix.T + centre
    if not np.isfinite(placed).all() or np.abs(placed).max() > 1e6:
        raise ValueError("points off any canvas")
    width = float(item.get("strokeWidth", 1)) * math.sqrt(abs(np.linalg.det(matrix)))
    return Stroke(placed, width if math.isfinite(width) else 1.0)


def _is_erased(item: dict[str, Any]) -> bool:
    """Whether a line leaves no ink: an eraser's, a transparent one, or one as white as the pad."""
    if item.get("globalCompositeOperation") == "destination-out" or item.get("opacity", 1) == 0:
        return True
    colour = item.get("stroke")
    if not isinstance(colour, str):
        return False
    try:
        named = ImageColor.getrgb(colour.strip())
    except ValueError:
        return False
    return named[3:] == (0,) or min(named[:3]) > 240


def _points(path: list[Any]) -> np.ndarray:
    """Flatten a path of M, L, Q, C and Z commands into points (n, 2)."""
    points: list[np.ndarray] = []
    for command, *numbers in path[: MAX_POINTS + 1]:
        ends = np.array(numbers, dtype=float).reshape(_ENDS[command], 2)
        if command == "Z":
            points.append(points[0])
        elif command in ("M", "L"):
            points.append(ends[0])
        else:
            points.extend(_bezier(np.vstack([points[-1], ends])))
    return np.array(points)


def _bezier(control: np.ndarray, pieces: int = 4) -> np.ndarray:
    """Return `pieces` points of a Bezier curve after its first control point (de Casteljau)."""
    t = (np.arange(pieces) + 1.0)[:, None, None] / pieces
    level = np.broadcast_to(control, (pieces, *control.shape))
    while level.shape[1] > 1:
        level = (1 - t) * level[:, :-1] + t * level[:, 1:]
    return level[:, 0]


def _placement(item: dict[str, Any], points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Fabric's transform of an object: a 2 x 2 matrix about its centre, and where the centre is."""
    scale = np.array([float(item.get("scaleX", 1)), float(item.get("scaleY", 1))])
    angle, skew_x, skew_y = (math.radians(float(item.get(name, 0))) for name in ("angle", "skewX", "skewY"))
    rotate = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    skew = np.array([[1, math.tan(skew_x)], [0, 1]]) @ np.array([[1, 0], [math.tan(skew_y), 1]])
    flip = np.where([item.get("flipX", False), item.get("flipY", False)], -1.0, 1.0)
    matrix = rotate @ np.diag(scale * flip) @ skew
    if "left" not in item or "top" not in item:
        return matrix, (points.min(axis=0) + points.max(axis=0)) / 2
    # left and top name the origin corner of the box, which is as wide as the line and its pen.
    drawn = points.max(axis=0) - points.min(axis=0)
    box = np.array([float(item.get("width", drawn[0])), float(item.get("height", drawn[1]))])
    box = (box + float(item.get("strokeWidth", 1))) * scale
    share = {"left": 0.5, "top": 0.5, "center": 0.0, "right": -0.5, "bottom": -0.5}
    to_centre = box * [share[item.get("originX", "left")], share[item.get("originY", "top")]]
    return matrix, np.array([float(item["left"]), float(item["top"])]) + rotate @ to_centre
