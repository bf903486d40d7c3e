"""The frame: navigation over the pages. Nothing a page depends on."""

import streamlit as st

PAGES = [
    st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
    st.Page("pages/sine_forecaster.py", title="Sine forecaster", icon=":material/show_chart:"),
]

st.navigation(PAGES, position="top").run()
