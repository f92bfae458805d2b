"""The NNI lab: a network learns an integrand and is integrated in closed form, beside SNI."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from nncore.comparisons import (
    Comparison,
    Intervals,
    compare,
    notebook_intervals,
    parse_intervals,
    references,
)
from nncore.experiments import make_dataset, start_network, start_record
from nncore.figures import divergence_figure, fit_figure, hidden_units_figure, loss_figure
from nncore.figures.fit import FitBackground
from nncore.figures.formula import closed_form_latex
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingRecord
from nncore.versions import versions
from pages.shared.formats import error_text, value_text
from pages.shared.integration_controls import TEXTS, IntegrationForm, integration_form
from pages.shared.live_panel import live_panel
from pages.shared.live_plot import live_plot
from pages.shared.navigation import require_router
from pages.shared.sessions import Lane, Session

_LANE = "integral"
_MAX_POINTS_DRAWN = 150
_FIT_HEIGHT = 300
_SIDE_HEIGHT = 178
_SIDE_PAUSE = 0.28  # the eye is on the fit; the charts beside it leave it the time

TABS = ("Intervals", "Hidden units", "Formula", "Details")
HELP = {
    "nni": "NNI: the integral of the network over the shaded interval, in closed form.",
    "exact": "The integral of f itself, from its antiderivative or adaptive quadrature.",
    "nni_error": "|NNI − exact|: how wrong the network's integral really is.",
    "sni": "SNI: Simpson's rule on equidistant points, as in the notebook.",
    "sni_error": "|SNI − exact|. Infinite where f is infinite at an end: Simpson's rule uses it.",
    "validation": "Mean squared error on samples that were not trained on, in units of y².",
}
COLUMNS = (
    "interval",
    ":blue[NNI]",
    ":orange[SNI]",
    "exact",
    "\\|NNI − SNI\\|",
    ":blue[NNI error]",
    ":orange[SNI error]",
    "",
)
EXTRAPOLATED = "extrapolation, beyond the training interval"
OUTSIDE_DOMAIN = "f is not defined on all of this interval"
NO_REFERENCE = "f cannot be integrated on this interval"
SNI_INFINITE = "SNI uses the end where f is infinite"
SNI_UNDEFINED = "SNI uses a point where f is 0/0"

DETAILS = {
    "seconds": "Compute time",
    "samples": "Training samples",
    "parameters": "Weights and biases",
    "memory": "Memory of the run on its worker, estimated",
    "versions": "Versions",
    "settings": "All the settings, as JSON. The link in the address bar holds them too.",
}


@st.cache_data(
    show_spinner=False, max_entries=64, hash_funcs={IntegrationSpec: IntegrationSpec.to_json}
)
def _start(
    spec: IntegrationSpec,
) -> tuple[OneHiddenNetwork, FitBackground, tuple[TrainingRecord, ...]]:
    """Return the network before training, what stays in the fit chart, and the first losses."""
    dataset = make_dataset(spec)
    points = dataset.training_points(_MAX_POINTS_DRAWN)
    background = FitBackground.of(spec.function, *spec.interval, *points)
    network = start_network(spec, dataset)
    record = start_record(spec, dataset, network)
    return network, background, (record,) if record else ()


def _intervals(form: IntegrationForm) -> Intervals:
    if form.view.intervals:
        return parse_intervals(form.view.intervals)
    return notebook_intervals(*form.spec.interval)


def _iteration_name(spec: IntegrationSpec) -> str:
    return "epoch" if spec.trainer.needs_tensorflow else "iteration"


def _draw(form: IntegrationForm, session: Session) -> None:
    """Draw everything that depends on the run or on what is looked at."""
    lane = session.lanes[_LANE]
    spec, view = form.spec, form.view
    start, background, first = _start(spec)
    network = lane.network or start
    records = lane.records or first
    limits = _limits(form)
    shown = compare(network, references(spec.function, (limits,), view.n_points), spec.interval)
    listed = lane.now_and_then(
        "listed",
        lambda: compare(
            network, references(spec.function, _intervals(form), view.n_points), spec.interval
        ),
        _SIDE_PAUSE,
    )
    _metrics(shown, records)
    with st.container():
        if note := _note(shown, 0):
            st.caption(f":red[:material/info: {note}]")
    left, right = st.columns([3, 2], gap="small")
    with left.container(border=True):
        live_plot(
            fit_figure(background.reaching(spec.function, limits), network, limits),
            key="integrate_fit",
            run=lane.key,
            height=_FIT_HEIGHT,
            alt="The integrand and the network over the training interval, the residual below.",
        )
        _limit_slider(form, limits)
    with right.container(border=True):
        live_plot(
            lane.now_and_then(
                "loss", lambda: loss_figure(records, _iteration_name(spec)), _SIDE_PAUSE
            ),
            key="integrate_loss",
            run=lane.key,
            height=_SIDE_HEIGHT,
            alt="Training and validation loss by iteration, on a logarithmic scale.",
            grows=True,
        )
    with right.container(border=True):
        live_plot(
            divergence_figure(listed),
            key="integrate_divergence",
            run=lane.key,
            height=_SIDE_HEIGHT,
            alt="|NNI − SNI| and the errors of both against the exact value, by interval.",
        )
    _tabs(form, lane, network, listed, limits)


def _limits(form: IntegrationForm) -> tuple[float, float]:
    """Return the limits of the integral that is shown; the training interval by default."""
    lower, upper = form.spec.interval
    a, b = form.view.a, form.view.b
    return (lower if a is None else a, upper if b is None else b)


def _metrics(shown: Comparison, records: Sequence[TrainingRecord]) -> None:
    nni, exact = float(shown.nni[0]), float(shown.references.exact[0])
    nni_error, sni_error = float(shown.nni_error[0]), float(shown.sni_error[0])
    validation = next(
        (r.validation_loss for r in reversed(records) if r.validation_loss is not None), None
    )
    cells = (
        (":blue[NNI]", value_text(nni, nni_error), "nni"),
        ("Exact", value_text(exact, 1e-4 * nni_error), "exact"),
        (":blue[NNI error]", error_text(nni_error), "nni_error"),
        (":orange[SNI]", value_text(float(shown.references.sni[0]), sni_error), "sni"),
        (":orange[SNI error]", error_text(sni_error), "sni_error"),
        ("Validation MSE", error_text(validation), "validation"),
    )
    with st.container(horizontal=True, gap="small"):
        for label, text, name in cells:
            st.metric(label, text, help=HELP[name], border=True)


def _limit_slider(form: IntegrationForm, limits: tuple[float, float]) -> None:
    """Draw the slider of the limits; beyond the training interval the network extrapolates."""
    lower, upper = form.spec.interval
    room = 0.4 * (upper - lower)
    smallest = max(lower - room, form.spec.function.domain[0])
    largest = min(upper + room, form.spec.function.domain[1])
    shown = (min(limits), max(limits))
    st.slider(
        "Integral from a to b",
        min(smallest, shown[0]),
        max(largest, shown[1]),
        key=form.seed("limits", shown),
        step=(upper - lower) / 200,
        help="Move the limits: the same network is integrated again, nothing is trained.",
        on_change=form.commit,
        args=("limits",),
    )


def _tabs(
    form: IntegrationForm,
    lane: Lane[IntegrationSpec],
    network: OneHiddenNetwork,
    listed: Comparison,
    limits: tuple[float, float],
) -> None:
    """Draw the tabs; only the one that is open costs anything."""
    intervals, units, formula, details = st.tabs(TABS, key=form.key("tabs"), on_change="rerun")
    if intervals.open:
        with intervals:
            _interval_tab(form, lane, listed)
    if units.open:
        with units:
            live_plot(
                hidden_units_figure(network, *form.spec.interval),
                key="integrate_units",
                run=lane.key,
                height=_FIT_HEIGHT,
                alt="The contribution of each hidden unit and their sum, the network.",
            )
    if formula.open:
        with formula:
            st.latex(closed_form_latex(network, *limits))
            st.dataframe(_unit_table(network, limits), hide_index=True, height=260)
    if details.open:
        with details:
            _details_tab(form, lane, network)


def _interval_tab(form: IntegrationForm, lane: Lane[IntegrationSpec], listed: Comparison) -> None:
    left, right = st.columns([4, 1])
    label, help_text = TEXTS["intervals"]
    left.text_input(
        label,
        key=form.seed("intervals", form.view.intervals),
        placeholder="the notebook's ten, or your own: 0 5; 5 20; 10 35",
        help=help_text,
        on_change=form.commit,
        args=("intervals",),
    )
    label, help_text = TEXTS["n_points"]
    right.number_input(
        label,
        value=None,
        key=form.seed("n_points", form.view.n_points),
        step=1,
        help=help_text,
        on_change=form.commit,
        args=("n_points",),
    )
    st.markdown(lane.now_and_then("table", lambda: _table(listed)))


def _table(listed: Comparison) -> str:
    """Return the table as Markdown, which a browser redraws often."""
    found = listed.references
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---|" + "--:|" * 6 + "---|"]
    for j, (a, b) in enumerate(found.intervals):
        note = _note(listed, j)
        cells = (
            f"{value_text(a)} … {value_text(b)}",
            value_text(listed.nni[j], listed.nni_error[j]),
            value_text(found.sni[j], listed.sni_error[j]),
            value_text(found.exact[j], 1e-9),
            error_text(listed.divergence[j]),
            error_text(listed.nni_error[j]),
            error_text(listed.sni_error[j]),
            f":red[{note}]" if note else "",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _note(compared: Comparison, j: int) -> str:
    """Say what is special about an interval, or nothing."""
    found = compared.references
    if not found.in_domain[j]:
        return OUTSIDE_DOMAIN
    if np.isnan(found.exact[j]):
        return NO_REFERENCE
    notes = [EXTRAPOLATED] if compared.extrapolated[j] else []
    if np.isinf(found.sni[j]):
        notes.append(SNI_INFINITE)
    elif np.isnan(found.sni[j]):
        notes.append(SNI_UNDEFINED)
    return "; ".join(notes)


def _unit_table(network: OneHiddenNetwork, limits: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "w (hidden weight)": network.hidden_weights,
            "b (hidden bias)": network.hidden_biases,
            "v (output weight)": network.output_weights,
            "centre −b/w": network.centres,
            "its part of the integral": network.unit_integrals(*limits),
        }
    )


def _details_tab(
    form: IntegrationForm, lane: Lane[IntegrationSpec], network: OneHiddenNetwork
) -> None:
    seconds = lane.records[-1].seconds if lane.records else 0.0
    left, right = st.columns(2)
    left.markdown(
        f"- **{DETAILS['seconds']}:** {seconds:.3g} s\n"
        f"- **{DETAILS['samples']}:** {form.spec.n_training_samples:,}\n"
        f"- **{DETAILS['parameters']}:** {network.pack().size:,}\n"
        f"- **{DETAILS['memory']}:** {form.spec.memory() / 1e6:,.1f} MB\n"
        f"- **{DETAILS['versions']}:** " + ", ".join(versions())
    )
    if lane.records:
        diagnostics = lane.records[-1].diagnostics
        left.caption(" · ".join(f"{name} {value:.3g}" for name, value in diagnostics.items()))
    right.caption(DETAILS["settings"])
    right.code(form.spec.to_json(), language="json", wrap_lines=True)


require_router()
form = integration_form()
live_panel(
    form,
    {_LANE: form.spec},
    lambda session: _draw(form, session),
    slow_pace=not form.spec.trainer.needs_tensorflow,
    iteration_name=_iteration_name(form.spec),
)
