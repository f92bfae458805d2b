"""What is taken away of measured data."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from nncore.comparisons.measured.analysis import Analysis
from nncore.exports.measured_files import (
    curves_csv,
    measured_script,
    points_csv,
    results_json,
)
from nncore.messages import gettext, marked

POINTS = "measured-points.csv"
#: Label, icon and help of each file.
FILES = {
    "points": (
        marked("Points (CSV)"),
        "table",
        marked("The measurements as they were mended."),
    ),
    "curves": (
        marked("Curves (CSV)"),
        "show_chart",
        marked("The network's curve and derivative with their errors and bands."),
    ),
    "results": (
        marked("Integrals (JSON)"),
        "data_object",
        marked("The integral by all methods with its errors, what was mended and assumed."),
    ),
    "script": (
        marked("Python script"),
        "terminal",
        marked("Repeats the fit. Save the points beside it."),
    ),
}
SHARED = marked("The address of this page is a link to these data: whoever opens it sees the same.")
TOO_MANY = marked(
    "These data are too many for a link. Save the points, and open them on this page again."
)
IMAGES = marked("Each chart can be saved as PNG or SVG from its own toolbar.")
_NAMES = {
    "points": (POINTS, "text/csv"),
    "curves": ("measured-curves.csv", "text/csv"),
    "results": ("measured-integrals.json", "application/json"),
    "script": ("measured-data.py", "text/x-python"),
}


def draw_downloads(
    analysis: Analysis, limits: tuple[float, float], key: str, *, is_linked: bool
) -> None:
    """Draw the buttons; a file is made when its button is pressed."""
    makers: dict[str, Callable[[], str]] = {
        "points": partial(points_csv, analysis),
        "curves": partial(curves_csv, analysis),
        "results": partial(results_json, analysis, *limits),
        "script": partial(measured_script, analysis, *limits, POINTS),
    }
    with st.container(horizontal=True, gap="small"):
        for file, (label, icon, help_text) in FILES.items():
            name, mime = _NAMES[file]
            st.download_button(
                gettext(label),
                makers[file],
                file_name=name,
                mime=mime,
                key=f"{key}_take_{file}",
                icon=f":material/{icon}:",
                help=gettext(help_text),
                on_click="ignore",
            )
    st.caption(gettext(SHARED if is_linked else TOO_MANY))
    st.caption(gettext(IMAGES))
