"""The widgets of the settings: labels, help and where they stand."""

import dataclasses
import secrets
from collections.abc import Mapping, Sequence
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
_DEFAULT_FORMULA = "exp(-x)*sin(3*x)"

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "tag": ("Kind", "Show only the integrands of one kind."),
    "integrand": ("Integrand", "The function whose integral the network learns."),
    "formula": ("f(x) =", "In x, with + - * / ^, pi, e, sin, cos, exp, log, sqrt, abs, …"),
    "lower": ("from", "Lower end of the training interval; empty for the integrand's own."),
    "upper": ("to", "Upper end of the training interval; empty for the integrand's own."),
    "n_hidden": ("Hidden units", "Number of units in the hidden layer, 1 to 10,000."),
    "activation": ("Activation", "σ in ŷ(x) = Σ vⱼ σ(wⱼ x + bⱼ) + d. Each has a closed integral."),
    "initializer": ("Start", "Where the hidden units stand before training."),
    "trainer": ("Optimizer", "The method that changes the weights."),
    "nodes": ("Nodes", "Where the training samples lie."),
    "n_samples": ("Samples", "How many samples of f are drawn, validation included if random."),
    "noise": ("Noise", "Standard deviation of the noise on each sample, in units of y."),
    "validation_fraction": ("Validation share", "Samples kept back to judge the fit, 0 to 0.9."),
    "test_fraction": ("Test share", "Samples used neither for training nor for validation."),
    "standardize": ("Scale x and y to [−1, 1]", "The notebook did not, and trained much longer."),
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
    form = Form(page, IntegrationSpec)
    with st.sidebar:
        notices = st.container()
        values = _integrand_widgets(form)
        formula = st.container()  # filled when the settings are known to be valid
        values |= _network_widgets(form)
        trainer, problem = _trainer_widgets(form)
        values |= _data_widgets(form)
        problem = problem or form.change(**values, trainer=trainer)
        if problem is not None:
            notices.error(f"{problem} The last valid settings stay.", icon=":material/error:")
        for notice in form.notices:
            notices.warning(notice, icon=":material/link_off:")
        formula.latex(f"f(x) = {form.spec.function.latex}")
    return form


def _integrand_widgets(form: Form[IntegrationSpec]) -> dict[str, Any]:
    st.subheader("Integrand", anchor=False)
    typed = form.spec.integrand not in INTEGRANDS
    tag = _choice(form, "tag", (ALL_TAGS, *_CATALOGUE_TAGS), ALL_TAGS)
    names = [name for name, f in INTEGRANDS.items() if tag == ALL_TAGS or tag in f.tags]
    current = FORMULA if typed else form.spec.integrand
    if current not in (*names, FORMULA):
        current = names[0]
        form.forget("integrand")
    chosen = _choice(form, "integrand", (*names, FORMULA), current, on_change=_new_integrand)
    if chosen == FORMULA:
        text = form.spec.integrand if typed else _DEFAULT_FORMULA
        chosen = _text_field(form, "formula", text).strip()
    left, right = st.columns(2)
    with left:
        lower = _number(form, "lower", form.spec.lower, placeholder="own")
    with right:
        upper = _number(form, "upper", form.spec.upper, placeholder="own")
    return {"integrand": chosen, "lower": lower, "upper": upper}


def _new_integrand(form: Form[IntegrationSpec]) -> None:
    """Another integrand has an interval of its own, and other limits to look at."""
    st.session_state[form.key("lower")] = None
    st.session_state[form.key("upper")] = None
    form.look(a=None, b=None, intervals="")


def _network_widgets(form: Form[IntegrationSpec]) -> dict[str, Any]:
    st.subheader("Network", anchor=False)
    spec = form.spec
    return {
        "n_hidden": _number(form, "n_hidden", spec.n_hidden),
        "activation": _choice(form, "activation", tuple(ACTIVATIONS), spec.activation),
        "initializer": _choice(form, "initializer", tuple(INITIALIZERS), spec.initializer),
    }


