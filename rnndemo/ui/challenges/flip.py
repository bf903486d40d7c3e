"""Challenge: flip a 7 by muting three hidden units or fewer."""

from functools import partial, reduce
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnndemo.challenges import flip
from rnndemo.challenges.flip import DIGIT, HANDS, MOST, Flipped
from rnndemo.digits import handwriting, sketch
from rnndemo.digits.reader import DigitConfig
from rnndemo.language import mark, say, say_many
from rnndemo.ui import markup, models, visitor_digit
from rnndemo.ui.challenges.challenge import Attempt, Challenge, forget_latest
from rnndemo.ui.challenges.working import SEARCH, finished
from rnndemo.ui.lesson import picture
from rnndemo.ui.style import COLORS, plain

YOURS = mark("your drawing")
_WHICH, _UNITS, _BARS = "challenge_flip_which", "challenge_flip_units", "challenge_flip_bars"


class Setting(NamedTuple):
    """A seven, and the units that are to be muted."""

    image: np.ndarray  # (28, 28)
    units: list[int]


@st.cache_data(max_entries=len(HANDS))
def sample(hand: int) -> np.ndarray:
    """Return the picture (28, 28) of a sample seven."""
    return sketch.from_drawing(handwriting.sample(DIGIT, hand))


def image() -> np.ndarray:
    """Return the seven that was chosen."""
    name = st.session_state.get(_WHICH)
    if name == YOURS and (drawn := visitor_digit.remembered()) is not None:
        return drawn
    return sample(HANDS.get(name or "", HANDS["7 a"]))


@st.cache_data(max_entries=64, show_spinner=False)
def _with_one_more(seven: np.ndarray, muted: tuple[int, ...]) -> np.ndarray:
    """Return the 7's lead with these units muted, then with each unit muted besides: (1 + units,)."""
    reader = models.digit_reader().reader
    return flip.leads(reader, seven, [muted, *((*muted, unit) for unit in range(reader.config.hidden_size))])


def lead_by_unit(lead: np.ndarray, muted: tuple[int, ...], chosen: list[int]) -> go.Figure:
    """Draw the 7's lead when one more unit is muted; lead: (1 + units,), the first with no more muted."""
    colors = [COLORS["highlight" if unit in chosen else "hidden_state"] for unit in range(len(lead) - 1)]
    figure = go.Figure(go.Bar(x=np.arange(len(lead) - 1), y=lead[1:], marker_color=colors))
    over = say("unit {unit}: lead {lead}", unit="%{x}", lead="%{y:.1f}")
    figure.update_traces(hovertemplate=f"{over}<extra></extra>")
    figure.add_hline(lead[0], line={"color": COLORS["truth"], "dash": "dot"})
    figure.update_xaxes(title=say("unit"))
    figure.update_yaxes(title=say("lead"))
    heading = say("Lead of the 7 when one unit is muted")
    if muted:
        heading = say("Lead of the 7 when one unit is muted besides {units}", units=_named(muted))
    return plain(figure, 240, title={"text": heading, "font": {"size": 14}}, bargap=0.15)


def draw(last: Attempt | None) -> None:
    """Draw the seven, what is said of it untouched and muted, and what each unit alone counts for."""
    seven, muted = image(), st.session_state.get(_UNITS) or []
    flipped: Flipped | None = last.shown[1] if last and np.array_equal(last.shown[0], seven) else None
    if flipped is None:
        flipped = flip.check(models.digit_reader().reader, seven, [])
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=176):
            st.html(markup.on_paper(seven, say("the seven that the LSTM reads"), "168px"))
        with st.container(width="stretch"):
            names = {say("untouched"): (flipped.untouched.probabilities, COLORS["truth"])}
            if flipped.units:
                names[say("muted")] = (flipped.after.probabilities, COLORS["highlight"])
            untouched = say("Untouched it says {digit}", digit=flipped.untouched.digit)
            st.html(markup.bars(names, untouched))
    before = flipped.units if len(flipped.units) < MOST else ()
    alt = say("How far the 7 leads over the next digit when one more unit is muted")
    picture(_BARS, lead_by_unit(_with_one_more(seven, before), before, muted), alt, on_click=_toggle)


