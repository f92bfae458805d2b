"""The stencil lab: networks of a few weights learn a derivative, beside optimum and Taylor."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from nncore.experiments.stencil import reach, start_stencil
from nncore.experiments.stencil_comparison import FieldTrial, band_error
from nncore.experiments.stencil_series import SERIES
from nncore.figures.stencils import (
    dispersion_figure,
    field_errors_figure,
    losses_figure,
    weight_bars_figure,
)
from nncore.specs import StencilSpec
from nncore.stencils.dispersion import theta_of_mode
from nncore.stencils.fields import aliased_modes, nyquist_mode
from pages.shared.controls import show_problems
from pages.shared.formats import error_text, value_text
from pages.shared.live_panel import live_panel
from pages.shared.live_plot import live_plot
from pages.shared.navigation import require_router
from pages.shared.sessions import Lane, Session
from pages.shared.stencil_controls import StencilForm, stencil_form
from pages.shared.stencil_results import (
    band_errors,
    field_trial,
    has_settled,
    references,
    stencils,
)
from pages.shared.stencil_tabs import METHODS, stencil_tabs

_BARS_HEIGHT = 130
_CHART_HEIGHT = 175
_SIDE_PAUSE = 0.28

#: Series of the page -> title of a lane from its name and its spec.
TITLES: Mapping[str, str] = {
    "notebook": "{name} ({offsets})",
    "own": "offsets {offsets}",
    "data": "{spec.n_fields:,} fields",
    "waves": "modes below {spec.max_mode}",
    "noise": "noise {spec.noise:g}",
}
SETTLED = "The weights settle at the least-squares optimum for these waves, not at Taylor's values."
LOOK, LOOK_HELP = "Look at", "The three charts below and the tabs are about this stencil."
ALIASED = (
    "Modes above {nyquist:g} are too fast for Δx = {spacing:g}: on the grid they look like slower "
    "waves. The networks learn from them all the same; that error is the lesson."
)
TOO_FAR = (
    "With a learning rate of {rate:g}, {updates:,} updates move a weight × Δx by about {reach} at "
    "most, and the optimum needs {needed}: raise the learning rate or the epochs."
)


def _title(show: str, name: str, spec: StencilSpec) -> str:
    offsets = ", ".join(map(str, spec.offsets))
    return TITLES[show].format(name=name, spec=spec, offsets=offsets)


def _draw(form: StencilForm, session: Session) -> None:
    """Draw everything that depends on the runs or on what is looked at."""
    show = form.view.show
    titles = {name: _title(show, name, lane.spec) for name, lane in session.lanes.items()}
    columns = st.columns(len(session.lanes), gap="small")
    for j, (name, lane) in enumerate(session.lanes.items()):
        with columns[j].container(border=True, gap="xxsmall"):
            _draw_lane(j, titles[name], lane)
    with st.container():
        if all(map(has_settled, session.lanes.values())):
            st.success(SETTLED, icon=":material/lightbulb:")
    looked_at = form.view.look or next(reversed(session.lanes))
    if len(titles) > 1:
        _choose_lane(form, titles, looked_at)
    lane = session.lanes[looked_at]
    trial = field_trial(lane, form.view.field)
    losses, waves, field = st.columns(3, gap="small")
    with losses.container(border=True):
        _draw_losses(session, titles)
    with waves.container(border=True):
        _draw_dispersion(lane)
    with field.container(border=True):
        _draw_field(form, lane, trial)
    stencil_tabs(form, session, lane, trial)


def _draw_lane(number: int, title: str, lane: Lane[StencilSpec]) -> None:
    """Draw the weights of one network beside its references, and the numbers."""
    found = stencils(lane)
    order = lane.spec.derivative_order
    power = "²³⁴⁵⁶"[order - 2] if order > 1 else ""
    st.markdown(f"**{title}** weights × Δx{power} · MSE")
    live_plot(
        weight_bars_figure(lane.spec.offsets, found, lane.spec.derivative_order),
        key=f"differentiate_bars_{number}",
        run=f"{title} {lane.key}",
        height=_BARS_HEIGHT,
        alt=f"Weights of the {title} stencil: learned, optimum, Taylor and notebook.",
    )
    errors = band_errors(lane.spec)
    learned = lane.now_and_then(
        "band error", lambda: band_error(lane.spec, found["learned"]), _SIDE_PAUSE
    )
    lines = [
        _line(method, coefficients, learned if method == "learned" else errors[method][0])
        for method, coefficients in found.items()
    ]
    st.markdown("  \n".join(lines))


def _line(method: str, coefficients: np.ndarray, error: float) -> str:
    return f":small[{METHODS[method]} {_weights_text(coefficients)} · {error_text(error)}]"


def _weights_text(coefficients: np.ndarray) -> str:
    rounded = np.round(coefficients, 3) + 0.0  # no minus before a zero
    return ", ".join(f"{value:.3f}".replace("-", "−") for value in rounded)


def _choose_lane(form: StencilForm, titles: Mapping[str, str], looked_at: str) -> None:
    """Draw the choice of the stencil that the lower charts are about."""
    st.segmented_control(
        LOOK,
        tuple(titles),
        key=form.seed("look", looked_at),
        format_func=titles.__getitem__,
        label_visibility="collapsed",
        help=LOOK_HELP,
        required=True,
        on_change=form.commit,
        args=("look",),
    )


def _draw_losses(session: Session, titles: Mapping[str, str]) -> None:
    lanes = list(session.lanes.items())
    live_plot(
        lanes[0][1].now_and_then(
            "losses",
            lambda: losses_figure(
                {titles[name]: lane.records for name, lane in lanes},
                {titles[name]: band_errors(lane.spec)["optimum"][0] for name, lane in lanes},
            ),
            _SIDE_PAUSE,
        ),
        key="differentiate_losses",
        run="-".join(lane.key for _, lane in lanes),
        height=_CHART_HEIGHT,
        alt="Training loss of each network over the updates, with the least possible one.",
        grows=True,
    )


def _draw_dispersion(lane: Lane[StencilSpec]) -> None:
    spec = lane.spec
    shown = {method: c for method, c in stencils(lane).items() if method != "notebook"}
    live_plot(
        lane.now_and_then(
            "dispersion",
            lambda: dispersion_figure(
                spec.offsets,
                shown,
                spec.derivative_order,
                float(theta_of_mode(spec.max_mode - 1, spec.spacing)),
            ),
            _SIDE_PAUSE,
        ),
        key="differentiate_dispersion",
        run=lane.key,
        height=_CHART_HEIGHT,
        alt="Modified wavenumber of each stencil; the band of the training waves is shaded.",
    )


def _draw_field(form: StencilForm, lane: Lane[StencilSpec], trial: FieldTrial | str) -> None:
    if isinstance(trial, str):
        st.warning(trial, icon=":material/function:")
        return
    primes = "′" * lane.spec.derivative_order
    shown = {method: e for method, e in trial.errors.items() if method != "notebook"}
    live_plot(
        lane.now_and_then(
            "field",
            lambda: field_errors_figure(trial.x, shown, f"error of u{primes}"),
            _SIDE_PAUSE,
        ),
        key="differentiate_trial",
        run=f"{lane.key} {form.view.field}",
        height=_CHART_HEIGHT,
        alt=f"Error of each stencil's derivative of u = {form.view.field}.",
    )


def _notices(lanes: Mapping[str, StencilSpec]) -> None:
    """Say what the settings mean for the run before it is started."""
    for spec in lanes.values():
        if aliased_modes(spec.max_mode, spec.spacing):
            nyquist = nyquist_mode(spec.spacing)
            st.info(ALIASED.format(nyquist=nyquist, spacing=spec.spacing), icon=":material/waves:")
            break
    for spec in lanes.values():
        furthest = reach(spec)
        needed = float(np.max(np.abs(references(spec)["optimum"] - start_stencil(spec))))
        if furthest is not None and furthest < needed:
            st.warning(
                TOO_FAR.format(
                    rate=getattr(spec.trainer, "learning_rate", 0.0),
                    updates=spec.n_updates,
                    reach=value_text(furthest, 0.01 * furthest),
                    needed=value_text(needed, 0.01 * needed),
                ),
                icon=":material/speed:",
            )
            break


require_router()
form = stencil_form()
try:
    lanes = SERIES[form.view.show](form.spec)
except ValueError as problem:  # the settings are valid, but not for these stencils
    show_problems(form)
    st.error(str(problem), icon=":material/error:")
    st.stop()
_notices(lanes)
live_panel(
    form,
    lanes,
    lambda session: _draw(form, session),
    slow_pace=form.view.show in ("notebook", "own"),
    alone=form.view.alone or None,
)
