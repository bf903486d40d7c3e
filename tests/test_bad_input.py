"""Nonsense gets a valid answer or a clear sentence: drawings, tables, links, the command line."""

import contextlib
import importlib
import io
import json
import math
import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from rnndemo.__main__ import main
from rnndemo.digits import sketch
from rnndemo.digits.handwriting import sample
from rnndemo.digits.own.network import OwnConfig
from rnndemo.digits.pictures import bitmap
from rnndemo.digits.reader import load_reader, read_rows
from rnndemo.digits.sketch import BadDrawing, NoDigit
from rnndemo.sine import drawn, run, waves
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.tables import column, table
from tests.memory import PANELS
from tests.nonsense import ODD, fuzzed_drawings, is_picture, json_values, link_values

ROOT = Path(__file__).parents[1]


def fuzz(examples: int):
    return settings(
        max_examples=examples, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
    )


def open_page(name: str, state: dict | None = None, **link) -> AppTest:
    page = AppTest.from_file(ROOT / "app.py", default_timeout=60).run().switch_page(f"pages/{name}.py")
    for key, value in (state or {}).items():
        page.session_state[key] = value
    for key, value in link.items():
        page.query_params[key] = value
    return page.run()


def test_ten_thousand_fuzzed_drawings_are_read_or_refused():
    reader, refusals, pictures = load_reader().reader, set(), 0
    for drawing in fuzzed_drawings(10_000, seed=0):
        try:
            picture = sketch.from_drawing(drawing)
        except (NoDigit, BadDrawing) as refusal:
            refusals.add(re.sub(r"[\d,]+", "n", str(refusal)))
            continue
        assert is_picture(picture)
        pictures += 1
        if pictures % 20 == 0:
            assert np.isfinite(read_rows(reader, picture).belief).all()
    assert pictures > 1_000
    assert len(refusals) >= 4


@pytest.mark.parametrize("depth", [500, 5_000, 50_000])
@pytest.mark.parametrize("field", ["type", "path", "strokeWidth", "angle", "flipX", "originX"])
def test_a_deeply_nested_stroke_is_refused(field, depth):
    deep = []
    for _ in range(depth):
        deep = [deep]
    item = {"type": "Path", "path": [["M", 1, 2], ["L", 100, 200]], "left": 1, "top": 1, field: deep}
    try:
        picture = sketch.from_drawing({"objects": [item]})
    except BadDrawing:
        return
    assert field == "flipX"  # whatever is there means yes
    assert is_picture(picture)


def test_thousands_of_strokes_are_refused_unread():
    stroke = {"type": "Path", "path": [["M", 1, 2], ["L", 100, 200]], "strokeWidth": 1}
    assert is_picture(sketch.from_drawing({"objects": [stroke] * 3}))
    with pytest.raises(BadDrawing, match="more than 1,000 strokes"):
        sketch.from_drawing({"objects": [stroke] * 1_001})


messages = st.one_of(
    json_values,
    st.fixed_dictionaries({"drawing": json_values}),
    st.fixed_dictionaries(
        {"drawing": st.fixed_dictionaries({"raw": json_values}), "backgroundFit": json_values}
    ),
    st.lists(json_values, max_size=3).map(lambda objects: {"drawing": {"raw": {"objects": objects}}}),
    st.sampled_from(ODD).map(
        lambda odd: {"drawing": {"raw": {"objects": [{"type": "Path", "path": [odd]}]}}}
    ),
)


@pytest.fixture(scope="module")
def browser_sends():
    """browser_sends(message): what the canvas's script reports from now on, whatever was drawn."""
    sent = []
    with pytest.MonkeyPatch.context() as patch:
        # No server runs here that the component's own Python could be registered with.
        patch.setattr("streamlit.components.v2.component", lambda *_, **__: lambda **_: sent[-1])
        patch.delitem(sys.modules, "streamlit_drawable_canvas", raising=False)
        importlib.import_module("streamlit_drawable_canvas")
        yield sent.append
    sys.modules.pop("streamlit_drawable_canvas", None)


@fuzz(10)
@given(message=messages)
def test_the_pad_outlives_whatever_its_canvas_sends(browser_sends, message):
    browser_sends(message)
    page = open_page("digit_sketchpad")
    assert not page.exception
    assert page.info or page.warning or page.error
    for button in ("digit_drawing_undo", "digit_drawing_clear"):
        assert not page.button(key=button).click().run().exception
    page.button_group(key="digit_sample").set_value(3).run()
    assert not page.exception


@fuzz(10)
@given(message=messages)
def test_the_wave_pad_outlives_whatever_its_canvas_sends(browser_sends, message):
    browser_sends(message)
    page = open_page("sine_forecaster", {"sine_wave": "own", "sine_source": "Draw it"})
    assert not page.exception
    assert not page.button(key="sine_train").click().run().exception


