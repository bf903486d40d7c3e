"""make bench: benchmarks whose figures README quotes, one after another.

`arrival`, `libraries` and `sine_page` are run alone: `python -m tests.bench.NAME`.
"""

import sys

from tests.bench import (
    challenges,
    digits,
    languages,
    learners,
    live,
    memory,
    pictures,
    sine,
    sine_claims,
    strokes,
)

BENCHES = {
    "digits": digits.main,
    "live": live.main,
    "languages": languages.main,
    "pictures": pictures.main,
    "strokes": strokes.main,
    "sine": sine.main,
    "sine_claims": sine_claims.main,
    "memory": memory.main,
    "learners": learners.main,
    "challenges": challenges.main,
}


def main(names: list[str]) -> int:
    """Run the benches named, or all of them."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench named {unknown[0]}: choose from {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in names or BENCHES:
        print(f"== {name}", flush=True)
        BENCHES[name]()
    return 0


sys.exit(main(sys.argv[1:]))
