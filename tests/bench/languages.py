"""The time from pen-up to the answer in each language, over the wire, in turns."""

import statistics

from rnndemo import language
from tests.load import people
from tests.load.visitor import Visitor, finish
from tests.serving import serve

TURNS, STROKES = 6, 20


def main() -> None:
    """Print the medians, and each one's ratio to English."""
    with serve() as server:
        taken = finish(_answers(server.address))
    medians = {code: statistics.median(seconds) for code, seconds in taken.items()}
    for code, seconds in medians.items():
        ratio = seconds / medians[language.english()]
        print(f"{language.LANGUAGES[code]}: pen-up to answer {1000 * seconds:.1f} ms, {ratio:.2f} × English")


async def _answers(address: str) -> dict[str, list[float]]:
    await people.warm(address)
    codes = list(language.LANGUAGES)
    visitors = {code: await Visitor.arrive(address, "digit_sketchpad", f"lang={code}") for code in codes}
    taken: dict[str, list[float]] = {code: [] for code in codes}
    for turn in range(TURNS):
        for code in codes if turn % 2 else reversed(codes):
            taken[code] += await people.strokes(visitors[code], STROKES)
    for visitor in visitors.values():
        visitor.leave()
    return taken


if __name__ == "__main__":
    main()
