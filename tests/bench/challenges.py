"""Figures behind the marks of the challenges: what solves them, and how often a random try does."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import torch

from rnndemo.cells import CELLS
from rnndemo.challenges import carry, drawings, flip, free_run, recall
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.reader import load_reader
from rnndemo.memory.recall import starts_of
from rnndemo.memory.training import RecallTraining

TRIES = 1000
SIZES = {"window": (2, 3, 4, 5, 6, 8, 10), "hidden_size": (1, 2, 3, 4, 5, 6, 7, 8, 12, 32)}


def main() -> None:
    """Print them all."""
    torch.set_num_threads(1)
    _carry()
    _flip()
    _drawings()
    _free_run()
    _recall()


def _carry() -> None:
    random = np.random.default_rng(0)
    settings = [carry.Setting(*random.integers(0, 21, 4) / 20) for _ in range(TRIES)]
    passed = sum(carry.check(setting, random).passed for setting in settings)
    print(f"carry: {passed} of {TRIES} random settings pass", flush=True)


def _flip() -> None:
    reader, random = load_reader().reader, np.random.default_rng(0)
    for name, hand in flip.HANDS.items():
        seven = sketch.from_drawing(handwriting.sample(flip.DIGIT, hand))
        alone = flip.leads(reader, seven, [(unit,) for unit in range(64)])
        low = alone.argsort()[:12].tolist()
        threes = list(combinations(low, flip.MOST))
        tried = [random.choice(64, flip.MOST, replace=False) for _ in range(TRIES)]
        by_chance, of_low = ((flip.leads(reader, seven, sets) < 0).mean() for sets in (tried, threes))
        search = flip.Search(seven)
        for _ in search.run():
            pass
        print(
            f"flip {name}: {by_chance:.1%} of random threes, {of_low:.1%} of threes of the 12 that cost "
            f"most alone; lead {flip.leads(reader, seven, [()])[0]:.1f}, without the three that cost most "
            f"{flip.leads(reader, seven, [low[:3]])[0]:.1f}; fewest: units {search.units}",
            flush=True,
        )


def _drawings() -> None:
    readers = drawings.load_readers()
    for title, odd in (("as one writes", 0.0), ("in odd orders and directions", 0.9)):
        random, seen = np.random.default_rng(0), []
        while len(seen) < TRIES:
            try:
                seen.append(drawings.read(readers, drawings.hand(random, odd)))
            except sketch.NoDigit:
                continue
        after = [each.known_after or 99 for each in seen]
        early = ", ".join(f"{np.mean(np.array(after) <= rows):.1%} after {rows}" for rows in (4, 6, 8, 10))
        apart = np.mean([each.differ for each in seen])
        print(f"{TRIES} digits of made-up hands, {title}: {apart:.1%} read differently, both sure; ", end="")
        print(f"right and sure for good {early} rows", flush=True)


def _free_run() -> None:
    for field, sizes in SIZES.items():
        for cell in CELLS:
            said = []
            for size in sizes:
                run = free_run.begin(field, size, cell)
                for _ in run.train():
                    pass
                said.append(f"{size}: {free_run.check(run, field).errors.max():.3f}")
            print(f"{field}, {cell}, seed {free_run.SEED}, off by at most: {', '.join(said)}", flush=True)


def _recall() -> None:
    passed, total = 0, 0
    for curriculum in (True, False):
        for start in starts_of("rnn"):
            said = []
            for rate in recall.RATES:
                config = replace(recall.RULES, start=start, learning_rate=rate, curriculum=curriculum)
                training = RecallTraining(config)
                for _ in training.train():
                    pass
                recalled = recall.check(training, 2)
                passed, total = passed + recalled.passed, total + 1
                said.append(f"{rate:g}: {recalled.share:.0%}")
            short = "short stories first" if curriculum else "all of full length"
            way = f"recall, {start} start, {short}, {config.steps} steps"
            print(f"{way}; by rate {', '.join(said)}", flush=True)
    print(f"recall: {passed} of {total} settings pass", flush=True)


if __name__ == "__main__":
    main()
