"""Two runs side by side on Differentiate: what is shown of the pinned one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nncore.figures.pinned import SPARSE, beside, pinned_curves
from nncore.figures.stencils import dispersion_figure, field_errors_figure, losses_figure
from nncore.live import Contents, PageRuns, TrainingRun
from nncore.messages import Sentence, gettext, marked, said
from nncore.specs import StencilSpec
from pages.live.pinned import LEGENDS, PINNED, VALUE, pinned_legend
from pages.stencils.contents import StencilSettings, stencil_contents
from pages.stencils.networks import learned_text
from pages.stencils.results import field_trial, learned, start_error
from pages.stencils.view import StencilForm

#: What is said of a run that has learned another derivative.
LEGENDS_OF_ANOTHER = {
    "epoch": marked(
        ":blue[•••] **Pinned**, epoch {count}: {differences}. It has learned another derivative: "
        "only its losses are drawn."
    ),
}


@dataclass(frozen=True, eq=False)
class _Beside:
    """What is shown of a pinned run: it stands still while the others move."""

    curves: Mapping[str, list[dict[str, Any]]]
    text: str


def compared_contents(settings: StencilSettings, legend: str, runs: PageRuns) -> Contents:
    """Return what the elements of the page show, with the pinned run beside the present ones."""
    contents = stencil_contents(settings, runs)
    line = {PINNED: {"text": legend, "look": "caption"}}
    one, spec = runs.pinned, runs.runs[settings.looked_at].spec
    if one is None:
        return {**contents, **line}
    found = one.throttled("beside", lambda: _beside(settings, one, spec), source=settings)
    charts = {
        slot: contents[slot] | {"figure": beside(contents[slot]["figure"], traces)}
        for slot, traces in found.curves.items()
        if slot in contents
    }
    slot = f"numbers {list(runs.runs).index(settings.looked_at)}"
    numbers = {slot: {"text": "  \n".join(filter(None, (contents[slot]["text"], found.text)))}}
    return {**contents, **charts, **numbers, **line}


def _beside(settings: StencilSettings, one: TrainingRun[StencilSpec], spec: StencilSpec) -> _Beside:
    name = gettext("learned")
    losses = losses_figure({name: one.records}, {}, {name: start_error(one.spec)})["data"]
    curves = {"losses": losses}
    if not _learn_the_same(one.spec, spec):
        return _Beside(_pinned(curves), "")
    found = {"learned": learned(one)}
    order = spec.derivative_order
    curves["dispersion"] = dispersion_figure(one.spec.offsets, found, order, 0.0)["data"][1:]
    trial = field_trial(one, settings.field)
    if not isinstance(trial, Sentence):
        errors = {"learned": trial.errors["learned"]}
        curves["field"] = field_errors_figure(trial.x, errors, "")["data"]
    text = said(VALUE, value=learned_text(one, len(settings.titles) == 1))
    return _Beside(_pinned(curves), f":small[:blue[•••] {text}]")


def _pinned(curves: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {
        slot: pinned_curves(traces, has_legend=False, dash=SPARSE)
        for slot, traces in curves.items()
    }


def _learn_the_same(one: StencilSpec, other: StencilSpec) -> bool:
    """Whether two networks learn the same derivative, though of other points."""
    return one.derivative_order == other.derivative_order


def legend_of(form: StencilForm, looked_at: str, runs: PageRuns) -> str:
    """Say in a line what is pinned; nothing if nothing is."""
    one, now = runs.pinned, runs.runs[looked_at].spec
    is_same = one is None or _learn_the_same(one.spec, now)
    return pinned_legend(form, one, now, LEGENDS if is_same else LEGENDS_OF_ANOTHER)
