"""python -m rnndemo, or rnndemo once installed: train, measure and use the networks without a browser."""

import argparse
import io
import os
import sys

from rnndemo import __version__, language
from rnndemo.checkpoints import CheckpointError
from rnndemo.commands import digits, forecast, own, pen, recall
from rnndemo.language import say


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m rnndemo",
        description=say("Train, measure and use the networks without a browser."),
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train = commands.add_parser("train", help=say("train the networks the app ships")).add_subparsers(
        required=True, metavar="NETWORK"
    )
    digits.add_train(train)
    pen.add_train(train)
    pen.add_both(train)
    own.add_train(train)
    own.add_tutorial(train)
    own.add_order(train)
    recall.add_train(train)
    digits.add_evaluate(commands)
    digits.add_read(commands)
    forecast.add(commands)
    recall.add(commands)
    args = parser.parse_args(arguments)
    try:
        status: int = args.command(args)
        return status
    except CheckpointError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(say("Stopped. The checkpoint on disk is still the old one."), file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        where = error.filename or say("The disk")
        print(error if error.strerror is None else f"{where}: {error.strerror}", file=sys.stderr)
        return 1


def run() -> None:
    """Run the command that this process was started with, and end the process with its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name need not be valid text
    language.ask = language.of_system
    sys.exit(main())


if __name__ == "__main__":
    run()