def test_a_fuzzed_wave_is_finite_or_refused():
    waves_read = 0
    for drawing in fuzzed_drawings(300, seed=1):
        with contextlib.suppress(ValueError):
            points = np.concatenate([stroke.points for stroke in sketch.strokes_of(drawing)])
            values = drawn.from_path(*points.T, 320, 160)
            assert np.isfinite(values).all()
            waves_read += 1
    assert waves_read > 10


cells = st.one_of(
    st.floats(),
    st.integers(),
    st.floats(-1e3, 1e3),
    st.text(max_size=6),
    st.sampled_from(
        ["1,5", "1;2", '"', '"1"', "nan", "1e999", "1_0", "٣", "\0", "\r", "=1+1", "1e12", "1e-320"]
    ),
).map(str)


@fuzz(300)
@given(rows=st.lists(st.one_of(st.just("1.5"), st.just("2"), cells), max_size=40), raw=st.binary(max_size=60))
def test_any_table_is_finite_numbers_or_a_sentence(rows, raw):
    for data in ("\n".join(rows).encode(errors="surrogatepass"), raw, raw * 30):
        try:
            values = column.read_column(data).values
        except ValueError as refusal:
            assert str(refusal).endswith((".", "?"))  # noqa: PT017 -- to be read is as right as to be refused
        else:
            assert len(values) >= column.FEWEST_ROWS
            assert np.isfinite(values).all()


time = np.arange(60.0)
SERIES = {
    "constant": np.ones(60),
    "denormal": 1e-320 * time,
    "of squares below the smallest number": 1e-160 * np.sin(time),
    "huge": 1e12 * np.sin(time),
    "one spike": np.where(time == 59, 1e12, 0),
    "a spike to learn from": np.where(time == 3, 1e12, 0),
    "far from zero": 1e12 + 1e-3 * time,
    "flat until the test": np.where(time < 45, 1, np.sin(time)),
    "flat in the test, nearly": np.where(time < 45, np.sin(time), 1e-160 * time),
    "of all sizes": 10.0 ** np.random.default_rng(0).uniform(-300, 12, 60),
}


@pytest.mark.parametrize("tutorial", [False, True], ids=["ours", "tutorial"])
@pytest.mark.parametrize("name", SERIES)
def test_a_series_at_the_edge_of_numbers_is_judged_in_finite_ones(name, tutorial):
    torch.set_num_threads(1)
    config = SineConfig(wave="own", window=5, epochs=2, hidden_size=4, tutorial=tutorial)
    result = run.start(config, waves.own(SERIES[name], config.train_share))
    for fact in result.train():
        assert math.isfinite(fact.train_loss)
    json.dumps(result.summary(), allow_nan=False)
    assert np.isfinite(result.judge().free_run).all()


LINKS = {
    "digit_sketchpad": [
        *("digit_view", "digit_order", "digit_blank_rows", "digit_sort", "digit_hand_old"),
        *("digit_sequence", "digit_path_view", "digit_pen_sort", "digit_sheet"),
        *(f"digit_own_{name}" for name in OwnConfig.__dataclass_fields__),
    ],
    "sine_forecaster": [
        *(f"sine_{name}" for name in SineConfig.__dataclass_fields__),
        *("sine_source", "sine_horizon", "sine_same_start"),
    ],
    "lstm_memory": [
        *("memory_digit", "memory_tiny_dish", "memory_time", "memory_seed_value"),
        *("memory_dish", "memory_delay", "memory_bias", "memory_seed", "memory_keep"),
        *("memory_hand_forget_gate", "memory_hand_candidate", "memory_row", "memory_hold_input_gate"),
        *("memory_input_gate", "memory_mute", "memory_wipe", "memory_wipe_at", "memory_gru_row"),
        *("memory_cell", "memory_cell_row", "memory_unit"),
        *("memory_start_rnn", "memory_start_gru", "memory_start_lstm"),
    ],
    "tutorial_code": ["code_view"],
    "home": ["present", "hide", "class"],
    "for_teachers": ["present", "hide", "class", "projector"],
    "challenges": ["challenge"],
}


def bound_widgets() -> set[str]:
    """Return the names that sources tie to the link, where they are written out."""
    sources = [*(ROOT / "pages").glob("*.py"), *(ROOT / "rnndemo/ui").rglob("*.py")]
    return {
        name
        for source in sources
        for name, rest in re.findall(r'key="(\w+)"([^)]*)', source.read_text())
        if "**KEPT" in rest
    }


def test_every_widget_tied_to_the_link_is_fuzzed():
    assert len(bound_widgets()) > 15
    assert bound_widgets() - {name for names in LINKS.values() for name in names} == set()


@pytest.mark.parametrize("page", LINKS)
def test_nonsense_in_a_link_opens_the_page_all_the_same(page):
    state = {"digit_drawing": next(fuzzed_drawings(1, seed=3))}

    @fuzz(10 if LINKS[page] else 2)
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(LINKS[page], link_values)), st.data())
    def opens(link, data):
        opened = data.draw(st.sampled_from(PANELS))
        nonsense = {f"memory_open_{panel}": data.draw(link_values) for panel in PANELS[:2]}
        link |= {**nonsense, f"memory_open_{opened}": "true"} if page == "lstm_memory" else {}
        shown = open_page(page, state, **link)
        assert not shown.exception, link
        numbers = [*shown.slider, *shown.number_input]
        assert all(widget.min <= widget.value <= widget.max for widget in numbers), link

    opens()


