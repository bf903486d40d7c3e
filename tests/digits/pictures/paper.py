"""Made-up pictures as people bring them: a digit in a known hand on paper, in a box, on a desk, in colour."""

import io
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from rnndemo.digits import handwriting

Colour = tuple[int, int, int]
BLACK, WHITE = (25, 25, 30), (245, 245, 242)


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    """Return the image as the bytes of a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def hand(digit: int, random: Generator, wildness: float = 0.6) -> list[np.ndarray]:
    """Return strokes of a digit, (n, 2) each, 1 high or wide, its middle at 0, 0."""
    strokes = handwriting.write(digit, random, wildness)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - (low + high) / 2) / (high - low).max() for stroke in strokes]


def write(
    image: Image.Image, strokes: list[np.ndarray], at: tuple[float, float], size: float, pen: float,
    ink: Colour = BLACK, smooth: int = 3,
) -> None:  # fmt: skip
    """Write strokes about a point, `size` pixels large; `smooth` 1 leaves the pixels' steps."""
    wide = size + 2 * pen + 4
    corner = round(at[0] - wide / 2), round(at[1] - wide / 2)
    layer = Image.new("L", (round(wide) * smooth, round(wide) * smooth))
    draw = ImageDraw.Draw(layer)
    for stroke in strokes:
        points = (stroke * size + np.array(at) - corner) * smooth
        thick = max(1, round(pen * smooth))
        draw.line([tuple(point) for point in points], fill=255, width=thick, joint="curve")
        if thick > 2:
            for x, y in (points[0], points[-1]):
                draw.ellipse([x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2], fill=255)
    image.paste(ink, corner, layer.reduce(smooth) if smooth > 1 else layer)


def aged(image: Image.Image, random: Generator, noise: float = 3.0, blur: float = 0.0) -> Image.Image:
    """Return the image with the grain of a camera's sensor, out of focus by `blur` pixels."""
    image = image.filter(ImageFilter.GaussianBlur(blur)) if blur else image
    pixels = np.asarray(image, dtype=np.float32)
    pixels = pixels + random.normal(0, noise, pixels.shape[:2])[..., None]
    return Image.fromarray((pixels + random.normal(0, noise / 2, pixels.shape)).clip(0, 255).astype(np.uint8))


def lit(image: Image.Image, random: Generator, least: float = 0.45) -> Image.Image:
    """Return the image under light that falls off to one side, with one soft shadow across a corner."""
    high, wide = image.height, image.width
    y, x = np.indices((high, wide), dtype=np.float32) / max(high, wide)
    angle = random.uniform(0, 2 * np.pi)
    slope = x * np.cos(angle) + y * np.sin(angle)
    light = least + (1 - least) * (slope - slope.min()) / np.ptp(slope)
    along = x * np.sin(angle) + y * np.cos(angle)
    edge = random.uniform(along.min(), along.max())
    light *= 1 - 0.25 / (1 + np.exp(-(along - edge) / random.uniform(0.003, 0.03)))
    return Image.fromarray((np.asarray(image) * light[..., None]).astype(np.uint8))


# Each kind: (digit, random) -> the picture's file.


def small(digit: int, random: Generator) -> bytes:
    """A digit of 5 to 60 % of the picture, anywhere on it."""
    side = int(random.choice([300, 600, 1000, 1600, 2400]))
    image = Image.new("RGB", (side, round(side * random.uniform(0.7, 1))), WHITE)
    size = max(14, side * 0.7 * np.exp(random.uniform(np.log(0.05), np.log(0.6))))
    place(image, digit, random, size)
    return saved(image) if random.random() < 0.5 else saved(aged(image, random), "JPEG", quality=85)


def place(image, digit, random, size, ink=BLACK, pen=None) -> tuple[float, float]:
    """Write a digit somewhere on the image, clear of its edges; return where."""
    margin = 0.62 * size + 4
    at = tuple(
        float(random.uniform(min(margin, side / 2), max(side - margin, side / 2))) for side in image.size
    )
    write(image, hand(digit, random), at, size, pen or max(1.2, size * random.uniform(0.05, 0.14)), ink)
    return at


def shadow(digit: int, random: Generator) -> bytes:
    """Paper under uneven light."""
    image = Image.new("RGB", (900, 700), WHITE)
    place(image, digit, random, random.uniform(60, 420))
    return saved(aged(lit(image, random), random, blur=random.uniform(0, 1.2)), "JPEG", quality=85)


