"""The settings of measured data: their widgets and their words."""

from collections.abc import Mapping, Sequence

import streamlit as st

from nncore.activations import ACTIVATIONS
from nncore.comparisons.measured.answer import NO_COLUMN, Answer
from nncore.messages import gettext, marked, said
from nncore.posterior.noise_models import NOISE_MODELS
from nncore.samples.examples import EXAMPLES
from nncore.samples.tables import Column
from nncore.samples.tables.file_text import LARGEST_FILE
from nncore.samples.units import labelled
from nncore.specs import DataSpec
from pages.integration.controls import LABELS as LABELS_IN_ONE
from pages.measured.handlers import HANDLERS, MOST_PASTED
from pages.measured.view import OWN, DataForm, DataView
from pages.settings.form import Form
from pages.settings.layout import heading, section
from pages.settings.presentation import are_hidden
from pages.settings.widgets import choice, number, toggle

DATA, COLUMNS, FIT = marked("Data"), marked("Columns"), marked("Fit")
NUMBERED = marked("column {number}")
PASTE_HERE = marked("t, v\n0, 1.2\n1, 1.9")
_BOX_HEIGHT = 110
# More characters than are taken: a browser cuts what is too long, and says nothing.
_MOST_TYPED = 10 * MOST_PASTED

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "example": (
        marked("Example"),
        marked("Simulated measurements, of which the truth is known; or data of your own."),
    ),
    "file": (
        marked("A file of your own"),
        marked(
            "A table as text: CSV, columns with tabs or spaces, a spreadsheet's text export, with "
            "a decimal point or comma. It goes to this lab's server and nowhere else, and is "
            "forgotten when it is not looked at any more."
        ),
    ),
    "pasted": (
        marked("or paste columns"),
        marked("x and y, and the standard error of y if it is known; with or without headings."),
    ),
    "table": (marked("Data in the link"), marked("Small tables are a part of the link.")),
    "x": (marked("x"), marked("The column of the points: numbers, dates or times of day.")),
    "y": (marked("y"), marked("The column of what was measured there.")),
    "sigma": (
        marked("Standard error of y"),
        marked("A column of them, if it is known; without it the scatter of y says how large."),
    ),
    "noise": (
        marked("Scatter"),
        marked("With outliers, points far from the curve count less."),
    ),
    "trust_sigma": (
        marked("Standard errors are known"),
        marked("Otherwise only their ratios are used, and the scatter says how large they are."),
    ),
    "level": (
        marked("Probability of the bands"),
        marked("How often the band covers what is sought, between 0.5 and 0.9999."),
    ),
    "activation": (
        marked("Activation"),
        marked("The function of each hidden unit; it decides how smooth the curve is."),
    ),
    "a": (marked("from a"), marked("The lower limit of the integral.")),
    "b": (marked("to b"), marked("The upper limit of the integral.")),
}

#: Value -> how it is shown.
LABELS: Mapping[str, str] = {
    **{name: LABELS_IN_ONE[name] for name in ACTIVATIONS if name in LABELS_IN_ONE},
    **{name: example.label for name, example in EXAMPLES.items()},
    OWN: marked("data of my own"),
    NO_COLUMN: marked("not known"),
    "normal": marked("normal"),
    "student": marked("with outliers (Student)"),
    "huber": marked("with outliers (Huber)"),
}


def data_form() -> DataForm:
    """Return the settings, and draw the widgets that say which data are looked at."""
    form = Form("data", DataSpec, DataView, HANDLERS, TEXTS, LABELS)
    form.write_address()
    with st.sidebar:
        heading(DATA, "example", "file", "pasted")
        choice(form, "example", (*EXAMPLES, OWN))
        if not form.hides("file"):
            _file_box(form)
        if not form.hides("pasted"):
            _paste_box(form)
    return form


def column_and_fit_widgets(form: DataForm, found: Answer) -> None:
    """Draw the choice of columns, and what the fit assumes."""
    names = [column.name for column in found.columns]
    labels = {column.name: _label(column) for column in found.columns}
    labels[NO_COLUMN] = gettext(LABELS[NO_COLUMN])
    with st.sidebar:
        heading(COLUMNS, "x", "y", "sigma")
        left, right = st.columns(2)
        for place, name in ((left, "x"), (right, "y")):
            with place:
                _column(form, name, names, getattr(found.chosen, name), labels)
        _column(form, "sigma", (NO_COLUMN, *names), found.chosen.sigma, labels)
        if not are_hidden(("noise", "trust_sigma", "level", "activation")):
            _fit_section(form, has_sigma=found.chosen.sigma != NO_COLUMN)


def _file_box(form: DataForm) -> None:
    label, help_text = map(gettext, TEXTS["file"])
    st.file_uploader(
        label,
        key=form.key("file"),
        help=help_text,
        max_upload_size=LARGEST_FILE // 2**20,
        on_change=form.commit,
        args=("file",),
    )


def _paste_box(form: DataForm) -> None:
    label, help_text = map(gettext, TEXTS["pasted"])
    st.text_area(
        label,
        key=form.key("pasted"),
        help=help_text,
        height=_BOX_HEIGHT,
        max_chars=_MOST_TYPED,
        placeholder=gettext(PASTE_HERE),
        on_change=form.commit,
        args=("pasted",),
    )


def _fit_section(form: DataForm, *, has_sigma: bool) -> None:
    fit = section(form, "fit", gettext(FIT), "tune")
    if fit.open:
        with fit:
            choice(form, "noise", NOISE_MODELS)
            if has_sigma:
                toggle(form, "trust_sigma")
            number(form, "level")
            choice(form, "activation", ACTIVATIONS)


def _column(
    form: DataForm, name: str, names: Sequence[str], chosen: str, labels: Mapping[str, str]
) -> None:
    # A link may name a column that there is not; its sentence says so.
    known = chosen if chosen in names else names[0]
    choice(form, name, names, known, label_of=labels.__getitem__)


def _label(column: Column) -> str:
    if not column.label:
        return said(NUMBERED, number=column.number)
    return labelled(column.name, column.unit)
