"""The NNI lab: a network learns an integrand and is integrated in closed form, beside SNI."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nncore.certificates import ErrorEstimate
from nncore.comparisons import Comparison, limits_around
from nncore.figures import divergence_figure, fit_figure, loss_figure
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingRecord
from pages.shared.formats import error_text, value_text
from pages.shared.integration_controls import IntegrationForm, integration_form
from pages.shared.integration_results import (
    MANY_UNITS,
    claim_label,
    claim_text,
    compared,
    compared_now,
    intervals_of,
    note_on,
    start_of,
    statistics_of,
    statistics_text,
)
from pages.shared.integration_tabs import integration_tabs
from pages.shared.lanes import Lane
from pages.shared.live_panel import live_panel
from pages.shared.live_plot import live_plot
from pages.shared.navigation import require_router
from pages.shared.sessions import Session

_LANE = "integral"
_FIT_HEIGHT = 300
_SIDE_HEIGHT = 166
_SLIDER_STEPS = 200
_EXACT_SHARE = 1e-7  # so that the digits of what stays do not come and go
_SIDE_PAUSE = 0.28  # the eye is on the fit; the charts beside it leave it the time

FIT_ALT = "The integrand and the network over the training interval, the residual below."
LOSS_ALT = "Training and validation loss by {iteration}, on a logarithmic scale."
DIVERGENCE_ALT = "|NNI − SNI| and the errors of both against the exact value, by interval."
LIMITS = "Integral from a to b"
LIMITS_HELP = "Move the limits: the same network is integrated again, nothing is trained."
NNI, EXACT, VALIDATION = ":blue[NNI]", "Exact", "Validation MSE"
NNI_ERROR, SNI_ERROR = ":blue[NNI error]", ":orange[SNI error]"
HELP = {
    "nni": "NNI: the integral of the network over the shaded interval, in closed form.",
    "exact": "The integral of f itself, from its antiderivative or adaptive quadrature.",
    "nni_error": "|NNI − exact|: how wrong the network's integral really is.",
    "claimed": (
        "What the lab claims about |NNI − exact| without the exact value, from f at fresh points. "
        "A safe, loose bound: {bound}. NNI corrected by what those points show: {corrected}, give "
        "or take {corrected_error}.{statistics}"
    ),
    "sni_error": "|SNI − exact|. Infinite where f is infinite at an end: Simpson's rule uses it.",
    "validation": "Mean squared error on samples that were not trained on, in units of y².",
}


def _draw(form: IntegrationForm, session: Session) -> None:
    """Draw everything that depends on the run or on what is looked at."""
    lane = session.lanes[_LANE]
    spec = form.spec
    start = start_of(spec)
    network = lane.network or start.network
    records = lane.records or start.records
    limits = _limits(form)
    shown, claim = compared_now(form, lane, network, (limits,))
    listed, claimed = lane.now_and_then(
        "listed",
        lambda: compared(form, network, intervals_of(form)),
        _SIDE_PAUSE if spec.n_hidden <= MANY_UNITS else 2 * _SIDE_PAUSE,
    )
    statistics = statistics_text(statistics_of(start, network, limits))
    _metrics(shown, claim, statistics, records)
    with st.container():
        if note := note_on(shown, 0):
            st.caption(f":red[:material/info: {note}]")
    left, right = st.columns([3, 2], gap="small")
    with left.container(border=True):
        background = start.background.reaching(spec.function, limits)
        live_plot(
            fit_figure(background, network, limits),
            key="integrate_fit",
            run=lane.key,
            height=_FIT_HEIGHT,
            alt=FIT_ALT,
        )
        _limit_slider(form, limits)
    with right:
        _draw_side(lane, records, listed)
    integration_tabs(form, lane, network, listed, claimed, limits)


def _draw_side(
    lane: Lane[IntegrationSpec], records: Sequence[TrainingRecord], listed: Comparison
) -> None:
    """Draw the losses, and the errors by interval."""
    iteration_name = lane.spec.trainer.iteration_name
    with st.container(border=True):
        live_plot(
            lane.now_and_then("loss", lambda: loss_figure(records, iteration_name), _SIDE_PAUSE),
            key="integrate_loss",
            run=lane.key,
            height=_SIDE_HEIGHT,
            alt=LOSS_ALT.format(iteration=iteration_name),
            grows=True,
        )
    with st.container(border=True):
        live_plot(
            divergence_figure(listed),
            key="integrate_divergence",
            run=lane.key,
            height=_SIDE_HEIGHT,
            alt=DIVERGENCE_ALT,
        )


def _limits(form: IntegrationForm) -> tuple[float, float]:
    """Return the limits of the integral that is shown; the training interval by default."""
    lower, upper = form.spec.interval
    a, b = form.view.a, form.view.b
    return (lower if a is None else a, upper if b is None else b)


def _metrics(
    shown: Comparison, judged: ErrorEstimate, statistics: str, records: Sequence[TrainingRecord]
) -> None:
    nni, exact = float(shown.nni[0]), float(shown.references.exact[0])
    nni_error, sni_error = float(shown.nni_error[0]), float(shown.sni_error[0])
    claimed, corrected = float(np.ravel(judged.estimate)[0]), float(np.ravel(judged.corrected)[0])
    corrected_error = float(np.ravel(judged.corrected_error)[0])
    in_words = {
        "bound": error_text(float(np.ravel(judged.bound)[0])),
        "corrected": value_text(corrected, corrected_error),
        "corrected_error": error_text(corrected_error),
        "statistics": statistics,
    }
    validation = next(
        (r.validation_loss for r in reversed(records) if r.validation_loss is not None), None
    )
    cells = (
        (NNI, value_text(nni, nni_error), "nni"),
        (EXACT, value_text(exact, min(1e-4 * nni_error, _EXACT_SHARE * abs(exact))), "exact"),
        (NNI_ERROR, error_text(nni_error), "nni_error"),
        (claim_label(nni_error, claimed), claim_text(claimed), "claimed"),
        (SNI_ERROR, error_text(sni_error), "sni_error"),
        (VALIDATION, error_text(validation), "validation"),
    )
    with st.container(horizontal=True, gap="small"):
        for label, text, name in cells:
            st.metric(label, text, help=HELP[name].format(**in_words), border=True)


def _limit_slider(form: IntegrationForm, limits: tuple[float, float]) -> None:
    """Draw the slider of the limits; beyond the training interval the network extrapolates."""
    lower, upper = form.spec.interval
    smallest, largest = limits_around(form.spec.function, lower, upper)
    shown = (min(limits), max(limits))
    st.slider(
        LIMITS,
        min(smallest, shown[0]),
        max(largest, shown[1]),
        key=form.seed("limits", shown),
        step=(upper - lower) / _SLIDER_STEPS,
        help=LIMITS_HELP,
        on_change=form.commit,
        args=("limits",),
    )


require_router()
form = integration_form()
live_panel(
    form,
    {_LANE: form.spec},
    lambda session: _draw(form, session),
    slow_pace=not form.spec.trainer.needs_tensorflow,
    iteration_name=form.spec.trainer.iteration_name,
)
