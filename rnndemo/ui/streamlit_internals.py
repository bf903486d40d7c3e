"""Streamlit's internals: all that the app uses of Streamlit beyond its documented interface.

A new version of Streamlit may change any of it. tests/test_streamlit_internals.py says which part, and
what a visitor would see.
"""

import base64
import functools
import hashlib
import re
from pathlib import Path

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

# Classes in Streamlit's pages. Its documented ones (.st-key-...) only name what the app has put there.
PAGE_BODY = ".stMainBlockContainer"
ALERT = ".stAlertContainer"
HEADER = ".stAppHeader"
CAPTION = ".stCaptionContainer"
STOP_IN_HEADER = '[data-testid="stStatusWidget"] button'
PAGES_BUTTON = '[data-testid="stExpandSidebarButton"]'  # on a phone it opens the list of pages
RADIO_OPTION = '[data-testid="stRadioOption"]'
CODE_TOKEN = ".stCode pre .token"  # a word of a piece of code
PLOT_BUTTONS = ".js-plotly-plot .plotly .modebar"  # above a Plotly chart, under the mouse
PLOT_BUTTON = f"{PLOT_BUTTONS} .modebar-btn"
POPOVER_BUTTON = '[data-testid="stPopoverButton"]'
PRIMARY_BUTTON = '[data-testid="stBaseButton-primary"]'

INDEX = Path(st.__file__).parent / "static" / "index.html"  # the page that Streamlit serves at every address


def hide_pages_folder() -> None:
    """Keep Streamlit from showing the files in pages/ in a menu of its own.

    It does so where the first visitor of a new server opens a page by its own address: without app.py,
    `st.navigation` has not run yet. There is no public setting for this.
    """
    PagesManager.uses_pages_directory = False


def inline_script_hashes() -> list[str]:
    """Return the hash of each inline script in Streamlit's page, in the form of a Content-Security-Policy."""
    scripts = re.findall(r"<script>(.*?)</script>", INDEX.read_text(encoding="utf-8"), re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def scripts_of(element: str) -> list[str]:
    """Return the scripts that a browser loads to draw an element ("Html"), beside those of the page itself.

    Names in Streamlit's folder static/js; empty where there is no such element.
    """
    page = INDEX.read_text(encoding="utf-8")
    script = next((INDEX.parent / "static" / "js").glob(f"{element}.*.js"), None)
    if script is None:
        return []
    imports = re.findall(r'from"\./([^"]+\.js)"', script.read_text(encoding="utf-8"))
    return [script.name, *(name for name in imports if name not in page)]


def in_session() -> bool:
    """Tell whether this thread runs a page for a visitor."""
    return get_script_run_ctx(suppress_warning=True) is not None


def component(project: str, name: str, folder: Path, script: str) -> ComponentRenderer:
    """Return a component whose script is a file of this folder, served with the folder's other files.

    Streamlit looks for such folders in installed packages only, and this app also runs from a checkout. A
    script given as text would be loaded from a `blob:`, which the Content-Security-Policy refuses.
    """
    return _defined(get_bidi_component_manager(), project, name, folder, script)


@functools.lru_cache(maxsize=16)  # to define one anew takes a millisecond; a test has a manager of its own
def _defined(
    manager: BidiComponentManager, project: str, name: str, folder: Path, script: str
) -> ComponentRenderer:
    if manager.get_component_asset_root(f"{project}.{name}") is None:
        manifest = ComponentManifest(project, "", [ComponentConfig(name, folder.name)])
        manager.register_from_manifest(manifest, folder.parent)
    return st.components.v2.component(f"{project}.{name}", js=script)
