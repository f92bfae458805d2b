"""What Integrate shows of its run, as contents of live elements; nothing is drawn here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nncore.certificates import ErrorEstimate
from nncore.comparisons import Comparison, Intervals
from nncore.figures import divergence_figure, fit_figure, hidden_units_figure, loss_figure
from nncore.figures.fit import FitBackground
from nncore.live import Contents, PageRuns, TrainingRun
from nncore.live.integration_observer import IntegrationObservation, IntegrationObserver
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingRecord
from pages.integration.results import (
    Start,
    estimate_label,
    estimate_text,
    note_on,
    statistics_of,
    statistics_text,
)
from pages.output.details import facts_text
from pages.output.numbers import error_text, value_text

RUN = "integral"
# The eye is on the fit; the charts beside it leave it the time.
_SIDE_PAUSE = 0.4
_EXACT_SHARE = 1e-7  # so that the digits of what stays do not come and go

NNI, EXACT, VALIDATION = ":blue[NNI]", "Exact", "Validation MSE"
NNI_ERROR, SNI_ERROR = ":blue[NNI error]", ":orange[SNI error]"
HELP = {
    "nni": "NNI: the integral of the network over the shaded interval, in closed form.",
    "exact": "The integral of f itself, from its antiderivative or adaptive quadrature.",
    "nni_error": "|NNI − exact|: how wrong the network's integral really is.",
    "estimated_error": (
        "|NNI − exact|, estimated without the exact value, from f at fresh points. "
        "A safe, loose bound: {bound}. NNI corrected by what those points show: {corrected}, give "
        "or take {corrected_error}.{statistics}"
    ),
    "sni_error": "|SNI − exact|. Infinite where f is infinite at an end: Simpson's rule uses it.",
    "validation": "Mean squared error on samples that were not trained on, in units of y².",
}
#: The metrics, in their order.
METRICS = ("nni", "exact", "nni_error", "estimated_error", "sni_error", "validation")
NOTE = ":red[:material/info: {note}]"
COLUMNS = (
    "interval",
    ":blue[NNI]",
    ":orange[SNI]",
    "exact",
    "|NNI − SNI|",
    ":blue[NNI error]",
    ":blue[estimated]",
    ":orange[SNI error]",
    "",
)
SAMPLES, PARAMETERS = "Training samples", "Weights and biases"


@dataclass(frozen=True, eq=False)
class IntegrationSettings:
    """What is looked at, and what stands still meanwhile.

    Parameters
    ----------
    start : Start
        The run before its training.
    background : FitBackground
        What stands still in the chart of the fit, as far as the limits reach.
    limits : (a, b)
        Of the integral that is looked at.
    intervals : tuple of (a, b)
        The list.
    n_points : int
        Of Simpson's rule.
    tab : str
        Which of the page's tabs is open: what nobody sees is not made.
    """

    start: Start
    background: FitBackground
    limits: tuple[float, float]
    intervals: Intervals
    n_points: int
    tab: str

    @property
    def observer(self) -> IntegrationObserver:
        """What the workers are to look at."""
        return IntegrationObserver(self.limits, self.intervals, self.n_points)


def integration_contents(settings: IntegrationSettings, runs: PageRuns) -> Contents:
    """Return what the elements of the page show."""
    run: TrainingRun[IntegrationSpec] = runs.runs[RUN]
    spec, start = run.spec, settings.start
    records: Sequence[TrainingRecord] = run.records or start.records
    seen: IntegrationObservation = run.observed_by(settings.observer, start.network)
    key = run.run_id
    fit = fit_figure(settings.background, seen.curve, settings.limits)
    losses = run.throttled(
        "loss", lambda: loss_figure(records, spec.trainer.iteration_name), _SIDE_PAUSE
    )
    note = note_on(seen.compared, 0)
    return {
        **_metrics(seen, records, _statistics(settings, run)),
        "note": {"text": NOTE.format(note=note) if note else "", "look": "caption"},
        "fit": {"figure": fit, "run": key},
        "loss": {"figure": losses, "run": key},
        "divergence": {
            "figure": run.throttled(
                "divergence", lambda: divergence_figure(seen.listed), source=seen.listed
            ),
            "run": key,
        },
        **_tab_contents(settings, run, seen),
    }


def reaching(start: Start, spec: IntegrationSpec, limits: tuple[float, float]) -> FitBackground:
    """Return what stands still in the fit chart, as far as the limits reach."""
    lower, upper = spec.interval
    if lower <= min(limits) and max(limits) <= upper:
        return start.background
    return start.background.reaching(spec.training_integrand, limits)


def _statistics(settings: IntegrationSettings, run: TrainingRun[IntegrationSpec]) -> str:
    """Return what the samples that were kept back say, once the run stands still.

    Nobody reads it while it changes, and it takes as long as all the rest of a picture.
    """
    if run.is_live:
        return ""
    network = run.network or settings.start.network
    return statistics_text(statistics_of(settings.start, network, settings.limits))


def _metrics(
    seen: IntegrationObservation, records: Sequence[TrainingRecord], statistics: str
) -> dict[str, Any]:
    compared, estimate = seen.compared, float(seen.judged.estimate[0])  # type: ignore[index]
    nni, exact = float(compared.nni[0]), float(compared.references.exact[0])
    nni_error, sni_error = float(compared.nni_error[0]), float(compared.sni_error[0])
    validation = next(
        (r.validation_loss for r in reversed(records) if r.validation_loss is not None), None
    )
    metrics = (
        (NNI, value_text(nni, nni_error), HELP["nni"]),
        (EXACT, _exact_text(exact, nni_error), HELP["exact"]),
        (NNI_ERROR, error_text(nni_error), HELP["nni_error"]),
        (
            estimate_label(nni_error, estimate),
            estimate_text(estimate),
            _estimate_help(seen.judged, statistics),
        ),
        (SNI_ERROR, error_text(sni_error), HELP["sni_error"]),
        (VALIDATION, error_text(validation), HELP["validation"]),
    )
    return {
        name: {"label": label, "value": value, "help": help_text}
        for name, (label, value, help_text) in zip(METRICS, metrics, strict=True)
    }


def _estimate_help(estimated: ErrorEstimate, statistics: str) -> str:
    bound, corrected, corrected_error = (
        float(values[0])  # type: ignore[index]
        for values in (estimated.bound, estimated.corrected, estimated.corrected_error)
    )
    return HELP["estimated_error"].format(
        bound=error_text(bound),
        corrected=value_text(corrected, corrected_error),
        corrected_error=error_text(corrected_error),
        statistics=statistics,
    )


def _exact_text(exact: float, nni_error: float) -> str:
    return value_text(exact, min(1e-4 * nni_error, _EXACT_SHARE * abs(exact)))


def _tab_contents(
    settings: IntegrationSettings,
    run: TrainingRun[IntegrationSpec],
    seen: IntegrationObservation,
) -> dict[str, Any]:
    spec = run.spec
    if settings.tab == "Intervals":
        rows = run.throttled(
            "table", lambda: _rows(seen.listed, seen.listed_judged), source=seen.listed
        )
        left = [0, len(COLUMNS) - 1]
        return {"intervals": {"columns": list(COLUMNS), "rows": rows, "text_columns": left}}
    if settings.tab == "Hidden units":
        figure = run.throttled(
            "units",
            lambda: hidden_units_figure(
                run.network or settings.start.network, *spec.interval, spec.variable
            ),
        )
        return {"units": {"figure": figure, "run": run.run_id}}
    if settings.tab == "Details":
        facts = {
            SAMPLES: f"{spec.n_training_samples:,}",
            PARAMETERS: f"{3 * spec.n_hidden + 1:,}",
        }
        diagnostics = run.records[-1].diagnostics if run.records else None
        return {"facts": {"text": facts_text(spec, run.run_seconds, facts, diagnostics)}}
    return {}


def _rows(listed: Comparison, estimated: ErrorEstimate) -> list[list[str]]:
    """Return the table of the intervals."""
    found = listed.references
    rows = []
    for j, (a, b) in enumerate(found.intervals):
        estimate = float(estimated.estimate[j])  # type: ignore[index]
        note, text = note_on(listed, j), estimate_text(estimate)
        rows.append(
            [
                f"{value_text(a)} … {value_text(b)}",
                value_text(listed.nni[j], listed.nni_error[j]),
                value_text(found.sni[j], listed.sni_error[j]),
                value_text(found.exact[j], 1e-9),
                error_text(listed.divergence[j]),
                error_text(listed.nni_error[j]),
                f":red[{text} ✗]" if listed.nni_error[j] > estimate else text,
                error_text(listed.sni_error[j]),
                f":red[{note}]" if note else "",
            ]
        )
    return rows
