"""The form in which a teacher sets a task, for integrals or for stencils."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nncore.integrands import INTEGRANDS
from nncore.messages import gettext, marked, said
from nncore.runs import TASK_TYPES, IntegralTask, StencilTask, Task
from pages.settings.problems import bold_labels, show_problem
from pages.studies.form import LABELS as KIND_LABELS
from pages.studies.form import TEXTS as KIND_TEXTS
from pages.studies.view import INTEGRAL, STENCIL

#: What is shown before a teacher has set anything, and what the form begins with; in English.
READY_MADE: Mapping[str, Task] = {
    INTEGRAL: IntegralTask(
        marked("Runge's function with at most 12 hidden units"), "runge", max_hidden=12
    ),
    STENCIL: StencilTask(marked("The first derivative with at most three points"), max_points=3),
}
SET, SET_HELP = (
    marked("Set a task"),
    marked("Everyone on this server sees it; all the runs that fit compete."),
)
KIND_HELP = marked("What is to be learned.")
SCORE_LABELS: Mapping[str, str] = {
    "integral_error": marked("error of the integral"),
    "test_error": marked("test error"),
    "weight_error": marked("largest distance of a weight from the optimum"),
    "validation_loss": marked("validation loss"),
    "loss": marked("training loss"),
    "error_estimate": marked("estimated error"),
}
#: Field -> label and help.
TEXTS: Mapping[str, tuple[str, str]] = {
    "title": (marked("Title"), marked("What the class reads.")),
    "integrand": (marked("Integrand"), marked("A formula in x, or: {names}")),
    "lower": (marked("from"), marked("Empty: the integrand's own.")),
    "upper": (marked("to"), marked("Empty: the integrand's own.")),
    "max_hidden": (marked("Hidden units at most"), marked("Empty: no limit.")),
    "max_samples": (marked("Samples at most"), marked("Empty: no limit.")),
    "max_seconds": (
        marked("Seconds at most"),
        marked("Compute time of the training. Empty: no limit."),
    ),
    "derivative_order": (
        marked("Derivative"),
        marked("Order of the derivative that is learned, 1 to 6."),
    ),
    "max_points": (marked("Points at most"), marked("Of a stencil. Empty: no limit.")),
    "max_mode": (
        marked("Modes below"),
        marked("The fields are sums of two sines of lower modes than this."),
    ),
    "spacing": (marked("Spacing Δx"), marked("Distance of the grid points.")),
    "noise": (
        marked("Noise on u"),
        marked("Standard deviation of the noise on the values of the fields."),
    ),
    "score": (marked("Score"), marked("The lowest wins.")),
}
#: Kind -> the fields whose words are others there.
OWN_TEXTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    STENCIL: {
        "lower": (marked("from"), marked("Lower end of the grid.")),
        "upper": (marked("to"), marked("Upper end of the grid; it is not a point of it.")),
        "max_samples": (
            marked("Fields at most"),
            marked("With those for the test. Empty: no limit."),
        ),
    }
}
_WHOLE = ("max_hidden", "max_samples", "derivative_order", "max_points", "max_mode")


def ready_made() -> dict[str, Task]:
    """Return the tasks that are ready-made, with titles in the language of the reader."""
    return {
        kind: dataclasses.replace(task, title=gettext(task.title))
        for kind, task in READY_MADE.items()
    }


def task_form(add: Callable[[Task], None]) -> None:
    """Draw the form, and give `add` the task that was set; it says what is wrong with one."""
    kind = st.segmented_control(
        gettext(KIND_TEXTS["kind"][0]),
        tuple(TASK_TYPES),
        default=INTEGRAL,
        key="explore_task_kind",
        format_func=lambda kind: gettext(KIND_LABELS[kind]),
        label_visibility="collapsed",
        help=gettext(KIND_HELP),
        required=True,
    )
    kind = kind or INTEGRAL
    with st.form(f"explore_task_form_{kind}", border=False):
        values = (_stencil_fields if kind == STENCIL else _integral_fields)()
        if not st.form_submit_button(
            gettext(SET), icon=":material/flag:", key=f"explore_task_set_{kind}"
        ):
            return
    try:
        add(TASK_TYPES[kind](**values))
    except ValueError as problem:
        show_problem(problem, bold_labels({**TEXTS, **OWN_TEXTS.get(kind, {})}))


def _integral_fields() -> dict[str, Any]:
    fields = _Fields(INTEGRAL)
    fields.text("title")
    fields.text("integrand")
    fields.row("lower", "upper")
    fields.row("max_hidden", "max_samples")
    fields.row("max_seconds", "score")
    return fields.values


def _stencil_fields() -> dict[str, Any]:
    fields = _Fields(STENCIL)
    fields.text("title")
    fields.row("derivative_order", "max_points")
    fields.row("max_mode", "spacing")
    fields.row("lower", "upper")
    fields.row("noise", "max_samples")
    fields.row("max_seconds", "score")
    # An empty field leaves the fields' own number, and sets no limit.
    return {name: value for name, value in fields.values.items() if value is not None}


class _Fields:
    """The widgets of one kind of task; they begin with the one that is ready-made."""

    def __init__(self, kind: str) -> None:
        self._kind, self._first = kind, ready_made()[kind]
        self._texts = {**TEXTS, **OWN_TEXTS.get(kind, {})}
        self.values: dict[str, Any] = {}

    def text(self, name: str) -> None:
        """Draw a line of text."""
        label, help_text = self._text(name)
        first = getattr(self._first, name)
        self.values[name] = st.text_input(
            label, first, max_chars=200, key=self._key(name), help=help_text
        ).strip()

    def row(self, *names: str) -> None:
        """Draw numbers, or the score, side by side; on a phone one below the other."""
        for name, column in zip(names, st.columns(len(names)), strict=True):
            with column:
                self.values[name] = self._score() if name == "score" else self._number(name)

    def _number(self, name: str) -> Any:
        label, help_text = self._text(name)
        whole = name in _WHOLE
        return st.number_input(
            label,
            value=getattr(self._first, name),
            key=self._key(name),
            help=help_text,
            format="%d" if whole else "%g",
            step=1 if whole else None,
        )

    def _score(self) -> str:
        label, help_text = self._text("score")
        chosen = st.selectbox(
            label,
            self._first.scores,
            key=self._key("score"),
            format_func=lambda score: gettext(SCORE_LABELS[score]),
            help=help_text,
        )
        return str(chosen)

    def _text(self, name: str) -> tuple[str, str]:
        label, help_text = self._texts[name]
        return gettext(label), said(help_text, names=", ".join(INTEGRANDS))

    def _key(self, name: str) -> str:
        return f"explore_task_{self._kind}_{name}"
