"""Two runs side by side on Integrate: what is shown of the pinned one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nncore.figures import fit_figure, loss_figure
from nncore.figures.pinned import beside, pinned_curves
from nncore.live import Contents, PageRuns, TrainingRun
from nncore.messages import marked, said
from nncore.specs import IntegrationSpec
from pages.integration.contents import RUN, IntegrationSettings, integration_contents, metrics_of
from pages.integration.results import start_of
from pages.integration.view import IntegrationForm
from pages.live.pinned import LEGENDS, PINNED, VALUE, pinned_legend

#: What of both runs stands in the metrics.
_COMPARED = ("nni", "nni_error", "estimated_error", "validation")

#: The same of a run that has learned another function.
LEGENDS_OF_ANOTHER = {
    "epoch": marked(
        ":blue[•••] **Pinned**, epoch {count}: {differences}. It has learned another integrand: "
        "only its losses are drawn."
    ),
    "iteration": marked(
        ":blue[•••] **Pinned**, iteration {count}: {differences}. It has learned another "
        "integrand: only its losses are drawn."
    ),
}


@dataclass(frozen=True, eq=False)
class _Beside:
    """What is shown of a pinned run: it stands still while the other one moves."""

    fit: list[dict[str, Any]]
    loss: list[dict[str, Any]]
    metrics: Mapping[str, str]


def compared_contents(settings: IntegrationSettings, legend: str, runs: PageRuns) -> Contents:
    """Return what the elements of the page show, with the pinned run beside the present one."""
    contents = integration_contents(settings, runs)
    line = {PINNED: {"text": legend, "look": "caption"}}
    one, spec = runs.pinned, runs.runs[RUN].spec
    if one is None:
        return {**contents, **line}
    found = one.throttled("beside", lambda: _beside(settings, one, spec), source=settings)
    curves = {"fit": found.fit, "loss": found.loss}
    charts = {
        slot: contents[slot] | {"figure": beside(contents[slot]["figure"], traces)}
        for slot, traces in curves.items()
    }
    metrics = {name: contents[name] | {"beside": text} for name, text in found.metrics.items()}
    return {**contents, **charts, **metrics, **line}


def _beside(
    settings: IntegrationSettings, one: TrainingRun[IntegrationSpec], spec: IntegrationSpec
) -> _Beside:
    losses = pinned_curves(
        loss_figure(one.records, one.spec.trainer.iteration_name)["data"], has_legend=False
    )
    if not _learn_the_same(one.spec, spec):
        return _Beside([], losses, {})
    start = start_of(one.spec).network
    figure = fit_figure(settings.background, one.network or start, settings.limits)
    _, _, fitted, _, residual = figure["data"]
    values = metrics_of(one.observed_by(settings.observer, start), one.records, "")
    metrics = {name: said(VALUE, value=values[name]["value"]) for name in _COMPARED}
    return _Beside(pinned_curves((fitted, residual)), losses, metrics)


def _learn_the_same(one: IntegrationSpec, other: IntegrationSpec) -> bool:
    """Whether two networks approximate one function of one variable."""
    return (one.integrand, one.mapping) == (other.integrand, other.mapping)


def legend_of(form: IntegrationForm, runs: PageRuns) -> str:
    """Say in a line what is pinned; nothing if nothing is."""
    one = runs.pinned
    is_same = one is None or _learn_the_same(one.spec, form.spec)
    return pinned_legend(form, one, form.spec, LEGENDS if is_same else LEGENDS_OF_ANOTHER)
