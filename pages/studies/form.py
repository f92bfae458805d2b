"""The settings of a study in the sidebar: what varies, and what stays."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from nncore.figures.sweep.cells import axis_title
from nncore.options import field_names
from nncore.specs import SPEC_TYPES, SweepSpec
from pages.integration import controls as integration_controls
from pages.settings import address
from pages.settings.form import Form
from pages.settings.widgets import number, seed_widgets, segments, text_box, trainer_widgets
from pages.stencils import controls as stencil_controls
from pages.studies.view import (
    FIRST,
    INTEGRAL,
    STENCIL,
    SUGGESTED,
    SWEEP,
    ExploreView,
    joined,
    names_of,
    read_axes,
    study_query,
    value_text,
)

_PREFIX = "vary_"
_KIND = "explore:kind"

TEXTS: Mapping[str, tuple[str, str]] = {
    "kind": ("Study of", "Integrals by networks, or stencils of a derivative."),
    "vary": (
        "What varies",
        "Every value is combined with every other. An option such as the learning rate counts "
        "only for the optimizers that have it.",
    ),
    "text": ("Search", "Part of a name, of an integrand or of offsets, in any case."),
    "title": ("Name of the study", "For the list of the studies; empty for what varies."),
}
VALUES_HELP = (
    "A list: 5, 10, 20. A range: 0 … 9, or 10 … 100 step 10, or 0 … 1 count 5, or "
    "1e-4 … 1e-1 log 4. Stencils are separated by semicolons."
)
STAYS = "**What stays**"
WORDS: Mapping[str, str] = {INTEGRAL: "integrals", STENCIL: "stencils"}

ExploreForm = Form[Any, ExploreView]


def study_of(form: ExploreForm) -> SweepSpec:
    """Return the study that the form describes.

    Raises
    ------
    ValueError
        If what varies does not go with what stays, in one sentence.
    """
    axes = read_axes(type(form.spec), form.view.axis_texts)
    return SweepSpec(form.spec, axes, form.view.title)


def explore_form() -> ExploreForm:
    """Return the settings of the page; the kind of the study decides which there are."""
    kind = _kind()
    controls = stencil_controls if kind == STENCIL else integration_controls
    axes = {_PREFIX + name: (axis_title(name).capitalize(), "") for name in names_of(kind)}
    form = ExploreForm(
        f"explore_{kind}",
        SPEC_TYPES[kind],
        ExploreView,
        {**controls.HANDLERS, **_handlers(kind)},
        {**controls.TEXTS, **TEXTS, **axes},
        {**controls.WORDS, **WORDS},
        FIRST[kind],
    )
    if form.view.kind != kind:  # it was opened without settings, as the page's own study
        form.look(kind=kind)
    form.publish()
    st.session_state[_KIND] = kind
    return form


def _kind() -> str:
    """Return the kind that the address names, if the reader has gone there, or the one before."""
    query = address.news()
    if query is None:
        return str(st.session_state.get(_KIND, INTEGRAL))
    kind = query.get("kind", INTEGRAL)
    kind = kind if kind in SPEC_TYPES else INTEGRAL
    if query and set(query) <= set(field_names(ExploreView)) - {"vary"}:
        # A link to a part of the page leaves its study as it is, or is about the page's own.
        spec = st.session_state.get(f"explore_{kind}:spec", FIRST[kind])
        address.read_as(spec.to_query() | query)
    return kind


def show_study(study: SweepSpec, **view: str) -> None:
    """Fill the form with a study when the script runs next."""
    address.go_to(study_query(study) | view)


def draw_study(form: ExploreForm) -> None:
    """Draw the settings of a study in the sidebar: what varies, and what stays."""
    kind = form.view.kind
    with st.sidebar:
        segments(form, "kind", {name: WORDS[name] for name in SPEC_TYPES}, kind, shows_label=True)
        label, help_text = TEXTS["vary"]
        st.multiselect(
            label,
            names_of(kind),
            key=form.seed("vary", list(form.view.axis_texts)),
            format_func=lambda name: axis_title(name).capitalize(),
            help=help_text,
            on_change=form.commit,
            args=("vary",),
        )
        for name, text in form.view.axis_texts.items():
            st.text_input(
                axis_title(name).capitalize(),
                key=form.seed(_PREFIX + name, text),
                help=VALUES_HELP,
                on_change=form.commit,
                args=(_PREFIX + name,),
            )
        st.divider()
        st.markdown(STAYS)
        (_stencil_widgets if kind == STENCIL else _integral_widgets)(form)
        text_box(form, "title", form.view.title)


def _integral_widgets(form: ExploreForm) -> None:
    integration_controls.integrand_widgets(form)
    integration_controls.network_widgets(form)
    trainer_widgets(form)
    integration_controls.data_widgets(form)


def _stencil_widgets(form: ExploreForm) -> None:
    spec = form.spec
    left, right = st.columns([3, 2])
    with left:
        text_box(form, "offsets", ", ".join(map(str, spec.offsets)))
    with right:
        number(form, "derivative_order", spec.derivative_order)
    number(form, "constraint", spec.constraint, kind=int, placeholder="off")
    st.subheader("Fields", anchor=False)
    for name in ("max_mode", "n_fields", "noise", "spacing", "lower", "upper"):
        number(form, name, getattr(spec, name))
    trainer_widgets(form, stencil_controls.KERAS)
    seed_widgets(form)


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
        raise ValueError("`vary` must name at least one thing that varies, got none.")
    texts = {name: texts.get(name) or _suggested(form, name) for name in chosen}
    form.look(vary=joined(texts))
    form.forgive("vary", *(_PREFIX + name for name in names_of(form.view.kind)))


def _suggested(form: ExploreForm, name: str) -> str:
    if name == "trainer" and form.view.kind == STENCIL:
        return "adam, rmsprop, sgd"
    if name in SUGGESTED:
        return SUGGESTED[name]
    owner = form.spec if name in field_names(form.spec) else form.spec.trainer
    return value_text(getattr(owner, name, "")) or "1, 2"


def _new_values(name: str, form: ExploreForm) -> None:
    text = st.session_state[form.key(_PREFIX + name)].strip()
    form.look(vary=joined({**form.view.axis_texts, name: text.replace("|", ";")}))
    form.forgive(_PREFIX + name)
