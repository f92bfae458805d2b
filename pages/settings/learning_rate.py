"""The widget of the learning rate: the rate of now, and in one line below it how it has changed."""

from typing import Any

import streamlit as st

from nncore.messages import gettext, marked, said
from nncore.trainers.first_order import FirstOrder
from nncore.trainers.first_order.learning_rates import LearningRates
from pages.settings.form import Form
from pages.settings.widgets import Text, number

NAME = "learning_rate"
CHANGES_LIVE = marked(
    "Changed during a run, it holds from the next epoch on, and the run goes on. After Reset the "
    "last rate holds from the start."
)
ONE_CHANGE = marked("{first:g}, then {rate:g} from epoch {iteration:,}")
SOME_CHANGES = marked("{first:g}, …, then {rate:g} from epoch {iteration:,}")
AT_FIRST, FROM_EPOCH = marked("At first: {rate:g}."), marked("From epoch {iteration:,}: {rate:g}.")


def rate_widget(form: Form[Any, Any], text: Text) -> None:
    """Draw the learning rate of a form's trainer; `text` is label and help."""
    trainer = form.spec.trainer
    assert isinstance(trainer, FirstOrder)  # no other has a rate
    rates, (label, help_text) = trainer.learning_rates, text
    if form.handles(NAME):
        help_text = f"{help_text} {gettext(CHANGES_LIVE)}"
    number(form, NAME, shown_rate(form), text=(label, help_text))
    if rates.changes and not form.hides(NAME):
        st.caption(changes_text(rates), help=all_changes_text(rates))


def shown_rate(form: Form[Any, Any]) -> float:
    """Return what the widget shows: the last rate, or the first where no run goes on with another.

    It is the one that the widget changes.
    """
    rates: LearningRates = form.spec.trainer.learning_rates
    return rates.last if form.handles(NAME) else rates.first


def changes_text(rates: LearningRates) -> str:
    """Return the first and the last of some rates in one line."""
    iteration, rate = rates.changes[-1]
    template = ONE_CHANGE if len(rates.changes) == 1 else SOME_CHANGES
    return said(template, first=rates.first, rate=rate, iteration=iteration)


def all_changes_text(rates: LearningRates) -> str:
    """Return all the rates, one a line."""
    lines = [said(FROM_EPOCH, iteration=n, rate=rate) for n, rate in rates.changes]
    return "  \n".join([said(AT_FIRST, rate=rates.first), *lines])
