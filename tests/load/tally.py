"""What visitors met: times, successes, failures."""

from dataclasses import dataclass, field
from statistics import median


@dataclass
class Tally:
    """Counted by the visitors themselves; times in seconds."""

    loads: list[float] = field(default_factory=list)  # HTML, socket and the whole script
    browsed: list[float] = field(default_factory=list)  # a page in a Chromium that has nothing cached
    answers: list[float] = field(default_factory=list)  # pen-up to answer over the wire
    seen: list[float] = field(default_factory=list)  # pen-up to answer inside Chromium
    right: int = 0  # answers that are the digit drawn
    operated: int = 0
    trained: int = 0
    queued: int = 0
    busy: int = 0
    failed: list[str] = field(default_factory=list)


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[int(0.95 * len(times))]


def spread(times: list[float]) -> str:
    """Describe times in milliseconds."""
    middle, late, last = (f"{1000 * time:.0f} ms" for time in (median(times), p95(times), max(times)))
    return f"p50 {middle}, p95 {late}, worst {last}"
