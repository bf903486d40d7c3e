"""The app: navigation over the pages, and the server. Each page also runs without it."""

import streamlit as st

from rnndemo.language import say
from rnndemo.ui import classroom, languages

if __name__ == "__main__":  # Streamlit runs this for each visitor
    languages.begin()
    pages = [
        st.Page("pages/home.py", title=say("Home"), default=True),
        st.Page("pages/digit_sketchpad.py", title=say("Digit sketch pad")),
        st.Page("pages/sine_forecaster.py", title=say("Sine forecaster")),
        st.Page("pages/lstm_memory.py", title=say("LSTM memory")),
        st.Page("pages/tutorial_code.py", title=say("The code")),
        st.Page("pages/challenges.py", title=say("Challenges")),
        st.Page("pages/for_teachers.py", title=say("For teachers")),
    ]
    presenting = classroom.presenting()
    # In a frame on another site with ?embed=true, that site does the navigation.
    page = st.navigation(pages, position="hidden" if presenting or st.context.is_embedded else "top")
    if presenting:
        classroom.presenter(pages, page)
    page.run()
else:  # `streamlit run` imports this once and serves the object named app
    from starlette.middleware import Middleware

    from rnndemo.ui import compression, server, streamlit_internals

    streamlit_internals.hide_pages_folder()
    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=[Middleware(server.Guard), Middleware(compression.Compression)],
        lifespan=server.lifespan,
    )
