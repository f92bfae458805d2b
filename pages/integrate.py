"""The NNI lab: a network learns an integrand and is integrated in closed form, beside SNI."""

from functools import partial

import streamlit as st

from nncore.comparisons import limits_around
from nncore.figures.slider_positions import N_STEPS, position_labels, slider_positions
from nncore.live import PageRuns
from pages.integration.contents import (
    METRICS,
    RUN,
    IntegrationSettings,
    integration_contents,
    reaching,
)
from pages.integration.controls import IntegrationForm, integration_form
from pages.integration.results import intervals_of, start_of
from pages.integration.tabs import TABS, integration_tabs
from pages.live.elements import Shown, live_chart, live_metrics, live_text
from pages.live.panel import Compose, live_panel
from pages.settings.layout import open_tab
from pages.settings.widgets import select_slider

TITLE = "Integrate"
_FIT_HEIGHT = 300
_SIDE_HEIGHT = 166

FIT_ALT = "The integrand and the network over the training interval, the residual below."
LOSS_ALT = "Training and validation loss by {iteration}, on a logarithmic scale."
DIVERGENCE_ALT = "|NNI − SNI| and the errors of both against the exact value, by interval."
LIMITS = (
    "Integral from a to b",
    "Move the limits: the same network is integrated again, nothing is trained.",
)


def _compose(form: IntegrationForm, runs: PageRuns) -> Compose:
    start, limits = start_of(form.spec), _limits(form)
    settings = IntegrationSettings(
        start,
        reaching(start, form.spec, limits),
        limits,
        intervals_of(form),
        form.view.n_points,
        open_tab(form, TABS),
    )
    return partial(integration_contents, settings)


def _draw(form: IntegrationForm, shown: Shown, runs: PageRuns) -> None:
    """Draw everything that depends on the run or on what is looked at."""
    run, limits = runs.runs[RUN], _limits(form)
    live_metrics(shown, METRICS, key="integrate_metrics")
    with st.container():
        live_text(shown, "note", key="integrate_note")
    left, right = st.columns([3, 2], gap="small")
    with left.container(border=True):
        live_chart(shown, "fit", key="integrate_fit", height=_FIT_HEIGHT, alt=FIT_ALT)
        _limit_slider(form, limits)
    loss_alt = LOSS_ALT.format(iteration=form.spec.trainer.iteration_name)
    with right:
        for slot, alt, grows in (("loss", loss_alt, True), ("divergence", DIVERGENCE_ALT, False)):
            with st.container(border=True):
                key = f"integrate_{slot}"
                live_chart(shown, slot, key=key, height=_SIDE_HEIGHT, alt=alt, grows=grows)
    network = run.network or start_of(form.spec).network
    integration_tabs(form, shown, run, network, limits, intervals_of(form))


def _limits(form: IntegrationForm) -> tuple[float, float]:
    """Return the limits of the integral that is shown; the training interval by default."""
    lower, upper = form.spec.interval
    a, b = form.view.a, form.view.b
    return (lower if a is None else a, upper if b is None else b)


def _limit_slider(form: IntegrationForm, limits: tuple[float, float]) -> None:
    """Draw the slider of the limits; beyond the training interval the network extrapolates."""
    lower, upper = form.spec.interval
    reach = limits_around(form.spec.training_integrand, lower, upper)
    shown = (min(limits), max(limits))
    positions = slider_positions(lower, upper, *reach, shown)
    label_of = position_labels(positions, (upper - lower) / N_STEPS).__getitem__
    # Without a pair as its own value, Streamlit takes it for a slider of one value.
    own = (lower, upper)
    select_slider(form, "limits", positions, shown, label_of=label_of, text=LIMITS, value=own)


form = integration_form()
live_panel(
    form,
    {RUN: form.spec},
    partial(_compose, form),
    partial(_draw, form),
    title=TITLE,
    slow_pace=not form.spec.trainer.needs_tensorflow,
    iteration_name=form.spec.trainer.iteration_name,
)
