"""A link for a class: larger for a projector, with parts left out, and with the class's answers counted."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from rnndemo.class_answers import Classes
from rnndemo.language import mark, say
from rnndemo.ui.streamlit_internals import CAPTION, HEADER, PAGE_BODY

CLASSES = Classes()

PRESENT, HIDE, CLASS = "present", "hide", "class"  # in links; a visitor takes them along from page to page

SHARES = [*(f"{low}–{low + 9}%" for low in range(0, 100, 10)), "100%"]

# What ?hide= can leave out: the name in the link → what it is.
PARTS = {
    mark("samples"): mark("sample digits: everyone draws"),
    mark("upload"): mark("uploads of pictures and tables"),
    mark("code"): mark("the PyTorch and the tutorial's script"),
    mark("check"): mark("the questions at the end of a panel"),
    mark("answers"): mark("the right answers: choices are kept, the class talks first"),
    mark("own"): mark("training a reader of one's own"),
}

# As high as 18-point letters on a slide of 7.5 inches: 3.3% of the screen, and never smaller than at a desk.
_LARGER = "max(20px, min(3.3vh, 1.9vw))"
_PRESENTED = (
    f"<style>:root {{ font-size: {_LARGER}; }} {HEADER}, {CAPTION} {{ display: none; }} "
    f"{PAGE_BODY} {{ padding: 1rem 2rem; }}</style>"
)


def carried(name: str) -> str:
    """Return a parameter of the link that brought the visitor here, and put it back into today's link.

    A page's link loses its parameters when the visitor goes to another page. An empty parameter, or one that
    was let go, is "".
    """
    kept = f"link_{name}"
    if name in st.query_params:
        st.session_state[kept] = st.query_params[name][:200]
    elif st.session_state.get(kept):
        st.query_params[name] = st.session_state[kept]
    return st.session_state.get(kept, "")


def let_go(*names: str) -> None:
    """Take parameters out of the link, on this page and the next."""
    for name in names:
        st.session_state[f"link_{name}"] = ""
        st.query_params.pop(name, None)


def presenting() -> bool:
    """Tell whether the page is shown on a projector."""
    return carried(PRESENT) == "1"


def hidden() -> list[str]:
    """Return the names after ?hide=, known or not."""
    return [name for part in carried(HIDE).split(",") if (name := part.strip().lower())]


def shown(part: str) -> bool:
    """Tell whether a part of PARTS is on the page; a link can leave it out."""
    if part not in PARTS:
        raise ValueError(f"{part!r} is none of {', '.join(PARTS)}")
    return part not in hidden()


def presenter(pages: list[Any], page: Any) -> None:
    """Draw what stands in place of the navigation on a projector: a list of the pages, and the way out."""
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        key = f"pages_of_{page.url_path}"  # on the next page another one, which is closed
        with st.popover(say("Pages"), type="tertiary", key=key):
            for each in pages:
                st.page_link(each)
        st.button(
            say("Leave presenting"), key="leave_presenting", type="tertiary", on_click=let_go, args=(PRESENT,)
        )


def notices() -> None:
    """Follow the link: enlarge the page, and say what of the link cannot be followed."""
    if presenting():
        st.html(_PRESENTED)
    if unknown := [name for name in hidden() if name not in PARTS]:
        named = ", ".join(name for name in unknown if re.fullmatch(r"[a-z0-9_]{1,20}", name))
        names = ", ".join(PARTS)
        if named:
            problem = say(
                "The link hides parts by name, and {named} is no such name. There are {names}.",
                named=named,
                names=names,
            )
        else:
            problem = say(
                "The link hides parts by name, and this is no such name. There are {names}.", names=names
            )
        st.warning(problem)
    word = carried(CLASS)
    if not word:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if CLASSES.has(word):
            here = say("Class **{word}**. Your first answers count, without your name.", word=word)
            st.markdown(here, width="stretch")
        else:
            st.warning(
                say(
                    "Your link's class is not under way here, so your answers are not counted. It has ended, "
                    "or it is on another copy of this app. All else works."
                ),
                width="stretch",
            )
        st.button(say("Leave the class"), key="leave_class", type="tertiary", on_click=let_go, args=(CLASS,))


def commit(name: str, question: str, options: Iterable[str] | None, answer: str) -> None:
    """Count a visitor's first answer to a question for their class, where they came by a class's link.

    The question and the options are as they are written, in English, so that a class may speak several
    languages. Without options the answer is a share like "37%", and is counted among those from 30% to 39%.
    """
    word = carried(CLASS)
    if options is None:
        options, answer = SHARES, SHARES[int(answer.rstrip("%")) // 10]
    given = st.session_state.setdefault("class_given", set())
    if word and (word, name) not in given and CLASSES.count(word, name, question, [*options], answer):
        given.add((word, name))


def address(path: str = "", parameters: dict[str, str] | None = None) -> str:
    """Return the full link to a page of this app, as this visitor's browser reaches it.

    Empty parameters are left out.
    """
    here = urlsplit(st.context.url or "")
    base = here.path.rstrip("/").removesuffix("/for_teachers")
    query = "&".join(f"{name}={value}" for name, value in (parameters or {}).items() if value)
    return f"{here.scheme}://{here.netloc}{base}/{path}" + (f"?{query}" if query else "")