@pytest.mark.parametrize("value", ["inf", "-inf", "1e400", "Infinity", ["1", "inf"], "nan", "1e300"])
@pytest.mark.parametrize(("page", "key"), [("sine_forecaster", "sine_seed"), ("lstm_memory", "memory_seed")])
def test_an_infinite_number_in_a_link_is_left_out(page, key, value):
    shown = open_page(page, memory_open_story="true", sine_window="7", **{key: value})
    assert not shown.exception
    assert shown.number_input(key=key).value == 0
    if page == "sine_forecaster":
        assert shown.slider(key="sine_window").value == 7  # the rest of the link still counts


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("digit_sketchpad", "digit_view"),
        ("digit_sketchpad", "digit_path_view"),
        ("tutorial_code", "code_view"),
    ],
)
def test_an_empty_value_in_a_link_is_left_out(page, key):
    shown = open_page(page, {"digit_drawing": sample(3), "digit_look": True}, **{key: ""})
    assert not shown.exception
    assert key not in shown.query_params


words = st.one_of(
    st.sampled_from(
        ["nan", "inf", "-1", "0", "1", "1e400", "9" * 30, "", " ", "-", "--", "x", "lstm", "ä\udcff"]
    ),
    st.integers(-100, 100).map(str),
    st.floats().map(str),
)
COMMANDS = {
    "forecast": ["--epochs", "--points", "--span", "--noise", "--train-share", "--window", "--hidden-size"]
    + ["--layers", "--learning-rate", "--weight-decay", "--seed", "--cell", "--wave", "--predicts", "--csv"],
    "recall": ["--cell", "--start", "--delay", "--hidden", "--forget-bias", "--learning-rate", "--seed"],
    "read": ["--cell", "--json", "--bogus"],
    "evaluate digits": ["--cell", "--bogus"],
    "train digits": ["--cell", "--recipe", "--epochs", "--seed", "--threads"],
    "train recall": ["--seeds", "--steps"],
    "train own": ["--cell", "--recipe", "--hidden-size", "--learning-rate", "--epochs", "--clip", "--seed"],
    "train tutorial": ["--seeds", "--bogus"],
}
# Whatever else is asked for stays small, and no data set or folder is there to train with or to write to.
SMALL = {
    "forecast": ["--epochs", "1", "--points", "50"],
    "recall": ["--steps", "1", "--delay", "2"],
    "read": ["/nowhere/at/all.png"],
    "evaluate digits": ["--data-dir", "/dev/null/data"],
    "train digits": ["--data-dir", "/dev/null/data"],
    "train recall": ["--folder", "/dev/null/checkpoints"],
    "train own": ["--epochs", "1", "--hidden-size", "2", "--cell", "rnn"],
    "train tutorial": ["--folder", "/dev/null/checkpoints"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_nonsense_on_the_command_line_ends_in_an_answer_or_a_sentence(command):
    @fuzz(25)
    @given(st.lists(st.tuples(st.sampled_from(COMMANDS[command]), words), max_size=3))
    def ends(options):
        arguments = [*command.split(), *(word for option in options for word in option), *SMALL[command]]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main(arguments)
            except SystemExit as usage:
                status = usage.code
        assert status in (0, 1, 2), arguments
        assert "Traceback" not in err.getvalue()
        assert out.getvalue().strip() if status == 0 else err.getvalue().strip(), arguments
        assert not re.search(r"\b(nan|inf|NaN|Infinity)\b", out.getvalue()), arguments

    ends()


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["recall", "--learning-rate", "nan"], 2, "must be from 1e-06 to 1.0, not nan"),
        (["recall", "--seed", str(2**64)], 2, "must be from 0 to 2147483647"),
        (["train", "digits", "--threads", "9" * 20], 2, "must be from 1 to 1024"),
        (["train", "digits", "--seed", "-1"], 2, "must be from 0 to 2147483647, not -1"),
        (["read", "/dev/zero"], 1, "larger than 10 MB"),
        (["forecast", "--csv", "/dev/zero"], 2, "larger than 5 MB"),
        (["train", "recall", "--folder", "/dev/null/x"], 1, "/dev/null/x: Not a directory"),
        (
            ["evaluate", "digits", "--data-dir", "/dev/null/x"],
            1,
            "name the folder that has them: --data-dir DIR",
        ),
    ],
)
def test_what_a_command_cannot_do_is_said(arguments, status, sentence, capsys):
    with contextlib.suppress(SystemExit):
        assert main(arguments) == status
        status = 2
    assert sentence in capsys.readouterr().err
    assert status == 2


def test_the_page_takes_the_files_that_the_reading_takes():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["server"]["maxUploadSize"] * 2**20 == bitmap.MAX_BYTES
    assert table.LARGEST_FILE <= bitmap.MAX_BYTES
