"""The pen's path: a drawing as the sequence of pieces its line is made of.

The line is cut into pieces of even length, so neither the pen's speed nor how often a device reports it
changes the sequence.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

PIECES = 12  # so many together are as long as the longer side of the drawing's box
MOST_PIECES = PIECES * 9  # a scribble, which sketch.frame refuses, has more
POINTS = 96  # a drawing's line is described by so many before it is cut
INPUTS = 5  # x, y, direction's x and y, pen

SET_DOWN, GOES_ON, GONE = 1.0, 0.0, -1.0  # what the input `pen` says

_PIECE = 2 / PIECES  # in the frame of the drawing, which reaches from -1 to 1
_LIFT = 1e-4  # length given to the way of a lifted pen: so no two strokes share a place on the line
_LEAST_INK = 0.01  # share of the drawing's whole line: a shorter stroke is a mere touch


class Lines(NamedTuple):
    """Drawings as points along their lines."""

    points: Tensor  # (batch, POINTS, 2): x to the right, y down, in any unit
    stroke: Tensor  # (batch, POINTS): which stroke a point belongs to


class PenPath(NamedTuple):
    """Drawings as sequences; the last step of each says that the pen is gone."""

    steps: Tensor  # (batch, time, 5): x, y, direction's x and y, pen; zeros after the last step
    length: Tensor  # (batch,): steps of each drawing


def lines_of(strokes: Sequence[np.ndarray]) -> Lines:
    """Describe one drawing's strokes, each (n, 2), by POINTS points. Raises ValueError without a line."""
    lengths = np.array([_travelled(stroke)[-1] if len(stroke) > 1 else 0.0 for stroke in strokes])
    kept = np.flatnonzero(lengths > _LEAST_INK * lengths.sum())[: POINTS // 2]
    if len(kept) == 0:
        raise ValueError("these strokes have no line")
    share = np.cumsum(lengths[kept]) / lengths[kept].sum()
    ends = np.round(share * (POINTS - 2 * len(kept))).astype(int)
    counts = 2 + np.diff(ends, prepend=0)  # every stroke has its two ends
    points = [evenly(strokes[at], count) for at, count in zip(kept, counts, strict=True)]
    stroke = np.repeat(np.arange(len(kept)), counts)
    joined = np.concatenate(points).astype(np.float32)
    return Lines(torch.from_numpy(joined)[None], torch.from_numpy(stroke)[None])


def evenly(stroke: np.ndarray, count: int) -> np.ndarray:
    """Return `count` points (count, 2) at even distances along a stroke (n, 2)."""
    travelled = _travelled(stroke)
    stops = np.linspace(0, travelled[-1], count)
    return np.stack([np.interp(stops, travelled, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _travelled(stroke: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])


def cut(lines: Lines) -> PenPath:
    """Cut each drawing's line into even pieces: a step has a piece's middle and its direction.

    Positions are in the frame of the drawing: its box has the centre 0 and the longer side from -1 to 1.
    """
    low, high = lines.points.amin(dim=1, keepdim=True), lines.points.amax(dim=1, keepdim=True)
    points = (lines.points - (low + high) / 2) * (2 / (high - low).amax(dim=2, keepdim=True).clamp(min=1e-9))
    lifted = lines.stroke[:, 1:] != lines.stroke[:, :-1]  # (batch, POINTS - 1)
    length = (points[:, 1:] - points[:, :-1]).norm(dim=-1).masked_fill(lifted, _LIFT)
    travelled = torch.nn.functional.pad(length.cumsum(dim=1), (1, 0))  # (batch, POINTS)
    # Where each point's stroke begins and ends: the greatest beginning before it, the least end after it.
    begins = torch.nn.functional.pad(travelled[:, 1:] * lifted, (1, 0)).cummax(dim=1).values
    ends = torch.nn.functional.pad(travelled[:, :-1].masked_fill(~lifted, torch.inf), (0, 1), value=torch.inf)
    ends = ends.flip(1).cummin(dim=1).values.flip(1).minimum(travelled[:, -1:])
    pieces = (travelled[:, -1] / _PIECE).round().clamp(1, MOST_PIECES)  # (batch,)
    size = (travelled[:, -1] / pieces)[:, None]
    middle = (torch.arange(int(pieces.max())) + 0.5) * size  # (batch, time)
    at = _segment(travelled, middle)
    start, end = (
        begins.gather(1, at).maximum(middle - size / 2),
        ends.gather(1, at).minimum(middle + size / 2),
    )
    position, before, after = _place(points, travelled, torch.cat([middle, start, end], dim=1)).chunk(
        3, dim=1
    )
    along = after - before
    direction = along / along.norm(dim=-1, keepdim=True).clamp(min=1e-9)
    stroke = lines.stroke.gather(1, at)
    pen = torch.where(stroke != torch.nn.functional.pad(stroke, (1, 0), value=-1)[:, :-1], SET_DOWN, GOES_ON)
    steps = torch.cat([position, direction, pen[..., None]], dim=-1)
    steps = torch.nn.functional.pad(steps, (0, 0, 0, 1))  # room for the last step
    time = torch.arange(steps.shape[1])
    steps = steps * (time < pieces[:, None])[..., None]
    steps[..., 4] += GONE * (time == pieces[:, None])
    return PenPath(steps, pieces.long() + 1)


def _segment(travelled: Tensor, place: Tensor) -> Tensor:
    """Return the point (batch, time) at or before each place on the line, never the last one."""
    at = torch.searchsorted(travelled, place.contiguous(), right=True) - 1
    return at.clamp(0, travelled.shape[1] - 2)


def _place(points: Tensor, travelled: Tensor, place: Tensor) -> Tensor:
    """Return x and y (batch, time, 2) of places on the line, given as lengths travelled (batch, time)."""
    at = _segment(travelled, place)
    before, after = travelled.gather(1, at), travelled.gather(1, at + 1)
    share = ((place - before) / (after - before).clamp(min=1e-9)).clamp(0, 1)[..., None]
    both = at[..., None].expand(-1, -1, 2)
    return points.gather(1, both).lerp(points.gather(1, both + 1), share)
