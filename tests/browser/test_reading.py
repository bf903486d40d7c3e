"""What the browser computes is what PyTorch computes: frame, path, both readers, and every gate of a step."""

import urllib.error
import urllib.request

import numpy as np
import pytest
import torch

from rnndemo import cells
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.both import load_both, together
from rnndemo.digits.pen.reader import load_pen_reader, path_of_strokes, read_path
from rnndemo.digits.reader import load_reader, read_rows, row_order
from rnndemo.ui.browser import weights

DRAWINGS = 200
SCRIPTS = "/_stcore/bidi-components/rnndemo.reading/"
READ = """async ([scripts, weights, drawings]) => {
    const [frame, path, reading] = await Promise.all(
        ["frame", "path", "reading"].map((name) => import(`${scripts}${name}.js`)));
    const [byRows, byPen] = await Promise.all(
        ["rows", "pen"].map((name) => reading.load(name, weights[name])));
    return drawings.map((objects) => {
        const lines = frame.withoutStrays(frame.strokesOf(objects));
        const image = frame.frame(lines);
        const rows = reading.readRows(byRows, image);
        const steps = path.pathOfLines(lines);
        const pen = reading.readPath(byPen, steps);
        const both = reading.together(rows.probabilities, pen.probabilities, byPen.weights);
        const plain = (lists) => lists.map((list) => [...list]);
        return {image: [...image], rows: plain(rows.belief), strange: rows.strange, steps,
                decided: [rows.decided, pen.decided], pen: plain(pen.belief), both: [...both]};
    });
}"""


@pytest.fixture(scope="module")
def page(browser, server):
    """Open the digit page, whose component makes the scripts known to the server."""
    page = browser.new_page()
    page.goto(f"{server}/digit_sketchpad")
    page.locator(".live").wait_for()
    yield page
    page.close()


def addresses(server):
    return {name: f"{server}{weights.ADDRESS}/{file.name}" for name, file in weights.packed().items()}


def drawings():
    """Return drawings as the canvas reports them: drawn by many hands, some of them moved and turned."""
    random = np.random.default_rng(0)
    for number in range(DRAWINGS):
        strokes = handwriting.write(number % 10, random, random.uniform(0.5, 1.5))
        height, centre = random.uniform(60, 240), random.uniform(110, 170, 2)
        drawing = handwriting.drawing(strokes, height, tuple(centre), handwriting.PEN)
        for item in drawing["objects"] if number % 4 == 0 else []:
            item["path"] = curved(item["path"])
        for item in drawing["objects"] if number % 5 == 0 else []:
            turn = {"angle": random.uniform(-12, 12), "scaleX": random.uniform(0.6, 1.4), "skewX": 4.0}
            corner = np.min([command[-2:] for command in item["path"]], axis=0)
            item |= turn | {"left": float(corner[0]), "top": float(corner[1]), "flipX": False}
        if number % 3 == 0:
            drawing["objects"] += marks(random, [centre[0] - height, centre[1]] if number % 2 else centre)
        yield drawing


def marks(random, at):
    """Return what is no part of a digit: a palm's touch, and a line that was erased."""
    touch = [["M", *at], ["L", *(at + random.uniform(1, 9, 2))]]
    erased = [["M", 10, 10], ["L", 270, 270]]
    line = {"type": "Path", "strokeWidth": handwriting.PEN}
    return [line | {"path": touch}, line | {"path": erased, "globalCompositeOperation": "destination-out"}]


def curved(path):
    """Return a path of lines as the canvas's pencil would smooth it, with curves between the middles."""
    points = np.array([command[-2:] for command in path])
    middles = (points[:-1] + points[1:]) / 2
    curves = [["Q", *point, *middle] for point, middle in zip(points[:-1], middles, strict=True)]
    return [path[0], *np.array(curves, dtype=object).tolist(), ["L", *points[-1]]]


def test_two_hundred_drawings_are_read_as_pytorch_reads_them(page, server):
    drawn = list(drawings())
    objects = [drawing["objects"] for drawing in drawn]
    read = page.evaluate(READ, [server + SCRIPTS, addresses(server), objects])
    assert len(read) == DRAWINGS
    row_reader, pen_reader, both_weights = load_reader().reader, load_pen_reader().reader, load_both().weights
    for drawing, there in zip(drawn, read, strict=True):
        strokes = sketch.strokes_of(drawing)
        image = sketch.frame(strokes)
        rows, pen = read_rows(row_reader, image), read_path(pen_reader, path_of_strokes(strokes))
        both = together(rows.probabilities, pen.probabilities, both_weights)
        np.testing.assert_allclose(there["image"], image.ravel(), atol=1e-3)
        np.testing.assert_allclose(there["rows"], rows.belief, atol=1e-4)
        np.testing.assert_allclose(there["steps"], pen.steps, atol=1e-3)
        np.testing.assert_allclose(there["pen"], pen.belief, atol=1e-4)
        np.testing.assert_allclose(there["both"], both.probabilities, atol=1e-4)
        assert there["strange"] == rows.strange
        assert there["decided"] == [rows.decided, pen.decided]


def test_the_weights_have_a_name_that_lets_a_browser_keep_them_for_ever(server):
    for name, packed in weights.packed().items():
        with urllib.request.urlopen(addresses(server)[name]) as answer:
            assert answer.read() == packed.payload
            assert "immutable" in answer.headers["cache-control"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{server}{weights.ADDRESS}/0123456789abcdef")


ORDER = """async ([scripts, weights, image, order]) => {
    const reading = await import(`${scripts}reading.js`);
    const reader = await reading.load("rows", weights.rows);
    return reading.readRows(reader, new Float64Array(image), order).belief.map((after) => [...after]);
}"""


@pytest.mark.parametrize(("order", "blank"), [("bottom-up", 0), ("shuffled", 0), ("top-down", 6)])
def test_rows_in_any_order_are_read_as_pytorch_reads_them(page, server, order, blank):
    image = sketch.frame(
        [sketch.Stroke(line, 1.0) for line in handwriting.write(5, np.random.default_rng(1))]
    )
    chosen = row_order(order, blank)
    belief = page.evaluate(
        ORDER, [server + SCRIPTS, addresses(server), image.ravel().astype(float).tolist(), list(chosen.rows)]
    )
    np.testing.assert_allclose(belief, read_rows(load_reader().reader, image, chosen).belief, atol=1e-4)


TRACE = """async ([scripts, layer, xs]) => {
    const { trace } = await import(`${scripts}cells.js`);
    return trace(layer, xs).map((now) =>
        Object.fromEntries(Object.entries(now).map(([name, values]) => [name, [...values]])));
}"""


@pytest.mark.parametrize("cell", cells.CELLS)
def test_every_gate_and_state_of_a_cell_is_the_one_pytorch_computes(page, server, cell):
    layer = cells.CELLS[cell](3, 5, batch_first=True)
    cells.draw_weights(layer, 5, seed=4)
    x = torch.randn(1, 12, 3, generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        traced = cells.as_arrays(cells.trace(layer, x))
    names = ("W_x", "W_h", "b_x", "b_h")
    flat = {name: w.t().flatten().tolist() for name, w in zip(names, layer.all_weights[0], strict=True)}
    there = page.evaluate(
        TRACE, [server + SCRIPTS, {"cell": cell, "input_size": 3, "hidden_size": 5, **flat}, x[0].tolist()]
    )
    assert set(there[0]) == set(traced._fields)
    for name, values in traced._asdict().items():
        np.testing.assert_allclose([now[name] for now in there], values, atol=1e-5)
