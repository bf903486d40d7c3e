"""Other ways to write the same digit: strokes reversed, reordered, split, joined, begun elsewhere.

Thirty writers cannot show every habit. A zero may run clockwise, a seven may start with its bar.
The digit on the paper is the same.
"""

import numpy as np

_CLOSED = 0.2  # of a stroke's extent: ends nearer to each other than this make it a loop
_NEAR = 0.35  # of the drawing's extent: a hurried pen may not be lifted over a gap shorter than this


def rewrite(strokes: list[np.ndarray], random: np.random.Generator, odd: float = 0.5) -> list[np.ndarray]:
    """Return the same ink written in another way; `odd` is the chance of each change of habit."""
    size = max(np.ptp(np.concatenate(strokes), axis=0))
    strokes = [_begun_elsewhere(s, random) if random.random() < odd else s for s in strokes]
    if random.random() < odd / 2:
        longest = max(range(len(strokes)), key=lambda at: len(strokes[at]))
        strokes[longest : longest + 1] = _split(strokes[longest], random)
    if random.random() < odd:
        strokes = [strokes[at] for at in random.permutation(len(strokes))]
    strokes = [s[::-1] if random.random() < odd else s for s in strokes]
    if random.random() < odd / 2:
        strokes = _joined(strokes, _NEAR * size)
    return strokes


def _begun_elsewhere(stroke: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Start a loop at another of its points; a stroke that is no loop stays as it is."""
    if len(stroke) < 8 or np.hypot(*(stroke[0] - stroke[-1])) > _CLOSED * max(np.ptp(stroke, axis=0)):
        return stroke
    start = random.integers(len(stroke))
    return np.concatenate([stroke[start:], stroke[: start + 1]])


def _split(stroke: np.ndarray, random: np.random.Generator) -> list[np.ndarray]:
    """Lift the pen once on the way, half of the time where the line turns most."""
    if len(stroke) < 8:
        return [stroke]
    fifth = len(stroke) // 5
    at = int(random.integers(fifth, len(stroke) - fifth))
    if random.random() < 0.5:
        reach = max(1, len(stroke) // 12)
        before = stroke[reach:-reach] - stroke[: -2 * reach]
        after = stroke[2 * reach :] - stroke[reach:-reach]
        norms = np.maximum(np.hypot(*before.T) * np.hypot(*after.T), 1e-9)
        inner = slice(max(0, fifth - reach), len(norms) - max(0, fifth - reach))
        at = inner.start + reach + int(((before * after).sum(axis=1) / norms)[inner].argmin())
    return [stroke[: at + 1], stroke[at:]]


def _joined(strokes: list[np.ndarray], near: float) -> list[np.ndarray]:
    """Leave the pen down on every short way from one stroke to the next."""
    joined = strokes[:1]
    for stroke in strokes[1:]:
        if np.hypot(*(stroke[0] - joined[-1][-1])) < near:
            joined[-1] = np.concatenate([joined[-1], stroke])
        else:
            joined.append(stroke)
    return joined
