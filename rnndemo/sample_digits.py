"""Sample digits as pen strokes, for a visitor who has not drawn one yet."""

import numpy as np

from . import sketch

PEN = 20.0  # canvas pixels

# Corner points of each stroke on a canvas of 280 x 280, x before y.
STROKES = {
    "2": [[(85, 95), (100, 65), (140, 50), (180, 65), (190, 100), (165, 145), (90, 225), (200, 222)]],
    "3": [
        [
            (85, 65),
            (135, 48),
            (180, 68),
            (178, 108),
            (125, 132),
            (185, 150),
            (195, 195),
            (150, 228),
            (85, 212),
        ]
    ],
    "4": [[(110, 50), (85, 150), (190, 148)], [(175, 55), (165, 235)]],
    "5": [[(185, 52), (100, 55), (95, 125), (150, 118), (190, 155), (180, 205), (135, 230), (85, 212)]],
    "7": [[(80, 60), (195, 58), (150, 140), (120, 230)]],
    "9": [[(180, 75), (140, 50), (95, 80), (105, 128), (150, 130), (182, 80), (180, 150), (165, 232)]],
}


def picture(name: str) -> np.ndarray:
    """Return a sample as the network sees it, (28, 28) in 0..1."""
    strokes = [sketch.Stroke(_rounded(np.array(points, float)), PEN) for points in STROKES[name]]
    return sketch.frame(strokes)


def _rounded(points: np.ndarray) -> np.ndarray:
    """Cut the corners of a path twice (Chaikin 1974): a pen does not turn on the spot."""
    for _ in range(2):
        inner = np.stack(
            [0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]], axis=1
        )
        points = np.vstack([points[:1], inner.reshape(-1, 2), points[-1:]])
    return points
