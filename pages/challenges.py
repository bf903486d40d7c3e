"""Challenges: tasks that a visitor solves with the networks, each checked by running them."""

import streamlit as st

from rnndemo.language import say
from rnndemo.ui.challenges import carry, drawings, flip, free_run, mend, recall
from rnndemo.ui.challenges.challenge import OPENED, PARAMETER, card, play, show_cards, ways_on
from rnndemo.ui.into_view import bring_into_view
from rnndemo.ui.lesson import open_lesson
from rnndemo.ui.progress import warm_up

CHALLENGES = [
    carry.CHALLENGE,
    flip.CHALLENGE,
    free_run.WINDOW,
    free_run.HIDDEN,
    recall.CHALLENGE,
    drawings.DIFFER,
    drawings.EARLY,
]

if st.session_state.pop(OPENED, False):
    bring_into_view("challenge_top")  # it is shown in place of the list, which may be scrolled down
here = {challenge.key: challenge for challenge in CHALLENGES}.get(st.query_params.get(PARAMETER, ""))
if here is None:
    cards = [*map(card, CHALLENGES), mend.card()]
    solved = sum(each.solved for each in cards)
    tally = say(
        "The networks check what you do. Solved: **{solved} of {count}**.", solved=solved, count=len(cards)
    )
    open_lesson(say("Challenges"), tally)
    show_cards(cards)
else:
    open_lesson(f"{CHALLENGES.index(here) + 1} · {say(here.title)}", here.task())
    play(here)
    ways_on(CHALLENGES, here)
warm_up()
