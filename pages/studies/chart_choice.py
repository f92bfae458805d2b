"""What is shown of a sweep: the choice of the chart, the measure and the axes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from nncore.figures.sweep import MEASURES
from nncore.figures.sweep.trial_columns import axis_title
from nncore.messages import gettext, marked, said
from pages.output.numbers import MISSING
from pages.settings.widgets import choice, segments
from pages.studies.form import ExploreForm
from pages.studies.view import BOX, INTEGRAL, STENCIL

#: Key of the chart.
CHART_KEY = "explore_chart"
_WIDTH = 150
_NONE = ""

#: Chart -> its name, its icon, and what it shows for those who do not see it.
CHARTS: Mapping[str, tuple[str, str, str]] = {
    "map": (marked("Map"), "grid_on", marked("Heat map of the {measure} over {x} and {y}.")),
    "units": (
        marked("Curves"),
        "show_chart",
        marked("{measure} against {x}, with its spread, by {y}."),
    ),
    "pareto": (
        marked("Pareto"),
        "stairs",
        marked("{measure} against time, with the Pareto front."),
    ),
    "parallel": (marked("Parallel"), "airwave", marked("One line a run over all that varies.")),
}
#: Kind -> its measures, the most telling first.
MEASURES_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((INTEGRAL, BOX), ("integral_error", "validation_loss", "loss", "seconds")),
    STENCIL: ("weight_error", "test_error", "validation_loss", "loss", "seconds"),
}
#: Chart -> what the two choices of an axis are called; None where there is nothing to choose.
_CHOICES: Mapping[str, tuple[str | None, str | None]] = {
    "map": (marked("x"), marked("y")),
    "units": (marked("x"), marked("by")),
    "pareto": (None, marked("by")),
    "parallel": (None, None),
}
#: What the choices are called where the chart has nothing to say about it.
_NAMES: Mapping[str, str] = {"measure": marked("measure"), "x": marked("x"), "y": marked("y")}
_OF_AXIS = marked("{axis}: {value}")
CHART = marked("Chart")
CHART_HELP = marked("Click a point: its run opens on its own page, as it ended.")
MEASURE_HELP = marked("What the runs are compared by; the smaller, the better.")
AXIS_HELP = marked(
    "Of what varies. Over the rest, the heat map and the curves show the median run, "
    "of two the worse."
)


@dataclass(frozen=True)
class ChartChoice:
    """What is shown of a sweep: chart, measure, the two axes, and what was dragged on others."""

    chart: str
    measure: str
    across: str
    down: str
    ranges: tuple[tuple[int, tuple[tuple[float, ...], ...]], ...] = ()

    def run(self, key: str) -> str:
        """Return what identifies the chart of a sweep: zoom starts anew with another one."""
        return f"{key} {self.chart} {self.measure} {self.across} {self.down}"


def chart_choices(form: ExploreForm, kind: str, axes: tuple[str, ...]) -> ChartChoice:
    """Draw what can be chosen, and return it."""
    view = form.view
    measures = MEASURES_OF[kind]
    measure = view.measure if view.measure in measures else measures[0]
    across = view.x if view.x in axes else _usual(axes, "n_hidden", ())
    down = view.y if view.y in axes and view.y != across else _usual(axes, "trainer", (across,))
    names = _CHOICES[view.chart]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        titles = {
            name: f":material/{icon}: {gettext(title)}" for name, (title, icon, _) in CHARTS.items()
        }
        segments(form, "chart", titles, text=(gettext(CHART), gettext(CHART_HELP)))
        _select(form, "measure", "", measures, measure, gettext(MEASURE_HELP))
        _select(form, "x", names[0], axes, across, gettext(AXIS_HELP))
        _select(form, "y", names[1], (*axes, _NONE), down, gettext(AXIS_HELP))
    return ChartChoice(view.chart, measure, across, down)


def _usual(axes: tuple[str, ...], usual: str, taken: tuple[str, ...]) -> str:
    left = [name for name in axes if name not in taken]
    return usual if usual in left else next(iter(left), _NONE)


def _select(
    form: ExploreForm,
    name: str,
    label: str | None,
    choices: tuple[str, ...],
    value: str,
    help_text: str,
) -> None:
    """Draw one choice; one that means nothing for this chart stays in its place, disabled."""
    choice(
        form,
        name,
        choices,
        value,
        text=(gettext(label or _NAMES[name]), help_text),
        label_of=lambda value: _choice_label(label, value),
        label_visibility="collapsed",
        disabled=label is None,
        width=_WIDTH,
    )


def _choice_label(label: str | None, value: str) -> str:
    if label is None:
        return MISSING
    if not label:
        return axis_or_measure(value)
    return said(_OF_AXIS, axis=gettext(label), value=axis_or_measure(value))


def axis_or_measure(name: str) -> str:
    """Return what an axis or a measure is called."""
    return (gettext(MEASURES[name].label) if name in MEASURES else axis_title(name)) or MISSING


def with_ranges(choice: ChartChoice, key: str) -> ChartChoice:
    """Return the choice with what was dragged on the axes of this very chart."""
    found = getattr(st.session_state.get(CHART_KEY), "ranges", None) or {}
    if choice.chart != "parallel" or found.get("run") != choice.run(key):
        return choice
    axes = found.get("axes", {}).items()
    return replace(
        choice,
        ranges=tuple((int(number), tuple(map(tuple, allowed))) for number, allowed in axes),
    )
