"""A strip in the cook's panel: asked after every word of a long story, where does a network forget?"""

from html import escape

import numpy as np
import streamlit as st

from rnndemo.cells import CELL_NAMES
from rnndemo.language import listed, mark, say
from rnndemo.memory import recall
from rnndemo.ui.style import COLORS


def show(networks: dict[str, recall.RecallNetwork], length: int, dish: str) -> None:
    """Ask networks that heard only short stories after each of `length` words; mark where they forget."""
    words = recall.sentence(dish, length).words[0]
    shorts = {cell: networks[f"{cell}-short"] for cell in ("lstm", "gru", "rnn")}
    longest = shorts["lstm"].config.delay
    st.markdown(
        say(
            "**Where does it forget?** Three more networks, started as PyTorch starts them, were taught on "
            "short stories, of 1 to {longest} words: from those they can learn. Now they hear the long one "
            "and are asked after every word.",
            longest=longest,
        )
    )
    strips, said = "", []
    for cell, network in shorts.items():
        answers, name = recall.asked_after_each_word(network, words).argmax(-1).numpy(), say(CELL_NAMES[cell])
        strips += strip(name, answers == recall.DISHES.index(dish), COLORS[cell])
        wrong = np.flatnonzero(answers != recall.DISHES.index(dish))
        if not len(wrong):
            still = mark("The {cell} still says *{dish}* after {words} words.")
            said.append(say(still, cell=name, dish=say(dish), words=length))
            continue
        at = int(wrong[0])
        word, other = say(recall.WORDS[words[at]]), say(recall.DISHES[answers[at]])
        if at:
            forgets = mark("The {cell} forgets at word {at}, *{word}*: it says *{dish}*.")
            said.append(say(forgets, cell=name, at=at, word=word, dish=other))
        else:
            said.append(say("The {cell} forgets at once: it says *{dish}*.", cell=name, dish=other))
    st.html(strips)
    order = mark("Word 0 … {last}, from left to right. Coloured: asked here, it names the dish.")
    st.caption(say(order, last=length))
    st.markdown(listed([*said, say("Try another dish.")], mark("{these} {more}")))


def strip(name: str, right: np.ndarray, color: str) -> str:
    """Return answers (time,) as a strip: in `color` where right; the first wrong one stands out."""
    wrong = np.flatnonzero(~right)
    first = int(wrong[0]) if len(wrong) else -1
    colors = np.where(right, color, COLORS["truth"] + "44").tolist()
    if first >= 0:
        colors[first] = COLORS["highlight"]
    tips = [say("after word {at}", at=at) for at in range(len(colors))]
    words = "".join(
        f'<span title="{tip}" style="flex:1;background:{shade}"></span>'
        for tip, shade in zip(tips, colors, strict=True)
    )
    alt = say("{name}: right after every word", name=name)
    if first >= 0:
        alt = say("{name}: right until word {at}", name=name, at=first)
    return (
        '<div style="display:flex;align-items:center;font-size:.85rem;margin:2px 0">'
        f'<span style="width:5.5rem;flex:none">{escape(name)}</span>'
        f'<div role="img" aria-label="{escape(alt)}" style="flex:1;display:flex;height:22px">{words}</div>'
        "</div>"
    )
