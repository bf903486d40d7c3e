"""Figures of drawings as they come: a palm's touch beside the digit, dabs, lines drawn again and again."""

import numpy as np
import torch
from numpy.random import Generator

from rnndemo.digits import handwriting, marks, sketch
from rnndemo.digits.reader import DigitReader, load_reader, read_rows
from rnndemo.digits.sketch import NoDigit, Stroke

EACH = 120  # drawings of a kind


def hand(digit: int, random: Generator) -> list[np.ndarray]:
    """Return a digit's strokes on the pad, 110 to 210 pixels high."""
    strokes = handwriting.write(digit, random, 0.7)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = random.uniform(110, 210) / (high - low).max()
    return [(stroke - (low + high) / 2) * scale + handwriting.SIDE / 2 for stroke in strokes]


def plain(strokes: list[np.ndarray], random: Generator) -> list[np.ndarray]:
    """As drawn."""
    return strokes


def palm(strokes: list[np.ndarray], random: Generator) -> list[np.ndarray]:
    """With a mark of 14 to 40 pixels, 25 pixels or more from the digit's lines."""
    points = np.concatenate(strokes)
    while True:
        at, turn = random.uniform(10, handwriting.SIDE - 10, 2), random.uniform(0, np.pi)
        half = random.uniform(7, 20) * np.array([np.cos(turn), np.sin(turn)])
        mark = np.linspace(at - half, at + half, 6)
        if np.linalg.norm(points[:, None] - mark, axis=2).min() > 25:
            return [*strokes, mark]


def dabs(strokes: list[np.ndarray], random: Generator) -> list[np.ndarray]:
    """In dabs of 9 pixels, as far from each other."""
    pieces = []
    for stroke in strokes:
        travelled = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1))])
        for start in np.arange(0, marks.length(stroke) - 4, 18):
            stops = np.linspace(start, min(start + 9, travelled[-1]), 4)
            pieces.append(np.stack([np.interp(stops, travelled, stroke[:, axis]) for axis in (0, 1)], axis=1))
    return pieces


def retraced(strokes: list[np.ndarray], random: Generator) -> list[np.ndarray]:
    """Each line drawn four times, two pixels off."""
    return [stroke + random.normal(0, 2, 2) for stroke in strokes for _ in range(4)]


KINDS = [plain, palm, dabs, retraced]


def main() -> None:
    """Print every figure of this module."""
    torch.set_num_threads(1)
    reader = load_reader().reader
    for kind in KINDS:
        right, wrong = count(reader, kind, EACH)
        print(f"  {kind.__name__}: {right} of {EACH} right, {wrong} sure and wrong")


def count(reader: DigitReader, kind, each: int, seed: int = 20_260_902) -> tuple[int, int]:
    """Return how many drawings of a kind are read right, and of how many the reader is sure and wrong."""
    random, right, wrong = np.random.default_rng(seed), 0, 0
    for number in range(each):
        digit = number % 10
        strokes = [Stroke(points, handwriting.PEN) for points in kind(hand(digit, random), random)]
        try:
            reading = read_rows(reader, sketch.frame(strokes))
        except NoDigit:
            continue
        right += reading.digit == digit
        wrong += reading.sure and reading.digit != digit
    return right, wrong


if __name__ == "__main__":
    main()
