"""An uploaded image becomes the same picture its digit would, however it was written and saved."""

import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from rnndemo.digits.pictures import bitmap, parts, redrawing, skeleton
from rnndemo.digits.sketch import BadDrawing, NoDigit

SEVEN = [(110, 100), (290, 96), (235, 190), (180, 310)]


def written(pen=22, ink=20, ground=235, side=400):
    image = Image.new("L", (side, side), ground)
    draw = ImageDraw.Draw(image)
    corners = [(x * side / 400, y * side / 400) for x, y in SEVEN]
    draw.line(corners, fill=ink, width=pen)
    for x, y in corners:
        draw.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=ink)
    return image


def saved(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def likeness(one, other):
    return np.corrcoef(one.ravel(), other.ravel())[0, 1]


@pytest.fixture(scope="module")
def plain():
    return bitmap.from_image(saved(written()))


def test_the_digit_is_framed_as_mnist_frames_it(plain):
    assert plain.shape == (28, 28)
    assert plain.min() == 0
    assert plain.max() == pytest.approx(1, abs=0.05)
    centres = np.arange(28) + 0.5
    assert plain.sum(axis=0) @ centres / plain.sum() == pytest.approx(14.5, abs=0.2)
    assert plain.sum(axis=1) @ centres / plain.sum() == pytest.approx(14.5, abs=0.2)
    assert np.ptp(np.flatnonzero((plain > 0.4).any(axis=1))) + 1 == pytest.approx(20, abs=1)


def test_light_on_dark_is_dark_on_light(plain):
    assert likeness(bitmap.from_image(saved(ImageOps.invert(written()))), plain) > 0.99


def test_uneven_light_does_not_matter(plain):
    light = np.linspace(0.45, 1.0, 400)[None, :] * np.linspace(0.8, 1.0, 400)[:, None]
    shaded = Image.fromarray((np.asarray(written()) * light).astype(np.uint8))
    assert likeness(bitmap.from_image(saved(shaded)), plain) > 0.93


@pytest.mark.parametrize("pen", [4, 8, 14, 22, 32, 44])
def test_fine_and_broad_pens_write_the_same_digit(pen, plain):
    picture = bitmap.from_image(saved(written(pen)))
    assert likeness(picture, plain) > 0.85
    assert 60 < picture.sum() < 120  # MNIST's digits have 102 on average


@pytest.mark.parametrize("side", [60, 150, 1000])
def test_the_images_size_does_not_matter(side, plain):
    pen = max(2, round(22 * side / 400))
    assert likeness(bitmap.from_image(saved(written(pen, side=side))), plain) > 0.93


def test_specks_and_a_line_off_the_edge_are_not_the_digit(plain):
    image = written()
    draw = ImageDraw.Draw(image)
    draw.ellipse([40, 40, 46, 46], fill=20)
    draw.line([(0, 385), (399, 380)], fill=20, width=5)
    assert likeness(bitmap.from_image(saved(image)), plain) > 0.99


def test_a_thick_bar_thins_to_one_connected_line():
    mask = np.zeros((40, 60), dtype=bool)
    mask[12:27, 5:55] = True
    line = skeleton.thin(mask)
    assert not (line & ~mask).any()
    assert (line[:, 15:45].sum(axis=0) == 1).all()
    assert set(np.nonzero(line[:, 15:45])[0]) <= {18, 19, 20}  # the bar's middle row, or beside it
    assert len(parts.parts_of(line, line.astype(float))) == 1


def test_a_ring_keeps_its_hole_when_thinned():
    y, x = np.indices((51, 51)) - 25
    ring = (np.hypot(x, y) < 20) & (np.hypot(x, y) > 10)
    line = skeleton.thin(ring)
    radius = np.hypot(x, y)[line]
    assert radius.min() > 12
    assert radius.max() < 18
    assert redrawing.holes(line) == 1
    assert (_neighbours(line)[line] >= 2).all()


def _neighbours(line):
    padded = np.pad(line.astype(int), 1)
    high, wide = line.shape
    around = [padded[dy : dy + high, dx : dx + wide] for dy in range(3) for dx in range(3)]
    return sum(around) - line


def test_a_stack_of_masks_is_thinned_as_each_alone():
    masks = np.random.default_rng(0).random((3, 20, 20)) > 0.3
    assert np.array_equal(skeleton.thin(masks), np.stack([skeleton.thin(mask) for mask in masks]))


def test_a_skeletons_neighbours_are_joined_once():
    line = np.zeros((5, 6), dtype=bool)
    line[1, 1:4] = line[2, 4] = line[4, 0] = line[4, 5] = True  # the last two touch nothing
    joined = {tuple(map(tuple, segment)) for segment in skeleton.segments_of(line).tolist()}
    assert joined == {((1.5, 1.5), (2.5, 1.5)), ((2.5, 1.5), (3.5, 1.5)), ((3.5, 1.5), (4.5, 2.5))}


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"just some text",
        saved(written())[:300],
        saved(written(), "JPEG")[:100],
        saved(written(), "GIF"),
        saved(written(), "BMP"),
        saved(written())[:60] + bytes(200),
    ],
    ids=["empty", "PNG signature", "text", "cut PNG", "cut JPEG", "GIF", "BMP", "broken PNG"],
)
def test_what_is_no_png_or_jpeg_is_refused(payload):
    with pytest.raises(BadDrawing, match="not a PNG, JPEG, WebP or HEIC"):
        bitmap.from_image(payload)


