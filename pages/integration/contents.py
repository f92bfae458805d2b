"""What Integrate shows of its run, as contents of live elements; nothing is drawn here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nncore.arrays import FloatArray
from nncore.certificates import ErrorEstimate
from nncore.comparisons import Comparison, Intervals
from nncore.figures import divergence_figure, fit_figure, hidden_units_figure
from nncore.figures.fit import FitBackground
from nncore.live import Contents, PageRuns, TrainingRun
from nncore.live.integration_observer import IntegrationObservation, IntegrationObserver
from nncore.messages import gettext, marked, number_text, said
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingRecord
from pages.integration.losses import losses
from pages.integration.results import (
    Start,
    covers,
    estimate_label,
    estimate_remark,
    estimate_text,
    note_on,
    statistics_of,
    statistics_text,
)
from pages.integration.worth import WORTH_PAUSE, worth_of
from pages.output.details import facts_text
from pages.output.exactness import exact_label, exact_text, how_it_is_known, what_that_means
from pages.output.numbers import error_range_text, error_text, rounded_up, value_text

RUN = "integral"
NNI, VALIDATION = marked(":blue[NNI]"), marked("Validation MSE")
NNI_ERROR, SNI_ERROR = marked(":blue[NNI error]"), marked(":orange[SNI error]")
NNI_ERROR_PROVED = marked(":blue[NNI error, proved]")
PROVED = marked(
    "Proved: it is between {low} and {high}, whatever f does between the points that were seen."
)
PROVED_DIGITS = marked("Proved to these digits, whatever f does between the points that were seen.")
HELP = {
    "nni": marked("NNI: the integral of the network over the shaded interval, in closed form."),
    "nni_error": marked("|NNI − exact|: how wrong the network's integral really is."),
    "estimated_error": marked(
        "|NNI − exact|, estimated without the exact value, from f at {n:,} fresh points: what f "
        "does between them is not seen. ✓ The true error is no larger; ✗ it is larger. The loose "
        "bound of Cauchy and Schwarz, by the same points: {bound}. NNI corrected by what they "
        "show: {corrected}, give or take about {corrected_error}."
    ),
    "sni_error": marked(
        "|SNI − exact|. Infinite where f is infinite at an end: Simpson's rule uses it."
    ),
    "validation": marked("Mean squared error on samples that were not trained on, in units of y²."),
}
HELP_RAISED = marked(
    "Here these points missed something: what is known of the integral shows it, and the estimates "
    "are raised to that."
)
#: The metrics, in their order.
METRICS = ("nni", "exact", "nni_error", "estimated_error", "sni_error", "validation")
KNOWN = marked("The integral of f: {how}")
NOTE = ":red[:material/info: {note}]"
TABS = INTERVALS, UNITS, FORMULA, DETAILS, FILES = (
    marked("Intervals"),
    marked("Hidden units"),
    marked("Formula"),
    marked("Details"),
    marked("Take away"),
)
COLUMNS = (
    *(marked("interval"), NNI, marked(":orange[SNI]"), marked("exact"), marked("|NNI − SNI|")),
    *(NNI_ERROR, marked(":blue[estimated]"), SNI_ERROR, ""),
)
SAMPLES, PARAMETERS = marked("Training samples"), marked("Weights and biases")
WORTH = marked("Whether NNI is worth it")


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
    run: TrainingRun[IntegrationSpec] = runs.shown[RUN]
    start = settings.start
    records: Sequence[TrainingRecord] = run.records or start.records
    seen: IntegrationObservation = run.observed_by(settings.observer, start.network)
    key = run.run_id
    fit = fit_figure(settings.background, seen.curve, settings.limits)
    return {
        **run.made_of(
            seen.compared, "metrics", lambda: metrics_of(seen, records, _statistics(settings, run))
        ),
        "validation": validation_of(records),  # of the newest step, as the losses are
        "note": run.made_of(seen.compared, "note", lambda: _remarks(seen)),
        "fit": {"figure": fit, "run": key},
        "loss": {"figure": losses(runs, start.records), "run": key},
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


def metrics_of(
    seen: IntegrationObservation, records: Sequence[TrainingRecord], statistics: str
) -> dict[str, Any]:
    """Return the metrics of a network, with what the samples that were kept back say of it."""
    compared, estimate = seen.compared, float(seen.judged.estimate[0])  # type: ignore[index]
    found, nni_error = compared.references, _first(compared.nni_error_range)
    metrics = (
        (gettext(NNI), value_text(float(compared.nni[0]), nni_error[1]), gettext(HELP["nni"])),
        (exact_label(found, 0), exact_text(found, 0), what_that_means(found, 0)),
        _nni_error(compared),
        (
            estimate_label(covers(nni_error, estimate)),
            estimate_text(estimate),
            _estimate_help(seen.judged, statistics),
        ),
        (
            gettext(SNI_ERROR),
            error_range_text(*_first(compared.sni_error_range)),
            gettext(HELP["sni_error"]),
        ),
    )
    return {
        name: {"label": label, "value": value, "help": help_text}
        for name, (label, value, help_text) in zip(METRICS[:-1], metrics, strict=True)
    } | {"validation": validation_of(records)}


def validation_of(records: Sequence[TrainingRecord]) -> dict[str, str]:
    """Return the metric of the newest validation loss."""
    losses = (record.validation_loss for record in reversed(records))
    text = error_text(next((loss for loss in losses if loss is not None), None))
    return {"label": gettext(VALIDATION), "value": text, "help": gettext(HELP["validation"])}


def _first(found: tuple[FloatArray, FloatArray]) -> tuple[float, float]:
    return float(found[0][0]), float(found[1][0])


def _nni_error(compared: Comparison) -> tuple[str, str, str]:
    """Return label, value and help of the true error, which says where it is proved."""
    low, high = _first(compared.nni_error_range)
    value, help_text = error_range_text(low, high), gettext(HELP["nni_error"])
    if not (compared.references.known.is_proved[0] and math.isfinite(high)):
        return gettext(NNI_ERROR), value, help_text
    ends = {"low": error_text(low), "high": error_text(rounded_up(high))}
    proved = PROVED_DIGITS if ends["low"] == ends["high"] else PROVED
    return gettext(NNI_ERROR_PROVED), value, f"{help_text} {said(proved, **ends)}"


def _remarks(seen: IntegrationObservation) -> dict[str, str]:
    """Say how the exact value is known, where the estimate comes from, and what is special."""
    compared, judged = seen.compared, seen.judged
    is_covering = covers(_first(compared.nni_error_range), judged.estimate[0])  # type: ignore[index]
    parts = []
    if compared.references.known.methods[0]:
        parts.append(said(KNOWN, how=how_it_is_known(compared.references, 0)))
    parts.append(
        estimate_remark(judged.n_points[0], is_covering, judged.is_raised[0])  # type: ignore[index]
    )
    note = note_on(compared, 0)
    parts.append(NOTE.format(note=note) if note else "")
    return {"text": " · ".join(filter(None, parts)), "look": "caption"}


def _estimate_help(estimated: ErrorEstimate, statistics: str) -> str:
    bound, corrected, corrected_error, n_points = (
        float(values[0])  # type: ignore[index]
        for values in (
            *(estimated.bound, estimated.corrected),
            *(estimated.corrected_error, estimated.n_points),
        )
    )
    sentences = said(
        HELP["estimated_error"],
        n=int(n_points),
        bound=error_text(rounded_up(bound)),
        corrected=value_text(corrected, corrected_error),
        corrected_error=error_text(corrected_error),
    )
    raised = gettext(HELP_RAISED) if estimated.is_raised[0] else ""  # type: ignore[index]
    return " ".join(filter(None, (sentences, raised, statistics)))


def _tab_contents(
    settings: IntegrationSettings,
    run: TrainingRun[IntegrationSpec],
    seen: IntegrationObservation,
) -> dict[str, Any]:
    spec = run.spec
    if settings.tab == INTERVALS:
        return {"intervals": run.throttled("table", lambda: _table(seen), source=seen.listed)}
    if settings.tab == UNITS:
        figure = run.throttled(
            "units",
            lambda: hidden_units_figure(
                run.network or settings.start.network, *spec.interval, spec.variable
            ),
        )
        return {"units": {"figure": figure, "run": run.run_id}}
    if settings.tab == DETAILS:
        facts = {
            gettext(SAMPLES): number_text(spec.n_training_samples, ","),
            gettext(PARAMETERS): number_text(3 * spec.n_hidden + 1, ","),
        }
        if (network := run.network) is not None:
            facts[gettext(WORTH)] = run.throttled(
                "worth", lambda: worth_of(run, network), WORTH_PAUSE
            )
        diagnostics = run.records[-1].diagnostics if run.records else None
        return {"facts": {"text": facts_text(spec, run.run_seconds, facts, diagnostics)}}
    return {}


def _heads(listed: Comparison) -> list[str]:
    """Return the heads of the table; that of the true error says whether all of it is proved."""
    is_proved = listed.references.known.is_proved.all()
    return [
        gettext(NNI_ERROR_PROVED if head == NNI_ERROR and is_proved else head) for head in COLUMNS
    ]


def _table(seen: IntegrationObservation) -> dict[str, Any]:
    """Return the table of the intervals."""
    listed, estimated, found = seen.listed, seen.listed_judged, seen.listed.references
    nni_errors = list(zip(*listed.nni_error_range, strict=True))
    sni_errors = list(zip(*listed.sni_error_range, strict=True))
    rows = []
    for j, (a, b) in enumerate(found.intervals):
        estimate = float(estimated.estimate[j])  # type: ignore[index]
        note, text = note_on(listed, j), estimate_text(estimate)
        rows.append(
            [
                f"{value_text(a)} … {value_text(b)}",
                value_text(listed.nni[j], nni_errors[j][1]),
                value_text(found.sni[j], sni_errors[j][1]),
                exact_text(found, j),
                error_text(listed.divergence[j]),
                error_range_text(*nni_errors[j]),
                f":red[{text} ✗]" if covers(nni_errors[j], estimate) is False else text,
                error_range_text(*sni_errors[j]),
                f":red[{note}]" if note else "",
            ]
        )
    return {"columns": _heads(listed), "rows": rows, "text_columns": [0, len(COLUMNS) - 1]}
