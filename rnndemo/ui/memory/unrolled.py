"""Panel 2: a plain RNN of three units, unrolled word by word."""

from html import escape

import numpy as np
import plotly.graph_objects as go
import streamlit as st
import torch
from plotly.subplots import make_subplots

from rnndemo import cells
from rnndemo.language import listed, mark, say
from rnndemo.memory import recall
from rnndemo.ui.lesson import KEPT, picture, takeaway
from rnndemo.ui.memory import chosen_digit
from rnndemo.ui.memory.figures import signed
from rnndemo.ui.memory.models import recall_networks
from rnndemo.ui.memory.panel import Check, Panel, part
from rnndemo.ui.memory.prediction import SHOWN, beside, predicted
from rnndemo.ui.style import COLORS, diverging, plain, shaded

UP, DOWN = mark("up"), mark("down")


@part
def draw() -> None:
    """Step through a trained RNN of three units, word by word."""
    st.markdown(say("A small RNN hears a story: a dish, then other words. At the end it must name the dish."))
    network = recall_networks().networks["tiny"]
    delay = network.config.delay
    left, right = st.columns(2)
    dish = left.selectbox(say("The dish"), recall.DISHES, format_func=say, key="memory_tiny_dish", **KEPT)
    words = recall.sentence(dish, delay).words
    x = recall.one_hot(words)
    states = cells.trace(network.recurrent, x).hidden_state[0].numpy()  # (time, 3)
    said = [say(recall.WORDS[word]) for word in words[0].tolist()]
    truth = UP if states[2, 0] > states[1, 0] else DOWN
    linked = "memory_time" in st.query_params  # a link to a step shows that step
    question = say(
        "After word 2 unit 1 is {value}. Next comes *{word}*. Will unit 1 go up or down?",
        value=signed(states[1, 0]),
        word=said[2],
    )
    guess = predicted("memory_guess_unit", question, [UP, DOWN])
    words_shown = [*said[:-1], say("what was it?")]
    if (answer := guess or (SHOWN if linked else None)) is None:
        st.html(unrolled(states, words_shown, 2))
        return
    now = right.slider(say("Step t"), 1, delay + 2, 3, key="memory_time", **KEPT)
    st.markdown(
        say(
            "{verdict} From {before} to {after}.",
            verdict=beside(answer, truth),
            before=signed(states[1, 0]),
            after=signed(states[2, 0]),
        )
    )
    st.html(unrolled(states, words_shown, now))
    W, U, b_x, b_h = (weight.numpy() for weight in network.recurrent.all_weights[0])
    before, after = np.vstack([np.zeros_like(states[:1]), states])[now - 1 : now + 1]
    into, back = W[0] @ x[0, now - 1].numpy() + b_x[0] + b_h[0], U[0] @ before
    terms = " ".join(f"{signed(u)}·({signed(s)})" for u, s in zip(U[0], before, strict=True))
    later = mark(
        "Unit 1 at t={now}: *{word}* and the bias give {into}, S({before}) gives {terms}; tanh({sum}) = "
        "**{after}**"
    )
    first = mark(
        "Unit 1 at t={now}: *{word}* and the bias give {into}, S({before}), the empty start, gives {terms}; "
        "tanh({sum}) = **{after}**"
    )
    st.markdown(
        say(
            later if now > 1 else first,
            now=now,
            word=said[now - 1],
            into=signed(into),
            before=now - 1,
            terms=terms,
            sum=signed(into + back),
            after=signed(after[0]),
        )
    )
    if now == delay + 2:
        p = network.readout(torch.from_numpy(after)).softmax(-1)
        dish, share = say(recall.DISHES[int(p.argmax())]), p.max().item()
        st.markdown(
            say("The answer read off S({now}): **{dish}** ({share:.1%})", now=now, dish=dish, share=share)
        )
    digit = chosen_digit.current()
    hidden = chosen_digit.read(digit.image).trace._asdict()["hidden_state"]  # (time, units)
    picture(
        "memory_shape",
        shape_strip(digit.image, hidden),
        say("28 inputs and 64 units at each of 28 steps"),
    )
    layer = chosen_digit.reader().recurrent
    count = sum(weight.numel() for weight in layer.parameters())
    st.caption(
        say(
            "The digit reader: {steps} steps, {inputs} inputs, {units} units. Units are not time steps.",
            steps=len(digit.image),
            inputs=layer.input_size,
            units=layer.hidden_size,
        ),
        help=say(
            "The same {units} units, with the same {weights:,} weights, work at every step. Column 0 is the "
            "state before the first row: here every sequence starts at zero.",
            units=layer.hidden_size,
            weights=count,
        ),
    )
    takeaway(
        say(
            "S(t) is made of S(t−1) and x(t), by the same weights at every step. That state is all it "
            "remembers."
        )
    )


