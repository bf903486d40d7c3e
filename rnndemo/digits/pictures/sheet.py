"""The sheet that a digit stands on, where the picture shows more than the sheet."""

import cv2
import numpy as np

from rnndemo.digits.pictures import ink

_LEAST, _MOST = 0.08, 0.97  # of the picture: a smaller sheet is a label, a larger one has no surroundings
_FULL = 0.93  # of its convex outline: a sheet fills at least so much, writing included
_BARE = 0.6  # of its convex outline: at least so much of a sheet has no writing
_CORNERS = 6  # a sheet has four, and more where the picture cuts some off
_DARKER = 0.75  # of the sheet's brightness: beyond its edge it is darker than this; a shadow is lighter
_MARGIN = 0.012  # of the picture: what is nearer than this to the sheet's edge counts as the edge


def alone(image: np.ndarray) -> np.ndarray:
    """Return a picture with all that lies beyond the edges of a light sheet painted over, as paper."""
    brightness = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    outline = _outline(brightness)
    if outline is None:
        return image
    margin = max(2, round(_MARGIN * max(brightness.shape)))
    kept = cv2.erode(
        outline, np.ones((2 * margin + 1, 2 * margin + 1), dtype=np.uint8), borderType=cv2.BORDER_REPLICATE
    )
    if not kept.any():
        return image
    # Each pixel beyond takes the colour of the nearest one on the sheet.
    _, nearest = cv2.distanceTransformWithLabels(1 - kept, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    place = np.zeros(int(nearest.max()) + 1, dtype=np.intp)
    place[nearest[kept > 0]] = np.flatnonzero(kept)
    smooth = cv2.medianBlur(image, 5)
    painted = smooth.reshape(-1, *image.shape[2:])[place[nearest]]
    inside = kept > 0 if image.ndim == 2 else kept[..., None] > 0
    return np.where(inside, image, painted)


def _outline(brightness: np.ndarray) -> np.ndarray | None:
    """Return a mask (uint8) of the largest light surface with straight edges; None where there is none."""
    smooth = cv2.GaussianBlur(brightness, (0, 0), 1.5)
    level = 255 * ink.otsu(smooth / 255)
    count, label, stats, _ = cv2.connectedComponentsWithStats((smooth > level).astype(np.uint8))
    if count < 2:
        return None
    number = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    if not _LEAST < stats[number, cv2.CC_STAT_AREA] / label.size < _MOST:
        return None
    surface = (label == number).astype(np.uint8)
    contours = cv2.findContours(surface, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    corners = cv2.approxPolyDP(hull, 0.015 * cv2.arcLength(hull, True), True)
    filled = sum(cv2.contourArea(contour) for contour in contours)
    area = max(cv2.contourArea(hull), 1.0)
    if len(corners) > _CORNERS or filled < _FULL * area or surface.sum() < _BARE * area:
        return None
    outline = cv2.fillConvexPoly(np.zeros_like(surface), hull, 1)
    return outline if _sharp(smooth, outline) else None


def _sharp(smooth: np.ndarray, outline: np.ndarray) -> bool:
    """Whether the picture darkens at once beyond an outline: an edge, not the rim of a shadow."""
    near = np.ones((9, 9), dtype=np.uint8)
    beyond = cv2.dilate(outline, near) - cv2.dilate(outline, np.ones((3, 3), dtype=np.uint8))
    within = outline - cv2.erode(outline, near, borderType=cv2.BORDER_REPLICATE)
    # Only where the edge is in the picture.
    within = cv2.bitwise_and(within, cv2.dilate(beyond, near))
    if beyond.sum() < 0.1 * sum(outline.shape):
        return False
    return float(np.median(smooth[beyond > 0])) < _DARKER * float(np.median(smooth[within > 0]))
