"""A challenge: one record, its card, how a visitor tries it, and the best of their tries."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.checkpoints import CheckpointError
from rnndemo.digits.sketch import BadDrawing, NoDigit
from rnndemo.language import say
from rnndemo.ui.announce import note

PARAMETER = "challenge"  # in the link: the key of the one that is open
OPENED = "challenge_opened"  # in the session: the page just opened shows its top
_BEST, _LAST = "challenge_best", "challenge_last"  # in the session: by the challenge's key
PAGE = "pages/challenges.py"
_CARDS = "challenge_cards"
# Rows of cards are equally high, however much each of them says.
_GRID = f"""
.st-key-{_CARDS} {{
    display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); grid-auto-rows: 1fr;
    align-items: stretch;
}}
.st-key-{_CARDS} > * {{ height: 100%; }}
"""


Sentence = Callable[[], str]  # says it in the language of the moment: an attempt outlives a change of it


class Attempt(NamedTuple):
    """One try, checked by running the networks."""

    passed: bool
    rank: float  # of tries that passed, and of those that did not, the lowest is the best
    score: Sentence  # a few words for the card
    said: Sentence  # one sentence: what the network said, how close it was, what to change
    shown: Any = None  # what the picture is drawn from
    own: bool = True  # False: one way that the visitor asked to be shown


@dataclass(frozen=True)
class Challenge:
    """One challenge. `key` is its name in links."""

    key: str
    title: str  # marked: it is said where it is shown
    task: Sentence  # a short one
    icon: str
    picture: Callable[[Attempt | None], None]  # draws the latest attempt; None before the first
    controls: Callable[[], Any]  # draws the controls; returns what they are set to
    attempt: Callable[[Any, DeltaGenerator], Attempt | None]  # runs the networks; None: the reason is shown
    solve: Callable[[Any, DeltaGenerator], Attempt | None]  # finds one way and runs it through the same check


def best(key: str) -> Attempt | None:
    """Return the best of this visitor's own tries."""
    return st.session_state.setdefault(_BEST, {}).get(key)


def latest(key: str) -> Attempt | None:
    """Return the latest attempt, the visitor's own or the one they were shown."""
    return st.session_state.setdefault(_LAST, {}).get(key)


def keep(key: str, attempt: Attempt) -> None:
    """Keep an attempt as the latest, and as the best where it is; what was shown is never the best."""
    latest(key)
    st.session_state[_LAST][key] = attempt
    before = best(key)
    if attempt.own and (before is None or _order(attempt) < _order(before)):
        # On the card stands only the score, so what else is large need not be kept.
        st.session_state[_BEST][key] = attempt._replace(said=attempt.score, shown=None)


def forget_latest(key: str) -> None:
    """Forget the latest attempt, where what it was about is no longer on the screen; the best stays."""
    st.session_state.setdefault(_LAST, {}).pop(key, None)


def _order(attempt: Attempt) -> tuple[bool, float]:
    return not attempt.passed, attempt.rank


def go_to(key: str | None) -> None:
    """Open a challenge, or with None the list of all. The script ends here."""
    st.session_state[OPENED] = True
    st.switch_page(PAGE, query_params={PARAMETER: key} if key else {})


def play(challenge: Challenge) -> None:
    """Show an open challenge: the picture, the controls, Try and its result."""
    key, last = challenge.key, latest(challenge.key)
    with st.container(horizontal=True, gap="medium"):
        left, right = st.container(width="stretch"), st.container(width=380)
    with left:
        stage = st.empty()
        with stage.container():
            _safely(challenge.picture, last)
    with right:
        settings = _safely(challenge.controls)
        with st.container(horizontal=True):
            tried = st.button(
                say("Try"), key=f"challenge_try_{key}", type="primary", icon=":material/play_arrow:"
            )
            asked = st.button(say("Show me one way"), key=f"challenge_show_{key}")
        place = st.container()
        if last is not None and not (tried or asked):
            with place:
                _say(last)
        if (so_far := best(key)) is not None:
            st.caption(say("Your best: {score}", score=so_far.score()))
    if tried or asked:
        with place:
            fresh = _safely(challenge.attempt if tried else challenge.solve, settings, stage)
        if fresh is not None:
            keep(key, fresh._replace(own=tried))
            note(fresh.said())
            st.rerun()


def _say(attempt: Attempt) -> None:
    if attempt.passed and attempt.own:
        st.success(attempt.said(), icon=":material/check:")
    elif attempt.own:
        st.info(attempt.said(), icon=":material/close:")
    else:
        st.info(say("One way: {said}", said=attempt.said()), icon=":material/lightbulb:")


def _safely(call: Callable[..., Any], *arguments: Any) -> Any:
    """Call a part of a challenge; say what is wrong where it cannot be done."""
    try:
        return call(*arguments)
    except NoDigit as nothing:
        st.info(str(nothing))
    except BadDrawing as error:
        st.warning(say("This cannot be read: {error}.", error=error))
    except CheckpointError as error:
        st.error(str(error))
    except ValueError as problem:
        st.warning(str(problem), icon=":material/error:")
    return None


class Card(NamedTuple):
    """What the list shows of one challenge, and what opens it."""

    key: str
    title: str
    task: str
    icon: str
    solved: bool
    score: str  # a few words about the visitor's best try; empty before the first
    go: Callable[[], None]


def card(challenge: Challenge) -> Card:
    """Return a challenge's card."""
    so_far = best(challenge.key)
    return Card(
        challenge.key,
        say(challenge.title),
        challenge.task(),
        challenge.icon,
        solved=so_far is not None and so_far.passed,
        score=so_far.score() if so_far else "",
        go=partial(go_to, challenge.key),
    )


def show_cards(cards: list[Card]) -> None:
    """Show all challenges as cards of one size: the task, the visitor's best, a tick where it is solved."""
    st.html(f"<style>{_GRID}</style>")
    with st.container(key=_CARDS):
        for each in cards:
            with st.container(border=True, height="stretch", gap="xsmall"):
                _show(each)


def _show(each: Card) -> None:
    st.markdown(f"{':material/check_circle:' if each.solved else each.icon} **{each.title}**")
    st.markdown(each.task)
    st.space("stretch")
    if each.score:
        best_so_far = say("Best so far: {score}", score=each.score)
        st.caption(say("Solved: {score}", score=each.score) if each.solved else best_so_far)
    label = say("Open again") if each.solved else say("Open")
    opens = f"{label} :material/arrow_forward:"
    if st.button(opens, key=f"challenge_open_{each.key}", help=each.title, width="stretch"):
        each.go()


def ways_on(challenges: list[Challenge], challenge: Challenge) -> None:
    """Show the way back to all challenges and the one to the next."""
    after = challenges[(challenges.index(challenge) + 1) % len(challenges)]
    with st.container(horizontal=True):
        if st.button(say("All challenges"), key="challenge_all", type="tertiary", icon=":material/apps:"):
            go_to(None)
        following = say("Next: {title}", title=say(after.title))
        if st.button(following, key="challenge_next", type="tertiary"):
            go_to(after.key)
