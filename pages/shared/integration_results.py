"""What the Integrate page shows of its run: the start, the intervals and what is claimed."""

import numpy as np
import streamlit as st

from nncore.certificates import Certificate, ErrorEstimate
from nncore.comparisons import Comparison, Intervals, notebook_intervals, parse_intervals
from nncore.experiments import make_dataset, start_network, start_record
from nncore.figures.fit import FitBackground
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingRecord
from pages.shared.formats import error_text, rounded_up
from pages.shared.integration_controls import IntegrationForm
from pages.shared.sessions import Lane

_MAX_POINTS_DRAWN = 150
MANY_UNITS = 1_000  # a network of more is judged now and then, not in every picture

EXTRAPOLATED = "extrapolation, beyond the training interval"
OUTSIDE_DOMAIN = "f is not defined on all of this interval"
NO_REFERENCE = "f cannot be integrated on this interval"
SNI_INFINITE = "SNI uses the end where f is infinite"
SNI_UNDEFINED = "SNI uses a point where f is 0/0"


@st.cache_data(
    show_spinner=False, max_entries=64, hash_funcs={IntegrationSpec: IntegrationSpec.to_json}
)
def start_of(
    spec: IntegrationSpec,
) -> tuple[OneHiddenNetwork, FitBackground, tuple[TrainingRecord, ...]]:
    """Return the network before training, what stays in the fit chart, and the first losses."""
    dataset = make_dataset(spec)
    points = dataset.training_points(_MAX_POINTS_DRAWN)
    background = FitBackground.of(spec.function, *spec.interval, *points, spec.variable)
    network = start_network(spec, dataset)
    record = start_record(spec, dataset, network)
    return network, background, (record,) if record else ()


@st.cache_resource(show_spinner=False, max_entries=128)
def _certificate(settings: str, intervals: Intervals) -> Certificate:
    """Return what judges any network of these settings on the intervals."""
    spec = IntegrationSpec.from_json(settings)
    limits = np.array(intervals)
    return Certificate.of(
        spec.function,
        limits[:, 0],
        limits[:, 1],
        spec.n_training_samples,
        training_interval=spec.interval,
        n_hidden=spec.n_hidden,
    )


def judged(form: IntegrationForm, network: OneHiddenNetwork, intervals: Intervals) -> ErrorEstimate:
    """Return what is claimed about the integrals of a network, without their exact values."""
    return _certificate(form.spec.to_json(), intervals).judge(network)


def intervals_of(form: IntegrationForm) -> Intervals:
    """Return the intervals of the table: the user's own, or the notebook's ten."""
    if form.view.intervals:
        return parse_intervals(form.view.intervals)
    intervals = notebook_intervals(*form.spec.interval)
    if form.spec.mapping is None:
        return intervals
    # Beyond an infinite end there is nothing, not even an extrapolation.
    return tuple((a, b) for a, b in intervals if b <= form.spec.interval[1])


def judged_now(
    form: IntegrationForm,
    lane: Lane[IntegrationSpec],
    network: OneHiddenNetwork,
    intervals: Intervals,
) -> ErrorEstimate:
    """Judge the network in every picture, or now and then where that takes long."""
    if form.spec.n_hidden <= MANY_UNITS:
        return judged(form, network, intervals)
    return lane.now_and_then("judged", lambda: judged(form, network, intervals))


def claim_label(true_error: float, claimed: float) -> str:
    """Return the label of the claim: vermilion where the true error exceeds it."""
    if np.isnan(true_error):
        return ":blue[Claimed error]"
    return ":red[Claimed error ✗]" if true_error > claimed else ":blue[Claimed error ✓]"


def claim_text(claimed: float) -> str:
    """Return a claim as an inequality, rounded up: it must hold as it is written."""
    return f"≤ {error_text(rounded_up(claimed))}"


def note_on(compared: Comparison, j: int) -> str:
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
