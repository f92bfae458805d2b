"""What the settings of many dimensions do that change more than themselves."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from nncore.comparisons.box_list import parse_boxes
from nncore.formulas import parse_box_formula
from nncore.integrands import MAX_INPUTS
from nncore.options import field_names, parse_text
from nncore.specs import BoxSpec
from nncore.trainers import TRAINERS
from pages.boxes.limits import axes_of, look_at, point_of
from pages.boxes.view import FORMULA, BoxForm, input_names

_DEFAULT_FORMULA = "exp(-x1*x2)*cos(3*x1)"
_OF_THE_BOX = ("lower", "upper", "parameters")


def _elsewhere(form: BoxForm, **changes: Any) -> None:
    """Take other inputs, or another function of them: with its own box, of which all is seen."""
    form.change_spec(**{"lower": None, "upper": None, "parameters": (), **changes})
    form.clear_problems("integrand", "formula", "n_inputs", "boxes", *_OF_THE_BOX)
    _see_all(form, across=0, upwards=1)


def _see_all(form: BoxForm, **changes: Any) -> None:
    """Look at the whole box again; where nothing is looked at, as in a sweep, there is no need."""
    changes = {"a": None, "b": None, "point": None, "boxes": "", **changes}
    seen = field_names(form.view)
    form.change_view(**{name: value for name, value in changes.items() if name in seen})


def _new_integrand(form: BoxForm) -> None:
    chosen = st.session_state[form.key("integrand")]
    if chosen == FORMULA:
        _elsewhere(form, integrand=_DEFAULT_FORMULA, n_inputs=max(2, form.spec.n_inputs))
    else:
        _elsewhere(form, integrand=chosen)


def _new_formula(form: BoxForm) -> None:
    """Take the formula, and as many inputs as it needs at least."""
    text = st.session_state[form.key("formula")].strip()
    needed = parse_box_formula(text).n_inputs
    if needed > form.spec.n_inputs:
        _elsewhere(form, integrand=text, n_inputs=needed)
    else:
        form.change_spec(integrand=text)
        form.clear_problems("formula")


def _new_number(form: BoxForm) -> None:
    _elsewhere(form, n_inputs=st.session_state[form.key("n_inputs")] or 2)


def _new_text(name: str, form: BoxForm) -> None:
    """Take limits or parameters, both limits at once: each may be valid with the other only."""
    names = ("lower", "upper") if name in ("lower", "upper") else (name,)
    texts = {one: st.session_state[form.key(one)].strip() for one in names}
    empty = {"lower": "none", "upper": "none", "parameters": ""}
    changes = {one: parse_text(BoxSpec, one, text or empty[one]) for one, text in texts.items()}
    form.change_spec(**changes)
    form.clear_problems(*names, "boxes")
    _see_all(form)


def _new_boxes(form: BoxForm) -> None:
    text = st.session_state[form.key("boxes")].strip()
    if text:
        parse_boxes(text, len(form.spec.over))
    form.change_view(boxes=text)
    form.clear_problems("boxes")


def _new_trainer(form: BoxForm) -> None:
    """Options of the same name have other defaults in another trainer."""
    form.clear_trainer_problems()
    form.change_view(pace="auto")
    form.change_spec(trainer=TRAINERS[st.session_state[form.key("trainer")]]())
    form.clear_problems("trainer")


def _new_axis(name: str, form: BoxForm) -> None:
    """Take another input for the section; one that it has already changes places."""
    before = dict(zip(("across", "upwards"), axes_of(form), strict=True))
    chosen = input_names(form.spec).index(st.session_state[form.key(name)])
    other = "upwards" if name == "across" else "across"
    if before[other] == chosen:
        before[other] = before[name]
    form.change_view(**{**before, name: chosen})


def _new_limits(i: int, form: BoxForm) -> None:
    """Take the limits of an input, unless they leave nothing of it."""
    look_at(form, {i: st.session_state[form.key(f"limits_{i}")]})


def _new_value(i: int, form: BoxForm) -> None:
    point = list(point_of(form))
    point[i] = st.session_state[form.key(f"point_{i}")]
    form.change_view(point=tuple(point))


#: What the settings do that change more than themselves.
HANDLERS: Mapping[str, Callable[[BoxForm], None]] = {
    "integrand": _new_integrand,
    "formula": _new_formula,
    "n_inputs": _new_number,
    "trainer": _new_trainer,
    "boxes": _new_boxes,
    **{name: partial(_new_text, name) for name in _OF_THE_BOX},
    **{name: partial(_new_axis, name) for name in ("across", "upwards")},
    **{f"limits_{i}": partial(_new_limits, i) for i in range(MAX_INPUTS)},
    **{f"point_{i}": partial(_new_value, i) for i in range(MAX_INPUTS)},
}
