"""python -m rnndemo read answers each drawing on its own; the readers here are untrained."""

import io
import json
import sys

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from rnndemo import language
from rnndemo.__main__ import main, run
from rnndemo.checkpoints import CheckpointError
from rnndemo.digits import both, handwriting
from rnndemo.digits import reader as reader_module
from rnndemo.digits.pen import reader as pen_module
from rnndemo.digits.reader import DigitConfig, DigitReader, Trained


@pytest.fixture(autouse=True)
def _untrained_reader(monkeypatch):
    torch.manual_seed(0)
    reader = DigitReader(DigitConfig()).eval().requires_grad_(False)
    pen_reader = pen_module.PenReader(pen_module.PenConfig()).eval().requires_grad_(False)
    monkeypatch.setattr(reader_module, "load_reader", lambda cell="lstm": Trained(reader, {}))
    monkeypatch.setattr(
        pen_module, "load_pen_reader", lambda cell="lstm": pen_module.TrainedPen(pen_reader, {})
    )
    monkeypatch.setattr(both, "load_both", lambda: both.Both(both.Weights(0.6, 0.8), {}))


def drawn(digit):
    return json.dumps(
        handwriting.drawing(handwriting.write(digit, np.random.default_rng(0)), 150, (140, 140), 20)
    )


def photo():
    image, file = Image.new("L", (200, 200), "white"), io.BytesIO()
    ImageDraw.Draw(image).line([(60, 40), (140, 42), (90, 160)], fill="black", width=12)
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def files(tmp_path):
    contents = {
        "one.json": drawn(1).encode(),
        "many.jsonl": f"{drawn(2)}\n\nnot a drawing\n{drawn(3)}\n".encode(),
        "seven.png": photo(),
        "blank.json": b'{"objects": []}',
        "torn.png": photo()[:80],
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_json_gives_one_object_a_drawing(files, capsys):
    assert main(["read", "--json", *(str(files / name) for name in ("one.json", "seven.png"))]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["source"] for answer in answers] == [str(files / "one.json"), str(files / "seven.png")]
    for answer in answers:
        assert set(answer) == {"source", "digit", "probabilities", "sure", "strange"}
        assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-5)
        assert answer["digit"] == int(np.argmax(answer["probabilities"]))
        assert answer["sure"] is False


def test_one_bad_file_is_one_line_of_stderr_and_the_others_are_answered(files, capsys):
    names = ["one.json", "torn.png", "none.png", "many.jsonl", "seven.png"]
    assert main(["read", *(str(files / name) for name in names)]) == 1
    told = capsys.readouterr()
    assert [line.removeprefix(f"{files}/").split(": ")[0] for line in told.out.splitlines()] == [
        "one.json",
        "many.jsonl:1",
        "many.jsonl:4",
        "seven.png",
    ]
    torn, none, line = told.err.splitlines()
    assert torn == f"{files}/torn.png: this is not a PNG, JPEG, WebP or HEIC image that can be opened"
    assert "No such file" in none
    assert line == f"{files}/many.jsonl:3: this is not JSON"


def test_a_drawing_of_no_digit_is_an_answer_not_a_failure(files, capsys):
    assert main(["read", "--json", str(files / "blank.json")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["digit"] is None
    assert answer["probabilities"] == [0.1] * 10
    assert main(["read", str(files / "blank.json")]) == 0
    assert "nothing here to read" in capsys.readouterr().out


def answers(capsys, *arguments):
    assert main(["read", "--json", *map(str, arguments)]) == 0
    return [np.array(json.loads(line)["probabilities"]) for line in capsys.readouterr().out.splitlines()]


def test_rows_and_pen_answer_alone_and_both_is_their_pool_and_the_default(files, capsys):
    drawing = files / "one.json"
    (rows,), (path,), (pool,), (default,) = (
        answers(capsys, *option, drawing)
        for option in (("--reader", "rows"), ("--reader", "pen"), ("--reader", "both"), ())
    )
    expected = rows**0.6 * path**0.8
    assert pool == pytest.approx(expected / expected.sum(), abs=1e-5)
    assert np.array_equal(default, pool)
    assert np.abs(rows - path).max() > 1e-3


def test_a_picture_is_answered_by_its_rows_and_has_no_path(files, capsys):
    picture = files / "seven.png"
    assert np.array_equal(answers(capsys, picture), answers(capsys, "--reader", "rows", picture))
    assert main(["read", "--reader", "pen", str(picture), str(files / "one.json")]) == 1
    told = capsys.readouterr()
    assert told.err == f"{picture}: a picture has no pen's path: read it with --reader rows\n"
    assert told.out.startswith(f"{files / 'one.json'}: ")


def test_a_missing_checkpoint_is_told_in_one_line(files, capsys, monkeypatch):
    def missing(cell):
        raise CheckpointError(f"digits-{cell}.json is missing.")

    monkeypatch.setattr(reader_module, "load_reader", missing)
    assert main(["read", "--cell", "gru", str(files / "one.json")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("digits-gru.json is missing. Restore checkpoints/")
    assert len(told.err.splitlines()) == 1


def test_a_terminal_in_chinese_is_told_in_chinese_and_json_stays_as_it_is(files, capsys, monkeypatch):
    def told(*arguments):
        monkeypatch.setattr(sys, "argv", ["rnndemo", *map(str, arguments)])
        with pytest.raises(SystemExit):
            run()
        return capsys.readouterr().out

    monkeypatch.setattr(language, "ask", language.english)  # as it was, once the test is over
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    english, data = told("read", files / "one.json"), told("read", "--json", files / "one.json")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "not sure: " in english
    assert "拿不准：" in told("read", files / "one.json")
    assert "训练应用自带的网络" in told("--help")
    assert told("read", "--json", files / "one.json") == data
