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
from pages.measured.keeping import draw_keeping
from pages.measured.view import OWN, DataForm

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
IMAGES = marked("Each chart can be saved as PNG or SVG from its own toolbar.")
_NAMES = {
    "points": (POINTS, "text/csv"),
    "curves": ("measured-curves.csv", "text/csv"),
    "results": ("measured-integrals.json", "application/json"),
    "script": ("measured-data.py", "text/x-python"),
}


def draw_downloads(form: DataForm, analysis: Analysis, limits: tuple[float, float]) -> None:
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
                key=f"{form.page}_take_{file}",
                icon=f":material/{icon}:",
                help=gettext(help_text),
                on_click="ignore",
            )
    view = form.view
    if view.example != OWN or view.table:
        st.caption(gettext(SHARED))
    else:
        draw_keeping(form)
    st.caption(gettext(IMAGES))
