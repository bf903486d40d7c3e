"""forecast: one training of the wave forecaster, judged."""

import argparse
import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnndemo.commands.terminal import Commands, draw_progress, read_file

if TYPE_CHECKING:
    from rnndemo.sine.run import Run


def add(commands: Commands) -> None:
    from rnndemo.sine.forecaster import CHOICES, LIMITS, SineConfig

    parser = commands.add_parser("forecast", help="train a wave forecaster and judge it")
    for field in fields(SineConfig):
        option = "--" + field.name.replace("_", "-")
        if field.name == "tutorial":
            parser.add_argument(option, action="store_true", help="train with the tutorial's two mistakes")
        elif field.name in CHOICES:
            parser.add_argument(option, choices=CHOICES[field.name], default=field.default)
        else:
            low, high = LIMITS[field.name]
            parser.add_argument(
                option, type=type(field.default), default=field.default, help=f"{low} to {high}"
            )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="own data: one numeric column")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(command=_forecast, fields=[field.name for field in fields(SineConfig)])


def _forecast(args: argparse.Namespace) -> int:
    import torch

    from rnndemo.sine import run, table, waves
    from rnndemo.sine.forecaster import SineConfig

    torch.set_num_threads(1)
    try:
        settings = {name: getattr(args, name) for name in args.fields}
        if args.csv:
            settings["wave"] = "own"
        config, series = SineConfig(**settings), None
        if args.csv:
            series = waves.own(table.read_csv(read_file(args.csv, table.LARGEST_FILE)), config.train_share)
        result = run.start(config, series)
        draw_progress(result.train()) if sys.stderr.isatty() else [None for _ in result.train()]
        summary = result.summary()
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(summary) if args.json else _forecast_text(result, summary))
    return 0


def _forecast_text(result: "Run", summary: dict[str, Any]) -> str:
    rows = {
        "network": summary["test_mse"],
        "persistence": summary["persistence_mse"],
        "seasonal naive": summary["seasonal_mse"],
        f"AR({result.config.window})": summary["ar_mse"],
    }
    lines = [f"{name:>14}  {mse:.3g}" for name, mse in rows.items() if mse is not None]
    free_run = "" if summary["free_run_rmse"] is None else f", free run RMSE {summary['free_run_rmse']:.3g}"
    skill = "" if summary["skill"] is None else f"skill {summary['skill']:.4f}"
    return "\n".join(
        ["test MSE, one step ahead", *lines, f"{skill}{free_run}, {summary['seconds']:.2f} s"]
        + list(result.judge().findings)
    )
