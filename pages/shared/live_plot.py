"""The live chart: one keyed Plotly element that is updated in place and never remounted."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from nncore.figures.style import Figure

_STATIC = Path(__file__).resolve().parents[2] / "static"
_SCRIPT = Path(__file__).with_name("live_plot.js")
_VERSION = importlib.metadata.version("plotly")


def provide_plotly_js() -> None:
    """Copy Plotly's own script from the installed package, where it is missing or another one."""
    target, stamp = _STATIC / "plotly.min.js", _STATIC / "plotly.version"
    if target.exists() and stamp.exists() and stamp.read_text() == _VERSION:
        return
    package = importlib.util.find_spec("plotly")
    assert package is not None and package.origin is not None
    source = Path(package.origin).parent / "package_data" / "plotly.min.js"
    _STATIC.mkdir(exist_ok=True)
    # Two servers may start at once: a reader must never see half a file.
    handle, temporary = tempfile.mkstemp(dir=_STATIC)
    os.close(handle)
    shutil.copyfile(source, temporary)
    os.chmod(temporary, 0o644)
    os.replace(temporary, target)
    stamp.write_text(_VERSION)


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
        "library": f"./app/static/plotly.min.js?v={_VERSION}",
    }
    return _mount(data=data, key=key, height=height, on_clicked_change=on_click or (lambda: None))
