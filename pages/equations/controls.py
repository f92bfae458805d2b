"""The settings of stencils at work: their widgets and their words."""

from collections.abc import Mapping

import streamlit as st

from nncore.figures.waves import LANES as LOOKS
from nncore.messages import gettext, marked
from nncore.specs.wave import BURGERS, DERIVATIVES, LANES, WaveSpec
from nncore.waves.equations import LINEAR_EQUATIONS
from nncore.waves.profiles import PROFILES, WITH_WAVES, WITH_WIDTH
from nncore.waves.runge_kutta import METHODS
from pages.equations.handlers import HANDLERS
from pages.equations.view import FORMULA, WaveForm, WaveView
from pages.settings.form import Form
from pages.settings.widgets import choice, number, several, text_box

EQUATION, STENCILS, TIME, START = (
    marked("Equation"),
    marked("Stencils"),
    marked("Grid and time"),
    marked("Profile at first"),
)

#: Field -> label and help, as they are on the screen.
TEXTS: Mapping[str, tuple[str, str]] = {
    "equation": (
        marked("Equation"),
        marked("What is solved on the periodic interval from -1 to 1; waves have the speed 1."),
    ),
    "viscosity": (marked("Viscosity ν"), marked("Of u_xx: how fast differences level out.")),
    "stencils": (
        marked("Side by side"),
        marked("Up to four: each carries the same profile, with the same steps of time."),
    ),
    "offsets": (
        marked("Offsets"),
        marked("The grid points of Taylor's stencil and of the optimum, such as -1, 0, 1."),
    ),
    "band_low": (
        marked("Band from θ ="),
        marked("The slowest waves of the optimum, in radians from point to point."),
    ),
    "band_high": (
        marked("to θ ="),
        marked("The fastest waves of the optimum; at π a wave has two points."),
    ),
    "learned_offsets": (
        marked("Learned: offsets"),
        marked("The grid points of the learned stencil."),
    ),
    "learned_coefficients": (
        marked("Learned: weights × Δx"),
        marked(
            "What a network has learned; Differentiate gives them with a press. Empty: what the "
            "waves of the second notebook teach."
        ),
    ),
    "learned_order": (
        marked("Learned: derivative"),
        marked("1 or 2; a first derivative is applied twice where a second one is needed."),
    ),
    "own_offsets": (marked("Own: offsets"), marked("The grid points of your own stencil.")),
    "own_coefficients": (
        marked("Own: weights × Δx"),
        marked("One number for each offset, such as -1/2; 0; 1/2."),
    ),
    "own_order": (
        marked("Own: derivative"),
        marked("1 or 2; a first derivative is applied twice where a second one is needed."),
    ),
    "n_points": (marked("Grid points"), marked("In the interval from -1 to 1.")),
    "courant": (
        marked("Courant number"),
        marked(
            "How many grid points a wave of the speed 1 travels in a step of time; of the Burgers "
            "equation one of the largest |u| at first; of diffusion ν Δt/Δx²."
        ),
    ),
    "method": (marked("Steps of time"), marked("The Runge-Kutta method that takes them.")),
    "periods": (
        marked("Periods"),
        marked("When it ends: a wave of the speed 1 goes around once a period."),
    ),
    "profile": (marked("Profile"), marked("What there is at first.")),
    "formula": (
        marked("u(x) ="),
        marked("A formula in x, from -1 to 1. Where its ends do not meet there is a jump."),
    ),
    "n_waves": (marked("Waves"), marked("How many waves the interval has.")),
    "width": (
        marked("Width"),
        marked("Standard deviation of a packet or a Gaussian, half the width of steep sides."),
    ),
    "playing_speed": (
        marked("Speed"),
        marked("How much time passes from picture to picture: one step, 1/40 or 1/8 of a period."),
    ),
}

#: The labels of weights that give a second derivative.
_SECOND: Mapping[str, str] = {
    "learned": marked("Learned: weights × Δx²"),
    "own": marked("Own: weights × Δx²"),
}

#: Value -> how it is shown.
LABELS: Mapping[str, str] = {
    **{name: equation.label for name, equation in LINEAR_EQUATIONS.items()},
    BURGERS: marked("Burgers equation"),
    **{name: look.label for name, look in LOOKS.items()},
    **{name: method.label for name, method in METHODS.items()},
    "packet": marked("packet of waves"),
    "sine": marked("sine"),
    "gaussian": marked("Gaussian"),
    "step": marked("plateau with steep sides"),
    FORMULA: marked("a formula of my own"),
}


def wave_form() -> WaveForm:
    """Draw the widgets in the sidebar and return the settings."""
    form = Form("waves", WaveSpec, WaveView, HANDLERS, TEXTS, LABELS)
    form.texts = _texts_of(form.spec)
    form.write_address()
    with st.sidebar:
        st.subheader(gettext(EQUATION), anchor=False)
        choice(form, "equation", DERIVATIVES)
        if form.spec.equation in ("diffusion", BURGERS):
            number(form, "viscosity")
        st.subheader(gettext(STENCILS), anchor=False)
        _stencil_widgets(form)
        st.subheader(gettext(START), anchor=False)
        _profile_widgets(form)
        st.subheader(gettext(TIME), anchor=False)
        number(form, "courant")
        choice(form, "method", METHODS)
        left, right = st.columns(2)
        with left:
            number(form, "n_points")
        with right:
            number(form, "periods")
    return form


def _texts_of(spec: WaveSpec) -> Mapping[str, tuple[str, str]]:
    """Return labels and helps with the power of Δx that weights are multiplied by."""
    texts = dict(TEXTS)
    for whose, label in _SECOND.items():
        name = f"{whose}_coefficients"
        if getattr(spec, f"{whose}_order") == 2:
            texts[name] = label, TEXTS[name][1]
    return texts


def _stencil_widgets(form: WaveForm) -> None:
    spec = form.spec
    offered = [lane for lane, equations in LANES.items() if spec.equation in equations]
    several(form, "stencils", offered, spec.stencils, format_func=_lane_label)
    if {"taylor", "optimum"} & set(spec.stencils):
        text_box(form, "offsets", _offsets(spec.offsets))
    if "optimum" in spec.stencils:
        left, right = st.columns(2)
        with left:
            number(form, "band_low")
        with right:
            number(form, "band_high")
    for whose in ("learned", "own"):
        if whose in spec.stencils:
            text_box(form, f"{whose}_offsets", _offsets(getattr(spec, f"{whose}_offsets")))
            weights = getattr(spec, f"{whose}_coefficients")
            text_box(form, f"{whose}_coefficients", _listed(weights), max_chars=2_000)
            if spec.derivative_order == 2:
                number(form, f"{whose}_order")


def _profile_widgets(form: WaveForm) -> None:
    profile = form.spec.profile
    is_typed = profile not in PROFILES
    choice(form, "profile", (*PROFILES, FORMULA), FORMULA if is_typed else profile)
    if is_typed:
        text_box(form, "formula", profile)
    if profile in WITH_WAVES:
        number(form, "n_waves")
    if profile in WITH_WIDTH:
        number(form, "width")


def _lane_label(lane: str) -> str:
    return gettext(LABELS[lane])


def _offsets(offsets: tuple[int, ...]) -> str:
    return ", ".join(map(str, offsets))


def _listed(numbers: tuple[float, ...]) -> str:
    """Write numbers in full, so that they read back as they are."""
    return "; ".join(repr(number).removesuffix(".0") for number in numbers)
