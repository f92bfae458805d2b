"""The learning rate of a page whose run has begun: the run goes on with the new one."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from typing import Any

import streamlit as st

from nncore.live import PageRuns
from nncore.live.rate_change import change_learning_rate
from nncore.specs import Spec
from nncore.trainers.first_order import FirstOrder
from nncore.trainers.first_order.learning_rates import LearningRates
from pages.app.seats import tab
from pages.settings.form import Form
from pages.settings.learning_rate import NAME


def take_learning_rate(
    form: Form[Any, Any], specs_of: Callable[[Any], Mapping[str, Spec]] | None = None
) -> None:
    """Take the rate that was typed: for the runs of the page from now on, or for new ones.

    Parameters
    ----------
    form : Form
        Of the page.
    specs_of : callable, optional
        Makes the specs of its runs of its settings; they are its run's own if there is one alone.

    Raises
    ------
    ValueError
        If the rate is not allowed.
    """
    trainer, rate = form.spec.trainer, st.session_state[form.key(NAME)]
    if not isinstance(trainer, FirstOrder):  # the browser has not received the newest page
        return
    if rate is None:  # it was emptied, and must not be empty
        rate = next(field.default for field in fields(trainer) if field.name == NAME)
    runs = tab().pages.get(form.page)
    spec = None
    if isinstance(runs, PageRuns):
        make = partial(_of_each, runs) if specs_of is None else specs_of
        spec = change_learning_rate(runs, form.spec, rate, make)
    begun_anew = trainer.with_learning_rates(LearningRates(rate))
    form.change_spec(trainer=begun_anew if spec is None else spec.trainer)
    form.clear_problems(NAME)


def _of_each(runs: PageRuns, spec: Spec) -> Mapping[str, Spec]:
    return dict.fromkeys(runs.runs, spec)


def keep_last_rate(form: Form[Any, Any], runs: PageRuns) -> None:
    """After Reset, let the rate that the page shows hold from the start.

    Where other runs of the page stand where they were, the changes stay: they are theirs too.
    """
    trainer = getattr(form.spec, "trainer", None)
    if isinstance(trainer, FirstOrder) and not any(run.position for run in runs.runs.values()):
        rates = LearningRates(trainer.learning_rates.last)
        form.change_spec(trainer=trainer.with_learning_rates(rates))