def _trainer_widgets(form: Form[Any]) -> tuple[Trainer, str | None]:
    """Return the trainer that is set, or the last valid one and what is wrong."""
    st.subheader("Training", anchor=False)
    current = form.spec.trainer
    name = _choice(form, "trainer", tuple(TRAINERS), current.name, on_change=_new_trainer)
    start = current if name == current.name else TRAINERS[name]()
    names = field_names(start)
    main = [option for option in names if option in _MAIN_OPTIONS]
    values = {option: _option_widget(form, start, option) for option in main}
    more = st.expander(
        "More options", icon=":material/tune:", key=form.key("more_options"), on_change="rerun"
    )
    if more.open:  # widgets that nobody sees would make the page slower to open
        with more:
            values |= {o: _option_widget(form, start, o) for o in names if o not in main}
    try:
        return dataclasses.replace(start, **values), None
    except ValueError as problem:
        return current, str(problem)


def _new_trainer(form: Form[Any]) -> None:
    """Options of the same name have other defaults in another trainer."""
    form.forget(*(option for trainer in TRAINERS.values() for option in field_names(trainer)))
    form.look(pace="")


def _option_widget(form: Form[Any], trainer: Trainer, name: str) -> Any:
    value = getattr(trainer, name)
    metadata = next(f.metadata for f in dataclasses.fields(trainer) if f.name == name)
    label = name.replace("_", " ").capitalize()
    text = (label, metadata.get("help") or label)
    if field_type(type(trainer), name) is bool:
        return st.toggle(label, key=form.seed(name, value), help=text[1])
    if "choices" in metadata:
        return _choice(form, name, metadata["choices"], value, text=text)
    placeholder = "off" if metadata.get("optional") else None
    return _number(
        form, name, value, text=text, kind=field_type(type(trainer), name), placeholder=placeholder
    )


def _data_widgets(form: Form[IntegrationSpec]) -> dict[str, Any]:
    spec = form.spec
    values: dict[str, Any] = {}
    data = st.expander(
        "Data", icon=":material/scatter_plot:", key=form.key("data"), on_change="rerun"
    )
    if data.open:
        with data:
            values["nodes"] = _choice(form, "nodes", tuple(NODES), spec.nodes)
            for name in ("n_samples", "noise", "validation_fraction", "test_fraction"):
                values[name] = _number(form, name, getattr(spec, name))
            label, help_text = TEXTS["standardize"]
            values["standardize"] = st.toggle(
                label, key=form.seed("standardize", spec.standardize), help=help_text
            )
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right:
        st.button(
            "New",
            key=form.key("new_seed"),
            icon=":material/casino:",
            help="Draw another seed.",
            on_click=_new_seed,
            args=(form,),
            width="stretch",
        )
    with left:
        values["seed"] = _number(form, "seed", spec.seed)
    return values


def _new_seed(form: Form[Any]) -> None:
    st.session_state[form.key("seed")] = secrets.randbelow(1_000_000)


def _choice(
    form: Form[Any],
    name: str,
    choices: Sequence[str],
    value: str,
    *,
    text: tuple[str, str] | None = None,
    on_change: Any = None,
) -> str:
    label, help_text = text or TEXTS[name]
    return st.selectbox(
        label,
        choices,
        key=form.seed(name, value),
        help=help_text,
        format_func=partial(_words, name),
        on_change=on_change,
        args=(form,),
    )


def _number(
    form: Form[Any],
    name: str,
    value: float | None,
    *,
    text: tuple[str, str] | None = None,
    kind: Any = None,
    placeholder: str | None = None,
) -> Any:
    """Draw a number without limits of its own: what is wrong with it, the spec says."""
    label, help_text = text or TEXTS[name]
    whole = kind is int or (kind is None and isinstance(value, int))
    return st.number_input(
        label,
        key=form.seed(name, value),
        help=help_text,
        format="%d" if whole else "%g",
        step=1 if whole else None,
        placeholder=placeholder,
    )


def _text_field(form: Form[Any], name: str, value: str) -> str:
    label, help_text = TEXTS[name]
    return st.text_input(label, key=form.seed(name, value), help=help_text, max_chars=200)


def _words(name: str, choice: str) -> str:
    """Return the words for a value: a trainer's label, an integrand's title, or its own."""
    if name == "trainer":
        return TRAINERS[choice].label
    if name == "integrand" and choice in INTEGRANDS:
        return INTEGRANDS[choice].title
    return WORDS.get(choice, choice)
