"""The widgets of the settings: labels, help and where they stand."""

import dataclasses
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from nncore.activations import ACTIVATIONS
from nncore.datasets import NODES
from nncore.initializers import INITIALIZERS
from nncore.integrands import INTEGRANDS, Tag
from nncore.options import field_names, field_type
from nncore.specs import IntegrationSpec
from nncore.trainers import TRAINERS, Trainer
from pages.shared.form import Form

FORMULA = "formula"
ALL_TAGS = "all"
_ENDS = ("lower", "upper")
_DEFAULT_FORMULA = "exp(-x)*sin(3*x)"

LAST_VALID = "The last valid setting stays in force."

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "tag": ("Kind", "Show only the integrands of one kind."),
    "integrand": ("Integrand", "The function whose integral the network learns."),
    "formula": ("f(x) =", "In x, with + - * / ^, pi, e, sin, cos, exp, log, sqrt, abs, …"),
    "lower": ("from", "Lower end of the training interval; empty for the integrand's own."),
    "upper": ("to", "Upper end of the training interval; empty for the integrand's own."),
    "n_hidden": ("Hidden units", "Number of units in the hidden layer, 1 to 10,000."),
    "activation": ("Activation", "σ in ŷ(x) = Σ vⱼ σ(wⱼ x + bⱼ) + d. Each has a closed integral."),
    "initializer": (
        "Start",
        "Curvature: most units where f bends most. Nguyen-Widrow: spread evenly over the interval. "
        "Glorot: small random weights, as in Keras; there is the most to learn.",
    ),
    "trainer": ("Optimizer", "The method that changes the weights."),
    "nodes": ("Nodes", "Where the training samples lie."),
    "n_samples": ("Samples", "How many samples of f are drawn, validation included if random."),
    "noise": ("Noise", "Standard deviation of the noise on each sample, in units of y."),
    "validation_fraction": ("Validation share", "Samples kept back to judge the fit, 0 to 0.9."),
    "test_fraction": ("Test share", "Samples used neither for training nor for validation."),
    "standardize": ("Scale x and y to [−1, 1]", "The notebook did not, and trained much longer."),
    "n_points": ("Points of SNI", "Simpson's rule uses this many equidistant points."),
    "intervals": ("Intervals", "Pairs of limits, separated by semicolons."),
    "seed": ("Seed", "Fixes samples, noise, start and shuffling."),
}

#: Value -> its words on the screen.
WORDS: Mapping[str, str] = {
    "logistic": "logistic",
    "relu": "ReLU",
    "gaussian": "Gaussian",
    "curvature": "curvature of f",
    "nguyen-widrow": "Nguyen-Widrow",
    "glorot": "Glorot (Keras)",
    "uniform": "uniform, random",
    "chebyshev": "Chebyshev",
    "gauss-legendre": "Gauss-Legendre",
    "grid": "grid midpoints",
    FORMULA: "a formula of my own …",
    ALL_TAGS: "all",
}

_CATALOGUE_TAGS = tuple(tag.value for tag in Tag if tag is not Tag.FORMULA)
_MAIN_OPTIONS = ("learning_rate", "epochs", "batch_size", "damping", "max_iterations", "momentum")


def integration_form(page: str = "integrate") -> Form[IntegrationSpec]:
    """Draw the widgets of an integration experiment in the sidebar and return its settings."""
    form = Form(page, IntegrationSpec, _HANDLERS)
    form.publish()
    with st.sidebar:
        _integrand_widgets(form)
        st.subheader("Network", anchor=False)
        _number(form, "n_hidden", form.spec.n_hidden)
        _choice(form, "activation", tuple(ACTIVATIONS), form.spec.activation)
        _choice(form, "initializer", tuple(INITIALIZERS), form.spec.initializer)
        _trainer_widgets(form)
        _data_widgets(form)
    return form


def show_problems(form: Form[Any]) -> None:
    """Say what is wrong with the link or with a setting, where it is seen on a phone too."""
    for notice in form.notices:
        st.warning(notice, icon=":material/link_off:")
    for name, problem in form.problems.items():
        label = TEXTS[name][0] if name in TEXTS else _label(name)
        st.error(f"**{label}:** {problem} {LAST_VALID}", icon=":material/error:")


def _integrand_widgets(form: Form[IntegrationSpec]) -> None:
    st.subheader("Integrand", anchor=False)
    spec = form.spec
    label, help_text = TEXTS["tag"]
    tag = st.selectbox(label, (ALL_TAGS, *_CATALOGUE_TAGS), key=form.key("tag"), help=help_text)
    typed = spec.integrand not in INTEGRANDS
    current = FORMULA if typed else spec.integrand
    names = [n for n, f in INTEGRANDS.items() if tag in (ALL_TAGS, *f.tags) or n == current]
    _choice(form, "integrand", (FORMULA, *names), current)
    if typed:
        label, help_text = TEXTS["formula"]
        st.text_input(
            label,
            key=form.seed("formula", spec.integrand),
            help=help_text,
            max_chars=200,
            on_change=form.commit,
            args=("formula",),
        )
    left, right = st.columns(2)
    with left:
        _number(form, "lower", spec.lower, placeholder=f"{spec.function.lower:g}")
    with right:
        _number(form, "upper", spec.upper, placeholder=f"{spec.function.upper:g}")
    if "formula" not in form.problems:
        st.latex(f"f(x) = {spec.function.latex}")


