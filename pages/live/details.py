"""The tab of details: what a run has cost, which moves, beside all its settings, which do not."""

import streamlit as st

from nncore.specs import Spec
from pages.live.elements import Shown, live_text
from pages.output.details import draw_settings


def draw_details(shown: Shown, key: str, spec: Spec) -> None:
    """Draw the content of the slot "facts" beside the settings of a run.

    Parameters
    ----------
    shown : Shown
        What the page shows.
    key : str
        Of the live text.
    spec : Spec
        The run's.
    """
    left, right = st.columns(2)
    with left:
        live_text(shown, "facts", key=key)
    with right:
        draw_settings(spec)
