"""The frame: navigation over the pages, and the server they are served by. Nothing a page depends on."""

import streamlit as st

if __name__ == "__main__":  # run for each visitor
    pages = [
        st.Page("pages/home.py", title="Home", default=True),
        st.Page("pages/digit_sketchpad.py", title="Digit sketch pad"),
        st.Page("pages/sine_forecaster.py", title="Sine forecaster"),
        st.Page("pages/lstm_memory.py", title="LSTM memory"),
    ]
    st.navigation(pages, position="top").run()
else:  # imported once by `streamlit run`, which serves what is called app
    from starlette.middleware import Middleware
    from streamlit.runtime.pages_manager import PagesManager

    from rnndemo.ui import compression, server

    # Else Streamlit shows pages/ in a menu of its own, until the first visitor of home.
    PagesManager.uses_pages_directory = False
    app = st.App(
        __file__,
        middleware=[Middleware(server.Guard), Middleware(compression.Compression)],
        lifespan=server.lifespan,
    )
