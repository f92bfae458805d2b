"""The router: page configuration and navigation, nothing else."""

import streamlit as st

from pages.shared.explore_open import announce
from pages.shared.history import shelf
from pages.shared.navigation import navigation
from pages.shared.sessions import engine

st.set_page_config(
    page_title="Neural Calculus Lab",
    page_icon=":material/function:",
    layout="wide",
    initial_sidebar_state="auto",
)
engine()  # the workers load TensorFlow while the first page is read
shelf()  # and the history is opened; what a server had left goes on
page = navigation()
announce()
page.run()
