"""What the settings of the stencil lab do that change more than themselves."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nncore.experiments.stencil_series import FIXED, SERIES
from nncore.experiments.stencil_travel import suggested_learning_rate
from nncore.options import field_names, parse_text
from nncore.specs import StencilSpec
from nncore.stencils.constraints import highest_constraint
from nncore.stencils.formula_field import formula_field
from nncore.trainers import TRAINERS
from nncore.trainers.first_order import FirstOrder
from nncore.trainers.first_order.learning_rates import LearningRates
from pages.stencils.view import ALL, CUSTOM, PRESETS, StencilForm, StencilView

_ENDS = ("lower", "upper")
_STENCIL_FIELDS = ("offsets", "derivative_order", "constraint")
_MINUS_SIGNS = str.maketrans("\u2212\u2013", "--")  # as texts and keyboards spell it


def _new_show(form: StencilForm) -> None:
    """Show other stencils; whatever applies to these too stays as it is."""
    show = st.session_state[form.key("show")]
    form.change_view(show=show, look="", alone="")
    form.clear_problems(*form.texts, "look")
    own, spec, first = f"{form.page}:own", form.spec, StencilSpec()
    is_first = (spec.offsets, spec.derivative_order) == (first.offsets, first.derivative_order)
    if show == "own" and is_first:
        remembered = st.session_state.get(own)
        _change(form, **(remembered or _stencil(form, *PRESETS["second"])))
    elif show != "own" and not is_first:  # for when it is shown again
        st.session_state[own] = {name: getattr(spec, name) for name in _STENCIL_FIELDS}
        _change(form, **_stencil(form, first.offsets, first.derivative_order))
    _retry_field(form)


def _change(form: StencilForm, **changes: Any) -> None:
    """Change the spec; a learning rate that is the suggested one, and stays it, follows."""
    spec = form.spec
    trainer: Any = spec.trainer
    if trainer.learning_rates == LearningRates(suggested_learning_rate(spec)):
        rate = suggested_learning_rate(dataclasses.replace(spec, **changes))
        trainer = dataclasses.replace(trainer, learning_rate=rate)
    form.change_spec(**changes, trainer=trainer)


def _stencil(form: StencilForm, offsets: tuple[float, ...], order: int) -> dict[str, Any]:
    """Return the changes for another stencil, which keeps the constraint where it can."""
    kept = form.spec.constraint
    constraint = kept if kept and kept <= highest_constraint(offsets, order) else None
    return {"offsets": offsets, "derivative_order": order, "constraint": constraint}


def _new_preset(form: StencilForm) -> None:
    name = st.session_state[form.key("preset")]
    form.clear_problems("preset", *_STENCIL_FIELDS)
    if name in PRESETS:
        _change(form, **_stencil(form, *PRESETS[name]))
    form.change_view(preset="auto" if name in PRESETS else CUSTOM)
    _retry_field(form)


def _new_stencil(form: StencilForm) -> None:
    """Take offsets and order at once: each of them may be valid with the other one only."""
    text = st.session_state.get(form.key("offsets"))
    order = st.session_state.get(form.key("derivative_order"))
    offsets = form.spec.offsets
    if text is not None:
        offsets = parse_text(StencilSpec, "offsets", text.translate(_MINUS_SIGNS))
    order = form.spec.derivative_order if order is None else order
    _change(form, offsets=offsets, derivative_order=order)
    form.clear_problems("offsets", "derivative_order")
    _retry_field(form)


def _new_spacing(form: StencilForm) -> None:
    spacing = st.session_state[form.key("spacing")]
    _change(form, spacing=StencilSpec().spacing if spacing is None else spacing)
    form.clear_problems("spacing")


def _new_ends(form: StencilForm) -> None:
    """Take both ends at once: each of them may be valid with the other one only."""
    form.change_spec(**{n: st.session_state.get(form.key(n), getattr(form.spec, n)) for n in _ENDS})
    form.clear_problems(*_ENDS)
    _retry_field(form)


def _new_trainer(form: StencilForm) -> None:
    """Another optimizer keeps the options that both have: the weights are as far away."""
    trainer = TRAINERS[st.session_state[form.key("trainer")]]()
    before = form.spec.trainer
    shared = set(field_names(FirstOrder)) & set(field_names(trainer))
    form.clear_trainer_problems()
    kept = {name: getattr(before, name) for name in shared if name != "weight_decay"}
    form.change_spec(trainer=dataclasses.replace(trainer, **kept))


def _new_alone(form: StencilForm) -> None:
    """Train one stencil alone: the lower charts follow it."""
    chosen = st.session_state[form.key("alone")]
    form.change_view(alone="" if chosen == ALL else chosen, look="")


def _new_look(form: StencilForm, name: str = "look") -> None:
    form.change_view(look=st.session_state[form.key(name)])


def _new_details(form: StencilForm) -> None:
    """Look at another stencil from the details: the charts follow."""
    _new_look(form, "details")


def _new_field(form: StencilForm) -> None:
    """Try the formula out: what is wrong with it is said beside it."""
    text = st.session_state[form.key("field")].strip() or StencilView().field
    spec = form.spec
    order = 1 if "derivative_order" in FIXED[form.view.show] else spec.derivative_order
    formula_field(text, spec.lower, spec.upper, order)
    form.change_view(field=text)
    form.clear_problems("field")


def _retry_field(form: StencilForm) -> None:
    """Try a refused formula again: it may be right on another interval or for another order."""
    if "field" in form.problems:
        form.commit("field")


def offers(form: StencilForm, name: str, value: Any) -> bool:
    """Whether there is a widget now that can give a setting this value; see `Form`."""
    if name in ("preset", "offsets", "derivative_order"):
        return form.view.show == "own"
    if name in ("alone", "look", "details"):
        return value in (ALL, *SERIES[form.view.show](StencilSpec()))
    return True


#: What the settings do that change more than themselves.
HANDLERS: Mapping[str, Callable[[StencilForm], None]] = {
    "show": _new_show,
    "preset": _new_preset,
    "offsets": _new_stencil,
    "derivative_order": _new_stencil,
    "spacing": _new_spacing,
    "lower": _new_ends,
    "upper": _new_ends,
    "trainer": _new_trainer,
    "field": _new_field,
    "alone": _new_alone,
    "look": _new_look,
    "details": _new_details,
}
