"""A run: one training of the forecaster, with all that is known about it."""

import contextlib
import csv
import io
import json
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import numpy as np
from safetensors.torch import save

from rnndemo.arrays import Array
from rnndemo.language import mark
from rnndemo.sine import training, transform, waves
from rnndemo.sine.forecaster import SineConfig, SineForecaster, build, make_series
from rnndemo.sine.judgement import Judgement, judge
from rnndemo.sine.training import Learning
from rnndemo.sine.waves import Series

LONGEST = 50.0  # seconds that a visitor's training may take: the rest of their minute is for the judgement


@dataclass
class Run:
    """A training under way or ended. Once `judge` was called, it has a judgement too."""

    config: SineConfig
    series: Series
    model: SineForecaster
    losses: list[Learning] = field(default_factory=list)  # one an epoch
    seconds: float = 0.0
    ended: str = "stopped"  # until it is "finished" or "out of time"
    judgement: Judgement | None = None
    number: int = 0  # in the log of runs

    def train(self) -> Generator[Learning, None, None]:
        """Train, keeping the loss of every epoch and the time it took; may be closed after any step.

        The time is the training's own: what the caller does between two facts is not counted.
        """
        learnt = transform.choose(self.config.remedy, self.series).series(self.series)
        with contextlib.closing(training.fit(self.model, learnt)) as facts:
            while True:
                started = time.perf_counter()
                fact = next(facts, None)
                self.seconds += time.perf_counter() - started
                if fact is None:
                    return
                if not self.losses or fact.step > self.losses[-1].step:
                    self.losses.append(fact)
                yield fact

    def train_and_judge(self) -> Generator[Learning, None, None]:
        """Train, for LONGEST seconds at most, test the network, and note how the training ended."""
        with contextlib.closing(self.train()) as facts:
            for fact in facts:
                yield fact
                if self.seconds > LONGEST:
                    ended = "out of time"
                    break
            else:
                ended = "finished"
        self.judge()
        self.ended = ended

    @property
    def epochs_done(self) -> int:
        """How many epochs the training has finished."""
        return self.losses[-1].step if self.losses else 0

    def become(self, later: "Run") -> None:
        """Take over the state of a copy of this run that was trained in another process."""
        vars(self).update(vars(later))

    def judge(self) -> Judgement:
        """Return the judgement; at the first call, test the network as it is then."""
        if self.judgement is None:
            self.judgement = judge(self.model, self.series)
        return self.judgement

    def same_settings(self, other: "Plan") -> bool:
        """Return whether the plan is of the same training of the same data."""
        same_data = np.array_equal(self.series.values, other.series.values)
        return self.config == other.config and same_data

    @property
    def first_target(self) -> int:
        """The first point that has a whole window before it."""
        return plan(self.config, self.series).first_target

    def free_run(self, start: int, horizon: int) -> Array:
        """Forecast `horizon` steps from point `start` on, in units of the series, as the network now is."""
        remedy = transform.choose(self.config.remedy, self.series)
        history = self.series.values[None, :start]
        path: Array = remedy.back_path(self.model.free_run(remedy.forward(history), horizon).values, history)[
            0
        ]
        return path

    def summary(self) -> dict[str, Any]:
        """Return the figures of the run, ready for JSON; losses are in squared units of the series."""
        verdict = self.judge()
        return {
            "findings": [finding.in_english for finding in verdict.findings],
            "validation_mse": verdict.validation_mse,
            "test_mse": verdict.test_mse,
            "persistence_mse": verdict.persistence_mse,
            "seasonal_mse": verdict.seasonal_mse,
            "ar_mse": verdict.ar_mse,
            "skill": verdict.skill,
            "free_run_rmse": verdict.free_run_rmse,
            "epochs_done": self.epochs_done,
            "epoch_kept": self.losses[-1].kept if self.losses else 0,
            "seconds": round(self.seconds, 3),
            "config": asdict(self.config),
        }


def warm_up() -> None:
    """Train for one epoch: the first training of a process takes seconds longer than all others."""
    for _ in start(SineConfig(epochs=1)).train():
        pass


class Plan(NamedTuple):
    """What a run will be: cheap to make, so that a page can show it before anything is trained."""

    config: SineConfig
    series: Series
    learnt: Series  # the series after its remedy

    @property
    def first_target(self) -> int:
        """The first point that has a whole window before it."""
        return self.config.window + len(self.series.values) - len(self.learnt.values)

    def start(self) -> Run:
        """Set up the run, with an untrained network."""
        return Run(self.config, self.series, build(self.config, self.learnt))


def plan(config: SineConfig, series: Series | None = None) -> Plan:
    """Plan a run, of the visitor's own series or of the wave the config names.

    Raises ValueError where the window does not fit the data.
    """
    series = make_series(config) if series is None else series
    learnt = transform.choose(config.remedy, series).series(series)
    waves.windows(learnt, config.window)
    return Plan(config, series, learnt)


def start(config: SineConfig, series: Series | None = None) -> Run:
    """Set up the run of a plan. Raises ValueError as `plan`."""
    return plan(config, series).start()


def settings_json(run: Run) -> str:
    """Return settings and figures as JSON text."""
    return json.dumps(run.summary(), indent=2) + "\n"


def weights_safetensors(run: Run) -> bytes:
    """Return the weights, under PyTorch's names, in a format that cannot execute code."""
    return save({name: weight.contiguous() for name, weight in run.model.state_dict().items()})


def predictions_csv(run: Run) -> str:
    """Return one row a point: value, forecasts and the band of the future, empty where there is none."""
    verdict, series = run.judge(), run.series
    points, start, future = len(series.values), series.n_train, verdict.future
    columns = {
        "value": (0, series.values),
        "one_step_forecast": (start, verdict.forecast),
        "free_run": (start, verdict.free_run),
        "future": (points, future.values),
        "future_low": (points, future.low),
        "future_high": (points, future.high),
    }
    table = np.full((points + waves.FUTURE, len(columns)), np.nan)
    for at, (first, values) in enumerate(columns.values()):
        table[first : first + len(values), at] = values
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["point", *(["date"] if series.dates is not None else []), *columns])
    for point, row in enumerate(table):
        cells = ["" if np.isnan(number) else repr(float(number)) for number in row]
        date = [] if series.dates is None else [str(series.dates[point]).replace("T00:00:00", "")]
        writer.writerow([point, *date, *cells])
    return text.getvalue()


def future_rows(run: Run, ahead: int) -> list[dict[str, Any]]:
    """Return the first `ahead` values of the future, each with its point or date and its band."""
    future, dates, first = run.judge().future, run.series.dates, len(run.series.values)
    return [
        {
            mark("point"): first + step,
            **({} if dates is None else {mark("date"): str(dates[first + step]).replace("T00:00:00", "")}),
            mark("value"): float(future.values[step]),
            mark("low"): float(future.low[step]),
            mark("high"): float(future.high[step]),
        }
        for step in range(ahead)
    ]
