"""A bitmap (an upload, a photo of paper) -> the (28, 28) picture an MNIST network expects."""

import io
import threading
import warnings

import numpy as np
from PIL import ExifTags, Image, ImageFilter, ImageOps, PngImagePlugin, UnidentifiedImageError

from rnndemo.digits import sketch
from rnndemo.digits.skeleton import segments_of, thin
from rnndemo.digits.sketch import BadDrawing, NoDigit

MAX_PIXELS = 16_000_000  # a phone's photo has 12 million; beyond this an image is refused undecoded
MAX_BYTES = 5 * 2**20  # the same as maxUploadSize in .streamlit/config.toml
WORKING_SIDE = 320  # pixels the longer side is shrunk to: a stroke keeps ten of them
PngImagePlugin.MAX_TEXT_MEMORY = 2**20  # bytes of notes in a file, which could unpack to 64 MB

_ONE = threading.Lock()  # a large image takes 130 MB for a moment: a class that uploads at once takes turns

_TRACED_SIDE = 84  # pixels of the digit's longer side when its strokes are thinned to lines
_MNIST_WIDTHS = (1.7, 3.4)  # stroke widths in the 20-pixel box that need no redrawing
_TURNS = {  # EXIF orientation -> what makes the image upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LEAST_CONTRAST = 0.12  # of the range from black to white: below this, paper grain would be ink


def from_image(payload: bytes) -> np.ndarray:
    """Read a PNG or JPEG file; return (28, 28) in 0..1. Raises NoDigit, BadDrawing."""
    ink = find_ink(_decode(payload))
    mask = _digit_of(ink > _otsu(ink))
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    skeleton = _thinned(mask[box])
    segments = segments_of(skeleton)
    if len(segments) < 4:
        raise NoDigit("There is only a dot or a blot here, no line: write one digit, larger.")
    width = mask[box].sum() / skeleton.sum() * skeleton.size / mask[box].size  # pixels at the traced scale
    width *= sketch.BOX / max(skeleton.shape)
    if not _MNIST_WIDTHS[0] < width < _MNIST_WIDTHS[1]:
        return sketch.frame_segments(segments)
    return _centred(np.where(mask, ink, 0)[box])


def _decode(payload: bytes) -> np.ndarray:
    """Return the image's brightness (height, width) in 0..1, upright, at most WORKING_SIDE a side."""
    if len(payload) > MAX_BYTES:
        raise BadDrawing(f"this file is larger than {MAX_BYTES // 2**20} MB: shrink the image first")
    try:
        with _ONE, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's, about what it passes over; our limits are lower
            return _grey(Image.open(io.BytesIO(payload), formats=["PNG", "JPEG"]))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, BadDrawing):
            raise
        raise BadDrawing("this is not a PNG or JPEG image that can be opened") from None


