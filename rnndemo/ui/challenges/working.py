"""Work of a challenge in a worker process, under a bar with a Stop."""

from collections.abc import Callable
from typing import Any

from rnndemo.ui.progress import POOL, watch
from rnndemo.workers.worker import Make


def finished(
    make: Make,
    subject: Any,
    stop: str,
    noun: str = "step",
    draw: Callable[[Any], object] = lambda _: None,
) -> bool:
    """Do `make(subject)` in a worker; the subject becomes what it is there. `stop` is the Stop button's key.

    Returns whether it came to an end of its own; where it did not, the visitor has been told or has left.
    """

    def adopt(later: Any) -> None:
        vars(subject).update(vars(later))

    job = POOL.perform(make, subject, adopt)
    return watch(job, draw, key=stop, noun=noun).ended in ("finished", "out of time")
