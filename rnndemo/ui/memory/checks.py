"""The memory lesson's check questions, one a panel."""

from typing import NamedTuple

from rnndemo.memory.gradients import half_life


class Check(NamedTuple):
    """A question, what one may answer, what is right, and why."""

    question: str
    options: list[str]
    answer: str
    why: str


CHECKS = {
    "order": Check(
        "*Dog bites man* and *man bites dog* go into a network that only counts words. What does it see?",
        ["Two different sentences", "The same thing twice"],
        "The same thing twice",
        "Counts are equal in both. Only a network that carries a state from word to word can tell who bites.",
    ),
    "unrolled": Check(
        "An image of 56 rows instead of 28 comes along. How many more weights does the network need?",
        ["Twice as many", "28 more", "None"],
        "None",
        "More steps reuse the same weights. More units would need more weights.",
    ),
    "forms": Check(
        "A network reads a sentence and names its language. Which form is that?",
        ["Many to one", "One to many", "Many to many"],
        "Many to one",
        "Many words in, one answer after the last of them, as with the 28 rows of a digit.",
    ),
    "story": Check(
        "Why does the forgetful cook's network answer *spicy chicken* when you named *braised ribs*?",
        ["It never heard the dish", "It heard it, but the state was written over", "It has too few units"],
        "It heard it, but the state was written over",
        "Every filler word rewrites the plain RNN's whole state, and over so many words training "
        "could not teach it to leave a part alone.",
    ),
    "why": Check(
        "A forget gate of 0.99 sounds perfect. What is left in the diary after 100 steps?",
        ["99 %", f"{0.99**100:.0%}", "Nothing"],
        f"{0.99**100:.0%}",
        f"0.99 multiplied by itself 100 times; its half-life is {half_life(0.99):.0f} steps. "
        "Set the slider to 0.990.",
    ),
    "diary": Check(
        "The dish was written down at t = 0. Which gates carry it through the filler words?",
        ["f near 1, i near 0", "f near 0, i near 1", "o near 1"],
        "f near 1, i near 0",
        "Do not erase and do not write over. Reading aloud can wait until the question comes.",
    ),
    "surgery": Check(
        "The forget gate is clamped at 0 for the whole digit. What can the answer rest on?",
        ["On nothing", "On the last row and a hint in h", "On all rows, but weaker"],
        "On the last row and a hint in h",
        "With f = 0 the diary holds only what was just written. What came before survives only in the"
        " hidden state, which the gates see once, one step later.",
    ),
    "gru": Check(
        "Can a GRU count, adding 1 to a unit at every step without losing what is there?",
        ["Yes, with z = 1", "No"],
        "No",
        "z = 1 keeps but writes nothing; anything written takes its share from what is kept. An LSTM "
        "with f = i = 1 can.",
    ),
}
