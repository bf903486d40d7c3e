"""python -m rnndemo forecast is the page without a browser."""

import json
import re
import sys

import numpy as np

from rnndemo.__main__ import main

QUICK = ["forecast", "--epochs", "3", "--points", "60"]


def test_json_holds_the_whole_run(capsys):
    assert main([*QUICK, "--json", "--cell", "gru", "--noise", "0.1", "--seed", "4"]) == 0
    answer = json.loads(capsys.readouterr().out)
    for number in ("test_mse", "persistence_mse", "ar_mse", "skill", "free_run_rmse", "seconds"):
        assert np.isfinite(answer[number])
    assert answer["skill"] == 1 - answer["test_mse"] / answer["persistence_mse"]
    assert answer["config"]["cell"] == "gru"
    assert answer["config"]["seed"] == 4


def test_text_names_the_baselines(capsys):
    assert main(QUICK) == 0
    text = capsys.readouterr().out
    assert "persistence" in text
    assert "AR(10)" in text


def test_on_a_terminal_a_bar_shows_the_training_and_its_loss(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(QUICK) == 0
    told = capsys.readouterr()
    assert "AR(10)" in told.out
    assert re.search(r"100%  loss \d\.\d{4}", told.err)


def test_own_data_come_from_a_file(capsys, tmp_path):
    file = tmp_path / "data.csv"
    file.write_text("\n".join(str(np.sin(time / 5)) for time in range(60)))
    assert main([*QUICK, "--json", "--csv", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["config"]["wave"] == "own"


def test_what_cannot_be_done_is_said_in_one_sentence(capsys, tmp_path):
    assert main(["forecast", "--points", "50", "--window", "60"]) == 2
    assert "too long" in capsys.readouterr().err
    assert main(["forecast", "--csv", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
    assert main(["forecast", "--wave", "own"]) == 2
    assert "own data" in capsys.readouterr().err
