"""Several digits in one picture, which the reader cannot read."""

from itertools import pairwise

from rnndemo.digits.pictures import boxes
from rnndemo.digits.pictures.candidate import Candidate


def several(found: Candidate) -> bool:
    """Whether something stands beside the digit that could be one as well."""
    low, high = found.box
    pen = max(part.thick for part in found.digit)
    for other in found.others:
        line = other.extent > 1.5 * found.extent or other.thick < 0.6 * pen
        if line and (boxes.is_slender(other) or boxes.straight(other, 0.3 * other.extent) > 0.8):
            continue  # a line of ruled paper, or of a box
        if other.extent > 0.5 * found.extent and other.strength > 0.5 * found.strength:
            return True
    tall = [part for part in found.digit if part.high[0] - part.low[0] > 0.7 * (high - low)[0]]
    tall.sort(key=lambda part: part.low[1])
    for left, right in pairwise(tall):
        narrow = min((part.high - part.low)[1] for part in (left, right))
        if left.high[1] - right.low[1] < 0.3 * narrow:
            return True
    return False