def _grey(image: Image.Image) -> np.ndarray:
    """Decode an opened image to its brightness; the header alone decides whether it is."""
    if image.width * image.height > MAX_PIXELS:
        raise BadDrawing(
            f"this image has {image.width} × {image.height} pixels: shrink it below "
            f"{MAX_PIXELS // 1_000_000} million"
        )
    if min(image.size) < 8 * max(1, max(image.size) / WORKING_SIDE):
        raise NoDigit("This image is too small or too narrow to hold a digit: 8 × 8 pixels at least.")
    image.draft("L", (WORKING_SIDE, WORKING_SIDE))  # a JPEG decodes straight to a smaller size
    # Not ImageOps.exif_transpose: it writes all of the EXIF anew, and fails where any of it is damaged.
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    image = image if turn is None else image.transpose(turn)
    if image.mode.startswith("I"):  # 16 bits a pixel
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        image = _flattened(image.reduce(1 + max(image.size) // (3 * WORKING_SIDE)))
    image = image.convert("L")
    image.thumbnail((WORKING_SIDE, WORKING_SIDE))
    return np.asarray(image, dtype=np.float32) / 255


def _flattened(image: Image.Image) -> Image.Image:
    """Return an image with transparency as seen on paper; where most is transparent, what is not is ink."""
    alpha = np.asarray(image.getchannel("A"))
    if (alpha < 128).mean() > 0.5:
        return ImageOps.invert(image.getchannel("A"))
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)


def find_ink(brightness: np.ndarray) -> np.ndarray:
    """Return the ink (height, width) in 0..1, dark on light or light on dark, under uneven light.

    The ground is what is left when everything narrower than a sixth of the image is painted over by
    its brighter surroundings (a grey-scale closing). Raises NoDigit where nothing stands out.
    """
    edge = np.concatenate([brightness[0], brightness[-1], brightness[:, 0], brightness[:, -1]])
    if np.abs(brightness - np.median(edge)).max() < _LEAST_CONTRAST:
        raise NoDigit("Nothing stands out from the ground here: write darker, or in better light.")
    if np.median(edge) < (brightness.min() + brightness.max()) / 2:
        brightness = 1 - brightness
    small = Image.fromarray((brightness * 255).astype(np.uint8))
    small.thumbnail((64, 64))
    reach = max(small.size) // 3 | 1
    ground = small.filter(ImageFilter.MaxFilter(reach)).filter(ImageFilter.MinFilter(reach))
    ground = ground.filter(ImageFilter.GaussianBlur(reach / 6)).resize(
        brightness.shape[::-1], Image.Resampling.BICUBIC
    )
    ink = (np.asarray(ground, dtype=np.float32) / 255 - brightness).clip(0)
    full = np.quantile(ink, 0.995)
    if full < _LEAST_CONTRAST:
        raise NoDigit("Nothing stands out from the ground here: write darker, or in better light.")
    shares: np.ndarray = (ink / full).clip(0, 1)
    return shares


def _otsu(ink: np.ndarray) -> float:
    """Return the threshold that best separates ink from ground (Otsu 1979)."""
    counts, edges = np.histogram(ink, bins=64, range=(0, 1))
    middle = (edges[:-1] + edges[1:]) / 2
    below, total = np.cumsum(counts), counts.sum()
    mean_below = np.cumsum(counts * middle) / np.maximum(below, 1)
    mean_above = ((counts * middle).sum() - np.cumsum(counts * middle)) / np.maximum(total - below, 1)
    return float(edges[1:][(below * (total - below) * (mean_below - mean_above) ** 2).argmax()])


def _digit_of(mask: np.ndarray) -> np.ndarray:
    """Keep the digit's parts: drop specks, and what runs off the image where something else does not."""
    label = _labels(mask)
    names, areas = np.unique(label[label > 0], return_counts=True)
    rim = np.unique(np.concatenate([label[0], label[-1], label[:, 0], label[:, -1]]))
    inside = ~np.isin(names, rim)
    if inside.any() and areas[inside].max() > 0.1 * areas.max():
        names, areas = names[inside], areas[inside]
    return np.isin(label, names[areas > 0.04 * areas.max()])


def _labels(mask: np.ndarray) -> np.ndarray:
    """Number the parts of a mask that touch, corners included; 0 outside.

    A row's pixels side by side are one run; runs that touch in neighbouring rows are joined until each
    bears the lowest number of its part.
    """
    row = mask.shape[1] + 1  # with a column of ground, so that no run goes on in the next row
    flat = np.pad(mask, ((0, 0), (0, 1))).ravel()
    starts, ends = np.flatnonzero(np.diff(flat.astype(np.int8), prepend=0, append=0)).reshape(-1, 2).T
    first = np.searchsorted(ends, starts + row)  # the first run that touches, in the row below
    count = np.searchsorted(starts, ends + row, side="right") - first
    upper = np.repeat(np.arange(len(starts)), count)
    lower = np.arange(len(upper)) - np.repeat(np.cumsum(count) - count, count) + first[upper]
    number = np.arange(len(starts))
    while (number[upper] != number[lower]).any():
        one, other = number[upper], number[lower]
        np.minimum.at(number, np.maximum(one, other), np.minimum(one, other))
        while (number != number[number]).any():
            number = number[number]
    label = np.zeros(mask.shape, dtype=np.intp)
    label[mask] = np.repeat(number, ends - starts) + 1
    return label


def _thinned(mask: np.ndarray) -> np.ndarray:
    """Return the skeleton of a mask whose longer side is first brought to _TRACED_SIDE pixels."""
    scale = _TRACED_SIDE / max(mask.shape)
    size = [max(1, round(side * scale)) for side in mask.shape[::-1]]
    picture = Image.fromarray(mask.astype(np.uint8) * 255).resize(size, Image.Resampling.BICUBIC)
    picture = ImageOps.expand(picture, 4).point(lambda value: 255 * (value > 90))
    core = np.asarray(picture.filter(ImageFilter.MinFilter(3)))
    if core.sum() < 0.4 * np.asarray(picture).sum():
        # A hairline is broadened: the blur that smooths a broad pen's rim would wash it out.
        picture = picture.filter(ImageFilter.MaxFilter(3))
    return thin(np.asarray(picture.filter(ImageFilter.GaussianBlur(1.5))) > 127)


def _centred(ink: np.ndarray) -> np.ndarray:
    """Fit ink into MNIST's 20-pixel box and move its centre of mass to the centre of 28 x 28."""
    scale = sketch.BOX / max(ink.shape)
    rows, columns = (np.arange(side) + 0.5 for side in ink.shape)
    y, x = (ink.sum(axis=1) @ rows / ink.sum(), ink.sum(axis=0) @ columns / ink.sum())
    middle = sketch.SIZE / 2 + 0.5
    # Reduce first, so that one bilinear sample a pixel misses no ink.
    picture = Image.fromarray((ink * 255).astype(np.uint8))
    size = [max(1, round(side * scale * 2)) for side in ink.shape[::-1]]
    shrunk, (wide, high) = (
        picture.resize(size, Image.Resampling.BOX),
        (size[0] / ink.shape[1], size[1] / ink.shape[0]),
    )
    placed = shrunk.transform(
        (2 * sketch.SIZE, 2 * sketch.SIZE),
        Image.Transform.AFFINE,
        (1, 0, x * wide - 2 * middle, 0, 1, y * high - 2 * middle),
        Image.Resampling.BILINEAR,
    )
    return np.asarray(placed.resize((sketch.SIZE, sketch.SIZE), Image.Resampling.BOX), dtype=np.float32) / 255
