"""The settings of the stencil lab: its widgets and their words."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from nncore.experiments.stencil_series import FIXED, SERIES
from nncore.specs import StencilSpec
from nncore.trainers import TRAINERS
from nncore.trainers.first_order import FirstOrder
from pages.settings.form import Form
from pages.settings.layout import section
from pages.settings.trainer_options import seed_widgets, trainer_widgets
from pages.settings.widgets import choice, number, text_box
from pages.stencils.handlers import HANDLERS, offers
from pages.stencils.view import ALL, CUSTOM, PRESETS, StencilForm, StencilView

STENCILS, FIELDS, GRID, TEST_FIELD = "Stencils", "Fields", "Grid", "Test field"
#: The trainers of stencils.
KERAS = tuple(name for name, trainer in TRAINERS.items() if issubclass(trainer, FirstOrder))

PRECONDITIONERS = ("auto", "none", "whitening")

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "show": (
        "Show",
        "Which stencils are trained side by side. The other settings stay as they are.",
    ),
    "alone": ("Train", "The buttons are for all the stencils, or for one alone."),
    "preset": ("Stencil", "Well-known stencils, or your own: type its offsets below."),
    "offsets": ("Offsets", "The grid points that the stencil uses, such as -1, 0, 1."),
    "derivative_order": (
        "Derivative",
        "Order of the derivative that is learned, 1 to 6. The learning rate follows it, "
        "unless you have set your own.",
    ),
    "constraint": (
        "Consistent to order",
        "Fix as many weights as it takes for the error to vanish like this power of Δx on smooth "
        "fields, as Taylor's does; the rest is learned. Empty: all the weights are learned.",
    ),
    "max_mode": (
        "Modes below",
        "Each field is b·(a sin kπx + (1 − a) sin mπx). All four are random: the modes k and m "
        "whole numbers from 0 on, below this one; a from 0 to 1, b from 0 to 2.",
    ),
    "spacing": (
        "Spacing Δx",
        "Distance of the grid points. The learning rate follows it, unless you have set your own.",
    ),
    "n_fields": ("Fields", "80 % for training and validation, the rest is the honest test."),
    "noise": ("Noise on u", "Standard deviation of the noise on the values of the fields."),
    "lower": ("from", "Lower end of the grid."),
    "upper": ("to", "Upper end of the grid; it is not a point of it."),
    "preconditioner": (
        "Coordinates",
        "What the optimizer changes: the weights themselves, as in the notebook, or combinations "
        "of them that change the loss equally. Those reach the optimum of many offsets and high "
        "derivatives in as many epochs as that of three.",
    ),
    "trainer": ("Optimizer", "The method that changes the weights."),
    "field": ("u(x) =", "A field of your own to try the stencils on, with its exact derivative."),
    "seed": ("Seed", "Fixes fields, noise, start and shuffling."),
}

#: Value -> how it is shown.
LABELS: Mapping[str, str] = {
    "notebook": "the notebook's three",
    ALL: "all together",
    "own": "a stencil of my own",
    "data": "experiment: more data",
    "waves": "experiment: slower waves",
    "noise": "experiment: more noise",
    "second": "second derivative",
    "five": "five points",
    "one-sided": "one-sided, three points",
    "third": "third derivative",
    CUSTOM: "my own",
    "auto": "as it fits",
    "none": "the weights themselves",
    "whitening": "whitened",
}

#: Series -> what its networks have of their own, in place of a widget that would change nothing.
FIXED_TEXTS: Mapping[str, str] = {
    "data": (
        "Fields: 500, 5,000 and 50,000. The epochs below are for the 50,000; fewer fields get "
        "more epochs, for as many updates."
    ),
    "waves": "Modes below 20, 8 and 2.",
    "noise": "Noise on u: 0, 0.05 and 0.1.",
}


def stencil_form(page: str = "differentiate") -> StencilForm:
    """Draw the widgets of a stencil experiment in the sidebar and return its settings."""
    form = Form(page, StencilSpec, StencilView, HANDLERS, TEXTS, LABELS, offers=offers)
    form.write_address()
    with st.sidebar:
        st.subheader(STENCILS, anchor=False)
        choice(form, "show", SERIES)
        if form.view.show == "own":
            _own_widgets(form)
        else:
            runs = SERIES[form.view.show](StencilSpec())
            choice(form, "alone", (ALL, *runs), form.view.alone or ALL)
        number(form, "constraint")
        st.subheader(FIELDS, anchor=False)
        for name in ("max_mode", "n_fields", "noise"):
            if name in FIXED[form.view.show]:
                st.caption(FIXED_TEXTS[form.view.show])
            else:
                number(form, name)
        grid = section(form, "grid", GRID, "grid_4x4")
        if grid.open:
            with grid:
                for name in ("spacing", "lower", "upper"):
                    number(form, name)
        trainer_widgets(form, KERAS)
        choice(form, "preconditioner", PRECONDITIONERS)
        st.subheader(TEST_FIELD, anchor=False)
        text_box(form, "field")
        seed_widgets(form)
    return form


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
