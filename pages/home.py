"""Home: three questions, three links."""

from rnndemo.ui.lesson import open_lesson

open_lesson("rnndemo", "See how recurrent networks remember.")