def _new_integrand(form: Form[IntegrationSpec]) -> None:
    """Another integrand has an interval of its own, and other limits to look at."""
    chosen = st.session_state[form.key("integrand")]
    form.forgive("formula", "lower", "upper", "intervals")
    form.look(a=None, b=None, intervals="")
    integrand = _DEFAULT_FORMULA if chosen == FORMULA else chosen
    form.change(integrand=integrand, lower=None, upper=None)


def _new_formula(form: Form[IntegrationSpec]) -> None:
    """Take the formula, or leave what was typed for the user to mend."""
    form.forgive("formula")
    try:
        form.change(integrand=st.session_state[form.key("formula")].strip())
    except ValueError as problem:
        form.note("formula", problem)


def _new_interval(form: Form[IntegrationSpec]) -> None:
    """Take both ends at once: each of them may be valid with the other one only."""
    form.change(**{n: st.session_state.get(form.key(n), getattr(form.spec, n)) for n in _ENDS})
    form.forgive(*_ENDS)


def _trainer_widgets(form: Form[Any]) -> None:
    st.subheader("Training", anchor=False)
    trainer = form.spec.trainer
    _choice(form, "trainer", tuple(TRAINERS), trainer.name)
    names = field_names(trainer)
    for name in names:
        if name in _MAIN_OPTIONS:
            _option_widget(form, trainer, name)
    more = _section(form, "more_options", "More options", "tune")
    if more.open:  # widgets that nobody sees would make the page slower to open
        with more:
            for name in names:
                if name not in _MAIN_OPTIONS:
                    _option_widget(form, trainer, name)


def _new_trainer(form: Form[Any]) -> None:
    """Options of the same name have other defaults in another trainer."""
    trainer = TRAINERS[st.session_state[form.key("trainer")]]()
    form.forgive(*(name for other in TRAINERS.values() for name in field_names(other)))
    form.look(pace="auto")
    try:
        form.change(trainer=trainer)
    except ValueError as problem:
        form.note("trainer", problem)


def _option_widget(form: Form[Any], trainer: Trainer, name: str) -> None:
    value = getattr(trainer, name)
    metadata = next(f.metadata for f in dataclasses.fields(trainer) if f.name == name)
    text = (_label(name), metadata.get("help") or _label(name))
    kind = field_type(type(trainer), name)
    if kind is bool:
        _toggle(form, name, value, text)
    elif "choices" in metadata:
        _choice(form, name, metadata["choices"], value, text=text)
    else:
        placeholder = "off" if metadata.get("optional") else None
        _number(form, name, value, text=text, kind=kind, placeholder=placeholder)


def _data_widgets(form: Form[IntegrationSpec]) -> None:
    spec = form.spec
    data = _section(form, "data", "Data", "scatter_plot")
    if data.open:
        with data:
            _choice(form, "nodes", tuple(NODES), spec.nodes)
            for name in ("n_samples", "noise", "validation_fraction", "test_fraction"):
                _number(form, name, getattr(spec, name))
            _toggle(form, "standardize", spec.standardize, TEXTS["standardize"])
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        _number(form, "seed", spec.seed)
    with right:
        st.button(
            "New",
            key=form.key("new_seed"),
            icon=":material/casino:",
            help="Draw another seed.",
            on_click=lambda: form.change(seed=secrets.randbelow(1_000_000)),
            width="stretch",
        )


def _section(form: Form[Any], name: str, title: str, icon: str) -> Any:
    """Return an expander that tells whether it is open, and is closed to begin with."""
    return st.expander(title, icon=f":material/{icon}:", key=form.key(name), on_change="rerun")


def _choice(
    form: Form[Any],
    name: str,
    choices: Sequence[str],
    value: str,
    *,
    text: tuple[str, str] | None = None,
) -> None:
    label, help_text = text or TEXTS[name]
    st.selectbox(
        label,
        choices,
        key=form.seed(name, value),
        help=help_text,
        format_func=partial(_words, name),
        on_change=form.commit,
        args=(name,),
    )


def _toggle(form: Form[Any], name: str, value: bool, text: tuple[str, str]) -> None:
    label, help_text = text
    key = form.seed(name, value)
    st.toggle(label, key=key, help=help_text, on_change=form.commit, args=(name,))


def _number(
    form: Form[Any],
    name: str,
    value: float | None,
    *,
    text: tuple[str, str] | None = None,
    kind: Any = None,
    placeholder: str | None = None,
) -> None:
    """Draw a number without limits of its own: what is wrong with it, the spec says."""
    label, help_text = text or TEXTS[name]
    whole = kind is int or (kind is None and isinstance(value, int))
    st.number_input(
        label,
        value=None,
        key=form.seed(name, value),
        help=help_text,
        format="%d" if whole else "%g",
        step=1 if whole else None,
        placeholder=placeholder,
        on_change=form.commit,
        args=(name,),
    )


def _label(name: str) -> str:
    """Return the label of a trainer's option: Keras's name in words."""
    return name.replace("_", " ").capitalize()


def _words(name: str, choice: str) -> str:
    """Return the words for a value: a trainer's label, an integrand's title, or its own."""
    if name == "trainer":
        return TRAINERS[choice].label
    if name == "integrand" and choice in INTEGRANDS:
        return INTEGRANDS[choice].title
    return WORDS.get(choice, choice)


def _new_limits(form: Form[Any]) -> None:
    a, b = st.session_state[form.key("limits")]
    form.look(a=a, b=b)


_HANDLERS: Mapping[str, Callable[[Form[Any]], None]] = {
    "integrand": _new_integrand,
    "formula": _new_formula,
    "lower": _new_interval,
    "upper": _new_interval,
    "trainer": _new_trainer,
    "limits": _new_limits,
}
