"""The settings of a sweep in the sidebar: what varies, and what stays."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from nncore.messages import SettingError, gettext, marked
from nncore.options import field_names
from nncore.specs import SPEC_TYPES, SweepSpec
from pages.boxes import controls as box_controls
from pages.boxes.handlers import HANDLERS as BOX_HANDLERS
from pages.integration import controls as integration_controls
from pages.integration.handlers import HANDLERS as INTEGRATION_HANDLERS
from pages.settings import address
from pages.settings.form import Form
from pages.settings.trainer_options import seed_widgets, trainer_widgets
from pages.settings.widgets import Text, number, segments, several, text_box
from pages.stencils import controls as stencil_controls
from pages.stencils.handlers import HANDLERS as STENCIL_HANDLERS
from pages.studies.axis_labels import AXIS_LABELS
from pages.studies.view import (
    BOX,
    FIRST,
    INTEGRAL,
    STENCIL,
    SUGGESTED,
    SUGGESTED_OVER_BOXES,
    SWEEP,
    ExploreView,
    joined,
    names_of,
    read_axes,
    sweep_query,
    value_text,
)

_PREFIX = "vary_"
_KIND = "explore:kind"

TEXTS: Mapping[str, tuple[str, str]] = {
    "kind": (
        marked("Sweep of"),
        marked(
            "Integrals by networks, over an interval or a box in several inputs, or stencils of a "
            "derivative."
        ),
    ),
    "vary": (
        marked("What varies"),
        marked(
            "Every value is combined with every other. An option such as the learning rate counts "
            "only for the optimizers that have it."
        ),
    ),
    "text": (
        marked("Search"),
        marked("Part of a name, of an integrand or of offsets, in any case."),
    ),
    "title": (
        marked("Name of the sweep"),
        marked("For the list of the sweeps; empty for what varies."),
    ),
}
VALUES_HELP = marked(
    "A list: 5, 10, 20. A range: 0 … 9, or 10 … 100 step 10, or 0 … 1 count 5, or "
    "1e-4 … 1e-1 log 4. Stencils are separated by semicolons."
)
STAYS = marked("**What stays**")
LABELS: Mapping[str, str] = {
    INTEGRAL: marked("integrals"),
    BOX: marked("over boxes"),
    STENCIL: marked("stencils"),
}
#: Kind -> its labels and helps, the labels of values, and what its settings do.
_CONTROLS: Mapping[str, tuple[Mapping[str, Text], Mapping[str, str], Any]] = {
    INTEGRAL: (integration_controls.TEXTS, integration_controls.LABELS, INTEGRATION_HANDLERS),
    BOX: (box_controls.TEXTS, box_controls.LABELS, BOX_HANDLERS),
    STENCIL: (stencil_controls.TEXTS, stencil_controls.LABELS, STENCIL_HANDLERS),
}

ExploreForm = Form[Any, ExploreView]


def sweep_of(form: ExploreForm) -> SweepSpec:
    """Return the sweep that the form describes.

    Raises
    ------
    ValueError
        If what varies does not go with what stays, in one sentence.
    """
    axes = read_axes(type(form.spec), form.view.axis_texts)
    return SweepSpec(form.spec, axes, form.view.title)


def explore_form() -> ExploreForm:
    """Return the settings of the page; the kind of the sweep decides which there are."""
    kind = _kind()
    texts, labels, handlers = _CONTROLS[kind]
    axes = {_PREFIX + name: (AXIS_LABELS[name], VALUES_HELP) for name in names_of(kind)}
    form = ExploreForm(
        f"explore_{kind}",
        SPEC_TYPES[kind],
        ExploreView,
        {**handlers, **_handlers(kind)},
        {**texts, **TEXTS, **axes},
        {**labels, **LABELS},
        FIRST[kind],
    )
    if form.view.kind != kind:  # it was opened without settings, as the page's own sweep
        form.change_view(kind=kind)
    form.write_address()
    st.session_state[_KIND] = kind
    return form


def _kind() -> str:
    """Return the kind that the address names, if the reader has gone there, or the one before."""
    query = address.new_query()
    if query is None:
        return str(st.session_state.get(_KIND, INTEGRAL))
    kind = query.get("kind", INTEGRAL)
    kind = kind if kind in LABELS else INTEGRAL
    if query and set(query) <= set(field_names(ExploreView)) - {"vary"}:
        # A link to a part of the page leaves its sweep as it is, or is about the page's own.
        spec = st.session_state.get(f"explore_{kind}:spec", FIRST[kind])
        address.read_as(spec.to_query() | query)
    return kind


def fill_form(sweep: SweepSpec, /, **view: str) -> None:
    """Fill the form with a sweep when the script runs next."""
    address.go_to(sweep_query(sweep) | view)


def draw_sweep_settings(form: ExploreForm) -> None:
    """Draw the settings of a sweep in the sidebar: what varies, and what stays."""
    kind = form.view.kind
    with st.sidebar:
        kinds = {name: gettext(label) for name, label in LABELS.items()}
        segments(form, "kind", kinds, shows_label=True)
        several(form, "vary", names_of(kind), tuple(form.view.axis_texts), format_func=_axis_label)
        for name, text in form.view.axis_texts.items():
            text_box(form, _PREFIX + name, text, max_chars=None)
        st.divider()
        st.markdown(gettext(STAYS))
        _WIDGETS[kind](form)
        text_box(form, "title")


def _axis_label(name: str) -> str:
    return gettext(AXIS_LABELS[name])


def _integral_widgets(form: ExploreForm) -> None:
    integration_controls.integrand_widgets(form)
    integration_controls.network_widgets(form)
    trainer_widgets(form)
    integration_controls.data_widgets(form)


def _box_widgets(form: ExploreForm) -> None:
    box_controls.integrand_widgets(form)
    box_controls.network_widgets(form)
    trainer_widgets(form)
    box_controls.data_widgets(form)


def _stencil_widgets(form: ExploreForm) -> None:
    stencil_controls.stencil_widgets(form)
    number(form, "constraint")
    st.subheader(gettext(stencil_controls.FIELDS), anchor=False)
    for name in ("max_mode", "n_fields", "noise", "spacing", "lower", "upper"):
        number(form, name)
    trainer_widgets(form, stencil_controls.KERAS)
    seed_widgets(form)


_WIDGETS: Mapping[str, Callable[[ExploreForm], None]] = {
    INTEGRAL: _integral_widgets,
    BOX: _box_widgets,
    STENCIL: _stencil_widgets,
}


def _handlers(kind: str) -> dict[str, Callable[[ExploreForm], None]]:
    axes = {_PREFIX + name: partial(_new_values, name) for name in names_of(kind)}
    return {"kind": _new_kind, "vary": _new_axes, **axes}


def _new_kind(form: ExploreForm) -> None:
    """Another kind has settings of its own."""
    kind = st.session_state[form.key("kind")]
    query = {"tab": form.view.tab} if form.view.tab != SWEEP else {}
    address.go_to(FIRST[kind].to_query() | {"kind": kind} | query)


def _new_axes(form: ExploreForm) -> None:
    """Another thing that varies begins with values that are worth a look."""
    texts = form.view.axis_texts
    chosen = st.session_state[form.key("vary")]
    if not chosen:
        raise SettingError("`vary` must name at least one thing that varies, got none.")
    texts = {name: texts.get(name) or _suggested(form, name) for name in chosen}
    form.change_view(vary=joined(texts))
    form.clear_problems("vary", *(_PREFIX + name for name in names_of(form.view.kind)))


def _suggested(form: ExploreForm, name: str) -> str:
    if name == "trainer" and form.view.kind == STENCIL:
        return "adam, rmsprop, sgd"
    if form.view.kind == BOX and name in SUGGESTED_OVER_BOXES:
        return SUGGESTED_OVER_BOXES[name]
    if name in SUGGESTED:
        return SUGGESTED[name]
    owner = form.spec if name in field_names(form.spec) else form.spec.trainer
    return value_text(getattr(owner, name, "")) or "1, 2"


def _new_values(name: str, form: ExploreForm) -> None:
    text = st.session_state[form.key(_PREFIX + name)].strip()
    form.change_view(vary=joined({**form.view.axis_texts, name: text.replace("|", ";")}))
    form.clear_problems(_PREFIX + name)
