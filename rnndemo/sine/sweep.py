"""The map: one forecaster for each pair of window and hidden size, trained side by side.

The networks are spread over threads, one for each core: torch lets go of Python's lock inside a layer.
Measured on two cores, that takes 0.8 to 0.9 of the time of one thread. One set of tensor operations for all
hidden sizes of a window, with a leading member axis, takes twice as long for an LSTM, because narrow networks
are padded to the widest. `python -m tests.bench.sine` measures these again. Processes were no faster in an
earlier version, and take seconds to start.
"""

import os
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from operator import itemgetter
from threading import Event
from typing import NamedTuple

from rnndemo.sine import training, transform, waves
from rnndemo.sine.forecaster import SineConfig, build
from rnndemo.sine.one_step import unseen_error, validation_error
from rnndemo.sine.run import Plan
from rnndemo.sine.waves import Series

WINDOWS = (2, 4, 7, 10, 15, 20, 30, 40, 60)
HIDDEN_SIZES = (1, 2, 4, 8, 16, 32, 64)


class Spot(NamedTuple):
    """One network of the map, trained; its errors are None where the window does not fit the data.

    The validation error is the one to choose by. The test error is for the network that was chosen.
    """

    step: int  # networks done
    steps: int
    window: int
    hidden_size: int
    validation_mse: float | None
    test_mse: float | None


class Errors(NamedTuple):
    """The two mean squared errors of a network, one step ahead."""

    validation_mse: float | None
    test_mse: float | None


def choose(found: Iterable[Spot]) -> Spot | None:
    """Return the network with the lowest validation error; None where there is none."""
    fitting = [(spot.validation_mse, spot) for spot in found if spot.validation_mse is not None]
    return min(fitting, key=itemgetter(0))[1] if fitting else None


def sweep(
    config: SineConfig,
    series: Series,
    windows: tuple[int, ...] = WINDOWS,
    hidden_sizes: tuple[int, ...] = HIDDEN_SIZES,
    threads: int = os.cpu_count() or 1,
) -> Generator[Spot, None, None]:
    """Train `config` once for each window and hidden size, yielding each as it is done.

    Each network is exactly the one its own run would give. Closing the generator ends all threads.
    """
    pairs = [(window, hidden_size) for window in windows for hidden_size in hidden_sizes]
    stop = Event()
    with ThreadPoolExecutor(threads) as pool:
        running, todo, done = {}, iter(pairs), 0
        try:
            while done < len(pairs):
                for window, hidden_size in todo:
                    spot = replace(config, window=window, hidden_size=hidden_size)
                    running[pool.submit(one_step_errors, spot, series, stop)] = (window, hidden_size)
                    if len(running) == threads:
                        break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    done += 1
                    yield Spot(done, len(pairs), *running.pop(future), *future.result())
        finally:
            stop.set()


def sweep_around(planned: Plan) -> Generator[Spot, None, None]:
    """Train the settings of a plan, on its series, for the whole map."""
    return sweep(planned.config, planned.series)


def one_step_errors(config: SineConfig, series: Series, stop: Event) -> Errors:
    """Train one network and return its one-step errors; None where its window does not fit."""
    remedy = transform.choose(config.remedy, series)
    learnt = remedy.series(series)
    try:
        waves.windows(learnt, config.window)
    except ValueError:
        return Errors(None, None)
    model = build(config, learnt)
    for _ in training.fit(model, learnt):
        if stop.is_set():
            return Errors(None, None)
    return Errors(validation_error(model, series), unseen_error(model, series))
