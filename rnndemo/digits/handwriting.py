"""Digits as strangers draw them with a pen: many shapes of each digit, each from many hands.

MNIST's writers were American: hardly any seven has a cross bar, and few ones have a foot. Many visitors write
both. The shapes below were written for this project; `write` changes them as one hand differs from another.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

SIDE = 280  # pixels of the pad: fits a phone of 390 with the page's margins
PEN = 18  # pixels, a fifteenth of the side: MNIST's pen at MNIST's scale

# x,y in percent of the digit's height, y down; "!" ends a point at which the pen turns sharply;
# "|" lifts the pen.
SHAPES = {
    0: [
        "32,0 8,18 0,52 12,88 34,100 58,86 66,50 58,14 32,0",
        "40,4 12,10 0,45 8,85 32,100 58,85 66,48 54,10 30,2 18,12",
        "48,8 20,4 2,35 4,75 28,100 56,85 66,45 58,16",
        "30,2 50,4 62,40 58,82 32,100 8,86 0,46 12,10 36,0",
        "50,0 50,0 20,6 0,40 10,90 44,98 70,60 64,20 40,4 26,8",
    ],
    1: [
        "0,0 0,100",
        "2,0 0,50 2,100",
        "0,28 30,0! 30,100",
        "0,46 36,0! 34,100",
        "0,12 14,0! 14,100",
        "0,30 18,18 30,0! 28,100",
        "0,25 25,0! 25,100 | 0,100 52,100",
        "0,25 25,0! 25,100! 0,100! 52,100",
        "22,0 22,100 | 0,99 46,100",
        "0,40 32,0! 30,100 | 6,98 58,100",
        "0,18 20,0! 20,100 | 2,100 42,98",
    ],
    2: [
        "3,22 18,3 45,2 60,20 52,45 25,75 0,100! 65,100",
        "3,22 20,2 48,3 60,22 48,52 20,88 4,98 2,86 16,80 36,94 66,98",
        "2,26 22,0 52,6 58,30 32,66 0,98! 25,90 45,98 66,92",
        "0,5! 55,3! 0,98! 62,98",
        "5,28 10,8 34,0 58,12 56,40 30,72 2,96! 30,92 64,100",
        "0,16 26,0 54,14 50,44 26,78 8,96 6,84 26,84 44,98 70,90",
    ],
    3: [
        "3,10 30,0 56,14 50,36 26,46! 56,58 60,82 34,100 2,90",
        "2,2! 56,2! 24,40! 54,52 60,80 36,100 2,92",
        "4,12 32,0 54,18 42,40 26,46 18,42 30,40 54,56 58,82 32,100 0,90",
        "0,6 34,0 54,20 38,42 20,47 44,52 60,74 40,98 0,96",
        "0,14 22,0 48,8 50,30 22,44! 50,50 62,72 48,96 18,100 0,86",
    ],
    4: [
        "8,0 0,58! 62,56 | 46,18 44,100",
        "22,0 0,62! 68,60 | 52,32 46,100",
        "48,100 48,0! 0,66! 68,66",
        "44,0! 0,65! 66,65 | 44,0 44,100",
        "4,0 4,38 14,52 40,50 56,40 | 58,0 54,100",
        "6,0 2,44 20,54 52,44! 58,0! 52,100",
        "10,0 0,50 20,60 60,48 | 52,10 48,100",
        "16,0 0,48! 56,46 | 38,24 34,100",
        "40,0 0,70! 70,68 | 46,44 42,100",
    ],
    5: [
        "60,0! 10,2! 6,42! 34,36 60,56 56,86 28,100 0,90",
        "8,2 6,42! 36,36 60,58 54,88 26,100 0,90 | 8,2 62,0",
        "58,4 24,2 8,22 22,42 50,56 56,80 34,100 2,94",
        "52,0! 6,0! 2,48! 50,46! 54,94! 0,98",
        "14,6 8,46 40,42 58,66 44,94 6,98 | 12,4 66,2",
        "12,0 4,40 30,34 56,52 54,84 26,100 0,94 | 14,0 40,4 70,-6",
    ],
    6: [
        "48,0 20,22 2,58 8,90 34,100 56,84 54,62 32,52 10,64 4,78",
        "40,0 10,45 0,72 10,96 34,100 52,84 44,64 22,62 4,76",
        "56,6 30,0 8,28 0,66 14,96 40,100 60,80 50,56 26,52 6,68",
        "50,0 10,40 2,80 26,100 50,88 46,66 24,66",
        "12,0 2,40 2,80 24,100 48,86 44,62 20,58 4,74",
        "44,2 16,14 0,54 10,94 38,98 48,78 34,64 14,74",
    ],
    7: [
        "0,2! 60,2! 22,100",
        "0,4 58,2! 38,40 22,100",
        "0,16! 2,2! 60,4! 24,100",
        "0,2! 60,2! 22,100 | 14,50 56,48",
        "2,18! 0,4! 62,2! 26,100 | 12,54 60,46",
        "0,10 18,2 40,8 62,2! 28,100 | 16,52 58,48",
        "0,0! 50,0! 44,100",
        "0,8 24,0 54,6! 40,46 30,100 | 20,50 62,50",
    ],
    8: [
        "56,12 30,0 8,18 24,44 52,66 54,90 28,100 4,86 12,62 40,42 56,20 54,8",
        "30,0 8,14 12,38 30,46 52,36 54,12 30,0 | 30,46 4,64 6,90 30,100 58,88 56,62 30,46",
        "30,46 8,28 14,4 40,0 54,18 34,44 8,66 8,92 34,100 56,84 50,60 30,46",
        "50,6 20,2 10,24 48,62 52,92 22,100 6,82 44,42 60,14",
        "28,48 6,34 8,8 32,0 52,16 40,42 14,56 2,82 24,100 50,90 48,64 26,48",
    ],
    9: [
        "52,20 34,2 8,10 2,36 24,52 48,40 54,16! 50,100",
        "54,18 30,0 4,18 10,46 36,50 54,28! 52,66 40,96 6,98",
        "52,14 26,0 2,24 16,50 44,42 54,10! 56,60 48,92 22,100 2,88",
        "48,14 22,0 2,22 12,46 38,44 50,16! 30,100",
        "40,6 12,6 2,34 22,50 46,38 52,4! 46,100",
        "50,24 28,0 0,20 14,46 44,34 52,18 50,54 36,80 10,100",
    ],
}


def write(digit: int, random: np.random.Generator, wildness: float = 1.0) -> list[np.ndarray]:
    """Write a digit in one hand: strokes of points (n, 2), about 100 high, x right, y down.

    `wildness` 0 gives a textbook shape, 1 an everyday hand, 2 a hurried one.
    """
    return by_hand(SHAPES[digit][random.integers(len(SHAPES[digit]))], random, wildness)


def by_hand(shape: str, random: np.random.Generator, wildness: float = 1.0) -> list[np.ndarray]:
    """Draw a shape, written as in SHAPES, in one hand."""
    hand = another_hand(random, wildness)
    strokes = []
    for corners in _parsed(shape):
        moved = [run + random.normal(0, 2.6 * wildness, run.shape) for run in corners]
        for before, after in pairwise(moved):
            after[0] = before[-1]
        line = np.concatenate([_spline(run) for run in moved]) + random.normal(0, 2.0 * wildness, 2)
        strokes.append(_cut(hand(line), random, wildness))
    return strokes


def another_hand(random: np.random.Generator, wildness: float = 1.0) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function that slants, turns, stretches and waves a line of points (n, 2), as one hand would.

    The line must belong to a digit about 100 high.
    """
    slant, turn = wildness * random.normal([-0.1, 0.0], [0.18, 0.07])
    wide = np.exp(wildness * random.normal(0, 0.22))
    bent = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [[wide, slant], [0, 1]]
    waves = random.normal(0, 2.2 * wildness, (2, 2)), random.uniform(0, 2 * np.pi, (2, 2))

    def hand(line: np.ndarray) -> np.ndarray:
        for amplitude, phase in zip(*waves, strict=True):
            line = line + amplitude * np.sin(line[:, ::-1] / 18 + phase)
        bent_line: np.ndarray = line @ bent.T
        return bent_line

    return hand


