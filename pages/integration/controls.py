"""The settings of the NNI lab: its widgets and their texts."""

from collections.abc import Mapping

import streamlit as st

from nncore.activations import ACTIVATIONS
from nncore.integrands import INTEGRANDS, Tag
from nncore.samples.nodes import NODES
from nncore.specs import IntegrationSpec
from nncore.starts.initializers import INITIALIZERS
from pages.integration.handlers import HANDLERS
from pages.integration.view import FORMULA, AnyIntegrationForm, IntegrationForm, IntegrationView
from pages.settings.form import Form
from pages.settings.layout import section
from pages.settings.trainer_options import seed_widgets, trainer_widgets
from pages.settings.widgets import choice, number, text_box, toggle

ALL_TAGS = "all"
INTEGRAND, NETWORK, DATA = "Integrand", "Network", "Data"
MAPPED = (
    ":material/info: An infinite interval is mapped to {lower} … {upper} in t. The network "
    "learns f(x(t)) · x′(t), and its closed form is an integral over t: charts, limits and table "
    "are in t."
)

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "tag": ("Kind", "Show only the integrands of one kind."),
    "integrand": ("Integrand", "The function whose integral the network learns."),
    "formula": (
        "f(x) =",
        "As in a textbook or in LaTeX: 2x sin²x, |x|, √x, x^{2}, max(x, 1), where(x < 1, x, 2), …",
    ),
    "lower": (
        "from",
        "Lower end of training, such as 0.5, -pi/2 or −∞; empty for the integrand's own.",
    ),
    "upper": (
        "to",
        "Upper end of training, such as 2, 2pi, sqrt(2) or ∞; empty for the integrand's own.",
    ),
    "n_hidden": ("Hidden units", "Number of units in the hidden layer, 1 to 10,000."),
    "activation": ("Activation", "σ in ŷ(x) = Σ vⱼ σ(wⱼ x + bⱼ) + d. Each has a closed integral."),
    "initializer": (
        "Start",
        "Curvature: most units where f bends most. Nguyen-Widrow: spread evenly over the interval. "
        "Glorot: small random weights, as in Keras; there is the most to learn.",
    ),
    "trainer": ("Optimizer", "The method that changes the weights."),
    "nodes": (
        "Nodes",
        "Where the training samples lie. Chebyshev, Gauss-Legendre and midpoint: with the weights "
        "of their rule in the loss, and denser where f or its slope is infinite at an end.",
    ),
    "n_samples": ("Samples", "How many samples of f are drawn, validation included if random."),
    "noise": ("Noise", "Standard deviation of the noise on each sample, in units of y."),
    "validation_fraction": ("Validation share", "Samples kept back to judge the fit, 0 to 0.9."),
    "test_fraction": ("Test share", "Samples used neither for training nor for validation."),
    "standardize": ("Scale x and y to [−1, 1]", "The notebook did not, and trained much longer."),
    "n_points": ("Points of SNI", "Simpson's rule uses this many equidistant points."),
    "intervals": ("Intervals", "Pairs of limits, separated by semicolons."),
    "seed": ("Seed", "Fixes samples, noise, start and shuffling."),
}

#: Value -> how it is shown.
LABELS: Mapping[str, str] = {
    "logistic": "logistic",
    "relu": "ReLU",
    "gaussian": "Gaussian",
    "curvature": "curvature of f",
    "nguyen-widrow": "Nguyen-Widrow",
    "glorot": "Glorot (Keras)",
    "uniform": "uniform, random",
    "sobol": "Sobol, quasi-random",
    "chebyshev": "Chebyshev",
    "gauss-legendre": "Gauss-Legendre",
    "grid": "midpoint rule",
    FORMULA: "a formula of my own …",
    ALL_TAGS: "all",
}

_CATALOGUE_TAGS = tuple(tag.value for tag in Tag if tag is not Tag.FORMULA)


# The page begins with random weights: a class that presses Play is to see a network learn, and from
# centres that follow the curvature the fit is good to a thousandth before the first step.
_FIRST = IntegrationSpec(initializer="glorot")


def integration_form() -> IntegrationForm:
    """Draw the widgets of an integration experiment in the sidebar and return its settings."""
    form = Form("integrate", IntegrationSpec, IntegrationView, HANDLERS, TEXTS, LABELS, _FIRST)
    form.write_address()
    with st.sidebar:
        integrand_widgets(form)
        network_widgets(form)
        trainer_widgets(form)
        data_widgets(form)
    return form


def network_widgets(form: AnyIntegrationForm) -> None:
    """Draw size, activation and start of the network."""
    st.subheader(NETWORK, anchor=False)
    number(form, "n_hidden")
    choice(form, "activation", ACTIVATIONS)
    choice(form, "initializer", INITIALIZERS)


def integrand_widgets(form: AnyIntegrationForm) -> None:
    """Draw the choice of the integrand, or its formula, and its interval."""
    st.subheader(INTEGRAND, anchor=False)
    spec = form.spec
    label, help_text = TEXTS["tag"]
    tag = st.selectbox(label, (ALL_TAGS, *_CATALOGUE_TAGS), key=form.key("tag"), help=help_text)
    typed = spec.integrand not in INTEGRANDS
    current = FORMULA if typed else spec.integrand
    names = [n for n, f in INTEGRANDS.items() if tag in (ALL_TAGS, *f.tags) or n == current]
    choice(form, "integrand", (FORMULA, *names), current)
    if typed:
        text_box(form, "formula", spec.integrand)
    left, right = st.columns(2)
    with left:
        text_box(form, "lower", _end(spec.lower), placeholder=_end(spec.integrand_in_x.lower))
    with right:
        text_box(form, "upper", _end(spec.upper), placeholder=_end(spec.integrand_in_x.upper))
    if "formula" not in form.problems:
        st.latex(f"f(x) = {spec.integrand_in_x.latex}")
    if spec.mapping:
        x_of_t, derivative = spec.mapping.latex
        st.latex(rf"x(t) = {x_of_t}")
        st.latex(rf"x'(t) = {derivative}")
        st.caption(MAPPED.format(lower=_end(spec.interval[0]), upper=_end(spec.interval[1])))


def _end(limit: float | None) -> str:
    """Write an end of the interval in full, so that it reads back as it is."""
    if limit is None:
        return ""
    return repr(limit).removesuffix(".0").replace("inf", "∞").replace("-", "−", limit < 0)


def data_widgets(form: AnyIntegrationForm) -> None:
    """Draw nodes, samples, noise and seed."""
    data = section(form, "data", DATA, "scatter_plot")
    if data.open:
        with data:
            choice(form, "nodes", NODES)
            for name in ("n_samples", "noise", "validation_fraction", "test_fraction"):
                number(form, name)
            toggle(form, "standardize")
    seed_widgets(form)
