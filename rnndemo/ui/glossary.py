"""The glossary: the words of the pages, a sentence each."""

import streamlit as st

from rnndemo.language import mark, say

WORDS = {
    "Adam": mark(
        "An optimiser: it moves each weight against its gradient, by an amount adapted to that weight."
    ),
    "AR": mark(
        "Autoregression: a forecast with no network, a constant plus a weighted sum of the last values."
    ),
    mark("batch"): mark("The examples that one optimiser step looks at together."),
    mark("calibrated"): mark(
        "Of the answers given with 80%, four in five are right, and so for every percentage."
    ),
    mark("candidate"): mark(
        "g, in a GRU n: what could be written into the state, a number from −1 to 1 for each unit."
    ),
    mark("cell state"): mark("c, an LSTM's main line: what it keeps from step to step."),
    "ECE": mark(
        "Expected calibration error: how far, on average, a network's percentages are from how often it is "
        "right."
    ),
    mark("epoch"): mark("Once through all the training examples."),
    mark("forget bias"): mark(
        "b, a number added inside the forget gate: before training the gate keeps about the share σ(b)."
    ),
    mark("forget gate"): mark("f, the share of the cell state that is kept; the eraser takes 1 − f."),
    mark("free run"): mark("A forecast of many steps in which the network reads its own earlier forecasts."),
    mark("gate"): mark(
        "A number from 0 to 1 for each unit that says how much may pass; the network computes it at "
        "every step."
    ),
    mark("gradient"): mark(
        "How the loss changes with each weight; training moves the weights the other way."
    ),
    "GRU": mark("Gated recurrent unit: a recurrent network with two gates and one line."),
    mark("hidden state"): mark(
        "h, what a recurrent network hands to its next step and to its readout; in an LSTM the side line."
    ),
    mark("hidden unit"): mark("One number of the hidden state; how many there are is the hidden size."),
    mark("input gate"): mark(
        "i, the pencil: the share of the candidate that is written into the cell state."
    ),
    mark("learning rate"): mark("How far an optimiser step moves the weights."),
    mark("loss"): mark(
        "A number that says how wrong a network is on some examples; training makes it smaller."
    ),
    "LSTM": mark("Long short-term memory: a recurrent network with three gates that keep, write and read."),
    "MNIST": mark(
        "A data set of 70,000 handwritten digits, each 28 × 28 pixels; 10,000 of them are for the test."
    ),
    "MSE": mark("Mean squared error: the mean of the squared differences between forecast and truth."),
    mark("optimiser step"): mark("One change of all weights in training, after one batch."),
    mark("output gate"): mark(
        "o, what is read aloud: the share of the cell state, after tanh, that becomes the hidden state."
    ),
    mark("persistence"): mark("The simplest forecast: the next value is the last one again."),
    "RMSE": mark("The square root of the MSE, on the same scale as the values themselves."),
    "RNN": mark(
        "Recurrent neural network: it reads a sequence step by step and carries a state; a plain one has "
        "no gates."
    ),
    mark("seed"): mark("A number that fixes all that is drawn by chance: the same seed, the same numbers."),
    mark("sequence"): mark("Values in an order, such as the rows of a picture, words, or points of a wave."),
    mark("skill"): mark(
        "1 − MSE ÷ MSE of persistence: 1 is perfect, 0 is no better than repeating the last value."
    ),
    "softmax": mark("It turns scores into shares that are positive and sum to 1."),
    mark("state"): mark("All that a recurrent network carries from one step to the next."),
    mark("test"): mark("Examples used only at the very end, to measure the one network that was chosen."),
    mark("time step"): mark(
        "One place in a sequence: one row of a picture, one word, one point of a wave; in short, a step."
    ),
    mark("validation"): mark("Examples kept out of training, to choose among networks or epochs."),
    mark("vanishing gradient"): mark("A gradient so small, many steps back, that training cannot use it."),
    mark("weight"): mark(
        "A number of the network that training changes; the same weights work at every time step."
    ),
}
"""Word → one sentence, both in English, in the order of the alphabet."""


def button() -> None:
    """Draw the button that opens all words over the page. It runs nothing, so a training goes on."""
    with st.popover(say("Words"), icon=":material/menu_book:", type="tertiary"):
        name = say("The words")
        st.html(f'<div tabindex="0" role="region" aria-label="{name}">{_listed()}</div>')


def _listed() -> str:
    # In the place of the keyboard's focus: the arrow keys then scroll the list.
    return "".join(f"<p>{_entry(word, sentence)}</p>" for word, sentence in WORDS.items())


def _entry(word: str, sentence: str) -> str:
    """Return a word and its sentence; in another language than English with the English word beside it."""
    said = say(word)
    both = said if said == word else say("{word} ({english})", word=said, english=word)
    return say("<b>{word}</b>: {meaning}", word=both, meaning=say(sentence))


def tip(*words: str) -> str:
    """Return the sentences of some words in the visitor's language, for the tip of a control."""
    return " ".join(say(WORDS[word]) for word in words)
