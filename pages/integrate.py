"""The NNI lab: a network learns an integrand and is integrated in closed form, beside SNI."""

from functools import partial

import streamlit as st

from nncore.live import PageRuns
from nncore.messages import gettext, marked
from pages.integration.contents import (
    FILES,
    FORMULA,
    METRICS,
    RUN,
    TABS,
    IntegrationSettings,
    reaching,
)
from pages.integration.controls import integration_form
from pages.integration.limits import limit_slider, limits_of
from pages.integration.pinned import compared_contents, legend_of
from pages.integration.results import intervals_of, start_of
from pages.integration.tabs import integration_tabs
from pages.integration.view import IntegrationForm
from pages.live.elements import Shown, live_chart, live_metrics, live_text
from pages.live.panel import Compose, live_panel
from pages.live.pinned import PINNED, pin_button
from pages.settings.layout import open_tab

TITLE = marked("Integrate")
_FIT_HEIGHT = 300
_SIDE_HEIGHT = 166

FIT_ALT = marked("The integrand and the network over the training interval, the residual below.")
#: By what a trainer calls its iterations.
LOSS_ALTS = {
    "epoch": marked("Training and validation loss by epoch, on a logarithmic scale."),
    "iteration": marked("Training and validation loss by iteration, on a logarithmic scale."),
}
DIVERGENCE_ALT = marked("|NNI − SNI| and the errors of both against the exact value, by interval.")


def _compose(form: IntegrationForm, runs: PageRuns) -> Compose:
    start, limits = start_of(form.spec), limits_of(form)
    settings = IntegrationSettings(
        start,
        reaching(start, form.spec, limits),
        limits,
        intervals_of(form),
        form.view.n_points,
        open_tab(form, TABS),
    )
    return partial(compared_contents, settings, legend_of(form, runs))


def _draw(form: IntegrationForm, shown: Shown, runs: PageRuns) -> None:
    """Draw everything that depends on the run or on what is looked at."""
    run, limits = runs.shown[RUN], limits_of(form)
    live_metrics(shown, METRICS, key="integrate_metrics")
    with st.container(gap="xxsmall"):
        live_text(shown, "note", key="integrate_note")
        live_text(shown, PINNED, key="integrate_pinned")
    left, right = st.columns([3, 2], gap="small")
    with left.container(border=True):
        live_chart(shown, "fit", key="integrate_fit", height=_FIT_HEIGHT, alt=gettext(FIT_ALT))
        limit_slider(form, limits)
    loss_alt = gettext(LOSS_ALTS[form.spec.trainer.iteration_name])
    with right:
        for slot, alt in (("loss", loss_alt), ("divergence", gettext(DIVERGENCE_ALT))):
            with st.container(border=True):
                key, grows = f"integrate_{slot}", slot == "loss"
                live_chart(shown, slot, key=key, height=_SIDE_HEIGHT, alt=alt, grows=grows)
    runs.shown.needs_script = open_tab(form, TABS) in (FORMULA, FILES)
    network = run.network or start_of(form.spec).network
    integration_tabs(form, shown, run, network, limits, intervals_of(form))


form = integration_form()
live_panel(
    form,
    {RUN: form.spec},
    partial(_compose, form),
    partial(_draw, form),
    title=gettext(TITLE),
    slow_pace=not form.spec.trainer.needs_tensorflow,
    iteration_name=form.spec.trainer.iteration_name,
    more_buttons=partial(pin_button, form, RUN),
)
