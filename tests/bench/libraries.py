"""What a library for pictures costs: import time, memory, disk; and how long it takes to label and to close.

`python -m tests.bench.libraries`: measures those of OpenCV, SciPy and scikit-image that are installed.
"""

import importlib
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rnndemo.digits.pictures import bitmap, decoding, ink
from tests.digits.pictures import paper

MODULES = {
    "cv2": "from cv2 import connectedComponents",
    "scipy.ndimage": "from scipy.ndimage import label",
    "skimage.measure": "from skimage.measure import label",
}
REACH = 213  # pixels of the closing that finds the ground of a picture of 640
IMPORT = """
import sys, time
import torch
def memory():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
before, started = memory(), time.perf_counter()
exec(sys.argv[1])
print(f"import {time.perf_counter() - started:.2f} s, {memory() - before:.0f} MB of memory", end="")
"""


def main() -> None:
    """Print every figure of this module."""
    random = np.random.default_rng(3)
    masks = []
    for kind in paper.DIGITS:
        for digit in range(3):
            brightness = next(ink.channels(bitmap.shrunk(decoding.decode(kind(digit, random)))))
            found = ink.find(brightness, dark=True)
            masks.append(found.contrast > found.least)
    grain = random.integers(0, 256, (480, 640), dtype=np.uint8)
    for name, line in MODULES.items():
        if importlib.util.find_spec(name.split(".")[0]) is None:
            print(f"  {name}: not installed")
            continue
        for _ in range(2):  # the first time compiles, and warms the disk
            cost = subprocess.run(
                [sys.executable, "-c", IMPORT, line], check=True, capture_output=True, text=True
            )
        label, close = _of(name)
        labelled = _seconds(lambda label=label: [label(mask) for mask in masks]) / len(masks)
        closed = _seconds(lambda close=close: close(grain))
        print(
            f"  {name}: {cost.stdout}, {_size(name):.0f} MB on disk;"
            f" labels {labelled * 1000:.1f} ms, closing {closed * 1000:.0f} ms"
        )


def _of(name: str) -> tuple[Callable, Callable]:
    """Return how a library labels a mask, and how it closes a picture."""
    if name == "cv2":
        import cv2

        square = np.ones((REACH, REACH), dtype=np.uint8)
        return (
            lambda mask: cv2.connectedComponents(mask.astype(np.uint8), connectivity=8),
            lambda image: cv2.morphologyEx(image, cv2.MORPH_CLOSE, square),
        )
    if name == "scipy.ndimage":
        ndimage = importlib.import_module("scipy.ndimage")  # none of ours: tests need neither
        return (
            lambda mask: ndimage.label(mask, np.ones((3, 3))),
            lambda image: ndimage.grey_closing(image, size=(REACH, REACH)),
        )
    measure, morphology = (importlib.import_module(f"skimage.{part}") for part in ("measure", "morphology"))
    shape = morphology.footprint_rectangle((REACH, REACH), decomposition="separable")
    return lambda mask: measure.label(mask, connectivity=2), lambda image: morphology.closing(image, shape)


def _seconds(work: Callable) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _size(name: str) -> float:
    """Return the MB of a library's own folders; not of what it needs besides."""
    package = Path(importlib.util.find_spec(name.split(".")[0]).origin).parent
    folders = [package, *package.parent.glob(f"{package.name}.libs"), *package.parent.glob("opencv*.libs")]
    if package.name != "cv2":
        folders = folders[:2]
    return sum(f.stat().st_size for folder in folders for f in folder.rglob("*") if f.is_file()) / 1e6


if __name__ == "__main__":
    main()
