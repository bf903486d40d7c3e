"""The shape every lesson page shares: a title, one question, panels with a take-away and a check."""

import contextlib
import math
from collections.abc import Callable
from typing import Literal, TypedDict

import plotly.graph_objects as go
import streamlit as st

from rnndemo import __version__
from rnndemo.language import say
from rnndemo.ui import announce, classroom, glossary, languages, path
from rnndemo.ui.streamlit_internals import (
    CAPTION,
    CODE_TOKEN,
    HEADER,
    PAGE_BODY,
    PAGES_BUTTON,
    PLOT_BUTTON,
    PLOT_BUTTONS,
    POPOVER_BUTTON,
    PRIMARY_BUTTON,
    STOP_IN_HEADER,
)
from rnndemo.ui.style import COLORS, CONFIG, readable


class Kept(TypedDict):
    """How Streamlit keeps a widget's value."""

    bind: Literal["query-params"]
    persist_state: Literal["session"]


# A widget with these settings keeps its value when the visitor changes pages, and is part of the link.
KEPT: Kept = {"bind": "query-params", "persist_state": "session"}

# Streamlit leaves 8rem free above a page, more than twice what its navigation needs.
_TOP = f"{PAGE_BODY} {{ padding-top: 4.5rem; }}"
# Streamlit writes white on the primary colour, which in the dark theme is too light for that.
_BUTTON = f"{PRIMARY_BUTTON} {{ color: light-dark({COLORS['paper']}, {COLORS['pen']}); }}"
_POPOVER = f"{POPOVER_BUTTON}[aria-expanded=true] {{ color: inherit; }}"  # or, too dark for the dark theme
# Streamlit's colours of code are too pale for its light ground. A caption it fades, and code in it too.
_INKS = {
    "cell_state": ".keyword, .function, .class-name",
    "other_run": ".string",
    "rnn": ".number, .boolean",
    "negative": ".comment, .operator, .punctuation",
}
_CODE = "".join(f"{CODE_TOKEN}:is({kinds}) {{ color: {readable(name)}; }}" for name, kinds in _INKS.items())
_CODE += f"{CAPTION} code {{ color: inherit; }}"
# Streamlit's own Stop would end a training without its result; the one beside the bar keeps it.
_STOP = f"{STOP_IN_HEADER} {{ display: none; }}"
# Streamlit shows the keyboard's focus on a link by a faint grey, Plotly that on its button not at all.
_FOCUS = (
    f"{HEADER} a:focus-visible, {PLOT_BUTTON}:focus-visible "
    f"{{ outline: 2px solid light-dark({COLORS['pen']}, {COLORS['paper']}); }}"
    f"{PLOT_BUTTONS}:focus-within {{ opacity: 1; }}"
)
# On paper a chart keeps the width it had on the screen: smaller and sideways, that of a laptop is not cut.
_PRINT = f"@page {{ size: landscape; }} @media print {{ {PAGE_BODY} {{ zoom: 0.75; }} }}"
_STYLE = " ".join((_TOP, _BUTTON, _POPOVER, _CODE, _STOP, _FOCUS, _PRINT, announce.STYLE))


def open_lesson(title: str, question: str) -> None:
    """Start a page: browser title, heading, and the one question it answers, empty where a step asks its own.

    Both come in the visitor's language. Each page calls this itself, because a page opened at its own address
    may run without app.py. The browser's icon is an emoji: a Material one is fetched from Google's servers.
    """
    code = languages.begin()
    about = say(
        "**rnndemo {version}**: see how recurrent networks remember.\n\nMIT licence. NOTICE in the source "
        "code lists what comes from others; CITATION.cff says how to cite the app.",
        version=__version__,
    )
    st.set_page_config(
        page_title=f"{title} · rnndemo", page_icon="🧠", layout="wide", menu_items={"About": about}
    )
    pages = say("Pages")  # on a phone the list of them lies behind a bare "»"
    named = f'{PAGES_BUTTON}::after {{ content: "{pages}"; font-size: 1rem; }}'
    st.html(f"<style>{_STYLE} {named}</style>")
    _drop_unusable_values()
    if languages.follow_link():
        st.rerun()
    classroom.notices()
    path.bar()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False, width="stretch")
        glossary.button()
        languages.switch()
    if question:
        st.markdown(question)
    announce.news(code)


