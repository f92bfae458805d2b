"""The settings of many dimensions: their widgets and texts."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nncore.activations import ACTIVATIONS
from nncore.comparisons.box_list import parse_boxes
from nncore.integrands import BOX_INTEGRANDS
from nncore.messages import gettext, marked
from nncore.samples.box_nodes import BOX_NODES
from nncore.specs import BoxSpec
from nncore.starts.initializers import BOX_INITIALIZERS
from pages.boxes.handlers import HANDLERS
from pages.boxes.view import FORMULA, AnyBoxForm, BoxForm, BoxView
from pages.integration.controls import DATA, INTEGRAND, NETWORK
from pages.integration.controls import LABELS as LABELS_IN_ONE
from pages.integration.controls import TEXTS as TEXTS_IN_ONE
from pages.live.learning_rate import take_learning_rate
from pages.settings.form import Form
from pages.settings.layout import heading, section
from pages.settings.trainer_options import seed_widgets, trainer_widgets
from pages.settings.widgets import choice, number, text_box, toggle

_SHARED = (
    *("n_hidden", "activation", "trainer", "n_samples", "noise", "validation_fraction"),
    *("test_fraction", "standardize", "seed"),
)

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    **{name: TEXTS_IN_ONE[name] for name in _SHARED},
    "integrand": (
        marked("Integrand"),
        marked("A family, from which a seed draws a function of so many inputs; or a formula."),
    ),
    "formula": (
        marked("f(x1, x2, …) ="),
        marked("In x1 to x8, or in x, y and z: exp(-x1 x2) cos(x3), max(x, y), √(x² + y²), …"),
    ),
    "n_inputs": (marked("Inputs"), marked("How many inputs f has, 1 to 8, parameters included.")),
    "lower": (
        marked("Box from"),
        marked(
            "The lower limit of each input, such as 0; -pi; 0.5. Empty for the integrand's own. "
            "The network is trained between the limits."
        ),
    ),
    "upper": (
        marked("Box to"),
        marked("The upper limit of each input, such as 1; pi; 2. Empty for the integrand's own."),
    ),
    "parameters": (
        marked("Parameters"),
        marked(
            "Inputs that are not integrated, such as x2; x3: the integral is a function of them. "
            "Empty for none, or for the family's own."
        ),
    ),
    "difficulty": (
        marked("Difficulty"),
        marked("How fast the function varies: the sum of its slopes; off for the usual one."),
    ),
    "integrand_seed": (marked("Which of the family"), marked("A seed: it draws the function.")),
    "initializer": (
        marked("Start"),
        marked(
            "Ridges: across the directions in which f varies most. Nguyen-Widrow: spread evenly "
            "over the box. Glorot: small random weights, as in Keras; there is the most to learn."
        ),
    ),
    "nodes": (
        marked("Nodes"),
        marked(
            "Where the training samples lie. Sobol and Halton fill the box more evenly than random "
            "points; the product of Gauss-Legendre rules has its weights in the loss."
        ),
    ),
    "across": (marked("To the right"), marked("The input that the maps have to the right.")),
    "upwards": (marked("Upwards"), marked("The input that the maps have upwards.")),
    "a": (marked("Limits from"), marked("Where the integral begins, for each input.")),
    "b": (marked("Limits to"), marked("Where the integral ends, for each input.")),
    "boxes": (
        marked("Boxes"),
        marked(
            "Pairs of limits of the inputs that are integrated, such as 0 1 0 0.5; 0.2 1 0 pi/4. "
            "Beyond the trained box the network extrapolates."
        ),
    ),
    "box_seed": (marked("Which boxes"), marked("A seed: it draws the random boxes.")),
    "n_theta": (
        marked("Values of the parameters"),
        marked("At how many values of the parameters f is integrated, to learn the integral."),
    ),
    "point": (marked("Point"), marked("The point through which the section goes.")),
}

#: Value -> how it is shown.
LABELS: Mapping[str, str] = {
    **LABELS_IN_ONE,
    **{name: family.title for name, family in BOX_INTEGRANDS.items()},
    "ridges": marked("ridges across f"),
    "halton": marked("Halton, quasi-random"),
    "gauss-legendre": marked("product of Gauss-Legendre"),
}

# Random weights, so that a class sees a network learn; a peak that is inside of the box; and so few
# samples that there is a picture several times a second.
FIRST = BoxSpec(integrand_seed=6, initializer="glorot", n_samples=1_000)


def box_form() -> BoxForm:
    """Draw the widgets of an experiment in several inputs and return its settings."""
    handlers: dict[str, Callable[[Any], None]] = {**HANDLERS, "learning_rate": take_learning_rate}
    form = Form("dimensions", BoxSpec, BoxView, handlers, TEXTS, LABELS, FIRST)
    form.write_address()
    _check_boxes(form)
    with st.sidebar:
        integrand_widgets(form)
        heading(NETWORK, "n_hidden", "activation", "initializer")
        number(form, "n_hidden")
        choice(form, "activation", ACTIVATIONS)
        choice(form, "initializer", BOX_INITIALIZERS)
        trainer_widgets(form)
        data_widgets(form)
    return form


def _check_boxes(form: BoxForm) -> None:
    """Say what is wrong with the boxes of a link: only the spec knows how many limits they have."""
    if form.view.boxes and "boxes" not in form.problems:
        try:
            parse_boxes(form.view.boxes, len(form.spec.over))
        except ValueError as problem:
            form.add_problem("boxes", problem)


def network_widgets(form: AnyBoxForm) -> None:
    """Draw the widgets of the network and its start."""
    st.subheader(gettext(NETWORK), anchor=False)
    number(form, "n_hidden")
    choice(form, "activation", ACTIVATIONS)
    choice(form, "initializer", BOX_INITIALIZERS)


def integrand_widgets(form: AnyBoxForm) -> None:
    """Draw the widgets of the integrand, its box and its parameters."""
    heading(INTEGRAND, "integrand", "n_inputs", "lower", "upper")
    spec = form.spec
    typed = spec.integrand not in BOX_INTEGRANDS
    current = FORMULA if typed else spec.integrand
    choice(form, "integrand", (FORMULA, *BOX_INTEGRANDS), current)
    if typed:
        text_box(form, "formula", spec.integrand)
    number(form, "n_inputs")
    if not typed:
        left, right = st.columns(2)
        with left:
            number(form, "difficulty")
        with right:
            number(form, "integrand_seed")
        st.caption(gettext(spec.integrand_in_x.description))
    if "formula" not in form.problems:
        st.latex(rf"\small f(x) = {spec.integrand_in_x.latex}")
    own = spec.integrand_in_x.box
    for name, ends in (("lower", own.lower), ("upper", own.upper)):
        text_box(form, name, _listed(getattr(spec, name)), placeholder=_listed(ends))
    parameters = "; ".join(f"x{i + 1}" for i in spec.parameters)
    family = "; ".join(f"x{i + 1}" for i in spec.theta)
    text_box(form, "parameters", parameters, placeholder=family)


def _listed(limits: tuple[float, ...] | None) -> str:
    """Write limits in full, so that they read back as they are."""
    return "; ".join(repr(limit).removesuffix(".0") for limit in limits or ())


def data_widgets(form: AnyBoxForm) -> None:
    """Draw the widgets of the training samples and of the seed."""
    data = section(form, "data", gettext(DATA), "scatter_plot")
    if data.open:
        with data:
            choice(form, "nodes", BOX_NODES)
            for name in ("n_samples", "noise", "validation_fraction", "test_fraction"):
                number(form, name)
            toggle(form, "standardize")
    seed_widgets(form)
