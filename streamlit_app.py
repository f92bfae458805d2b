"""The router: page configuration and navigation, nothing else."""

import streamlit as st

from pages.shared.live_panel import engine
from pages.shared.live_plot import provide_plotly_js

st.set_page_config(
    page_title="Neural Calculus Lab",
    page_icon=":material/function:",
    layout="wide",
    initial_sidebar_state="auto",
)
provide_plotly_js()
engine()  # the workers load TensorFlow while the first page is read

page = st.navigation(
    [
        st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
        st.Page("pages/integrate.py", title="Integrate", icon=":material/area_chart:"),
    ],
    position="top",
)
page.run()
