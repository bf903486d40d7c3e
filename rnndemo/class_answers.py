"""The answers of a class: how many chose which, and nothing about who; forgotten when the lesson is over."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from rnndemo.language import say

HOURS = 4.0  # from its start a class is kept for so long
MOST_CLASSES = 200  # at once
MOST_QUESTIONS = 100  # of one class
MOST_ANSWERS = 20_000  # of one class, to all its questions together

# A class's word is a tint, an animal and a place.
TINTS = "amber azure black blue bronze brown coral cream golden green grey lilac lime olive orange red white"
ANIMALS = (
    "badger bear beaver bee bison camel cat cod crab crow deer dog dove duck eagle eel elk ferret finch fox "
    "frog goat goose hare hawk hen heron horse koala lark lion lizard llama lynx mole moose moth mouse newt "
    "otter owl panda parrot pony puma rabbit ram raven robin seal shark sheep snail spider stork swan tiger "
    "toad trout turtle whale wolf wren zebra"
)


class NoClass(LookupError):
    """No class of this word is under way in this process, or the key is not its teacher's."""


class TooManyClasses(RuntimeError):
    """MOST_CLASSES are under way."""


class Started(NamedTuple):
    """A class that has begun: the word is for everyone, the key for its teacher."""

    word: str
    key: str


class Tally(NamedTuple):
    """One question to a class, and how many answered."""

    name: str
    question: str
    answers: int
    counts: dict[str, int] | None  # answer → how many chose it; None until the teacher shows them


@dataclass
class _Poll:
    question: str
    counts: Counter[str]
    shown: bool = False


@dataclass
class _Class:
    key: str
    ends: float  # on the clock, s
    polls: dict[str, _Poll] = field(default_factory=dict)


class Classes:
    """All classes under way in this process, for many threads at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` returns seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._classes: dict[str, _Class] = {}

    def start(self, place: str) -> Started:
        """Begin a class; `place` ends its word, to tell copies of the app apart. Raises TooManyClasses."""
        with self._lock:
            self._forget()
            if len(self._classes) >= MOST_CLASSES:
                raise TooManyClasses(
                    say("{count} classes are under way: try again later.", count=MOST_CLASSES)
                )
            word = _word(place)
            while word in self._classes:
                word = _word(place)
            key = secrets.token_hex(8)
            self._classes[word] = _Class(key, self._clock() + 3600 * HOURS)
            return Started(word, key)

    def has(self, word: str) -> bool:
        """Tell whether the class is under way."""
        with self._lock:
            self._forget()
            return word in self._classes

    def count(self, word: str, name: str, question: str, options: list[str], answer: str) -> bool:
        """Count an answer to a question, `name` being its name in the code; return whether it was counted.

        It is not where the class is over or full, or the answer is none of the options.
        """
        with self._lock:
            self._forget()
            polls = self._classes[word].polls if word in self._classes else None
            if polls is None or answer not in options:
                return False
            if sum(poll.counts.total() for poll in polls.values()) >= MOST_ANSWERS:
                return False
            if name not in polls:
                if len(polls) >= MOST_QUESTIONS:
                    return False
                polls[name] = _Poll(question, Counter(dict.fromkeys(options, 0)))
            polls[name].counts[answer] += 1
            return True

    def tallies(self, started: Started) -> list[Tally]:
        """Return the questions answered so far, the newest first. Raises NoClass."""
        with self._lock:
            return [
                Tally(name, poll.question, poll.counts.total(), dict(poll.counts) if poll.shown else None)
                for name, poll in reversed(self._of(started).polls.items())
            ]

    def show(self, started: Started, name: str) -> None:
        """Let `tallies` tell what was answered to a question. Raises NoClass."""
        with self._lock:
            poll = self._of(started).polls.get(name)
            if poll is not None:
                poll.shown = True

    def end(self, started: Started) -> None:
        """Forget a class. Raises NoClass."""
        with self._lock:
            self._of(started)
            del self._classes[started.word]

    def _of(self, started: Started) -> _Class:
        self._forget()
        found = self._classes.get(started.word)
        if found is None or not secrets.compare_digest(found.key.encode(), started.key.encode()):
            raise NoClass(f"no class {started.word!r} with this key is under way")
        return found

    def _forget(self) -> None:
        """Forget the classes whose time is over."""
        now = self._clock()
        self._classes = {word: each for word, each in self._classes.items() if each.ends > now}


def _word(place: str) -> str:
    return f"{secrets.choice(TINTS.split())}-{secrets.choice(ANIMALS.split())}-{place}"
