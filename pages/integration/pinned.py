"""Two runs side by side on Integrate: one is pinned, and the next one is compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nncore.figures import fit_figure, loss_figure
from nncore.figures.pinned import beside, pinned_curves
from nncore.live import Contents, PageRuns, TrainingRun, pinned
from nncore.messages import gettext, marked, number_text, said
from nncore.options import differing, to_texts
from nncore.specs import IntegrationSpec
from nncore.trainers import Trainer
from pages.app.seats import tab
from pages.integration.contents import RUN, IntegrationSettings, integration_contents, metrics_of
from pages.integration.results import start_of
from pages.integration.view import IntegrationForm
from pages.output.numbers import MISSING
from pages.settings.presentation import is_hidden
from pages.settings.problems import labels_of
from pages.settings.widgets import OFF, value_label

#: The slot of the line that says what is pinned.
PINNED = "pinned"
#: What of both runs stands in the metrics.
_COMPARED = ("nni", "nni_error", "estimated_error", "validation")

PIN, UNPIN = marked("Compare"), marked("Unpin")
PIN_HELP = marked(
    "Keep to compare: this run, as it is shown now, stays beside the next one, with its curve, "
    "its losses and its numbers."
)
UNPIN_HELP = marked("Let go of the pinned run.")
ON = marked("on")
VALUE = marked("pinned: {value}")
#: By what a trainer calls its iterations.
LEGENDS = {
    "epoch": marked(":blue[•••] **Pinned**, epoch {count}: {differences}."),
    "iteration": marked(":blue[•••] **Pinned**, iteration {count}: {differences}."),
}
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
SAME = marked("the same settings")
DIFFERENCE = marked("{label} {then}, now {now}")


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


def pinned_legend(form: IntegrationForm, runs: PageRuns) -> str:
    """Say in a line what is pinned, and in which settings it differs; nothing if nothing is."""
    one = runs.pinned
    if one is None:
        return ""
    is_same = _learn_the_same(one.spec, form.spec)
    words = (LEGENDS if is_same else LEGENDS_OF_ANOTHER)[one.spec.trainer.iteration_name]
    whole = one.position == int(one.position)
    count = number_text(one.position, ",.0f" if whole else ",.2f")
    return said(words, count=count, differences="; ".join(_differences(form, one.spec)))


def _differences(form: IntegrationForm, then: IntegrationSpec) -> list[str]:
    """Return a phrase for each setting that differs, or one that says that none does."""
    now = form.spec
    owners: dict[str, tuple[Any, Any]] = dict.fromkeys(differing(then, now), (then, now))
    if then.trainer.name != now.trainer.name:
        owners["trainer"] = (then, now)
    else:
        options = differing(then.trainer, now.trainer)
        owners |= dict.fromkeys(options, (then.trainer, now.trainer))
    labels = labels_of(form)
    return [
        said(
            DIFFERENCE,
            label=labels[name],
            then=_value_text(form, was, name),
            now=_value_text(form, is_now, name),
        )
        for name, (was, is_now) in owners.items()
    ] or [gettext(SAME)]


def _value_text(form: IntegrationForm, owner: Any, name: str) -> str:
    value = getattr(owner, name)
    if isinstance(value, Trainer):
        return value_label(form, name, value.name)
    if isinstance(value, bool):
        return gettext(ON if value else OFF)
    if value in (None, ()):
        return MISSING
    if isinstance(value, int):
        return number_text(value, ",")
    if isinstance(value, float):
        return number_text(value, "g")
    if isinstance(value, tuple):
        return to_texts(owner, type(owner)())[name]
    label = value_label(form, name, value)
    return f"`{value}`" if name == "integrand" and label == value else label  # a formula


def pin_button(form: IntegrationForm, runs: PageRuns) -> None:
    """Draw the button that pins the run that is shown, or lets go of the pinned one."""
    if form.hides("compare"):
        return
    is_pinned = runs.pinned is not None
    st.button(
        gettext(UNPIN if is_pinned else PIN),
        key=form.key("pin"),
        disabled=not is_pinned and not runs.runs[RUN].records,
        on_click=_pin,
        args=(form.page,),
        help=gettext(UNPIN_HELP if is_pinned else PIN_HELP),
    )


def _pin(page: str) -> None:
    if is_hidden("compare"):
        return  # the browser had not received the newest page
    runs = tab().runs_of(page)
    with runs.lock:
        shown = runs.shown.get(RUN)
        if runs.pinned is not None:
            runs.pinned = None
        elif shown is not None and shown.records:
            runs.pinned = pinned(shown)
        runs.touch()
