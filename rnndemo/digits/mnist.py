"""MNIST: the data through torchvision, and the ways a batch of digits may be bent.

The only import of torchvision, inside the function that needs it: the running app never pays for it.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from rnndemo.language import say

VALIDATION = 5_000  # the last of the 60,000 training digits, kept for every choice


class Digits(NamedTuple):
    """Images (n, 28, 28) in 0..1 and their labels (n,)."""

    images: Tensor
    labels: Tensor


def load(data_dir: Path, part: str) -> Digits:
    """Return the "train", "validation" or "test" digits, downloading them to `data_dir` if absent.

    Raises OSError where they can be neither found nor downloaded.
    """
    mnist = _torchvision_mnist()
    try:
        dataset = mnist(str(data_dir), train=part != "test", download=True)
    except (OSError, RuntimeError, ValueError, AssertionError):
        raise OSError(
            say(
                "MNIST is missing or damaged in {folder} and could not be downloaded to it. Put its four "
                "files into {raw}, or name the folder that has them: --data-dir DIR",
                folder=data_dir,
                raw=Path(data_dir) / "MNIST" / "raw",
            )
        ) from None
    images, labels = dataset.data.float() / 255, dataset.targets
    if part == "train":
        return Digits(images[:-VALIDATION], labels[:-VALIDATION])
    return (
        Digits(images[-VALIDATION:], labels[-VALIDATION:]) if part == "validation" else Digits(images, labels)
    )


def checksums(data_dir: Path) -> dict[str, str]:
    """Return the SHA-256 of each raw file, so that a card can say which data made it."""
    raw = sorted((Path(data_dir) / "MNIST" / "raw").glob("*-ubyte"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in raw}


def _torchvision_mnist() -> Callable[..., Any]:
    try:
        from torchvision.datasets import MNIST
    except RuntimeError as error:
        # torchvision's compiled operators need the CUDA build of torch; beside a CPU-only torch they do
        # not load, and its import stops at the first it mentions. Datasets use none of them, so declaring
        # the two schemas is enough.
        if "operator torchvision::nms does not exist" not in str(error):
            raise
        for name in ("nms", "qnms"):
            schema = f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
            _OPERATORS.define(schema)  # type: ignore[no-untyped-call]
        from torchvision.datasets import MNIST
    mnist: Callable[..., Any] = MNIST
    return mnist


# A schema lives as long as its Library.
_OPERATORS = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]


def bend(images: Tensor, random: torch.Generator) -> Tensor:
    """Return each image (batch, 28, 28) moved, slanted, stretched, warped, thickened and faded at random.

    The whole batch goes through one grid_sample: an affine map (Simard et al. 2003 found it takes a
    third off a small network's errors) plus a smooth random warp (it took half).
    """

    def normal(spread: float, *shape: int) -> Tensor:
        return torch.randn((len(images), *shape), generator=random) * spread

    turn, slant = normal(0.09, 1, 1), normal(0.12, 1, 1)
    wide, high = normal(0.08, 1, 1).exp(), normal(0.08, 1, 1).exp()
    warp = _SMOOTH @ normal(0.056, 2, 5, 5) @ _SMOOTH.T  # (batch, 2, 28, 28)
    x = wide * turn.cos() * _X + (slant - turn.sin()) * _Y + normal(0.05, 1, 1) + warp[:, 0]
    y = turn.sin() * _X + high * turn.cos() * _Y + normal(0.05, 1, 1) + warp[:, 1]
    bent = F.grid_sample(images[:, None], torch.stack([x, y], dim=-1), align_corners=False)[:, 0]
    thick = normal(0.22, 1, 1).clamp(-0.4, 0.7)
    wider, thinner = _widest(bent), -_widest(-bent)
    bent = torch.where(
        thick > 0, bent.lerp(wider, thick.clamp(min=0)), bent.lerp(thinner, (-thick).clamp(min=0))
    )
    # Sampling between pixels blurs; a gain above one on average makes rims crisp again.
    return (bent * (0.2 + normal(0.18, 1, 1)).exp()).clamp(0, 1)


def _widest(images: Tensor) -> Tensor:
    """Return the largest of each pixel's 3 x 3 neighbours; six times max_pool2d's speed on a CPU.

    Pixels on the border, blank in MNIST, are not compared with pixels further inside.
    """
    for dim in (1, 2):
        inner = images.narrow(dim, 1, 26)
        inner = torch.maximum(torch.maximum(inner, images.narrow(dim, 0, 26)), images.narrow(dim, 2, 26))
        images = torch.cat([images.narrow(dim, 0, 1), inner, images.narrow(dim, 27, 1)], dim=dim)
    return images


# Pixel centres in the units of grid_sample: -1 to 1 from edge to edge.
_X = ((torch.arange(28) + 0.5) / 14 - 1)[None, None, :]
_Y = _X.transpose(1, 2)
# Five random values a side, smoothly spread over 28 pixels: (28, 5).
_SMOOTH = F.interpolate(torch.eye(5)[None, :, None], size=(1, 28), mode="bicubic", align_corners=True)[
    0, :, 0
].T
