"""Images made to burst a server are refused by their header: no memory is spent on them."""

import io
import struct
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw

from rnndemo.digits.pictures import bitmap, decoding, parts
from rnndemo.digits.sketch import BadDrawing, NoDigit

ROOT = Path(__file__).parents[3]
EXTRA = 20  # MB more than the refusal of a small file may take
READ = """
import sys
from rnndemo.digits.pictures import bitmap
answer = "read"
try:
    bitmap.from_image(sys.stdin.buffer.read())
except (bitmap.BadDrawing, bitmap.NoDigit) as refusal:
    answer = str(refusal)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak.split()[1], answer)
"""
pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux counts the peak memory")


def peak_of(payload: bytes) -> tuple[float, str]:
    """Read an image in a process of its own; return its peak memory in MB, and what it said."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", READ], cwd=ROOT, input=payload, capture_output=True, check=True
    )
    peak, answer = done.stdout.decode().strip().split(" ", 1)
    return int(peak) / 1024, answer


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, kind: tuple[int, int] = (8, 0), notes: bytes = b"", data: bytes = b""
) -> bytes:
    """Return a PNG of any size whose pixels are `data`, decoded or not; kind is (bits, colour type)."""
    header = struct.pack(">IIBBBBB", width, height, *kind, 0, 0, 0)
    parts = chunk(b"IHDR", header) + notes + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def jpeg(width: int, height: int) -> bytes:
    """Return a JPEG of 16 × 16 pixels whose header names another size."""
    payload = bytearray(saved(Image.new("L", (16, 16), 200), "JPEG"))
    at = payload.index(b"\xff\xc0") + 5
    payload[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(payload)


MEGABYTE, PIXELS = bytes(1_000_000), bytes(101 * 100)
NOTES = b"".join(chunk(b"zTXt", b"%d\0\0" % n + zlib.compress(MEGABYTE, 9)) for n in range(60))
BOMBS = {
    "144 million pixels": (saved(Image.new("1", (12_000, 12_000))), "12000 × 12000 pixels"),
    "all a header can name": (png(2**31 - 1, 2**31 - 1), "not a PNG, JPEG, WebP or HEIC"),
    "16 bits of four colours": (png(6_000, 6_000, (16, 6), data=MEGABYTE), "6000 × 6000 pixels"),
    "the largest JPEG": (jpeg(65_500, 65_500), "not a PNG, JPEG, WebP or HEIC"),
    "60 MB of notes in 60 kB": (png(100, 100, notes=NOTES, data=PIXELS), "not a PNG, JPEG, WebP or HEIC"),
    "a colour profile of 100 MB": (
        png(100, 100, notes=chunk(b"iCCP", b"k\0\0" + zlib.compress(100 * MEGABYTE, 9)), data=PIXELS),
        "not a PNG, JPEG, WebP or HEIC",
    ),
    "pixels that never end": (png(100, 100, data=100 * MEGABYTE), "Nothing stands out"),
    "a column 16 million high": (png(1, 15_999_999, data=MEGABYTE), "too narrow"),
    "a row 16 million wide": (png(15_999_999, 1, data=MEGABYTE), "too narrow"),
    "10 MB of nothing": (bytes(bitmap.MAX_BYTES), "not a PNG, JPEG, WebP or HEIC"),
}


@pytest.fixture(scope="module")
def small_refusal():
    return peak_of(b"no image")[0]


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_with_less_than_20_mb(bomb, small_refusal):
    payload, sentence = BOMBS[bomb]
    assert len(payload) <= bitmap.MAX_BYTES
    peak, answer = peak_of(payload)
    assert sentence in answer
    assert peak - small_refusal < EXTRA


def test_the_largest_image_allowed_takes_its_own_pixels_twice_at_most(small_refusal):
    payload = saved(Image.new("RGBA", (4_000, 4_000), (0, 0, 0, 200)))
    assert peak_of(payload)[0] - small_refusal < 2.2 * 64


def large(kind: str, width: int, height: int, **options) -> bytes:
    """Return a file of a large white picture with a black 7."""
    image = Image.new("RGB", (width, height), "white")
    corners = [(0.35, 0.4), (0.6, 0.4), (0.45, 0.65)]
    ImageDraw.Draw(image).line([(x * width, y * height) for x, y in corners], fill="black", width=width // 60)
    return saved(image, kind, **options)


@pytest.mark.parametrize(
    ("kind", "width", "height"),
    [("JPEG", 6_000, 4_000), ("PNG", 4_960, 7_016), ("HEIF", 6_000, 4_000), ("WEBP", 3_400, 2_500)],
    ids=["a phone's photo", "a scan with 600 dots an inch", "a phone's HEIC", "WebP"],
)
def test_a_large_picture_is_read_within_the_same_memory(kind, width, height, small_refusal):
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    quick = {"enc_params": {"preset": "ultrafast"}} if kind == "HEIF" else {}
    peak, answer = peak_of(large(kind, width, height, **quick))
    assert answer == "read"
    assert peak - small_refusal < 2.2 * 64 + EXTRA


def test_what_would_take_more_memory_is_refused_with_what_to_do():
    with pytest.raises(BadDrawing, match="shrink it below 8 million, or save it as JPEG"):
        bitmap.from_image(large("WEBP", 4_000, 3_000))


def test_a_class_that_uploads_at_once_is_decoded_one_by_one(monkeypatch):
    running, most, decode = [], [], decoding._pillow

    def counted(image):
        running.append(image)
        most.append(len(running))
        try:
            return decode(image)
        finally:
            running.pop()

    monkeypatch.setattr(decoding, "_pillow", counted)
    payload = saved(Image.new("L", (900, 900), 255))

    def upload():
        with pytest.raises(NoDigit):
            bitmap.from_image(payload)

    visitors = [threading.Thread(target=upload) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert most == [1] * 8


def test_a_file_that_is_two_kinds_at_once_is_read_as_what_it_begins_as():
    page, picture = b"<html><script>alert(1)</script></html>", saved(Image.new("L", (60, 60), 255))
    with pytest.raises(NoDigit):
        bitmap.from_image(picture + page)
    with pytest.raises(BadDrawing):
        bitmap.from_image(page + picture)
    with pytest.raises(BadDrawing):
        bitmap.from_image(b"GIF89a" + picture)


def test_a_file_cut_anywhere_is_a_picture_or_a_clear_refusal():
    stroke = np.full((80, 80), 255, np.uint8)
    stroke[10:70, 38:44] = 0
    for payload in (saved(Image.fromarray(stroke)), saved(Image.fromarray(stroke), "JPEG", progressive=True)):
        for end in range(0, len(payload), 7):
            try:
                picture = bitmap.from_image(payload[:end])
            except (BadDrawing, NoDigit):
                continue
            assert np.isfinite(picture).all()


@pytest.mark.parametrize("turns", [5, 20, 40])
def test_a_dense_spiral_is_one_part(turns):
    angle = np.linspace(0, turns * 2 * np.pi, 40_000)
    radius = angle / angle[-1] * 155
    mask = np.zeros((320, 320), dtype=bool)
    mask[(160 + radius * np.sin(angle)).astype(int), (160 + radius * np.cos(angle)).astype(int)] = True
    (one,) = parts.parts_of(mask, mask.astype(float))
    assert one.area == mask.sum()