def whole_sheet(digit: int, random: Generator) -> bytes:
    """A photo of a sheet that lies on a desk, dark or light, all its edges or some of them in sight."""
    desk = tuple(int(v) for v in random.choice([[60, 45, 35], [25, 25, 28], [120, 85, 60], [215, 213, 210]]))
    image = Image.new("RGB", (1600, 1200), desk)
    centre, half = np.array([800, 600]) + random.normal(0, 60, 2), np.array([500, 380])
    half = half * random.uniform(0.8, 1.5)
    turn = random.normal(0, 0.06)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half + random.normal(0, 15, (4, 2))
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    sheet = [tuple(c) for c in corners @ spin + centre]
    draw = ImageDraw.Draw(image)
    if min(desk) > 200:  # a white sheet on a white desk is seen by its shadow
        draw.polygon([(x + 5, y + 6) for x, y in sheet], fill=(140, 138, 135))
    draw.polygon(sheet, fill=(238, 238, 234))
    size = 1200 * random.uniform(0.06, 0.3)
    at = tuple(centre + random.uniform(-0.5, 0.5, 2) * (np.minimum(half, [700, 500]) - size))
    write(image, hand(digit, random), at, size, size * random.uniform(0.05, 0.12), (40, 40, 70))
    return saved(aged(lit(image, random, 0.65), random, blur=1.0), "JPEG", quality=88)


def sheet_edge(digit: int, random: Generator) -> bytes:
    """One or two edges of the sheet in the picture, the desk beyond them."""
    desk = tuple(int(v) for v in random.choice([[50, 40, 35], [20, 20, 20], [130, 90, 60], [190, 190, 188]]))
    image = Image.new("RGB", (800, 800), desk)
    at, size = random.uniform(330, 470, 2), random.uniform(120, 380)
    x0, y0 = random.uniform(-120, 120, 2)
    x1, y1 = random.uniform(680, 920, 2)
    ImageDraw.Draw(image).polygon(
        [(x0, y0), (x1, y0 + random.normal(0, 12)), (x1 + random.normal(0, 12), y1), (x0, y1)], fill=WHITE
    )
    write(image, hand(digit, random), tuple(at), size, size * random.uniform(0.05, 0.14))
    return saved(aged(lit(image, random, 0.7), random, blur=0.8), "JPEG", quality=85)


def box(digit: int, random: Generator) -> bytes:
    """A printed box round the digit: closed, open, partly cut off, rounded, double, a ring."""
    side = int(random.choice([150, 300, 600]))
    image = Image.new("RGB", (side, side), WHITE)
    draw = ImageDraw.Draw(image)
    size = side * random.uniform(0.25, 0.55)
    at = np.array([side / 2, side / 2]) + random.normal(0, 0.02 * side, 2)
    half = size * random.uniform(0.72, 0.9, 2)
    low, high = at - half, at + half
    thick = max(1, round(side * random.uniform(0.004, 0.02)))
    line = tuple(int(v) for v in random.choice([[20, 20, 20], [90, 90, 90], [60, 110, 190]]))
    style = random.choice(["closed", "closed", "open", "corners", "cut", "rounded", "double", "ring"])
    corners = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
    if style == "closed":
        turn = random.normal(0, 0.03)
        spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        turned = [tuple(p) for p in (np.array(corners) - at) @ spin + at]
        draw.line([*turned, turned[0]], fill=line, width=thick)
    elif style == "open":
        start = random.integers(4)
        draw.line([corners[(start + k) % 4] for k in range(4)], fill=line, width=thick)
    elif style == "corners":
        for k in range(4):
            x, y = corners[k]
            draw.line([(x, y), (x + (at[0] - x) * 0.4, y)], fill=line, width=thick)
            draw.line([(x, y), (x, y + (at[1] - y) * 0.4)], fill=line, width=thick)
    elif style == "cut":
        gone = [(0, 0), (0, side), (side, 0)][random.integers(3)]
        draw.line([(low[0], -5), (low[0], side + 5)], fill=line, width=thick)
        if gone[0]:
            draw.line([(high[0], -5), (high[0], side + 5)], fill=line, width=thick)
        draw.line([(-5, low[1]), (side + 5, low[1])], fill=line, width=thick)
        if gone[1]:
            draw.line([(-5, high[1]), (side + 5, high[1])], fill=line, width=thick)
    elif style == "rounded":
        draw.rounded_rectangle([*low, *high], radius=side * 0.06, outline=line, width=thick)
    elif style == "double":
        draw.rectangle([*low, *high], outline=line, width=thick)
        draw.rectangle([*(low - 4 * thick), *(high + 4 * thick)], outline=line, width=thick)
    else:
        radius = 1.35 * half.max()
        radius = min(radius, side * 0.49)
        draw.ellipse([*(at - radius), *(at + radius)], outline=line, width=thick)
    write(image, hand(digit, random), tuple(at), size, max(1.5, size * random.uniform(0.05, 0.12)))
    return saved(image) if random.random() < 0.5 else saved(aged(image, random), "JPEG", quality=85)


