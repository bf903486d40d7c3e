"""The parts of Streamlit's internals that the app uses are there; if not, a sentence says what breaks."""

import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from rnndemo.ui import streamlit_internals
from rnndemo.ui.server import headers_for

STATIC = Path(st.__file__).parent / "static"
ROOT = Path(__file__).parents[1]


def test_streamlit_can_be_kept_from_making_a_menu_of_the_pages_folder(monkeypatch):
    assert hasattr(PagesManager, "uses_pages_directory"), (
        "Streamlit has no PagesManager.uses_pages_directory any more: the first visitor of a page's own "
        "address may see a menu of file names. Change streamlit_internals.hide_pages_folder."
    )
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    PagesManager(str(ROOT / "app.py"))
    assert PagesManager.uses_pages_directory is True, "Streamlit no longer looks for pages/: nothing to hide."
    streamlit_internals.hide_pages_folder()
    PagesManager(str(ROOT / "app.py"))
    assert PagesManager.uses_pages_directory is False, "Streamlit makes a menu of pages/ all the same."


@pytest.mark.parametrize(
    ("css_class", "harm"),
    [
        (streamlit_internals.PAGE_BODY, "every page starts far down, with empty room above its title"),
        (streamlit_internals.PRIMARY_BUTTON, "in the dark theme, Train is white on light blue"),
        (
            streamlit_internals.STOP_IN_HEADER,
            "a second Stop, in the header, ends a training without its result",
        ),
        (streamlit_internals.CODE_TOKEN, "in the light theme, code is pale green and pale blue"),
        (streamlit_internals.POPOVER_BUTTON, "in the dark theme, an open Words is dark blue on black"),
        (streamlit_internals.PAGES_BUTTON, "on a phone the list of pages lies behind a bare arrow"),
        (streamlit_internals.RADIO_OPTION, "on the code page, the line chosen is not marked"),
        (streamlit_internals.HEADER, "on a projector, the menu takes room"),
        (streamlit_internals.CAPTION, "on a projector, small grey sentences stand below the pictures"),
        (streamlit_internals.ALERT, "where the canvas cannot be loaded, its sentence is missing"),
    ],
)
def test_streamlits_pages_still_have_the_classes_that_the_app_styles(css_class, harm):
    scripts = (STATIC / "static" / "js").glob("*.js")
    name = re.search(r"\bst[A-Z]\w+", css_class)[0]
    found = any(name in script.read_text(encoding="utf-8") for script in scripts)
    assert found, f"Streamlit has no class {css_class} any more: {harm}."


def test_every_inline_script_of_streamlits_page_is_allowed_by_its_hash():
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    inline = [tag for tag in re.findall(r"<script\b[^>]*>", page) if "src=" not in tag]
    hashes = streamlit_internals.inline_script_hashes()
    assert len(hashes) == len(inline), (
        f"Streamlit's page has inline scripts that are not found, {inline}: browsers would refuse them and "
        "show an empty page. Change streamlit_internals.inline_script_hashes."
    )
    assert hashes
    assert all(digest in headers_for([])["content-security-policy"] for digest in hashes)


def test_a_component_can_have_its_script_in_a_folder_of_the_app(tmp_path):
    harm = "the reading does not follow the pen any more. Change streamlit_internals.component."
    (tmp_path / "page.js").write_text("export default () => {};")
    manager = get_bidi_component_manager()
    assert hasattr(manager, "register_from_manifest"), f"Streamlit takes no folder from the app: {harm}"
    assert hasattr(manager, "get_component_asset_root"), f"Streamlit tells no component's folder: {harm}"

    def script(folder):
        from pathlib import Path

        from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager

        from rnndemo.ui.streamlit_internals import component

        for number in range(2):  # as the scripts of two visitors do
            component("rnndemo", "sentence", Path(folder), "page.js")(
                key=f"reading_{number}", data={"digit": 3}
            )
        assert get_bidi_component_manager().get("rnndemo.sentence").js_url == "page.js"

    page = AppTest.from_function(script, args=(str(tmp_path),)).run()
    assert not page.exception, f"{harm} {page.exception}"
