"""What the page of many dimensions shows of its run, as contents of live elements."""

import math
from collections.abc import Mapping
from typing import Any

from nncore.certificates import ErrorEstimate
from nncore.comparisons.box_problem import (
    ErrorCurve,
    KnownIntegral,
    best_cubature,
)
from nncore.figures.boxes import (
    method_errors_figure,
    network_figure,
    residual_figure,
)
from nncore.live import Contents, PageRuns, TrainingRun
from nncore.live.box_observer import BoxObservation
from nncore.messages import gettext, marked, number_text, said
from nncore.quadrature.box_rules import BOX_RULES
from nncore.specs import BoxSpec
from pages.boxes.results import RUN
from pages.boxes.settings import BoxSettings
from pages.boxes.tab_contents import tab_contents
from pages.integration.contents import KNOWN, NNI, NNI_ERROR, NOTE
from pages.integration.losses import losses
from pages.integration.results import covers, estimate_label, estimate_remark, estimate_text
from pages.output.exactness import METHODS
from pages.output.numbers import (
    MISSING,
    error_range_text,
    error_text,
    known_text,
    rounded_up,
    value_text,
)

#: The metrics, in their order.
METRICS = ("nni", "exact", "nni_error", "estimated_error", "cubature", "evaluations")
CUBATURE, EVALUATIONS = marked(":orange[Cubature error]"), marked(":blue[Evaluations of f]")
EXTRAPOLATED = marked("extrapolation, beyond the trained limits of {names}")
HELP = {
    "nni": marked("NNI: the integral of the network over the box that is drawn, in closed form."),
    "nni_error": marked("|NNI − exact|: how wrong the network's integral really is."),
    "estimated_error": marked(
        "|NNI − exact|, estimated without the exact value, from f at {n:,} fresh points of "
        "randomised Sobol sequences: what f does between them is not seen. ✓ The true error is no "
        "larger; ✗ it is larger. The mean size of the residual gives the bound {bound}. NNI "
        "corrected by what they show: {corrected}, give or take about {corrected_error}."
    ),
    "not_finite": marked("f is not finite at one of the points that it was tried at."),
    "cubature": marked(
        "The error of {rule}, with {n:,} evaluations of f for this box alone: no more than NNI has "
        "had. Another box needs as many again."
    ),
    "no_cubature": marked("No adaptive cubature works with so few evaluations of f."),
    "evaluations": marked(
        "How often f was evaluated for the network: once for all boxes and all parameters. A box "
        "more costs none."
    ),
}


def box_contents(settings: BoxSettings, runs: PageRuns) -> Contents:
    """Return what the elements of the page show."""
    run: TrainingRun[BoxSpec] = runs.shown[RUN]
    spec, start, key = run.spec, settings.start, run.run_id
    seen: BoxObservation = run.observed_by(settings.observer, start.network)
    drawn = (settings.section, seen.values, settings.limits, settings.names)
    errors = run.throttled(
        "errors",
        lambda: method_errors_figure(
            settings.curves, start.n_evaluations, settings.true_error(seen)[1]
        ),
    )
    return {
        **_metrics(settings, seen),
        "note": {"text": _remarks(spec, settings, seen), "look": "caption"},
        "map_f": {"figure": settings.integrand, "run": key},
        "map_network": {"figure": network_figure(*drawn), "run": key},
        "map_residual": {"figure": residual_figure(*drawn), "run": key},
        "loss": {"figure": losses(runs, start.records), "run": key},
        "errors": {"figure": errors, "run": key},
        **tab_contents(settings, run, seen),
    }


def _metrics(settings: BoxSettings, seen: BoxObservation) -> dict[str, Any]:
    known, true_error = settings.known, settings.true_error(seen)
    n_evaluations = settings.start.n_evaluations
    label, _, meaning = METHODS[known.method]
    metrics = (
        (gettext(NNI), value_text(seen.nni, true_error[1]), gettext(HELP["nni"])),
        (gettext(label), _known_text(known), _filled(meaning, known)),
        (gettext(NNI_ERROR), error_range_text(*true_error), gettext(HELP["nni_error"])),
        _estimated(seen.judged, true_error),
        _cubature(settings.curves, n_evaluations),
        (gettext(EVALUATIONS), number_text(n_evaluations, ","), gettext(HELP["evaluations"])),
    )
    return {
        name: {"label": label, "value": value, "help": help_text}
        for name, (label, value, help_text) in zip(METRICS, metrics, strict=True)
    }


def _known_text(known: KnownIntegral) -> str:
    return known_text(known.value, known.error) if known.method else MISSING


def _filled(words: str, known: KnownIntegral) -> str:
    return said(words, error=error_text(rounded_up(known.error)), problem=known.problem)


def _estimated(
    judged: ErrorEstimate | None, true_error: tuple[float, float]
) -> tuple[str, str, str]:
    if judged is None:
        return estimate_label(None), estimate_text(math.inf), gettext(HELP["not_finite"])
    bound, corrected = float(judged.bound), float(judged.corrected)
    estimate, corrected_error = float(judged.estimate), float(judged.corrected_error)
    help_text = said(
        HELP["estimated_error"],
        n=int(judged.n_points),
        bound=error_text(rounded_up(bound)),
        corrected=value_text(corrected, corrected_error),
        corrected_error=error_text(corrected_error),
    )
    label = estimate_label(covers(true_error, estimate))
    return label, estimate_text(estimate), help_text


def _cubature(curves: Mapping[str, ErrorCurve], n_evaluations: int) -> tuple[str, str, str]:
    name, spent, error = best_cubature(curves, n_evaluations)
    if not name:
        return gettext(CUBATURE), MISSING, gettext(HELP["no_cubature"])
    rule = gettext(BOX_RULES[name].label)
    return gettext(CUBATURE), error_text(error), said(HELP["cubature"], rule=rule, n=int(spent))


def _remarks(spec: BoxSpec, settings: BoxSettings, seen: BoxObservation) -> str:
    """Say how the reference value is known, where the estimate comes from, what is special."""
    known, parts = settings.known, []
    how = _filled(METHODS[known.method][1] if known.method else METHODS[""][2], known)
    parts.append(said(KNOWN, how=how) if known.method else how)
    if seen.judged is not None:
        is_covering = covers(settings.true_error(seen), float(seen.judged.estimate))
        parts.append(estimate_remark(float(seen.judged.n_points), is_covering))
    beyond = [
        settings.names[i]
        for i, low, high in zip(spec.theta, *spec.theta_limits, strict=True)
        if not low <= settings.observer.point[i] <= high
    ]
    if beyond:
        parts.append(NOTE.format(note=said(EXTRAPOLATED, names=", ".join(beyond))))
    return " · ".join(parts)