def touching_box(digit: int, random: Generator) -> bytes:
    """A digit that runs over a side of its box."""
    side = 320
    image = Image.new("RGB", (side, side), WHITE)
    size = side * random.uniform(0.45, 0.55)
    at = np.array([side / 2, side / 2])
    strokes = hand(digit, random)
    points = np.concatenate(strokes) * size + at
    low, high = points.min(axis=0) - 0.2 * size, points.max(axis=0) + 0.2 * size
    k, which = random.integers(2), random.integers(2)
    if which:
        high[k] = points[:, k].max() - 0.06 * size
    else:
        low[k] = points[:, k].min() + 0.06 * size
    ImageDraw.Draw(image).rectangle([*low, *high], outline=(20, 20, 20), width=random.integers(2, 5))
    write(image, strokes, tuple(at), size, size * random.uniform(0.06, 0.1))
    return saved(image)


def hairline(digit: int, random: Generator) -> bytes:
    """A pencil line of one pixel, in pictures of 60 to 2000 pixels."""
    side = int(random.choice([60, 84, 120, 168, 280, 400, 700, 1200, 2000]))
    image = Image.new("RGB", (side, side), WHITE)
    at = tuple(side / 2 + random.uniform(-0.1, 0.1, 2) * side)
    ink = (30, 30, 30) if random.random() < 0.5 else (130, 130, 130)
    size = side * random.uniform(0.45, 0.75)
    write(image, hand(digit, random), at, size, 1, ink, smooth=int(random.choice([1, 4])))
    return saved(image)


def marker(digit: int, random: Generator) -> bytes:
    """A pen so broad that the loops all but close."""
    image = Image.new("RGB", (400, 400), WHITE)
    write(image, hand(digit, random, 0.3), (200, 200), 230, 230 * random.uniform(0.14, 0.2))
    return saved(image)


PAIRS: list[tuple[Colour, Colour]] = [
    ((255, 230, 0), (255, 255, 255)), ((255, 0, 0), (0, 128, 0)), ((0, 0, 255), (0, 0, 0)),
    ((200, 60, 60), (70, 120, 70)), ((255, 255, 255), (255, 240, 60)), ((0, 200, 0), (255, 90, 90)),
    ((90, 90, 255), (150, 105, 60)), ((0, 255, 255), (255, 255, 255)), ((255, 105, 180), (120, 170, 120)),
    ((139, 0, 0), (0, 0, 0)), ((0, 110, 255), (210, 60, 160)), ((255, 165, 0), (170, 190, 60)),
]  # fmt: skip


def colour(digit: int, random: Generator) -> bytes:
    """Two colours that are nearly as bright as each other."""
    ink, ground = PAIRS[random.integers(len(PAIRS))]
    image = Image.new("RGB", (400, 400), ground)
    place(image, digit, random, random.uniform(100, 280), ink)
    return saved(image) if random.random() < 0.5 else saved(aged(image, random, 2), "JPEG", quality=88)


def ruled(digit: int, random: Generator) -> bytes:
    """A digit on ruled or squared paper."""
    image = Image.new("RGB", (700, 700), WHITE)
    draw = ImageDraw.Draw(image)
    line = tuple(int(v) for v in random.choice([[150, 190, 225], [200, 200, 205], [120, 150, 210]]))
    step, tilt, thick = random.uniform(30, 90), random.normal(0, 12), int(random.integers(1, 4))
    for y in np.arange(random.uniform(0, step) - 60, 760, step):
        draw.line([(-5, y), (705, y + tilt)], fill=line, width=thick)
    if random.random() < 0.5:
        for x in np.arange(random.uniform(0, step) - 60, 760, step):
            draw.line([(x, -5), (x - tilt, 705)], fill=line, width=thick)
    ink = tuple(int(v) for v in random.choice([[30, 30, 35], [30, 40, 120], [80, 80, 85]]))
    place(image, digit, random, random.uniform(90, 420), ink)
    return saved(aged(lit(image, random, 0.7), random, blur=random.uniform(0, 1)), "JPEG", quality=85)


