"""Worker processes give the same numbers, stop when told, and can be killed without harm to the others."""

import collections
import contextlib
import functools
import itertools
import os
import random
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import torch

from rnndemo.memory.recall import RecallConfig
from rnndemo.memory.training import RecallTraining, train_in_turns
from rnndemo.sine import run
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.run import Run
from rnndemo.ui.progress import Line
from rnndemo.workers import pool as pools
from rnndemo.workers.pool import Lost, Pool

SHORT = SineConfig(epochs=12, window=6, hidden_size=8)
LONG = SineConfig(epochs=1000, window=60, layers=2, hidden_size=64)


@pytest.fixture(scope="module")
def pool():
    pool = Pool()
    yield pool
    pool.close()


def facts(stream):
    return [fact for fact in stream if fact is not None]


def ignore(subject):
    pass


def weights(trained):
    return {name: weight.numpy() for name, weight in trained.model.state_dict().items()}


def pid(number):
    """Yield the worker's process id."""
    yield os.getpid()


def fail(number):
    yield number
    raise ZeroDivisionError("a task that fails")


def test_a_worker_trains_to_the_same_weights_as_this_process(pool):
    torch.set_num_threads(1)  # as the app does: more threads add in another order
    here, there = run.start(SHORT), run.start(SHORT)
    np.testing.assert_array_equal(
        facts(pool.perform(Run.train_and_judge, there, there.become)), list(here.train())
    )
    np.testing.assert_array_equal(there.losses, here.losses)
    assert there.judgement.test_mse == here.judge().test_mse


def test_trainings_that_take_turns_come_back_as_they_ended(pool):
    trainings = [RecallTraining(RecallConfig(delay=3, steps=10, hidden_size=4))]
    seen = facts(
        pool.perform(train_in_turns, trainings, lambda later: trainings.__setitem__(slice(None), later))
    )
    assert seen[-1].step == 10
    assert [at.step for at in trainings[0].evaluations] == [10]


def test_a_stopped_training_returns_its_best_epoch_and_the_worker_goes_on(pool):
    torch.set_num_threads(1)
    here, there = run.start(LONG), run.start(LONG)
    worker = facts(pool.perform(pid, 0, ignore))
    stream = pool.perform(Run.train_and_judge, there, there.become)
    while next(stream) is None or there.losses[-1].step < 6:
        pass
    stream.close()
    done = len(there.losses)
    assert 6 <= done < 1000
    with contextlib.closing(here.train()) as same:
        np.testing.assert_equal(list(itertools.islice(same, done)), there.losses)
    assert 0 < there.losses[-1].kept <= done
    np.testing.assert_equal(weights(there), weights(here))  # both at the epoch that is kept
    assert facts(pool.perform(pid, 0, ignore)) == worker


def test_a_killed_worker_is_reported_as_lost_and_the_next_task_gets_a_new_one(pool):
    (killed,) = facts(pool.perform(pid, 0, ignore))
    fresh = run.start(LONG)
    stream = pool.perform(Run.train_and_judge, fresh, fresh.become)
    while next(stream) is None:
        pass
    os.kill(killed, 9)
    with pytest.raises(Lost, match="has ended"):
        facts(stream)
    assert facts(pool.perform(pid, 0, ignore)) != [killed]


def pids_without_end(number):
    while True:
        time.sleep(0.001)
        yield os.getpid()


def test_a_killed_worker_is_reported_without_a_wait_for_its_last_report(pool, monkeypatch):
    monkeypatch.setattr(pools, "GRACE", 30.0)
    stream = pool.perform(pids_without_end, 0, ignore)
    worker = next(fact for fact in stream if fact is not None)
    started = time.monotonic()
    os.kill(worker, 9)
    with pytest.raises(Lost, match="has ended"):
        facts(stream)
    assert time.monotonic() - started < pools.GRACE


def wait_for(file):
    while not file.exists():
        time.sleep(0.01)


def touch(files):
    """Write the first file; `files` has a megabyte with it, more than fits into a pipe."""
    files[0].touch()
    yield None


@pytest.fixture
def made(monkeypatch):
    """Return the list of all workers that are made from now on."""
    workers = []

    class Noted(pools.Worker):
        def __init__(self, *options):
            super().__init__(*options)
            workers.append(self)

    monkeypatch.setattr(pools, "Worker", Noted)
    return workers


