"""README's pictures show the pages as they are."""

import json

import pytest

from tests import screenshots
from tests.serving import ROOT


@pytest.mark.parametrize("file", screenshots.PICTURES)
def test_a_picture_shows_what_its_page_offers_now(file):
    name, _ = screenshots.PICTURES[file]
    noted = json.loads(screenshots.NOTE.read_text())
    assert noted[file] == screenshots.note(name), f"docs/{file} is old: make screenshots"
    assert f"docs/{file}" in (ROOT / "README.md").read_text()