def test_an_animation_is_read_by_its_first_picture(plain):
    other = ImageOps.mirror(written())
    assert np.array_equal(
        bitmap.from_image(saved(written(), save_all=True, append_images=[other], duration=99)), plain
    )


@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_colour_jpegs_are_read(mode, plain):
    assert likeness(bitmap.from_image(saved(written().convert(mode), "JPEG", quality=95)), plain) > 0.97


@pytest.mark.parametrize("mode", ["1", "P", "RGB", "RGBA", "LA"])
def test_every_kind_of_png_is_read(mode, plain):
    least = 0.94 if mode == "1" else 0.99  # one bit a pixel: the grey paper is a pattern of dots
    assert likeness(bitmap.from_image(saved(written().convert(mode))), plain) > least


def test_sixteen_bits_a_pixel_are_read(plain):
    deep = Image.fromarray(np.asarray(written()).astype(np.uint16) * 257)
    assert likeness(bitmap.from_image(saved(deep)), plain) > 0.99


def test_ink_on_a_transparent_ground_is_ink(plain):
    """Whatever the ink's colour: white on nothing would be invisible on paper."""
    alpha = ImageOps.invert(written(ink=0, ground=255))
    for colour in ("black", "white", "red"):
        image = Image.new("RGBA", alpha.size, colour)
        image.putalpha(alpha)
        assert likeness(bitmap.from_image(saved(image)), plain) > 0.99


def test_a_palette_with_transparency_is_read(plain):
    image = written(ink=0, ground=1).convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
    ground = image.getpixel((0, 0))
    assert likeness(bitmap.from_image(saved(image, transparency=ground)), plain) > 0.99


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_turned_by_its_exif_is_read_upright(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = saved(written(), "JPEG", exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(photo)))
    expected = bitmap.from_image(saved(upright))
    # Turning an image of even sides may round its digit half a working pixel elsewhere.
    assert np.abs(bitmap.from_image(photo) - expected).max() < 0.05


def test_damaged_exif_does_not_spoil_a_photo():
    exif = Image.Exif()
    exif[0x0112] = 1
    exif[0x011A] = 72.0  # horizontal resolution, a fraction
    photo = saved(written(), "JPEG", exif=exif, quality=95)
    # Each entry is tag, type and count; turn the photo over, and say that the fraction is text.
    damaged = photo.replace(b"\x01\x12\0\3\0\0\0\1\0\1", b"\x01\x12\0\3\0\0\0\1\0\3")
    damaged = damaged.replace(b"\x01\x1a\0\5\0\0\0\1", b"\x01\x1a\0\2\0\0\0\1")
    assert sum(a != b for a, b in zip(photo, damaged, strict=True)) == 2
    upside_down = bitmap.from_image(saved(written().rotate(180)))
    assert likeness(bitmap.from_image(damaged), upside_down) > 0.97


def test_a_gigantic_image_is_refused_undecoded(monkeypatch):
    payload = saved(Image.new("1", (12_000, 12_000)))
    assert len(payload) < 100_000

    def decoded(image):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)
    tracemalloc.start()
    try:
        with pytest.raises(BadDrawing, match="12000 × 12000 pixels"):
            bitmap.from_image(payload)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_an_even_larger_image_is_refused_too():
    with pytest.raises(BadDrawing):
        bitmap.from_image(saved(Image.new("1", (15_000, 15_000))))


def test_a_huge_file_is_refused_unread():
    with pytest.raises(BadDrawing, match="larger than 10 MB"):
        bitmap.from_image(saved(written()) + bytes(bitmap.MAX_BYTES))


GRAIN = np.random.default_rng(1).normal(220, 4, (200, 200)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("image", "says"),
    [
        (Image.new("L", (1, 1)), "too small"),
        (Image.new("L", (300, 5)), "too small"),
        (Image.new("L", (200, 200), 255), "Nothing stands out"),
        (Image.new("L", (200, 200), 0), "Nothing stands out"),
        (Image.new("RGBA", (200, 200), (0, 0, 0, 0)), "Nothing stands out"),
        (Image.fromarray(GRAIN), "Nothing stands out"),
        (Image.linear_gradient("L").point(lambda value: 180 + value // 4), "a shadow"),
    ],
    ids=["one pixel", "a sliver", "white", "black", "transparent", "grain", "shadow"],
)
def test_an_image_without_a_digit_is_told_so_in_a_sentence(image, says):
    with pytest.raises(NoDigit, match=says) as told:
        bitmap.from_image(saved(image))
    assert str(told.value).endswith(".")


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's own, about what it passes over
def test_a_damaged_file_is_a_picture_or_a_clear_refusal():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a note"
    files = [saved(written(side=60, pen=4), kind, exif=exif) for kind in ("PNG", "JPEG")]
    random = np.random.default_rng(5)
    answers = set()
    for attempt in range(300):
        payload = bytearray(files[attempt % 2])
        reach = min(len(payload), 200) if attempt % 3 else len(payload)
        for at in random.integers(2, reach, random.integers(1, 4)):
            payload[at] = random.integers(256)
        try:
            answers.add(bitmap.from_image(bytes(payload)).shape)
        except (NoDigit, BadDrawing) as refusal:
            answers.add(type(refusal))
    assert {(28, 28), BadDrawing} <= answers
