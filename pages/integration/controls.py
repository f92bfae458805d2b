"""The settings of the NNI lab: its widgets and their texts."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nncore.activations import ACTIVATIONS
from nncore.integrands import INTEGRANDS, Tag
from nncore.messages import gettext, marked, said
from nncore.samples.nodes import NODES
from nncore.specs import IntegrationSpec
from nncore.starts.initializers import INITIALIZERS
from pages.integration.handlers import HANDLERS
from pages.integration.view import FORMULA, AnyIntegrationForm, IntegrationForm, IntegrationView
from pages.live.learning_rate import take_learning_rate
from pages.settings.form import Form
from pages.settings.layout import heading, section
from pages.settings.trainer_options import seed_widgets, trainer_widgets
from pages.settings.widgets import choice, number, text_box, toggle

ALL_TAGS = "all"
INTEGRAND, NETWORK, DATA = marked("Integrand"), marked("Network"), marked("Data")
MAPPED = marked(
    ":material/info: An infinite interval is mapped to {lower} … {upper} in t. The network "
    "learns f(x(t)) · x′(t), and its closed form is an integral over t: charts, limits and table "
    "are in t."
)

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "tag": (marked("Kind"), marked("Show only the integrands of one kind.")),
    "integrand": (marked("Integrand"), marked("The function whose integral the network learns.")),
    "formula": (
        marked("f(x) ="),
        marked(
            "As in a textbook or in LaTeX: 2x sin²x, |x|, √x, x^{2}, max(x, 1), where(x < 1, x, "
            "2), …"
        ),
    ),
    "lower": (
        marked("from"),
        marked(
            "Where the integral begins, such as 0.5, -pi/2 or −∞; empty for the integrand's own. "
            "The network is trained between the limits, in whatever order they are."
        ),
    ),
    "upper": (
        marked("to"),
        marked(
            "Where the integral ends, such as 2, 2pi, sqrt(2) or ∞; empty for the integrand's own."
        ),
    ),
    "n_hidden": (
        marked("Hidden units"),
        marked("Number of units in the hidden layer, 1 to 10,000."),
    ),
    "activation": (
        marked("Activation"),
        marked("σ in ŷ(x) = Σ vⱼ σ(wⱼ x + bⱼ) + d. Each has a closed integral."),
    ),
    "initializer": (
        marked("Start"),
        marked(
            "Curvature: most units where f bends most. Nguyen-Widrow: spread evenly over the "
            "interval. Glorot: small random weights, as in Keras; there is the most to learn."
        ),
    ),
    "trainer": (marked("Optimizer"), marked("The method that changes the weights.")),
    "nodes": (
        marked("Nodes"),
        marked(
            "Where the training samples lie. Chebyshev, Gauss-Legendre and midpoint: with the "
            "weights of their rule in the loss, and denser where f or its slope is infinite at an "
            "end."
        ),
    ),
    "n_samples": (
        marked("Samples"),
        marked("How many samples of f are drawn, validation included if random."),
    ),
    "noise": (
        marked("Noise"),
        marked("Standard deviation of the noise on each sample, in units of y."),
    ),
    "validation_fraction": (
        marked("Validation share"),
        marked("Samples kept back to judge the fit, 0 to 0.9."),
    ),
    "test_fraction": (
        marked("Test share"),
        marked("Samples used neither for training nor for validation."),
    ),
    "standardize": (
        marked("Scale x and y to [−1, 1]"),
        marked("The notebook did not, and trained much longer."),
    ),
    "n_points": (
        marked("Points of SNI"),
        marked("Simpson's rule uses this many equidistant points."),
    ),
    "intervals": (marked("Intervals"), marked("Pairs of limits, separated by semicolons.")),
    "seed": (marked("Seed"), marked("Fixes samples, noise, start and shuffling.")),
}

#: Value -> how it is shown.
LABELS: Mapping[str, str] = {
    "logistic": marked("logistic"),
    "tanh": marked("tanh"),
    "sine": marked("sine"),
    "relu": marked("ReLU"),
    "gaussian": marked("Gaussian"),
    "curvature": marked("curvature of f"),
    "nguyen-widrow": marked("Nguyen-Widrow"),
    "glorot": marked("Glorot (Keras)"),
    "uniform": marked("uniform, random"),
    "sobol": marked("Sobol, quasi-random"),
    "chebyshev": marked("Chebyshev"),
    "gauss-legendre": marked("Gauss-Legendre"),
    "grid": marked("midpoint rule"),
    FORMULA: marked("a formula of my own …"),
}
#: Kind of integrands -> how it is shown.
TAGS: Mapping[str, str] = {
    ALL_TAGS: marked("all"),
    Tag.SMOOTH.value: marked("smooth"),
    Tag.SINGULAR.value: marked("singular"),
    Tag.KINK.value: marked("kink"),
    Tag.JUMP.value: marked("jump"),
    Tag.OSCILLATORY.value: marked("oscillatory"),
    Tag.PEAK.value: marked("peak"),
    Tag.NOTEBOOK.value: marked("notebook"),
}


# The page begins with random weights: a class that presses Play is to see a network learn, and from
# centres that follow the curvature the fit is good to a thousandth before the first step.
_FIRST = IntegrationSpec(initializer="glorot")


def integration_form() -> IntegrationForm:
    """Draw the widgets of an integration experiment in the sidebar and return its settings."""
    handlers: dict[str, Callable[[Any], None]] = {**HANDLERS, "learning_rate": take_learning_rate}
    form = Form("integrate", IntegrationSpec, IntegrationView, handlers, TEXTS, LABELS, _FIRST)
    form.write_address()
    with st.sidebar:
        integrand_widgets(form)
        network_widgets(form)
        trainer_widgets(form)
        data_widgets(form)
    return form


def network_widgets(form: AnyIntegrationForm) -> None:
    """Draw size, activation and start of the network."""
    heading(NETWORK, "n_hidden", "activation", "initializer")
    number(form, "n_hidden")
    choice(form, "activation", ACTIVATIONS)
    choice(form, "initializer", INITIALIZERS)


def integrand_widgets(form: AnyIntegrationForm) -> None:
    """Draw the choice of the integrand, or its formula, and its interval."""
    heading(INTEGRAND, "tag", "integrand", "lower", "upper")
    spec = form.spec
    tag = _kind_of_integrand(form)
    typed = spec.integrand not in INTEGRANDS
    current = FORMULA if typed else spec.integrand
    names = [n for n, f in INTEGRANDS.items() if tag in (ALL_TAGS, *f.tags) or n == current]
    choice(form, "integrand", (FORMULA, *names), current)
    if typed:
        text_box(form, "formula", spec.integrand)
    left, right = st.columns(2)
    with left:
        text_box(form, "lower", _end(spec.lower), placeholder=_end(spec.own_limits[0]))
    with right:
        text_box(form, "upper", _end(spec.upper), placeholder=_end(spec.own_limits[1]))
    if "formula" not in form.problems:
        st.latex(f"f(x) = {spec.integrand_in_x.latex}")
    if spec.mapping:
        x_of_t, derivative = spec.mapping.latex
        st.latex(rf"x(t) = {x_of_t}")
        st.latex(rf"x'(t) = {derivative}")
        st.caption(said(MAPPED, lower=_end(spec.interval[0]), upper=_end(spec.interval[1])))


def _kind_of_integrand(form: AnyIntegrationForm) -> str:
    """Draw the choice of a kind, and return which integrands are to be offered."""
    if form.hides("tag"):
        return ALL_TAGS
    label, help_text = map(gettext, TEXTS["tag"])
    return st.selectbox(
        label,
        tuple(TAGS),
        key=form.key("tag"),
        help=help_text,
        format_func=lambda tag: gettext(TAGS[tag]),
    )


def _end(limit: float | None) -> str:
    """Write an end of the interval in full, so that it reads back as it is."""
    if limit is None:
        return ""
    return repr(limit).removesuffix(".0").replace("inf", "∞").replace("-", "−", limit < 0)


def data_widgets(form: AnyIntegrationForm) -> None:
    """Draw nodes, samples, noise and seed."""
    data = section(form, "data", gettext(DATA), "scatter_plot")
    if data.open:
        with data:
            choice(form, "nodes", NODES)
            for name in ("n_samples", "noise", "validation_fraction", "test_fraction"):
                number(form, name)
            toggle(form, "standardize")
    seed_widgets(form)
