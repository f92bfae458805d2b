"""The live chart: one keyed Plotly element that is updated in place and never remounted."""

import functools
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from nncore.figures.style import Figure

_SCRIPT = Path(__file__).with_name("live_plot.js")
#: Plotly's own basic bundle (scatter, bar, pie): the full one takes a browser a second longer to
#: start. It is the plotly.js of the Python package that is installed; a test compares the two.
PLOTLY_JS = "plotly-basic.min.js"
#: All of Plotly, for heat maps and parallel coordinates: copied from the installed package.
FULL_PLOTLY_JS = "plotly.min.js"

_STATIC = Path(__file__).parents[2] / "static"
_HEAD = 200  # bytes in which a bundle names its version


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
    bundle: Literal["basic", "full"] = "basic",
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
    bundle : {"basic", "full"}
        Which of Plotly's bundles the browser loads: scatter, bar and pie, or everything.

    Returns
    -------
    mapping
        ``ranges`` is what was dragged on the axes of parallel coordinates: ``axes``, by the
        number of the axis, and the ``run`` of the chart.
    """
    data = {
        "figure": figure,
        "run": run,
        "height": height,
        "alt": alt,
        "grows": grows,
        "file": key,
        "library": f"./app/static/{PLOTLY_JS if bundle == 'basic' else full_bundle()}",
    }
    return _mount(
        data=data,
        key=key,
        height=height,
        on_clicked_change=on_click or (lambda: None),
        on_ranges_change=lambda: None,
    )


@functools.cache
def full_bundle() -> str:
    """Return the file name of the full bundle in ``static/``, where it is put if it must be."""
    found = importlib.util.find_spec("plotly")
    assert found is not None and found.origin is not None  # it is a requirement
    source = Path(found.origin).parent / "package_data" / FULL_PLOTLY_JS
    copy = _STATIC / FULL_PLOTLY_JS
    if not copy.exists() or _head(copy) != _head(source):
        descriptor, name = tempfile.mkstemp(dir=_STATIC, suffix=".part")
        os.close(descriptor)
        shutil.copyfile(source, name)
        os.chmod(name, 0o644)
        os.replace(name, copy)  # another server may be reading it
    return FULL_PLOTLY_JS


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)
