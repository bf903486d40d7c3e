"""Bring into view what a visitor asked for: on a phone it may be drawn outside the screen."""

import logging
import uuid

from rnndemo.ui import browser
from rnndemo.ui.streamlit_internals import component


def bring_into_view(key: str) -> None:
    """Scroll the page to this place, once for each call; do nothing where it is in sight already."""
    try:
        component("rnndemo", "into_view", browser.FOLDER, "into_view.js")(
            key=key, data={"asked": uuid.uuid4().hex}, height=1
        )
    except Exception as error:  # whatever fails in the component, the page works without it
        logging.getLogger(__name__).warning("the page could not be scrolled: %r", error)
