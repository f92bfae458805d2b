"""The settings of the stencil lab: its widgets and their words."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from nncore.experiments.stencil_series import FIXED, SERIES
from nncore.messages import gettext, marked
from nncore.specs import StencilSpec
from nncore.trainers import TRAINERS
from nncore.trainers.first_order import FirstOrder
from pages.live.learning_rate import take_learning_rate
from pages.settings.form import Form
from pages.settings.layout import heading, section
from pages.settings.trainer_options import seed_widgets, trainer_widgets
from pages.settings.widgets import choice, number, text_box
from pages.stencils import coefficients_tab
from pages.stencils.handlers import HANDLERS, offers
from pages.stencils.view import ALL, CUSTOM, NAMES, PRESETS, StencilForm, StencilView

STENCILS, FIELDS, GRID, TEST_FIELD = (
    marked("Stencils"),
    marked("Fields"),
    marked("Grid"),
    marked("Test field"),
)
#: The trainers of stencils.
KERAS = tuple(name for name, trainer in TRAINERS.items() if issubclass(trainer, FirstOrder))

PRECONDITIONERS = ("auto", "none", "whitening")

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "show": (
        marked("Show"),
        marked("Which stencils are trained side by side. The other settings stay as they are."),
    ),
    "alone": (marked("Train"), marked("The buttons are for all the stencils, or for one alone.")),
    "preset": (
        marked("Stencil"),
        marked("Well-known stencils, or your own: type its offsets below."),
    ),
    "offsets": (
        marked("Offsets"),
        marked(
            "The grid points that the stencil uses, such as -1, 0, 1. With half numbers, such as "
            "-0.5, 0.5, the derivative is that in the middle between two points."
        ),
    ),
    "derivative_order": (
        marked("Derivative"),
        marked(
            "Order of the derivative that is learned, 1 to 6; 0 is the value between the points. "
            "The learning rate follows it, unless you have set your own."
        ),
    ),
    "constraint": (
        marked("Consistent to order"),
        marked(
            "Fix as many weights as it takes for the error to vanish like this power of Δx on "
            "smooth fields, as Taylor's does; the rest is learned. Empty: all the weights are "
            "learned."
        ),
    ),
    "max_mode": (
        marked("Modes below"),
        marked(
            "Each field is b·(a sin kπx + (1 − a) sin mπx). All four are random: the modes k and m "
            "whole numbers from 0 on, below this one; a from 0 to 1, b from 0 to 2."
        ),
    ),
    "spacing": (
        marked("Spacing Δx"),
        marked(
            "Distance of the grid points. The learning rate follows it, unless you have set your "
            "own."
        ),
    ),
    "n_fields": (
        marked("Fields"),
        marked("80 % for training and validation, the rest is the honest test."),
    ),
    "noise": (
        marked("Noise on u"),
        marked("Standard deviation of the noise on the values of the fields."),
    ),
    "lower": (marked("from"), marked("Lower end of the grid.")),
    "upper": (marked("to"), marked("Upper end of the grid; it is not a point of it.")),
    "preconditioner": (
        marked("Coordinates"),
        marked(
            "What the optimizer changes: the weights themselves, as in the notebook, or "
            "combinations of them that change the loss equally. Those reach the optimum of many "
            "offsets and high derivatives in as many epochs as that of three."
        ),
    ),
    "trainer": (marked("Optimizer"), marked("The method that changes the weights.")),
    "field": (
        marked("u(x) ="),
        marked("A field of your own to try the stencils on, with its exact derivative."),
    ),
    "seed": (marked("Seed"), marked("Fixes fields, noise, start and shuffling.")),
    **coefficients_tab.TEXTS,
}

#: Value -> how it is shown.
LABELS: Mapping[str, str] = {
    **NAMES,
    "notebook": marked("the notebook's three"),
    ALL: marked("all together"),
    "own": marked("a stencil of my own"),
    "data": marked("experiment: more data"),
    "waves": marked("experiment: slower waves"),
    "noise": marked("experiment: more noise"),
    "second": marked("second derivative"),
    "five": marked("five points"),
    "one-sided": marked("one-sided, three points"),
    "third": marked("third derivative"),
    CUSTOM: marked("my own"),
    "auto": marked("as it fits"),
    "none": marked("the weights themselves"),
    "whitening": marked("whitened"),
    **coefficients_tab.LABELS,
}

#: Series -> what its networks have of their own, in place of a widget that would change nothing.
FIXED_TEXTS: Mapping[str, str] = {
    "data": marked(
        "Fields: 500, 5,000 and 50,000. The epochs below are for the 50,000; fewer fields get "
        "more epochs, for as many updates."
    ),
    "waves": marked("Modes below 20, 8 and 2."),
    "noise": marked("Noise on u: 0, 0.05 and 0.1."),
}


def stencil_form() -> StencilForm:
    """Draw the widgets of a stencil experiment in the sidebar and return its settings."""
    handlers = {**HANDLERS, "learning_rate": _new_rate}
    form = Form("differentiate", StencilSpec, StencilView, handlers, TEXTS, LABELS, offers=offers)
    form.write_address()
    with st.sidebar:
        heading(STENCILS, "show", "constraint")
        choice(form, "show", SERIES)
        if form.view.show == "own":
            _own_widgets(form)
        else:
            runs = SERIES[form.view.show](StencilSpec())
            choice(form, "alone", (ALL, *runs), form.view.alone or ALL)
        number(form, "constraint")
        heading(FIELDS, "max_mode", "n_fields", "noise", "grid")
        for name in ("max_mode", "n_fields", "noise"):
            if name in FIXED[form.view.show]:
                st.caption(gettext(FIXED_TEXTS[form.view.show]))
            else:
                number(form, name)
        grid = section(form, "grid", gettext(GRID), "grid_4x4")
        if grid.open:
            with grid:
                for name in ("spacing", "lower", "upper"):
                    number(form, name)
        trainer_widgets(form, KERAS)
        choice(form, "preconditioner", PRECONDITIONERS)
        heading(TEST_FIELD, "field")
        text_box(form, "field")
        seed_widgets(form)
    return form


def _new_rate(form: StencilForm) -> None:
    take_learning_rate(form, SERIES[form.view.show])


def _own_widgets(form: StencilForm) -> None:
    spec = form.spec
    known = {stencil: name for name, stencil in PRESETS.items()}
    preset = known.get((spec.offsets, spec.derivative_order), CUSTOM)
    choice(form, "preset", (*PRESETS, CUSTOM), CUSTOM if form.view.preset == CUSTOM else preset)
    stencil_widgets(form)


def stencil_widgets(form: Form[StencilSpec, Any]) -> None:
    """Draw the offsets of one stencil and the order of its derivative."""
    left, right = st.columns([3, 2])
    with left:
        text_box(form, "offsets", ", ".join(map(str, form.spec.offsets)))
    with right:
        number(form, "derivative_order")
