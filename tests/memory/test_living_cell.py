"""The drawing of a cell shows the numbers of its trace."""

import base64
import re
import xml.etree.ElementTree as ElementTree

import pytest
import torch

from rnndemo import cells
from rnndemo.memory.step import step_of
from rnndemo.ui.memory.cell.drawing import drawing
from rnndemo.ui.memory.cell.scenes import SCENES
from rnndemo.ui.memory.cell.shapes import Scene, filled
from rnndemo.ui.style import COLORS

UNITS, STEPS = 6, 5


@pytest.fixture(params=cells.CELLS)
def trace(request):
    torch.manual_seed(4)
    layer = cells.CELLS[request.param](3, UNITS, batch_first=True).requires_grad_(False)
    return cells.as_arrays(cells.trace(layer, torch.rand(1, STEPS, 3)))


def scene_of(trace) -> Scene:
    return SCENES[next(kind for kind in SCENES if kind.upper() in type(trace).__name__)]


def drawn(trace, row: int, unit: int | None = None) -> str:
    return drawing(scene_of(trace), step_of(trace, row, unit), unit is not None)


def shapes(markup: str) -> list[ElementTree.Element]:
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", markup)[1])
    return list(ElementTree.fromstring(svg))


def width_of(markup: str, color: str) -> list[float]:
    """Return the widths of the lines of a colour, in the order they are drawn."""
    lines = [shape for shape in shapes(markup) if shape.tag.endswith("polyline")]
    return [float(line.get("stroke-width")) for line in lines if line.get("stroke") == color]


@pytest.mark.parametrize("row", range(STEPS))
def test_what_was_kept_and_what_was_written_make_the_state_after_the_step(trace, row):
    for unit in range(UNITS):
        step = step_of(trace, row, unit)
        assert step.kept + step.written == pytest.approx(step.after, abs=1e-6)
        assert step.kept == pytest.approx(step.keep * step.before)


def test_the_first_step_starts_from_an_empty_state(trace):
    step = step_of(trace, 0, 2)
    assert step.before == step.hidden_before == step.kept == 0


def test_what_is_left_after_one_step_is_what_the_next_one_starts_with(trace):
    for row in range(1, STEPS):
        assert step_of(trace, row, 1).before == step_of(trace, row - 1, 1).after
        assert step_of(trace, row, 1).hidden_before == step_of(trace, row - 1, 1).hidden


def test_a_mean_is_one_of_sizes_so_that_opposite_units_do_not_look_empty(trace):
    step = step_of(trace, 3)
    assert step.hidden == pytest.approx(sum(abs(step_of(trace, 3, u).hidden) for u in range(UNITS)) / UNITS)


@pytest.mark.parametrize("unit", [None, 0, 3])
def test_every_drawing_says_its_numbers_in_words_and_its_svg_is_well_formed(trace, unit):
    markup = drawn(trace, 2, unit)
    said = f"{abs(step_of(trace, 2, unit).hidden):.2f}"
    assert shapes(markup)
    assert said in re.search(r'alt="([^"]+)"', markup)[1]
    assert said in re.sub(r"<[^>]+>", " ", markup.split("<img")[1].split(">", 1)[1])


def test_a_line_is_the_wider_the_more_it_carries_and_grey_below_zero():
    lstm = cells.LSTMTrace(*(torch.full((1, 1), value).numpy() for value in (0.5, 1.0, 0.4, 1.0, 0.4, 0.3)))
    thin = width_of(drawn(lstm, 0, 0), COLORS["hidden_state"])
    thick = width_of(drawn(lstm._replace(hidden_state=lstm.hidden_state * 3), 0, 0), COLORS["hidden_state"])
    below = drawn(lstm._replace(hidden_state=-lstm.hidden_state), 0, 0)
    assert len(thin) == len(thick) == 1
    assert thick[0] > thin[0]
    assert width_of(below, COLORS["hidden_state"]) == []
    assert width_of(below, COLORS["negative"]) == thin


@pytest.mark.parametrize("opened", [0.0, 0.25, 1.0])
def test_a_valve_is_open_as_far_as_its_gate(opened):
    full = torch.ones(1, 1).numpy()
    lstm = cells.LSTMTrace(full, full * opened, full, full, full, full)
    jaws = [
        float(shape.get("height"))
        for shape in shapes(drawn(lstm, 0, 0))
        if shape.get("fill") == COLORS["forget_gate"]
    ]
    assert sum(jaws) == pytest.approx(64 * (1 - opened), abs=0.2)


def test_the_parts_have_every_quantity_of_the_trace_with_its_value(trace):
    scene, step = scene_of(trace), step_of(trace, 3, 1)
    values = {filled(part.value, step, True).replace("−", "-").lstrip("+") for part in scene.parts}
    for quantity in trace:
        assert f"{quantity[3, 1]:.2f}" in values
    assert all(part.equation and part.meaning for part in scene.parts)


@pytest.mark.parametrize("cell", cells.CELLS)
def test_the_lines_of_pytorch_run_in_their_order_are_one_step_of_torchs_cell(cell):
    torch.manual_seed(2)
    layer = cells.CELLS[cell](28, 64, batch_first=True).requires_grad_(False)
    W_x, W_h, b_x, b_h = layer.all_weights[0]
    h, c, x = torch.rand(64), torch.rand(64), torch.rand(28)
    known = {"torch": torch, "W_x": W_x, "W_h": W_h, "b_x": b_x, "b_h": b_h, "h": h, "c": c, "x": x}
    for part in SCENES[cell].parts:
        exec(part.pytorch, known)
    start = (h[None, None], c[None, None]) if cell == "lstm" else h[None, None]
    assert torch.allclose(known["h"], layer(x[None, None], start)[0][0, 0], atol=1e-6)


@pytest.mark.parametrize("cell", cells.CELLS)
def test_every_shape_belongs_to_a_part_and_nothing_is_drawn_before_what_it_is_made_of(cell):
    scene = SCENES[cell]
    assert {shape.part for shape in scene.shapes} == {part.key for part in scene.parts}
    turn = {part.key: max(s.turn for s in scene.shapes if s.part == part.key) for part in scene.parts}
    assert turn["inputs"] == 0
    assert turn["side"] == max(turn.values())
    assert {shape.turn for shape in scene.shapes} == set(range(max(s.turn for s in scene.shapes) + 1))
