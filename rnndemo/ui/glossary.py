"""The glossary: the words of the pages, a sentence each."""

import streamlit as st

WORDS = {
    "Adam": "An optimiser: it moves each weight against its gradient, by an amount adapted to that weight.",
    "AR": "Autoregression: a forecast with no network, a constant plus a weighted sum of the last values.",
    "batch": "The examples that one optimiser step looks at together.",
    "calibrated": "Of the answers given with 80%, four in five are right, and so for every percentage.",
    "candidate": "g, in a GRU n: what could be written into the state, a number from −1 to 1 for each unit.",
    "cell state": "c, an LSTM's main line: what it keeps from step to step.",
    "ECE": "Expected calibration error: how far, on average, a network's percentages are from how often it "
    "is right.",
    "epoch": "Once through all the training examples.",
    "forget bias": "b, a number added inside the forget gate: before training the gate keeps about the "
    "share σ(b).",
    "forget gate": "f, the share of the cell state that is kept; the eraser takes 1 − f.",
    "free run": "A forecast of many steps in which the network reads its own earlier forecasts.",
    "gate": "A number from 0 to 1 for each unit that says how much may pass; the network computes it at "
    "every step.",
    "gradient": "How the loss changes with each weight; training moves the weights the other way.",
    "GRU": "Gated recurrent unit: a recurrent network with two gates and one line.",
    "hidden state": "h, what a recurrent network hands to its next step and to its readout; in an LSTM the "
    "side line.",
    "hidden unit": "One number of the hidden state; how many there are is the hidden size.",
    "input gate": "i, the pencil: the share of the candidate that is written into the cell state.",
    "learning rate": "How far an optimiser step moves the weights.",
    "loss": "A number that says how wrong a network is on some examples; training makes it smaller.",
    "LSTM": "Long short-term memory: a recurrent network with three gates that keep, write and read.",
    "MNIST": "A data set of 70,000 handwritten digits, each 28 × 28 pixels; 10,000 of them are for the test.",
    "MSE": "Mean squared error: the mean of the squared differences between forecast and truth.",
    "optimiser step": "One change of all weights in training, after one batch.",
    "output gate": "o, what is read aloud: the share of the cell state, after tanh, that becomes the hidden "
    "state.",
    "persistence": "The simplest forecast: the next value is the last one again.",
    "RMSE": "The square root of the MSE, on the same scale as the values themselves.",
    "RNN": "Recurrent neural network: it reads a sequence step by step and carries a state; a plain one has "
    "no gates.",
    "seed": "A number that fixes all that is drawn by chance: the same seed, the same numbers.",
    "sequence": "Values in an order, such as the rows of a picture, words, or points of a wave.",
    "skill": "1 − MSE ÷ MSE of persistence: 1 is perfect, 0 is no better than repeating the last value.",
    "softmax": "It turns scores into shares that are positive and sum to 1.",
    "state": "All that a recurrent network carries from one step to the next.",
    "test": "Examples used only at the very end, to measure the one network that was chosen.",
    "time step": "One place in a sequence: one row of a picture, one word, one point of a wave; in short, "
    "a step.",
    "validation": "Examples kept out of training, to choose among networks or epochs.",
    "vanishing gradient": "A gradient so small, many steps back, that training cannot use it.",
    "weight": "A number of the network that training changes; the same weights work at every time step.",
}
"""Word → one sentence, in the order of the alphabet."""


def button() -> None:
    """Draw the button that opens all words over the page. It runs nothing, so a training goes on."""
    with st.popover("Words", icon=":material/menu_book:", type="tertiary"):
        st.html(f'<div tabindex="0" role="region" aria-label="The words">{_listed()}</div>')


def _listed() -> str:
    # In the place of the keyboard's focus: the arrow keys then scroll the list.
    return "".join(f"<p><b>{word}</b>: {sentence}</p>" for word, sentence in WORDS.items())


def tip(*words: str) -> str:
    """Return the sentences of some words, for the tip of a control."""
    return " ".join(WORDS[word] for word in words)