def test_who_leaves_while_a_worker_starts_holds_no_slot_and_the_next_visitor_gets_that_worker(tmp_path, made):
    pool = Pool()
    pool.warm_up = functools.partial(wait_for, tmp_path / "go")
    try:
        stream = pool.perform(touch, (tmp_path / "ran", bytes(2**20)), ignore)
        assert next(stream) is None  # the caller's turn, though the process reads nothing yet
        stream.close()
        (tmp_path / "go").touch()
        assert len(facts(pool.perform(pid, 0, ignore))) == 1
        assert len(made) == 1
        assert not (tmp_path / "ran").exists()
    finally:
        pool.close()


KILLS = 5


def test_workers_are_killed_again_and_again_among_visitors_who_come_and_leave_and_no_slot_is_left_held(made):
    pool, line, chance = Pool(), Line(slots=2, waiting=64), random.Random(0)
    over, ends, faults = threading.Event(), collections.Counter(), []

    def visit(number):
        own = random.Random(number)
        while not over.is_set():
            with line.join(f"visitor {number}") as ahead:
                while ahead():
                    time.sleep(0.01)
                with contextlib.closing(pool.perform(pids_without_end, 0, ignore)) as stream:
                    try:
                        for fact in itertools.islice(stream, own.choice([1, 10, 1000])):
                            ends["a fact"] += fact is not None
                        ends["left"] += 1
                    except Lost:
                        ends["lost"] += 1

    def guarded(number):
        try:
            visit(number)
        except BaseException as fault:
            faults.append(fault)

    others = [threading.Thread(target=guarded, args=(number,)) for number in range(3)]
    for other in others:
        other.start()
    try:
        for _ in range(KILLS):
            known = ends["a fact"]
            until = time.monotonic() + 60
            while ends["a fact"] == known and not faults:  # somebody trains again
                assert time.monotonic() < until, ends
                time.sleep(chance.uniform(0, 0.05))
            for worker in list(made):
                worker._process.kill()
    finally:
        over.set()
        for other in others:
            other.join(60)
        assert len(facts(pool.perform(pid, 0, ignore))) == 1
        pool.close()
    assert faults == []
    assert ends["lost"] >= 1
    assert len(line) == 0
    assert not any(other.is_alive() for other in others)
    assert not any(worker.alive for worker in made)


def test_a_worker_killed_while_idle_is_not_given_a_task(pool):
    (killed,) = facts(pool.perform(pid, 0, ignore))
    os.kill(killed, 9)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)  # wait for its end, and leave it to the pool
    assert facts(pool.perform(pid, 0, ignore)) != [killed]


def test_a_failing_task_is_reported_as_lost_with_its_reason_and_the_worker_goes_on(pool):
    worker = facts(pool.perform(pid, 0, ignore))
    with pytest.raises(Lost, match="a task that fails"):
        facts(pool.perform(fail, 1, ignore))
    assert facts(pool.perform(pid, 0, ignore)) == worker


@pytest.mark.skipif(not hasattr(os, "nice"), reason="priorities are Unix's")
def test_a_worker_has_a_lower_priority_than_the_server(pool):
    (worker,) = facts(pool.perform(pid, 0, ignore))
    assert os.getpriority(os.PRIO_PROCESS, worker) > os.getpriority(os.PRIO_PROCESS, os.getpid())


def test_workers_end_with_the_process_that_started_them(tmp_path):
    code = (
        "from tests.workers import test_pool\n"
        "from rnndemo.workers.pool import Pool\n"
        "print(*test_pool.facts(Pool().perform(test_pool.pid, 0, test_pool.ignore)), flush=True)\n"
        "import os; os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    worker, deadline = int(done.stdout), time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its server")


def mark(folder):
    """Write a file, so that the test sees that this ran."""
    (folder / f"{os.getpid()}").touch()


def test_each_new_worker_is_warmed_up_with_what_the_app_hands_in(tmp_path):
    pool = Pool()
    pool.warm_up = functools.partial(mark, tmp_path)
    try:
        (first,) = facts(pool.perform(pid, 0, ignore))
        assert {file.name for file in tmp_path.iterdir()} == {str(first)}
        os.kill(first, 9)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        (second,) = facts(pool.perform(pid, 0, ignore))
        assert {str(first), str(second)} <= {file.name for file in tmp_path.iterdir()}
    finally:
        pool.close()


def test_the_pool_imports_no_lesson():
    code = "import sys, rnndemo.workers.pool, rnndemo.workers.worker; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = {name for name in done.stdout.split() if name.startswith("rnndemo.")}
    assert ours == {"rnndemo.workers", "rnndemo.workers.pool", "rnndemo.workers.worker"}