def _toggle() -> None:
    """Mute the unit whose bar was clicked, or take it back."""
    points = st.session_state[_BARS]["selection"]["points"]
    chosen = list(st.session_state.get(_UNITS) or [])
    for point in points:
        unit = int(point["x"])
        if unit in chosen:
            chosen.remove(unit)
        elif len(chosen) < MOST:
            chosen.append(unit)
    st.session_state[_UNITS] = chosen


def controls() -> Setting:
    """Draw the choice of the seven and of the units."""
    yours = [YOURS] if visitor_digit.remembered() is not None else []
    st.segmented_control(
        say("Which seven"),
        [*HANDS, *yours],
        default="7 a",
        required=True,
        format_func=say,
        key=_WHICH,
        persist_state="session",
        on_change=forget_latest,
        args=(CHALLENGE.key,),
    )
    units = st.multiselect(
        say("Units to mute (or click their bars)"),
        range(DigitConfig.hidden_size),
        max_selections=MOST,
        key=_UNITS,
        persist_state="session",
        placeholder=say("up to three"),
    )
    return Setting(image(), units)


def attempt(setting: Setting, _: DeltaGenerator) -> Attempt:
    """Read the seven with these units muted."""
    flipped = flip.check(models.digit_reader().reader, *setting)
    lead = float(flip.leads(models.digit_reader().reader, setting.image, [setting.units])[0])
    count = len(setting.units)
    score = partial(say, mark("a lead of {lead:.1f} is left"), lead=lead)
    if flipped.passed:
        score = partial(_score, count, flipped.after.digit)
    rank = count if flipped.passed else lead if flipped.fair else 1e9
    return Attempt(flipped.passed, rank, score, partial(_said, flipped, lead), (setting.image, flipped))


def _score(count: int, digit: int) -> str:
    return say_many("{count} unit, it says {digit}", "{count} units, it says {digit}", count, digit=digit)


def _said(flipped: Flipped, lead: float) -> str:
    sure = markup.percent(float(flipped.after.probabilities.max()))
    if not flipped.fair:
        return say("Untouched this is no clear 7 to the reader: take another seven.")
    if not flipped.units:
        return say("It says **7**: nothing is muted yet. Begin with one unit whose bar is low.")
    if flipped.passed:
        return say_many(
            "Without unit {units} it says **{digit}** ({sure}).",
            "Without units {units} it says **{digit}** ({sure}).",
            len(flipped.units),
            units=_named(flipped.units),
            digit=flipped.after.digit,
            sure=sure,
        )
    rest = say("Units work together: keep one and change the others.")
    if len(flipped.units) < MOST:
        rest = say("The bars now show what one more unit would do.")
    return say(
        "It still says **7** ({sure}); its lead is {lead:.1f}. {rest}", sure=sure, lead=lead, rest=rest
    )


def _named(units: tuple[int, ...]) -> str:
    return reduce(lambda some, one: say("{some} and {one}", some=some, one=one), map(str, sorted(units)))


def solve(setting: Setting, stage: DeltaGenerator) -> Attempt | None:
    """Try every unit, pair and three in a worker process."""
    search = flip.Search(setting.image)
    if not finished(flip.Search.run, search, "challenge_flip_stop", mark("set"), seconds=SEARCH):
        return None
    if search.units is None:
        st.info(say("No three units flip this one: all sets were tried. Take another seven."))
        return None
    return attempt(Setting(setting.image, list(search.units)), stage)


CHALLENGE = Challenge(
    "flip",
    mark("Flip a 7"),
    partial(say, mark("Mute three hidden units or fewer: the 7 must become another digit.")),
    ":material/healing:",
    draw,
    controls,
    attempt,
    solve,
)