def noisy(digit: int, random: Generator) -> bytes:
    """A picture saved over and over as a small JPEG."""
    image = Image.new("RGB", (500, 400), (205, 200, 190))
    place(image, digit, random, random.uniform(50, 250), (70, 70, 90))
    return saved(aged(image, random, 10), "JPEG", quality=int(random.integers(15, 50)))


def light_on_dark(digit: int, random: Generator) -> bytes:
    """Chalk on a board."""
    image = Image.new("RGB", (700, 500), tuple(int(v) for v in random.integers(10, 70, 3)))
    place(image, digit, random, random.uniform(60, 350), (225, 225, 220))
    return saved(aged(lit(image, random, 0.6), random), "JPEG", quality=85)


# The same, where there is no digit to be read: the answer must be a sentence, or unsure.


def row_of_digits(digit: int, random: Generator) -> bytes:
    """Two to ten digits side by side, or in rows."""
    count, rows = int(random.integers(2, 7)), int(random.choice([1, 1, 2, 3]))
    size = random.uniform(60, 160)
    step = size * random.uniform(0.85, 1.4)
    wide, high = round(step * count + 2 * size), round(1.4 * size * rows + 2 * size)
    image = Image.new("RGB", (wide, high), WHITE)
    for row in range(rows):
        for column in range(count):
            at = (1.5 * size + step * column, 1.5 * size + 1.4 * size * row)
            digit = int(random.integers(10))
            write(image, hand(digit, random), at, size, size * 0.09)
    return saved(aged(image, random), "JPEG", quality=85)


def pair(digit: int, random: Generator) -> bytes:
    """Two digits close together, some touching."""
    size = random.uniform(80, 200)
    image = Image.new("RGB", (500, 400), WHITE)
    first, second = hand(digit, random), hand(int(random.integers(10)), random)
    right = max(s[:, 0].max() for s in first)
    left = min(s[:, 0].min() for s in second)
    gap = random.uniform(-0.02, 0.3) + 0.09
    write(image, first, (200, 200), size, size * 0.08)
    write(image, second, (200 + size * (right + gap - left), 200 + random.normal(0, 5)), size, size * 0.08)
    return saved(image)


def sheet_of_digits(digit: int, random: Generator) -> bytes:
    """A photo of a sheet with ten digits."""
    image = Image.new("RGB", (1500, 1100), (70, 55, 45))
    ImageDraw.Draw(image).polygon([(120, 80), (1400, 110), (1380, 1020), (100, 990)], fill=WHITE)
    size = random.uniform(70, 150)
    for k in range(10):
        at = (260 + 240 * (k % 5) + random.normal(0, 15), 350 + 350 * (k // 5) + random.normal(0, 15))
        write(image, hand(k, random), at, size, size * 0.09)
    return saved(aged(lit(image, random, 0.7), random, blur=1), "JPEG", quality=85)


def no_digit(digit: int, random: Generator) -> bytes:
    """Blank or empty paper, a box with nothing in it, a desk's edge, a blot, text, a texture."""
    image = Image.new("RGB", (600, 500), WHITE)
    draw = ImageDraw.Draw(image)
    kind = random.integers(7)
    if kind == 1:
        draw.rectangle([150, 120, 430, 400], outline=BLACK, width=int(random.integers(2, 8)))
    elif kind == 2:
        draw.polygon([(0, 0), (600, 0), (600, 60), (0, 110)], fill=(60, 45, 35))
    elif kind == 3:
        for y in np.arange(20, 500, random.uniform(25, 60)):
            draw.line([(0, y), (600, y + 5)], fill=(130, 160, 210), width=2)
    elif kind == 4:
        x, y = random.uniform(150, 400, 2)
        draw.ellipse([x, y, x + 60, y + 50], fill=BLACK)
    elif kind == 5:
        for row in range(8):
            for k in range(30):
                write(image, hand(int(random.integers(10)), random), (40 + 17 * k, 60 + 45 * row), 18, 1.6)
    elif kind == 6:
        noise = random.normal(0, 1, (60, 50, 3))
        image = Image.fromarray((150 + 40 * noise).clip(0, 255).astype(np.uint8)).resize((600, 500))
    return saved(aged(image, random), "JPEG", quality=85)


DIGITS: list[Callable[[int, Generator], bytes]] = [
    small, shadow, whole_sheet, sheet_edge, box, touching_box, hairline, marker, colour, ruled, noisy,
    light_on_dark,
]  # fmt: skip
NOT_ONE: list[Callable[[int, Generator], bytes]] = [row_of_digits, pair, sheet_of_digits, no_digit]
