"""Runs of the history side by side: what tells one from the other, their curves and numbers."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from nncore.figures.sweep import compare_figure
from nncore.figures.sweep.trial_columns import axis_title, value_label
from nncore.messages import gettext, marked, marked_plural, said
from nncore.options import field_names
from nncore.runs import HistoryError, RunHistory, RunRecord, RunSummary
from nncore.specs import BoxSpec, Spec
from nncore.trainers import TRAINERS
from pages.app.markdown import escaped
from pages.live.elements import chart
from pages.output.numbers import error_text, shortened
from pages.output.tables import markdown_table, scrolling_table

_CHART_HEIGHT = 220
_MOST_IN_LEGEND = 24  # characters
COMPARED = (marked("Run"), marked("Error"), marked("Validation MSE"), marked("Seconds"))

ON_INTERVAL = marked("{integrand} on [{lower:g}, {upper:g}]")
IN_INPUTS = marked_plural("{integrand} in {n} input", "{integrand} in {n} inputs")
CURVES_ALT = marked("Loss curves of the selected runs.")


def run_label(one: RunSummary) -> str:
    """Write what a run is about: its integrand and interval or inputs, or its offsets."""
    if one.offsets is not None:
        return f"({one.offsets})"
    if one.kind == BoxSpec.kind:
        n_inputs = int(one.spec_values.get("n_inputs", BoxSpec.n_inputs))
        return said(*IN_INPUTS, integrand=one.integrand, n=n_inputs)
    return said(ON_INTERVAL, integrand=one.integrand, lower=one.lower, upper=one.upper)


def trainer_label(one: RunSummary) -> str:
    """Return what the trainer of a run is called; one of another version has its name only."""
    return gettext(TRAINERS[one.trainer].label) if one.trainer in TRAINERS else one.trainer


def error_of(one: RunSummary) -> float | None:
    """Return the error that a run is judged by."""
    return one.weight_error if one.offsets is not None else one.integral_error


def compare(history: RunHistory, chosen: Sequence[RunSummary], against: str) -> None:
    """Draw the curves of the runs in one chart, and their numbers."""
    records = _records(history, chosen)
    if not records:
        return
    chosen = [one for one in chosen if one.key in records]
    names = _names(list(records.values()), chosen)
    # The table beside the chart has the whole names; above the curves they would leave no room.
    legend = _told_apart([shortened(name, _MOST_IN_LEGEND) for name in names])
    left, right = st.columns([5, 4], gap="small")
    with left.container(border=True):
        chart(
            compare_figure(
                {name: r.curve for name, r in zip(legend, records.values(), strict=True)}, against
            ),
            key="explore_compare",
            run=f"{against} {names}",
            height=_CHART_HEIGHT,
            alt=gettext(CURVES_ALT),
            bundle="full",
        )
    rows = [
        (escaped(name), *map(error_text, (error_of(one), one.validation_loss, one.seconds)))
        for name, one in zip(names, chosen, strict=True)
    ]
    with right:
        scrolling_table(markdown_table(list(map(gettext, COMPARED)), rows))


def _records(history: RunHistory, chosen: Sequence[RunSummary]) -> dict[str, RunRecord]:
    """Return the runs by their keys; those that cannot be read are named and left out."""
    records: dict[str, RunRecord] = {}
    for one in chosen:
        try:
            records[one.key] = history.get(one.key, with_state=False)
        except (HistoryError, ValueError) as problem:
            st.error(str(problem), icon=":material/error:")
    return records


def _names(records: Sequence[RunRecord], chosen: Sequence[RunSummary]) -> list[str]:
    """Return a name for each run: its own, or what tells it from the others."""
    settings = [_settings(record.spec) for record in records]
    differing = [
        name
        for name in dict.fromkeys(name for one in settings for name in one)
        if len({str(one.get(name)) for one in settings}) > 1
    ]
    # An option that not all of the runs have says no more than the optimizer's name.
    differing = [name for name in differing if all(name in one for one in settings)]
    names = []
    for setting, one in zip(settings, chosen, strict=True):
        setting_texts = ", ".join(_setting_text(name, setting[name]) for name in differing)
        names.append(one.name or setting_texts or run_label(one))
    return _told_apart(names)


def _told_apart(names: Sequence[str]) -> list[str]:
    """Return the names, with a number where one is not the only one of its kind."""
    return [name if names.count(name) == 1 else f"{name} ({j + 1})" for j, name in enumerate(names)]


def _settings(spec: Spec) -> dict[str, Any]:
    values = {name: getattr(spec, name) for name in field_names(spec)}
    options = {name: getattr(spec.trainer, name) for name in field_names(spec.trainer)}
    return {**values, "trainer": spec.trainer.name, **options}


def _setting_text(name: str, value: Any) -> str:
    label = value_label(value)
    return label if isinstance(value, str) else f"{axis_title(name)} {label}"
