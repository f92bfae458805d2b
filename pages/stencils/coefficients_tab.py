"""The tab of coefficients: stencils that need no training, to compare and to paste."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from nncore.experiments.stencil_coefficients import KnownStencil, known_stencils
from nncore.exports.stencil_code import leading_error_text, stencil_code
from nncore.figures.stencils.weights import fraction_text, offset_text, weights_text
from nncore.messages import gettext, marked, said
from nncore.specs import StencilSpec
from nncore.stencils.band_error import NORMS, SPEEDS, WEIGHTS, BandError
from pages.settings.layout import section
from pages.settings.problems import bold_labels, show_problem
from pages.settings.widgets import choice, number, segments
from pages.stencils.view import OBJECTIVES, StencilForm, StencilView

_DECIMALS = 10
_PHASES = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))

OBJECTIVE = marked("What the optimum minimises, and the compact stencil")
METHODS: Mapping[str, str] = {
    "taylor": marked("Taylor"),
    "optimum": marked("optimum"),
    "compact": marked("compact"),
}
OFFSET, ORDER, LEADING, EXACTLY, PHASE, EXACT = (
    marked("offset"),
    marked("order"),
    marked("first term of the error"),
    marked("exactly"),
    marked("phase θ"),
    marked("exact"),
)
NEIGHBOURS = marked(
    "The compact stencil takes part in a system: the derivatives of neighbours count with "
    "{coefficients} at {offsets}."
)
NO_COMPACT = marked(
    "On these offsets there is no compact stencil with this order; take other offsets or fewer "
    "neighbours."
)
#: Language of code -> how it is called.
CODE: Mapping[str, str] = {
    "python": marked("Python"),
    "c": marked("C"),
    "fortran": marked("Fortran"),
    "latex": marked("LaTeX"),
}

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "objective": (
        marked("Optimum for"),
        marked("The random fields of this experiment, or all the waves of a band alike."),
    ),
    "band_lower": (
        marked("Band from θ"),
        marked("The slowest wave, as its phase from one grid point to the next, in radians."),
    ),
    "band_upper": (
        marked("to θ"),
        marked("The fastest wave of the band; π is the fastest that the grid can hold."),
    ),
    "weight": (
        marked("Error"),
        marked(
            "As it is, relative to the exact derivative, or as it is with each octave of the band "
            "counting alike."
        ),
    ),
    "norm": (
        marked("What is least"),
        marked("What of the error over the band is made as small as possible."),
    ),
    "speed": (
        marked("Error of"),
        marked("The speed of each wave, or that of packets of waves."),
    ),
    "zeros_at_pi": (
        marked("Zeros at θ = π"),
        marked(
            "How many times the modified wavenumber vanishes at the fastest wave, which is mostly "
            "noise."
        ),
    ),
    "n_neighbours": (
        marked("Neighbours"),
        marked("On each side, whose derivatives take part in the compact stencil; 0: none."),
    ),
    "code": (marked("Code"), marked("All of it can be pasted into one file.")),
}
LABELS: Mapping[str, str] = {
    "fields": marked("the random fields"),
    "band": marked("a band of waves"),
    "absolute": marked("as it is"),
    "relative": marked("relative"),
    "logarithmic": marked("each octave alike"),
    "squares": marked("its mean square"),
    "mean": marked("its mean size"),
    "largest": marked("its largest value"),
    "phase": marked("phase velocity"),
    "group": marked("group velocity"),
}


def coefficients_tab(form: StencilForm, spec: StencilSpec) -> None:
    """Draw the settings, the coefficients of each stencil, what they do to waves, and code."""
    settings = section(form, "objective_settings", gettext(OBJECTIVE), "tune")
    if settings.open:
        with settings:
            _settings(form)
    try:
        found = _known(spec, form.view)
    except ValueError as problem:
        show_problem(problem, bold_labels({**form.texts, **_names_of_the_core()}))
        return
    numbers, waves = st.columns([3, 2])
    with numbers:
        st.table(_coefficients(found))
    with waves:
        st.table(_orders(found))
        st.table(_wavenumbers(found))
        _say_what_is_compact(found, form.view)
    names = {language: gettext(name) for language, name in CODE.items()}
    segments(form, "code", names, shows_label=True)
    st.code(_code(found, form.view.code), language=form.view.code)


def _names_of_the_core() -> dict[str, tuple[str, str]]:
    """Return the labels for the names that the sentences of the core have."""
    band = {"lower": "band_lower", "upper": "band_upper"}
    return {name: TEXTS[field] for name, field in band.items()}


def _settings(form: StencilForm) -> None:
    left, right = st.columns(2)
    with left:
        choice(form, "objective", OBJECTIVES)
        number(form, "zeros_at_pi")
        number(form, "n_neighbours")
    if form.view.objective == "band":
        with left:
            choice(form, "weight", WEIGHTS)
        with right:
            for name in ("band_lower", "band_upper"):
                number(form, name)
            choice(form, "norm", NORMS)
            choice(form, "speed", SPEEDS)


def _known(spec: StencilSpec, view: StencilView) -> tuple[KnownStencil, ...]:
    error = None
    if view.objective == "band":
        band = view.band_lower, view.band_upper
        error = BandError(*band, view.weight, view.norm, view.speed, spec.noise)
    return _stencils(spec, error, view.zeros_at_pi, view.n_neighbours)


# A page asks for them again at every rerun.
@lru_cache(maxsize=64)
def _stencils(
    spec: StencilSpec, error: BandError | None, zeros_at_pi: int, n_neighbours: int
) -> tuple[KnownStencil, ...]:
    return known_stencils(spec, error, zeros_at_pi, n_neighbours)


def _coefficients(found: Sequence[KnownStencil]) -> pd.DataFrame:
    columns: dict[str, list[str]] = {}
    for stencil in found:
        name = gettext(METHODS[stencil.method])
        columns[name] = [weights_text([c], _DECIMALS) for c in stencil.coefficients]
        if stencil.fractions is not None:
            columns[f"{name}, {gettext(EXACTLY)}"] = list(map(fraction_text, stencil.fractions))
    offsets = [offset_text(float(offset)) for offset in found[0].offsets]
    return pd.DataFrame(columns, index=pd.Index(offsets, name=gettext(OFFSET)))


def _orders(found: Sequence[KnownStencil]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            gettext(ORDER): [str(s.accuracy_order).replace("-", "−") for s in found],
            gettext(LEADING): [leading_error_text(s).replace("-", "−") for s in found],
        },
        index=[gettext(METHODS[s.method]) for s in found],
    )


def _wavenumbers(found: Sequence[KnownStencil]) -> pd.DataFrame:
    theta = np.pi * np.array([float(phase) for phase in _PHASES])
    order = found[0].derivative_order
    columns = {gettext(EXACT): theta**order} | {
        gettext(METHODS[s.method]): s.modified_wavenumber(theta).real for s in found
    }
    return pd.DataFrame(
        {name: [weights_text([v], 4) for v in values] for name, values in columns.items()},
        index=pd.Index([f"{phase} π" for phase in _PHASES], name=gettext(PHASE)),
    )


def _say_what_is_compact(found: Sequence[KnownStencil], view: StencilView) -> None:
    compact = found[-1].compact
    if compact is not None:
        pairs = zip(compact.implicit_offsets, compact.implicit_coefficients, strict=True)
        beside = [(offset_text(float(t)), fraction_text(a)) for t, a in pairs if t]
        st.caption(
            said(
                NEIGHBOURS,
                coefficients=", ".join(a for _, a in beside),
                offsets=", ".join(t for t, _ in beside),
            )
        )
    elif view.n_neighbours:
        st.caption(gettext(NO_COMPACT))


def _code(found: Sequence[KnownStencil], language: str) -> str:
    return "\n".join(stencil_code(stencil, language) for stencil in found)
