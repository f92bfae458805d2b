"""The stencil lab: networks of a few weights learn a derivative, beside optimum and Taylor."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from nncore.experiments.stencil_comparison import FieldTrial
from nncore.experiments.stencil_series import SERIES
from nncore.figures.stencils import dispersion_figure, field_errors_figure, losses_figure
from nncore.specs import StencilSpec
from nncore.stencils.dispersion import theta_of_mode
from pages.shared.controls import segments, show_problems
from pages.shared.lanes import Lane
from pages.shared.live_panel import live_panel
from pages.shared.live_plot import live_plot
from pages.shared.navigation import require_router
from pages.shared.sessions import Session
from pages.shared.stencil_controls import stencil_form
from pages.shared.stencil_lanes import draw_lane, lane_title
from pages.shared.stencil_notices import draw_notices
from pages.shared.stencil_results import (
    band_errors,
    field_trial,
    has_settled,
    loss_over_optimum,
    start_error,
    stencils,
)
from pages.shared.stencil_tabs import LINES, stencil_tabs
from pages.shared.stencil_view import StencilForm

_CHART_HEIGHT = 160
_SIDE_PAUSE = 0.28
_FAR = 10.0  # times the least loss
_LONG_FIELD = 16  # characters that fit above its chart

SETTLED = "The weights settle at the optimum for these waves, not at Taylor's."
FAR_OFF = "The loss is still about {ratio:,.0f} times the optimum's."
CONSTRAIN = "Set **Consistent to order** to 1, or take more epochs."
MORE = "Take more epochs, or another learning rate."
LOOK, LOOK_HELP = "Look at", "The charts below and the tabs are about this stencil."
LANE_LINES = ("━━", "╍╍", "•••")
#: Series of the page -> what the numbers are that name its networks.
LANE_NUMBERS: Mapping[str, str] = {"data": "fields:", "waves": "modes below:", "noise": "noise:"}
LOSSES_ALT = "Training loss of each network over the updates, with the least possible one."
DISPERSION_ALT = "Modified wavenumber of each stencil; the band of the training waves is shaded."
FIELD_ALT, FIELD_AXIS = "Error of each stencil's derivative of u = {field}.", "error of u{primes}"
FIELD_HEAD = ":small[error for `u = {field}`]"


def _draw(form: StencilForm, show: str, session: Session) -> None:
    """Draw everything that depends on the runs or on what is looked at.

    Until the whole page follows a new choice of `show`, ticks draw the stencils of the last one.
    """
    titles = {name: lane_title(show, name, lane.spec) for name, lane in session.lanes.items()}
    columns = st.columns(len(session.lanes), gap="small")
    for j, (name, lane) in enumerate(session.lanes.items()):
        with columns[j].container(border=True, gap="xxsmall"):
            draw_lane(j, titles[name], lane, alone=len(titles) == 1)
    looked_at = form.view.look or form.view.alone or next(reversed(session.lanes))
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(titles) > 1:
            segments(form, "look", titles, looked_at, text=(LOOK, LOOK_HELP))
        with st.container(width="stretch"):
            _draw_verdict(show, session)
    lane = session.lanes[looked_at]
    trial = field_trial(lane, form.view.field)
    losses, waves, field = st.columns(3, gap="small")
    with losses.container(border=True, gap="xxsmall"):
        _draw_losses(show, session)
    with waves.container(border=True, gap="xxsmall"):
        _draw_dispersion(lane)
    with field.container(border=True, gap="xxsmall"):
        _draw_field(form, lane, trial)
    stencil_tabs(form, session, titles, looked_at, trial)


def _draw_verdict(show: str, session: Session) -> None:
    """Say where the weights have come to, once all runs are over."""
    if all(map(has_settled, session.active)):
        st.markdown(f":green[:material/lightbulb:] {SETTLED}")
        return
    for lane in session.active if show == "own" else ():
        ratio = loss_over_optimum(lane)
        if ratio is not None and ratio > _FAR:
            remedy = MORE if lane.spec.constraint else CONSTRAIN
            st.markdown(
                f":red[:material/lightbulb:] {FAR_OFF.format(ratio=float(f'{ratio:.2g}'))} {remedy}"
            )


def _draw_losses(show: str, session: Session) -> None:
    lanes = session.lanes
    names = list(lanes) if len(lanes) > 1 else ["learned"]
    lines = " ".join(f"{line} {name}" for line, name in zip(LANE_LINES, names, strict=False))
    st.markdown(f":small[{LANE_NUMBERS.get(show, '')} :blue[{lines}]]")
    live_plot(
        next(iter(lanes.values())).now_and_then(
            "losses",
            lambda: losses_figure(
                {name: lane.records for name, lane in lanes.items()},
                {name: band_errors(lane.spec)["optimum"][0] for name, lane in lanes.items()},
                {name: start_error(lane.spec) for name, lane in lanes.items()},
            ),
            _SIDE_PAUSE,
        ),
        key="differentiate_losses",
        run="-".join(lane.key for lane in lanes.values()),
        height=_CHART_HEIGHT,
        alt=LOSSES_ALT,
        grows=True,
    )


def _draw_dispersion(lane: Lane[StencilSpec]) -> None:
    spec = lane.spec
    shown = {method: c for method, c in stencils(lane).items() if method in LINES}
    st.markdown(f":small[{' '.join(LINES.values())}]")
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
        alt=DISPERSION_ALT,
    )


def _draw_field(form: StencilForm, lane: Lane[StencilSpec], trial: FieldTrial | str) -> None:
    if isinstance(trial, str):
        st.warning(trial, icon=":material/function:")
        return
    primes = "′" * lane.spec.derivative_order
    shown = {method: e for method, e in trial.errors.items() if method in LINES}
    text = form.view.field
    short = text if len(text) <= _LONG_FIELD else text[: _LONG_FIELD - 1] + "…"
    st.markdown(FIELD_HEAD.format(field=short))
    live_plot(
        lane.now_and_then(
            "field",
            lambda: field_errors_figure(trial.x, shown, FIELD_AXIS.format(primes=primes)),
            _SIDE_PAUSE,
        ),
        key="differentiate_trial",
        run=f"{lane.key} {form.view.field}",
        height=_CHART_HEIGHT,
        alt=FIELD_ALT.format(field=form.view.field),
    )


require_router()
form = stencil_form()
try:
    lanes = SERIES[form.view.show](form.spec)
except ValueError as problem:  # the settings are valid, but not for these stencils
    show_problems(form)
    st.error(str(problem), icon=":material/error:")
    st.stop()
draw_notices(form.spec, {lane_title(form.view.show, n, s): s for n, s in lanes.items()})
live_panel(
    form,
    lanes,
    partial(_draw, form, form.view.show),
    slow_pace=form.view.show != "data",
    alone=form.view.alone or None,
)
