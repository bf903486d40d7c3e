"""How many learners a study of learning needs: the table in docs/measuring-learning.md, by known formulas."""

from math import ceil
from statistics import NormalDist

EFFECTS = (0.2, 0.5, 0.8)  # differences of two means, in standard deviations
BEFORE = (0.0, 0.5, 0.7)  # correlations of the score before with the score after


def in_each_group(effect: float, correlation: float = 0.0, alpha: float = 0.05, power: float = 0.8) -> int:
    """Return how many learners each of two groups needs, to find a difference of their means.

    effect: the difference in standard deviations; alpha: chance of a false find, two-sided; power: chance to
    find a real one. Guenther 1981; with the score before as a covariate, Borm, Fransen and Lemmens 2007.
    """
    wrong, missed = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    alone = 2 * ((wrong + missed) / effect) ** 2 + wrong**2 / 4
    return ceil(alone * (1 - correlation**2))


def times_for_classes(size: int, intraclass: float) -> float:
    """Return by how much whole classes of a size need more learners (Donner and Klar 2000)."""
    return 1 + (size - 1) * intraclass


def table() -> str:
    """Return the table as Markdown."""
    rows = [f"| {d} | " + " | ".join(str(in_each_group(d, r)) for r in BEFORE) + " |" for d in EFFECTS]
    heads = " | ".join(f"r = {r:g}" for r in BEFORE[1:])
    return "\n".join([f"| d | in each group, r = 0 | {heads} |", "|---|---|---|---|", *rows])


def main() -> None:
    """Print the table, and by how much whole classes need more."""
    print(table())
    print(f"classes of 25, intraclass correlation 0.1: times {times_for_classes(25, 0.1):.1f}")
