"""What the settings of the waves do that change more than themselves."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from nncore.options import parse_text
from nncore.specs.wave import BURGERS, LANES, WaveSpec
from nncore.waves.profiles import PROFILES
from pages.equations.view import FORMULA, WaveForm

_DEFAULT_FORMULA = "exp(-40*x^2)*cos(20*x)"
#: Equation -> what it is opened with: lanes that it can tell apart, on a start that shows it.
FIRST_OF: Mapping[str, Mapping[str, Any]] = {
    "advection": {"stencils": ("taylor", "learned"), "profile": "sine", "n_waves": 6},
    "diffusion": {
        "stencils": ("taylor", "learned"),
        "profile": "step",
        "width": 0.05,
        "periods": 2.0,
    },
    "wave": {"stencils": ("taylor", "learned"), "profile": "packet", "width": 0.15},
    BURGERS: {
        "stencils": ("taylor", "upwind3", "network"),
        "profile": "cos(pi*x)*sin(3*pi*x)",
        "n_points": 64,
        "viscosity": 0.005,
        "courant": 0.25,
        "method": "rk3",
        "periods": 1.0,
    },
}
_TEXTS = ("offsets", "learned_offsets", "learned_coefficients", "own_offsets", "own_coefficients")
#: A stencil that is given by its weights: offsets and weights are valid together only.
_TOGETHER = {
    f"{whose}_{part}": (f"{whose}_offsets", f"{whose}_coefficients")
    for whose in ("learned", "own")
    for part in ("offsets", "coefficients")
}


def _new_equation(form: WaveForm) -> None:
    """Take another equation, with a start that shows it; a stencil that was given stays."""
    equation = st.session_state[form.key("equation")]
    default = WaveSpec()
    names = {name for first in FIRST_OF.values() for name in first}
    changes = {**{name: getattr(default, name) for name in names}, **FIRST_OF[equation]}
    kept = [lane for lane in form.spec.stencils if lane == "own" and equation in LANES[lane]]
    changes["stencils"] = tuple(dict.fromkeys((*changes["stencils"], *kept)))
    orders = {"learned_order": 1, "own_order": 1} if equation in ("advection", BURGERS) else {}
    form.change_spec(equation=equation, **changes, **orders)
    form.clear_problems(*form.texts)


def _new_stencils(form: WaveForm) -> None:
    form.change_spec(stencils=tuple(st.session_state[form.key("stencils")]))
    form.clear_problems("stencils", *_TEXTS)


def _new_profile(form: WaveForm) -> None:
    chosen = st.session_state[form.key("profile")]
    form.change_spec(profile=_DEFAULT_FORMULA if chosen == FORMULA else chosen)
    form.clear_problems("profile", "formula", "n_waves", "width")


def _new_formula(form: WaveForm) -> None:
    text = st.session_state[form.key("formula")].strip()
    if text in PROFILES:  # which is no formula, though a spec knows the name
        text = f"({text})"
    form.change_spec(profile=text)
    form.clear_problems("formula")


def _new_text(name: str, form: WaveForm) -> None:
    """Take offsets or weights, both at once where each may be valid with the other only."""
    names = _TOGETHER.get(name, (name,))
    texts = {one: st.session_state.get(form.key(one)) for one in names}
    form.change_spec(
        **{one: parse_text(WaveSpec, one, text) for one, text in texts.items() if text}
    )
    form.clear_problems(*names)


def _new_band(form: WaveForm) -> None:
    """Take both ends at once: each of them may be valid with the other one only."""
    names = ("band_low", "band_high")
    form.change_spec(**{n: st.session_state.get(form.key(n), getattr(form.spec, n)) for n in names})
    form.clear_problems(*names)


HANDLERS: Mapping[str, Callable[[WaveForm], None]] = {
    "equation": _new_equation,
    "stencils": _new_stencils,
    "profile": _new_profile,
    "formula": _new_formula,
    "band_low": _new_band,
    "band_high": _new_band,
    **{name: partial(_new_text, name) for name in _TEXTS},
}
