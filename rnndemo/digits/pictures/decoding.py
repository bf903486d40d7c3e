"""A picture's file -> its pixels, upright and at most twice LONG_SIDE long, in no more than MAX_MEMORY."""

import io
import threading
import warnings

import cv2
import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError

from rnndemo.digits.sketch import BadDrawing, NoDigit
from rnndemo.language import say

MAX_BYTES = 10 * 2**20  # a phone's photo of 24 million pixels; the same as maxUploadSize in config.toml
MAX_MEMORY = 140_000_000  # bytes a picture may take for a moment while it is decoded
LONG_SIDE = 1600  # pixels: a larger picture is shrunk towards it, by a whole number
PngImagePlugin.MAX_TEXT_MEMORY = 2**20  # bytes of notes in a file, which could unpack to 64 MB

SUFFIXES = ["png", "jpg", "jpeg", "webp", "heic", "heif"]  # of the files that can be read

_ONE = threading.Lock()  # MAX_MEMORY once: a class that uploads at once takes turns
_KINDS = ["PNG", "JPEG", "WEBP"]
_LARGEST_JPEG = 120_000_000  # pixels: it is decoded at an eighth of its size, which still takes a second
# Measured: bytes a pixel while decoding. HEIC: its planes and RGB; WebP: an RGBA canvas, twice, and RGB.
_BYTES = {"HEIC": 5.6, "WEBP": 16.0}
_WIDE_MODES = {"1": 2, "L": 1, "P": 5, "I;16": 4, "I": 8}  # of PNG; all others take four bytes a pixel
_TURNS = {  # EXIF orientation -> what makes the image upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(payload: bytes) -> np.ndarray:
    """Return a picture as uint8, (height, width) or (height, width, RGB). Raises BadDrawing, NoDigit."""
    if len(payload) > MAX_BYTES:
        raise BadDrawing(
            say("this file is larger than {most} MB: shrink the image first", most=MAX_BYTES // 2**20)
        )
    try:
        with _ONE, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's warnings: our own limits are lower
            return _heic(payload) if payload[4:8] == b"ftyp" else _pillow(payload)
    except BadDrawing:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError,
            RuntimeError):  # fmt: skip
        raise BadDrawing(say("this is not a PNG, JPEG, WebP or HEIC image that can be opened")) from None


def _heic(payload: bytes) -> np.ndarray:
    """Decode a phone's HEIC; its library turns it upright."""
    photo = pillow_heif.open_heif(io.BytesIO(payload))
    _check(photo.size, _BYTES["HEIC"])
    pixels = np.asarray(photo)
    if pixels.dtype != np.uint8:  # more than 8 bits a colour
        pixels = (pixels >> 8).astype(np.uint8)
    shrunk = Image.fromarray(pixels) if max(photo.size) < LONG_SIDE else _shrunk(pixels)
    return np.asarray(_flattened(shrunk))


def _shrunk(pixels: np.ndarray) -> Image.Image:
    by = 1 / _factor(pixels.shape[:2])
    return Image.fromarray(cv2.resize(pixels, None, fx=by, fy=by, interpolation=cv2.INTER_AREA))


def _pillow(payload: bytes) -> np.ndarray:
    """Decode what Pillow reads. Too large an image is refused from its header, before it is decoded."""
    image: Image.Image = Image.open(io.BytesIO(payload), formats=_KINDS)
    _check(image.size, _bytes_a_pixel(image))
    image.draft(None, (LONG_SIDE, LONG_SIDE))  # a JPEG decodes straight to a smaller size
    # Not ImageOps.exif_transpose: it writes all of the EXIF anew, and fails where any of it is damaged.
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    if image.mode.startswith("I"):  # 16 bits a pixel
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if image.mode in ("1", "P", "PA", "CMYK", "YCbCr") or "transparency" in image.info:
        clear = image.mode == "PA" or "transparency" in image.info
        image = image.convert("L" if image.mode == "1" else "RGBA" if clear else "RGB")
    image = _flattened(image.reduce(_factor(image.size)))
    return np.asarray(image if turn is None else image.transpose(turn))


def _check(size: tuple[int, int], bytes_a_pixel: float) -> None:
    """Refuse what would take too much memory, and what has no room for a digit."""
    width, height = size
    if width * height * bytes_a_pixel > MAX_MEMORY:
        most = int(MAX_MEMORY / bytes_a_pixel / 1_000_000)
        raise BadDrawing(
            say(
                "this image has {width} × {height} pixels: shrink it below {most} million, or save it "
                "as JPEG",
                width=width,
                height=height,
                most=most,
            )
        )
    if min(size) < 8 * max(1, max(size) / 320):
        raise NoDigit(say("This image is too small or too narrow to hold a digit: 8 × 8 pixels at least."))


def _bytes_a_pixel(image: Image.Image) -> float:
    """Return what decoding an opened image takes."""
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        if not image.info.get("progressive"):
            return MAX_MEMORY / _LARGEST_JPEG
        # All coefficients of all scans, two bytes each, however small it is decoded.
        finest = max(layer[1] for layer in image.layer) * max(layer[2] for layer in image.layer)
        return 1 + 2 * sum(float(layer[1] * layer[2]) for layer in image.layer) / finest
    if image.format == "WEBP":
        return _BYTES["WEBP"]
    return _WIDE_MODES.get(image.mode, 4)


def _factor(size: tuple[int, int]) -> int:
    return max(1, max(size) // LONG_SIDE)


def _flattened(image: Image.Image) -> Image.Image:
    """Return an image as seen on paper, L or RGB; where most is transparent, what is not is ink."""
    if "A" in image.getbands():
        alpha = np.asarray(image.getchannel("A"))
        if (alpha < 128).mean() > 0.5:
            return ImageOps.invert(image.getchannel("A"))
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    return image if image.mode in ("L", "RGB") else image.convert("RGB")
