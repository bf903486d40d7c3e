"""What the live reading says in the browser comes from the server, and the browser can fill it in."""

import re
from string import Formatter

from rnndemo.ui.browser import FOLDER
from rnndemo.ui.digits import live


def test_the_browser_says_only_what_the_server_sends():
    code = "".join((FOLDER / name).read_text() for name in ("answer.js", "map.js"))
    assert set(re.findall(r"words\.(\w+)", code)) == {*live.WORDS, "sure", "unsure", "row"}
    of_a_step = set(re.findall(r"words\[unit\(\)\]\.(\w+)|words\.row\.(\w+)", code))
    unpacked = re.findall(r"const \{ ([\w, ]+) \} = words\[unit\]", code)
    said = {name for pair in of_a_step for name in pair if name} | set(", ".join(unpacked).split(", "))
    assert said == set(live.ROW_WORDS) == set(live.STEP_WORDS)


def test_its_sentences_have_only_names_to_fill_in():
    for table in (live.WORDS, live.ROW_WORDS, live.STEP_WORDS):
        for text in table.values():
            for _, name, form, conversion in Formatter().parse(text):
                assert name is None or (name.isidentifier() and not form and not conversion), text