def _drop_unusable_values() -> None:
    """Remove infinite numbers and empty values from the link: on these alone Streamlit or a page fails."""
    unusable = [key for key, value in st.query_params.items() if not value or _infinite(value)]
    if unusable:
        classroom.let_go(*unusable)
        st.rerun()


def _infinite(text: str) -> bool:
    try:
        return math.isinf(float(text))
    except ValueError:
        return False


@st.fragment
def folded(label: str, icon: str, key: str, draw: Callable[[], None], opened: bool = False) -> None:
    """Show a panel that can be opened. It is drawn, and what draws it fetched, only while it is open."""
    box = st.expander(label, opened, icon=icon, key=key, on_change="rerun")
    if box.open:
        with box:
            draw()


def takeaway(sentence: str) -> None:
    """Draw what a panel showed, in one sentence in the visitor's language."""
    st.markdown(f":primary[**→**] {sentence}")


TRIES = 2


def check(key: str, question: str, options: dict[str, str], answer: str, why: str) -> None:
    """Ask one question, `options` with a hint for each wrong one; two tries, then the answer and why.

    All come as they are written, in English, or said already with their values. `key` is the widget's. What
    was tried stays in the session under `<key>_tried`. The first try is counted for the visitor's class.
    """
    tried: list[str] = st.session_state.setdefault(f"{key}_tried", [])
    if not classroom.shown("check"):
        return
    over = answer in tried or len(tried) >= TRIES
    st.radio(
        say(question), list(options), index=None, format_func=say, key=key, persist_state="session",
        disabled=over, on_change=_try, args=(key,),
    )  # fmt: skip
    if tried:
        classroom.commit(key, question, options, tried[0])
    if not classroom.shown("answers"):
        return
    if answer in tried:
        st.success(say("Yes. {why}", why=say(why)), icon=":material/check:")
    elif over:
        told = say("The answer: **{answer}**. {why}", answer=say(answer), why=say(why))
        st.info(told, icon=":material/lightbulb:")
    elif tried:
        again = say("Not quite. {hint} One more try.", hint=say(options[tried[-1]]))
        st.info(again, icon=":material/close:")


def _try(key: str) -> None:
    picked = st.session_state[key]
    if picked not in (tried := st.session_state[f"{key}_tried"]):
        st.session_state[f"{key}_tried"] = [*tried, picked]


# The first picture lies over the figure's place, and goes when the figure is drawn; the page does not move.
UNTIL_DRAWN = """<style>
{place} {{ position: relative; min-height: {height}px; }}
{place} > :first-child {{ position: absolute; inset: 0; }}
{place}:has(.js-plotly-plot .main-svg) > :first-child,
{place}:not(:has(.js-plotly-plot .main-svg)) > :not(:first-child) {{ visibility: hidden; }}
</style>"""


def picture(
    key: str,
    figure: go.Figure,
    alt: str,
    width: int | Literal["stretch"] = "stretch",
    on_click: Callable[[], None] | None = None,
    first: str = "",
) -> None:
    """Draw a figure; `alt` tells a screen reader what it shows. Under the mouse it can be saved as SVG.

    `on_click` is called after a click on a point, with the point in the session under `key`. `first` is
    markup that stands in the figure's place until the browser has loaded Plotly, which takes seconds on a
    first visit.
    """
    config = {**CONFIG, "toImageButtonOptions": {"format": "svg", "filename": key}}
    with st.container(key=f"{key}_place") if first else contextlib.nullcontext():
        if first:
            st.html(UNTIL_DRAWN.format(place=f".st-key-{key}_place", height=figure.layout.height) + first)
        if on_click is None:
            st.plotly_chart(figure, config=config, key=key, alt=alt, width=width)
        else:
            st.plotly_chart(
                figure,
                config=config,
                key=key,
                alt=alt,
                width=width,
                on_select=on_click,
                selection_mode="points",
            )
