"""The readers a visitor has trained: kept in the session, so that they outlast a visit to another page."""

from dataclasses import dataclass, field

import streamlit as st

from rnndemo.cells import CELL_NAMES
from rnndemo.digits.own.hand import Lesson
from rnndemo.digits.own.network import Training
from rnndemo.digits.reader import DigitReader
from rnndemo.language import mark, say

READERS = "digit_own_readers"  # session key: the visitor's readers, the newest first
PENDING = "digit_own_pending"  # the training under way, or cut short since the page was last drawn
SHOWN = "digit_own_shown"  # which of them is on the page
MOST = 5  # readers kept
# How a training ended: said at its end, and beside what came of it where that was too early.
OVER = {"finished": mark("Training finished."), "out of time": mark("Training out of time.")}
EARLY = {"stopped": mark("stopped"), "out of time": mark("out of time"), "lost": mark("cut short")}


@dataclass
class OwnReader:
    """A visitor's reader: how it was trained, and what it was taught after."""

    number: int
    training: Training
    lessons: list[Lesson] = field(default_factory=list)

    @property
    def network(self) -> DigitReader:
        """The network as it now is."""
        return self.lessons[-1].reader if self.lessons else self.training.reader

    @property
    def cell(self) -> str:
        """Its cell's name in words."""
        return say(CELL_NAMES[self.training.config.cell])

    @property
    def name(self) -> str:
        """Its number, cell and settings, in words."""
        config = self.training.config
        return say(
            "{number}: {cell}, {units} units, learning rate {rate:g}",
            number=self.number, cell=self.cell, units=config.hidden_size, rate=config.learning_rate,
        )  # fmt: skip

    @property
    def how(self) -> str:
        """How it was trained, and how long it lives, in words."""
        done, config, last = self.training, self.training.config, self.training.exams[-1]
        values = {"units": config.hidden_size, "rate": config.learning_rate, "seed": config.seed}
        if config.clip:
            recipe = say("{units} units, learning rate {rate:g}, clipped, seed {seed}", **values)
        else:
            recipe = say("{units} units, learning rate {rate:g}, not clipped, seed {seed}", **values)
        if done.ended != "finished":
            recipe = say("{recipe}: {ended}", recipe=recipe, ended=say(EARLY[done.ended]))
        return say(
            "{recipe}: {step} of {steps} optimiser steps in {seconds:.1f} s. It lives in this session only: "
            "reload the page and it is gone; the same settings train it again.",
            recipe=recipe, step=last.step, steps=last.steps, seconds=done.seconds,
        )  # fmt: skip


def shown() -> OwnReader | None:
    """Return the reader that is on the page; None until the visitor has trained one."""
    readers = all_readers()
    if not readers:
        return None
    reader = readers[st.session_state.get(SHOWN) or 0]
    # A lesson is on the list from its start, because a Stop ends the script that gives it.
    reader.lessons = [lesson for lesson in reader.lessons if lesson.taught]
    return reader


def all_readers() -> list[OwnReader]:
    """Return the visitor's readers, among them the one that was in training when the script last ended."""
    readers = st.session_state.setdefault(READERS, [])
    ended = st.session_state.pop(PENDING, None)
    if ended is not None and ended.trained:
        readers.insert(0, OwnReader(readers[0].number + 1 if readers else 1, ended))
        del readers[MOST:]
        st.session_state[SHOWN] = 0
    return readers