def unrolled(states: np.ndarray, words: list[str], now: int) -> str:
    """Return S(0) = 0 and S(t) (time, units) as markup, side by side up to step `now`, over their words."""
    columns = np.vstack([np.zeros_like(states[:1]), states])  # (1 + time, units)
    cells = ""
    for unit, values in enumerate(columns.T, start=1):
        name = say("unit {unit}", unit=unit)
        cells += f"<span>{name}</span>"
        for t, value in enumerate(values):
            # At most half opaque: the number on it has the colour of all text, light or dark.
            shade = f"{COLORS['hidden_state' if value >= 0 else 'negative']}{round(140 * abs(value)):02x}"
            inside = f"background:{shade}" + (f";outline:2px solid {COLORS['highlight']}" if t == now else "")
            cells += f'<div style="padding:.5rem 0;{inside}">{signed(value)}</div>' if t <= now else "<i></i>"
    under = "".join(f"<span>t={t}<br>{escape(word)}</span>" for t, word in enumerate(words, start=1))
    told = listed(
        say("unit {unit} {value}", unit=unit, value=signed(value))
        for unit, value in enumerate(columns[now], start=1)
    )
    alt = say("The state of three units after each word. At step {now}: {told}", now=now, told=told)
    start = say("start")
    grid = f"display:grid;grid-template-columns:3rem repeat({len(columns)},minmax(0,1fr));gap:2px 8px"
    return (
        f'<div role="img" aria-label="{alt}" style="{grid};align-items:center;text-align:center;'
        f'font-size:.85rem;line-height:1.2">{cells}<i></i><span>t=0<br>{start}</span>{under}</div>'
    )


def shape_strip(image: np.ndarray, hidden: np.ndarray) -> go.Figure:
    """Draw what goes in (28 inputs × 28 steps) over what is remembered (64 units × 28 steps)."""
    figure = make_subplots(rows=2, shared_xaxes=True, row_heights=[0.3, 0.7], vertical_spacing=0.06)
    states = np.vstack([np.zeros_like(hidden[:1]), hidden]).T  # (units, 1 + time)
    figure.add_heatmap(
        z=image.T, x=np.arange(1, 29), colorscale=shaded("negative"), zmin=0, zmax=1, row=1, col=1
    )
    figure.add_heatmap(
        z=states, x=np.arange(29), colorscale=diverging("hidden_state"), zmin=-1, zmax=1, row=2, col=1
    )
    hover = say("step {x}, line {y}: {value}", x="%{x}", y="%{y}", value="%{z:.2f}")
    figure.update_traces(showscale=False, hovertemplate=f"{hover}<extra></extra>")
    figure.update_yaxes(
        title_text=say("{inputs} inputs", inputs=image.shape[1]), row=1, col=1, autorange="reversed"
    )
    figure.update_yaxes(title_text=say("{units} units", units=hidden.shape[1]), row=2, col=1)
    figure.update_xaxes(title_text=say("step: rows read so far"), row=2, col=1)
    return plain(figure, 360)


CHECKS = (
    Check(
        mark("An image has 56 rows instead of 28. How many more weights does the network need?"),
        {
            mark("Twice as many"): mark("More steps: does a step bring weights of its own?"),
            mark("28 more"): mark("Which weights does row 2 use, and which row 20?"),
            mark("None"): "",
        },
        mark("None"),
        mark("More steps reuse the same weights. More units would need more weights."),
    ),
    Check(
        mark("What does a plain RNN know of the first word when it reads the tenth?"),
        {
            mark("The word itself: it can look back"): mark(
                "It is given one word at a time. Where is the first one?"
            ),
            mark("Only what the state still holds of it"): "",
            mark("Nothing at all"): mark("The state was made from all words so far."),
        },
        mark("Only what the state still holds of it"),
        mark("S(t) is made of S(t−1) and x(t). Nothing else is carried on."),
    ),
)

SNIPPET = """\
import torch

rnn = torch.nn.RNN(17, 3, batch_first=True)      # 17 words in, 3 units of memory
W, U, b_x, b_h = rnn.all_weights[0]
x = torch.rand(1, 5, 17)

S = torch.zeros(3)                               # the state starts at zero for every sequence
for x_t in x[0]:                                 # the same W, U and b at each step
    S = torch.tanh(W @ x_t + b_x + U @ S + b_h)
assert torch.allclose(S, rnn(x)[0][0, -1], atol=1e-6)
"""

PANEL = Panel("unrolled", mark("2 · An RNN, unrolled"), draw, CHECKS, SNIPPET)