def rewrite(
    strokes: list[np.ndarray], random: np.random.Generator, wildness: float = 1.0
) -> list[np.ndarray]:
    """Write somebody's strokes, each (n, 2), again in another hand: about 100 high."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    hand, scale = another_hand(random, wildness), 100 / max(high - low)
    return [hand((stroke - low) * scale) for stroke in strokes]


def drawing(
    strokes: list[np.ndarray], height: float, centre: tuple[float, float], pen: float
) -> dict[str, Any]:
    """Return strokes as the canvas would report them, `height` pixels high about `centre`."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = height / max(high - low)
    objects = []
    for stroke in strokes:
        x_y = np.round((stroke - (low + high) / 2) * scale + centre, 2).tolist()
        path = [["M", *x_y[0]], *(["L", *point] for point in x_y[1:])]
        objects.append({"type": "Path", "path": path, "strokeWidth": pen} | PEN_LOOK)
    return {"version": "7.1.0", "objects": objects}


def sample(digit: int, seed: int = 0) -> dict[str, Any]:
    """Return a digit as a visitor with a steady hand would draw it on the pad."""
    strokes = write(digit, np.random.default_rng([digit, seed]), wildness=0.7)
    return drawing(strokes, 0.7 * SIDE, (SIDE / 2, SIDE / 2), PEN)


PEN_LOOK = {"fill": None, "stroke": "#10161D", "strokeLineCap": "round", "strokeLineJoin": "round"}


@cache
def _parsed(shape: str) -> list[list[np.ndarray]]:
    """Return a shape's strokes, each of runs (n, 2) between sharp corners."""
    strokes = []
    for stroke in shape.split("|"):
        runs: list[list[list[float]]] = [[]]
        for word in stroke.split():
            point = [float(number) for number in word.strip("!").split(",")]
            runs[-1].append(point)
            if word.endswith("!"):
                runs.append([point])
        strokes.append([np.array(run) for run in runs if len(run) > 1])
    return strokes


def _spline(points: np.ndarray, pieces: int = 8) -> np.ndarray:
    """Return a smooth line through points (Catmull & Rom 1974)."""
    p = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, pieces, endpoint=False)[:, None, None]
    a, b, c, d = p[:-3], p[1:-2], p[2:-1], p[3:]
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.concatenate([curve.transpose(1, 0, 2).reshape(-1, 2), points[-1:]])


def _cut(line: np.ndarray, random: np.random.Generator, wildness: float) -> np.ndarray:
    """Start late and lift early by up to 6 % of the line: the gaps of a hurried pen."""
    first, last = (random.uniform(0, 0.06 * wildness, 2) * [len(line), -len(line)]).astype(int)
    return line[first : len(line) + last]
