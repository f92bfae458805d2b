"""What the settings of the NNI lab do that change more than themselves."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nncore.options import parse_text
from nncore.specs import IntegrationSpec
from nncore.trainers import TRAINERS
from pages.integration.view import FORMULA, AnyIntegrationForm

_ENDS = ("lower", "upper")
_DEFAULT_FORMULA = "exp(-x)*sin(3*x)"


def _new_integrand(form: AnyIntegrationForm) -> None:
    """Another integrand has an interval of its own, and other limits to look at."""
    chosen = st.session_state[form.key("integrand")]
    form.clear_problems("formula", "lower", "upper", "intervals")
    form.change_view(a=None, b=None, intervals="")
    integrand = _DEFAULT_FORMULA if chosen == FORMULA else chosen
    form.change_spec(integrand=integrand, lower=None, upper=None)


def _new_interval(form: AnyIntegrationForm) -> None:
    """Take both ends at once: each of them may be valid with the other one only."""
    before = form.spec.mapping
    _take_with(form, _typed_ends(form), ("formula",), _typed_formula)
    form.clear_problems(*_ENDS)
    if form.spec.mapping != before:  # x has become t, or t x: other limits to look at
        form.change_view(a=None, b=None, intervals="")


def _new_formula(form: AnyIntegrationForm) -> None:
    """Take the formula, or leave what was typed for the user to mend."""
    form.clear_problems("formula")
    try:
        _take_with(form, _typed_formula(form), _ENDS, _typed_ends)
    except ValueError as problem:
        form.add_problem("formula", problem)


def _typed_ends(form: AnyIntegrationForm) -> dict[str, Any]:
    texts = {name: st.session_state.get(form.key(name), "").strip() for name in _ENDS}
    return {n: parse_text(IntegrationSpec, n, text or "none") for n, text in texts.items()}


def _typed_formula(form: AnyIntegrationForm) -> dict[str, Any]:
    return {"integrand": st.session_state[form.key("formula")].strip()}


def _take_with(
    form: AnyIntegrationForm,
    changes: dict[str, Any],
    refused: tuple[str, ...],
    typed: Callable[[AnyIntegrationForm], dict[str, Any]],
) -> None:
    """Take changes, together with what was refused before where both go with each other."""
    again = [name for name in refused if name in form.problems]
    if again:
        try:
            form.change_spec(**changes, **typed(form))
        except ValueError as problem:
            form.add_problem(again[0], problem)
        else:
            form.clear_problems(*refused)
            return
    form.change_spec(**changes)


def _new_trainer(form: AnyIntegrationForm) -> None:
    """Options of the same name have other defaults in another trainer."""
    trainer = TRAINERS[st.session_state[form.key("trainer")]]()
    form.clear_trainer_problems()
    form.change_view(pace="auto")
    try:
        form.change_spec(trainer=trainer)
    except ValueError as problem:
        form.add_problem("trainer", problem)


def _new_limits(form: AnyIntegrationForm) -> None:
    limits = st.session_state[form.key("limits")]
    first, last = form.spec.limits
    a, b = limits if first <= last else reversed(limits)
    form.change_view(a=a, b=b)


#: What the settings do that change more than themselves.
HANDLERS: Mapping[str, Callable[[AnyIntegrationForm], None]] = {
    "integrand": _new_integrand,
    "formula": _new_formula,
    "lower": _new_interval,
    "upper": _new_interval,
    "trainer": _new_trainer,
    "limits": _new_limits,
}
