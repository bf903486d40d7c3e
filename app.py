"""The frame: navigation over the pages. Nothing a page depends on."""

import streamlit as st

PAGES = [
    st.Page("pages/home.py", title="Home", default=True),
    st.Page("pages/digit_sketchpad.py", title="Digit sketch pad"),
    st.Page("pages/sine_forecaster.py", title="Sine forecaster"),
    st.Page("pages/lstm_memory.py", title="LSTM memory"),
]

st.navigation(PAGES, position="top").run()
