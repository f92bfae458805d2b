"""The live chart: one keyed Plotly element that is updated in place and never remounted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from nncore.figures.style import Figure

_SCRIPT = Path(__file__).with_name("live_plot.js")
#: Plotly's own basic bundle (scatter, bar, pie): the full one takes a browser a second longer to
#: start. It is the plotly.js of the Python package that is installed; a test compares the two.
PLOTLY_JS = "plotly-basic.min.js"


_mount = st.components.v2.component(
    "live_plot",
    html='<div class="live-plot" role="img"></div>',
    js=_SCRIPT.read_text(encoding="utf-8"),
    isolate_styles=False,  # Plotly's own styles go to the document, not into a shadow root
)


def live_plot(
    figure: Figure,
    *,
    key: str,
    alt: str,
    run: str = "",
    height: int = 300,
    grows: bool = False,
    on_click: Callable[[], None] | None = None,
) -> Any:
    """Draw a figure of `nncore.figures` in place.

    Parameters
    ----------
    figure : dict
        ``data`` and ``layout`` for Plotly.
    key : str
        Of the element; the same from run to run.
    alt : str
        What the chart shows, for those who do not see it.
    run : str
        Identifies the run; zoom and growth start anew with another one.
    height : int
        In pixels.
    grows : bool
        Whether points are only added: the browser then appends them.
    on_click : callable, optional
        Called when a point was clicked; ``st.session_state[key].clicked`` tells which.
    """
    data = {
        "figure": figure,
        "run": run,
        "height": height,
        "alt": alt,
        "grows": grows,
        "file": key,
        "library": f"./app/static/{PLOTLY_JS}",
    }
    return _mount(data=data, key=key, height=height, on_clicked_change=on_click or (lambda: None))
