"""A pen's way over a picture's lines: a skeleton walked in one of the ways that could have drawn it."""

import numpy as np

Pixel = tuple[int, int]  # x and y

_LOOK_BACK = 5  # pixels over which the pen's direction is measured
_REACH = 3  # pixels of line already drawn that a pen passes over at a crossing
_SHORTEST = 4  # pixels: a shorter stroke is a spur of the thinning
_AHEAD = 0.3  # cosine of the sharpest turn the pen makes at a crossing


def walk(skeleton: np.ndarray, random: np.random.Generator) -> list[np.ndarray]:
    """Return strokes (n, 2) of x and y in pixels that cover a skeleton (height, width) one pixel wide.

    The pen starts at a line's end (anywhere on a loop), goes straight on over a crossing, and is set down
    anew for what it missed; which end and which way is drawn by lot.
    """
    free: set[Pixel] = {(int(x), int(y)) for y, x in np.argwhere(skeleton)}
    drawn: set[Pixel] = set()
    strokes = []
    while free:
        here = _start(free, random)
        line = [here]
        free.discard(here)
        while (found := _next(line, free, random)) is not None:
            line.append(found)
            free.discard(found)
        new = [pixel for pixel in line if not _touched(pixel, drawn)]  # the rest only thickens a drawn line
        # A stroke that leaves another or ends at it reaches into it.
        line = [*_touched(line[0], drawn), *line, *_touched(line[-1], drawn)]
        drawn.update(line)
        if len(new) >= _SHORTEST:
            strokes.append(_smooth(np.array(line, dtype=float)))
    return strokes


def _start(free: set[Pixel], random: np.random.Generator) -> Pixel:
    pixels = sorted(free, key=lambda pixel: (pixel[1], pixel[0]))
    ends = [(x, y) for x, y in pixels if sum((x + dx, y + dy) in free for dx, dy in _AROUND) <= 1]
    if not ends:
        return pixels[0] if random.random() < 0.6 else pixels[random.integers(len(pixels))]
    return ends[0] if random.random() < 0.5 else ends[random.integers(len(ends))]


def _next(line: list[Pixel], free: set[Pixel], random: np.random.Generator) -> Pixel | None:
    x, y = line[-1]
    if len(line) == 1:
        around = [(x + dx, y + dy) for dx, dy in _AROUND if (x + dx, y + dy) in free]
        return around[random.integers(len(around))] if around else None
    back_x, back_y = line[-min(len(line), _LOOK_BACK)]
    forward = np.hypot(x - back_x, y - back_y) or 1.0
    across, down = (x - back_x) / forward, (y - back_y) / forward
    best, found = -2.0, None
    for dx, dy in _AROUND:
        if (x + dx, y + dy) in free:
            straight = (dx * across + dy * down) / (1.0 if dx == 0 or dy == 0 else 1.4142)
            if straight > best:
                best, found = straight, (x + dx, y + dy)
    if best > _AHEAD or len(line) < _LOOK_BACK:
        return found
    best = _AHEAD if found is None else max(best, _AHEAD)
    for dx, dy, distance in _BEYOND:
        if (x + dx, y + dy) in free:
            straight = (dx * across + dy * down) / distance - 0.1 * distance
            if straight > best:
                best, found = straight, (x + dx, y + dy)
    return found


def _touched(pixel: Pixel, drawn: set[Pixel]) -> list[Pixel]:
    """Return a drawn neighbour of a pixel: a list of one, or of none."""
    x, y = pixel
    near = [(x + dx, y + dy) for dx, dy in _AROUND if (x + dx, y + dy) in drawn]
    return near[:1]


def _smooth(line: np.ndarray) -> np.ndarray:
    """Take the stairs of the pixels off a line: a running mean that keeps both ends."""
    padded = np.concatenate([line[:1].repeat(3, axis=0), line, line[-1:].repeat(3, axis=0)])
    weights = np.array([1, 2, 3, 4, 3, 2, 1]) / 16
    smooth = np.stack([np.convolve(padded[:, axis], weights, "valid") for axis in (0, 1)], axis=1)
    smooth[0], smooth[-1] = line[0], line[-1]
    return smooth


_AROUND = [(0, -1), (1, 0), (0, 1), (-1, 0), (1, -1), (1, 1), (-1, 1), (-1, -1)]
_BEYOND = [
    (dx, dy, float(np.hypot(dx, dy)))
    for dx in range(-_REACH, _REACH + 1)
    for dy in range(-_REACH, _REACH + 1)
    if max(abs(dx), abs(dy)) > 1
]
