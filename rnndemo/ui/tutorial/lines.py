"""The lines of a script to choose from, and beside them what the chosen line made."""

import streamlit as st

from rnndemo.language import say
from rnndemo.tutorial.digit_script import BATCH
from rnndemo.tutorial.script import Line, ScriptRun, indent_of
from rnndemo.ui.streamlit_internals import RADIO_OPTION
from rnndemo.ui.style import faded
from rnndemo.ui.tutorial.blocks import block

LINES, MADE, CHOICES = "code_lines", "code_made", "code_choices"  # keys of the two halves, and of answers
# The code scrolls in its own box; on a phone what a line made comes first, so that a choice shows at once.
STYLE = f"""
.st-key-{LINES} {{ overflow-x: auto; }}
.st-key-{LINES} {RADIO_OPTION} {{ white-space: nowrap; width: max-content; }}
.st-key-{LINES} {RADIO_OPTION} {{ padding: 1px 6px; border-radius: 4px; }}
.st-key-{LINES} {RADIO_OPTION}[data-selected] {{ background: {faded("highlight", 0.3)}; }}
.st-key-{LINES} code {{ background: none; padding: 0; color: inherit; font-size: .85rem; }}
.st-key-{CHOICES} code {{ font-size: .9rem; }}
@media (max-width: 640px) {{ div:has(> .st-key-{MADE}) {{ order: -1; }} }}
"""


def style() -> None:
    """Give the lines and the answers of this page their look."""
    st.html(f"<style>{STYLE}</style>")


def choose(run: ScriptRun, key: str, first: int, pictures: dict[int, str] | None = None) -> int:
    """Let the visitor choose a line; draw what it made beside it; return its place.

    `key` is the widget's, `first` the line chosen at first; `pictures` are more to see, as markup, by the
    place of their line.
    """
    with st.container(horizontal=True, gap="medium"):
        code = st.container(key=LINES, width=630)
        made = st.container(key=MADE, width=420)
    with code:
        at = st.radio(
            say("Choose a line"),
            range(len(run.lines)),
            index=first,
            format_func=lambda at: label(run.lines[at]),
            key=key,
            persist_state="session",
        )
    with made:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(say("Back"), key=f"{key}_back", on_click=_move, args=(key, at - 1), disabled=at == 0)
            last = at == len(run.lines) - 1
            st.button(say("Next line"), key=f"{key}_next", on_click=_move, args=(key, at + 1), disabled=last)
        st.markdown(f"**`{run.lines[at].code.strip()}`**")
        show(run, at, (pictures or {}).get(at, ""))
    return at


def _move(key: str, at: int) -> None:
    st.session_state[key] = at


def label(line: Line) -> str:
    """Return a line of code as the label of a choice."""
    margin = indent_of(line.code)
    return f"`{margin.replace(' ', chr(0xA0))}{line.code.removeprefix(margin)}`"


def show(run: ScriptRun, at: int, picture: str = "") -> None:
    """Draw what a line made: its shapes, its meaning, its numbers."""
    seen = run.seen.get(at, ())
    blocks = "".join(block(each) for each in seen if each.shape)
    if blocks or picture:
        st.html(f'<div style="display:flex;flex-wrap:wrap;gap:.6rem 1.2rem">{picture}{blocks}</div>')
    st.markdown(say(run.lines[at].meaning, steps=run.steps, batch=BATCH))
    numbers = [
        say("{name}: **{value}**", name=say(each.name), value=number(each.value))
        for each in seen
        if each.value is not None
    ]
    if numbers:
        st.markdown("  \n".join(numbers))


def number(value: float) -> str:
    """Return a number as it is read: whole where it is whole, else with four digits."""
    return (f"{value:,.0f}" if value == round(value) else f"{value:.4g}").replace("-", "−")
