"""forecast: one training of the wave forecaster, judged."""

import argparse
import functools
import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnndemo.commands.terminal import Commands, aligned, draw_progress, read_file
from rnndemo.language import say

if TYPE_CHECKING:
    from rnndemo.sine.run import Run


def add(commands: Commands) -> None:
    """Add the command `forecast`."""
    from rnndemo.sine.forecaster import CHOICES, LIMITS, SineConfig

    parser = commands.add_parser("forecast", help=say("train a wave forecaster and judge it"))
    for field in fields(SineConfig):
        option = "--" + field.name.replace("_", "-")
        if field.name == "tutorial":
            mistakes = say("train with the tutorial's two mistakes")
            parser.add_argument(option, action="store_true", help=mistakes)
        elif field.name in CHOICES:
            parser.add_argument(option, choices=CHOICES[field.name], default=field.default)
        else:
            low, high = LIMITS[field.name]
            limits = say("{low} to {high}", low=low, high=high)
            parser.add_argument(option, type=type(field.default), default=field.default, help=limits)
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help=say("own data: a table with a column of numbers")
    )
    parser.add_argument("--column", metavar="NAME", help=say("which column of the table, by name or number"))
    parser.add_argument(
        "--comma", choices=("decimal", "thousands", "columns"), help=say("what a comma in the table means")
    )
    parser.add_argument(
        "--point", choices=("decimal", "thousands"), help=say("what a point in the table means")
    )
    parser.add_argument(
        "--dates", choices=("month first", "day first"), help=say("how the dates of the table are written")
    )
    parser.add_argument(
        "--ahead", type=int, default=12, metavar="N", help=say("how many values of the future to print")
    )
    parser.add_argument("--json", action="store_true", help=say("one JSON object"))
    parser.set_defaults(command=_forecast, fields=[field.name for field in fields(SineConfig)])


def _forecast(args: argparse.Namespace) -> int:
    import torch

    from rnndemo.sine import run, waves
    from rnndemo.sine.forecaster import SineConfig
    from rnndemo.sine.tables import column, table
    from rnndemo.sine.tables.numbers import Unclear

    torch.set_num_threads(1)
    try:
        settings = {name: getattr(args, name) for name in args.fields}
        if args.csv:
            settings["wave"] = "own"
        config, series = SineConfig(**settings), None
        if not 0 <= args.ahead <= waves.FUTURE:
            wrong = say("--ahead must be from 0 to {most}, not {ahead}", most=waves.FUTURE, ahead=args.ahead)
            raise ValueError(wrong)
        if args.csv:
            answers = column.Answers(args.column, args.comma, args.point, args.dates)
            data = column.read_column(read_file(args.csv, table.LARGEST_FILE), answers)
            for note in data.notes:
                print(note, file=sys.stderr)
            series = waves.own(data.values, config.train_share, data.dates)
        result = run.start(config, series)
        draw_progress(result.train()) if sys.stderr.isatty() else [None for _ in result.train()]
        summary = result.summary() | {"future": run.future_rows(result, args.ahead)}
    except Unclear as question:
        options = "\n".join(
            f'  --{question.option} "{name}"  {_told(name, m)}' for name, m in question.answers.items()
        )
        print(say("{question} Say which:", question=question), options, sep="\n", file=sys.stderr)
        return 2
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(summary) if args.json else _forecast_text(result, summary))
    return 0


def _told(answer: str, meaning: str) -> str:
    return "" if meaning == answer else say(meaning)


def _forecast_text(result: "Run", summary: dict[str, Any]) -> str:
    rows = {
        say("network"): summary["test_mse"],
        say("persistence"): summary["persistence_mse"],
        say("seasonal naive"): summary["seasonal_mse"],
        f"AR({result.config.window})": summary["ar_mse"],
    }
    lines = [f"{aligned(name, 14)}  {mse:.3g}" for name, mse in rows.items() if mse is not None]
    scores = []
    if summary["skill"] is not None:
        scores.append(say("skill {skill:.4f}", skill=summary["skill"]))
    if summary["free_run_rmse"] is not None:
        scores.append(say("free run RMSE {rmse:.3g}", rmse=summary["free_run_rmse"]))
    scores.append(say("{seconds:.2f} s", seconds=summary["seconds"]))
    together = functools.reduce(lambda some, more: say("{some}, {more}", some=some, more=more), scores)
    figures = [together, *map(str, result.judge().findings)]
    if summary["future"]:
        figures.append(say("future: value, and the band that holds 90 % of simulated paths"))
    if any(not row["low"] <= row["value"] <= row["high"] for row in summary["future"]):
        figures.append(
            say("Its errors in the test lean one way, so the band does too: values lie outside it.")
        )
    for row in summary["future"]:
        when = row.get("date") or say("point {point}", point=row["point"])
        band = say("{value:.5g}  ({low:.5g} to {high:.5g})", **row)
        figures.append(f"{aligned(when, 14)}  {band}")
    return "\n".join([say("test MSE, one step ahead"), *lines, *figures])
