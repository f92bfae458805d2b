"""What the Integrate page shows of its run: the start, the intervals and the estimated errors."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nncore.certificates import ControlVariateEstimate, control_variate_estimate
from nncore.certificates.certificate import UNIT_EVALUATIONS
from nncore.comparisons import Comparison, Intervals, notebook_intervals, parse_intervals
from nncore.experiments import make_dataset, start_network, start_record
from nncore.figures.fit import FitBackground
from nncore.messages import gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingRecord
from pages.integration.view import IntegrationForm
from pages.output.exactness import NOT_KNOWN, how_it_is_known
from pages.output.numbers import error_text, rounded_up, value_text

_MAX_POINTS_DRAWN = 150

# The statistics are for samples that are independent, which those of a sequence are not.
_DEPENDENT_NODES = "sobol"
_MOST_HELD_OUT = 10_000

ESTIMATED_ERROR = marked("Estimated error")
#: Whether the true error is no larger than the estimated one, if that is known -> the remark.
FROM_POINTS = {
    True: marked(
        "Estimated error: from {n:,} points of f, without the exact value; "
        "✓ the true error is no larger"
    ),
    False: marked(
        "Estimated error: from {n:,} points of f, without the exact value; "
        "✗ the true error is larger"
    ),
    None: marked("Estimated error: from {n:,} points of f, without the exact value"),
}
#: The same where the points of f are contradicted.
RAISED = {
    True: marked(
        "Estimated error: {n:,} points of f missed something, so it is raised to what is known of "
        "the integral; ✓ the true error is no larger"
    ),
    False: marked(
        "Estimated error: {n:,} points of f missed something, so it is raised to what is known of "
        "the integral; ✗ the true error is larger"
    ),
    None: marked(
        "Estimated error: {n:,} points of f missed something, so it is raised to what is known of "
        "the integral"
    ),
}
STATISTICS = marked(
    "From {n:,} random samples that were kept back, noise and all: {corrected}, give or take "
    "{error}, which is three standard errors."
)
EXTRAPOLATED = marked("extrapolation, beyond the training interval")
REVERSED = marked("from right to left, which changes the sign")
EQUAL = marked("the limits are equal: the integral is 0, whatever f is")
OUTSIDE_DOMAIN = marked("f is not defined on all of this interval")
SNI_INFINITE = marked("Simpson's rule evaluates f at the end where it is infinite")
SNI_UNDEFINED = marked("SNI uses a point where f is 0/0")


class Start(NamedTuple):
    """A run before its training: network, what stays in the fit chart, losses, kept samples."""

    network: OneHiddenNetwork
    background: FitBackground
    records: tuple[TrainingRecord, ...]
    x_held_out: np.ndarray
    y_held_out: np.ndarray


@lru_cache(maxsize=64)
def start_of(spec: IntegrationSpec) -> Start:
    """Return what is known before training."""
    dataset = make_dataset(spec)
    points = dataset.training_points(_MAX_POINTS_DRAWN)
    background = FitBackground.of(spec.training_integrand, *spec.interval, *points, spec.variable)
    network = start_network(spec, dataset)
    record = start_record(dataset, network)
    return Start(
        network,
        background,
        (record,) if record else (),
        *dataset.held_out_points(_MOST_HELD_OUT if spec.nodes != _DEPENDENT_NODES else 0),
    )


def intervals_of(form: IntegrationForm) -> Intervals:
    """Return the intervals of the table: the user's own, or the notebook's ten."""
    if form.view.intervals:
        return parse_intervals(form.view.intervals)
    intervals = notebook_intervals(*form.spec.interval)
    if form.spec.mapping is None:
        return intervals
    # Beyond an infinite end there is nothing, not even an extrapolation.
    return tuple((a, b) for a, b in intervals if b <= form.spec.interval[1])


def statistics_of(
    start: Start, network: OneHiddenNetwork, limits: tuple[float, float]
) -> ControlVariateEstimate | None:
    """Return what the samples that were kept back say of an integral.

    None if there are none, the integral leaves the interval in which they lie, or it is 0 because
    its limits are equal.
    """
    if limits[0] == limits[1]:
        return None
    if min(limits) < start.background.lower or max(limits) > start.background.upper:
        return None
    n_points = min(start.x_held_out.size, UNIT_EVALUATIONS // network.n_hidden)
    if n_points == 0:
        return None
    x, y = start.x_held_out[:n_points], start.y_held_out[:n_points]
    return control_variate_estimate(network, x, y, *limits)


def statistics_text(found: ControlVariateEstimate | None) -> str:
    """Say what the samples that were kept back estimate."""
    if found is None or not np.isfinite(error := float(found.corrected_error)):
        return ""
    return said(
        STATISTICS,
        n=found.n_samples,
        corrected=value_text(float(found.corrected), error),
        error=error_text(rounded_up(error)),
    )


def covers(true_error: tuple[float, float], estimate: float) -> bool | None:
    """Return whether an estimated error, as it is written, is no smaller than the true one.

    None if that is not known, or nothing is estimated.
    """
    (low, high), written = true_error, rounded_up(estimate)
    if not np.isfinite(written) or low <= written < high:
        return None
    return None if np.isnan(low) else high <= written


def estimate_label(is_covering: bool | None) -> str:
    """Return the label of an estimated error: vermilion where the true error exceeds it."""
    label = gettext(ESTIMATED_ERROR)
    if is_covering is None:
        return f":blue[{label}]"
    return f":blue[{label} ✓]" if is_covering else f":red[{label} ✗]"


def estimate_text(estimate: float) -> str:
    """Write an estimated error, rounded up; it is an estimate, not a bound."""
    return f"≈ {error_text(rounded_up(estimate))}" if np.isfinite(estimate) else gettext(NOT_KNOWN)


def estimate_remark(n_points: float, is_covering: bool | None, is_raised: bool = False) -> str:
    """Say where an estimated error comes from, and whether the exact value agrees with it."""
    if not n_points:
        return ""
    return said((RAISED if is_raised else FROM_POINTS)[is_covering], n=int(n_points))


def note_on(compared: Comparison, j: int) -> str:
    """Say what is special about an interval, or nothing."""
    found = compared.references
    if not found.in_domain[j]:
        return gettext(OUTSIDE_DOMAIN)
    a, b = found.intervals[j]
    problem = found.known.problems[j]
    notes = [] if problem is None else [str(problem).rstrip(".")]
    notes += [how_it_is_known(found, j)] if found.known.methods[j] == "agreement" else []
    notes += [gettext(REVERSED)] if a > b else []
    notes += [gettext(EQUAL)] if a == b else []
    notes += [gettext(EXTRAPOLATED)] if compared.extrapolated[j] else []
    if np.isinf(found.sni[j]):
        notes.append(gettext(SNI_INFINITE))
    elif np.isnan(found.sni[j]):
        notes.append(gettext(SNI_UNDEFINED))
    return "; ".join(notes)
