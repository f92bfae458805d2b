"""Two runs side by side: one is pinned, and the next ones are compared with it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from nncore.live import PageRuns, TrainingRun, pinned
from nncore.messages import gettext, marked, number_text, said
from nncore.options import differing, to_text
from nncore.specs import Spec
from nncore.trainers import Trainer
from pages.app.seats import tab
from pages.output.numbers import MISSING
from pages.settings.form import Form
from pages.settings.presentation import is_hidden
from pages.settings.problems import labels_of
from pages.settings.widgets import OFF, value_label

#: The slot of the line that says what is pinned.
PINNED = "pinned"

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
SAME = marked("the same settings")
DIFFERENCE = marked("{label} {then}, now {now}")


def pinned_legend(
    form: Form[Any, Any],
    one: TrainingRun[Any] | None,
    now: Spec,
    legends: Mapping[str, str] = LEGENDS,
) -> str:
    """Say in a line what is pinned, and in which settings it differs; nothing if nothing is.

    Parameters
    ----------
    form : Form
        Of the page.
    one : TrainingRun, optional
        The pinned run.
    now : Spec
        Of the run that it is compared with.
    legends : mapping
        By what a trainer calls its iterations: the sentence, with a count and differences.
    """
    if one is None:
        return ""
    whole = one.position == int(one.position)
    count = number_text(one.position, ",.0f" if whole else ",.2f")
    differences = "; ".join(_differences(form, one.spec, now))
    return said(legends[one.spec.trainer.iteration_name], count=count, differences=differences)


def _differences(form: Form[Any, Any], then: Any, now: Any) -> list[str]:
    """Return a phrase for each setting that differs, or one that says that none does."""
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


def _value_text(form: Form[Any, Any], owner: Any, name: str) -> str:
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
        return to_text(owner, name).replace("-", "−").replace(",", ", ")
    label = value_label(form, name, value)
    return f"`{value}`" if name == "integrand" and label == value else label  # a formula


def pin_button(form: Form[Any, Any], name: str, runs: PageRuns) -> None:
    """Draw the button that pins the run that is shown, or lets go of the pinned one.

    Parameters
    ----------
    form : Form
        Of the page.
    name : str
        Which of the runs is pinned.
    runs : PageRuns
        Of the page.
    """
    if form.hides("compare"):
        return
    is_pinned = runs.pinned is not None
    st.button(
        gettext(UNPIN if is_pinned else PIN),
        key=form.key("pin"),
        disabled=not is_pinned and not runs.runs[name].records,
        on_click=_pin,
        args=(form.page, name),
        help=gettext(UNPIN_HELP if is_pinned else PIN_HELP),
    )


def _pin(page: str, name: str) -> None:
    if is_hidden("compare"):
        return  # the browser had not received the newest page
    runs = tab().runs_of(page)
    with runs.lock:
        shown = runs.shown.get(name)
        if runs.pinned is not None:
            runs.pinned = None
        elif shown is not None and shown.records:
            runs.pinned = pinned(shown)
        runs.touch()
