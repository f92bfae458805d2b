"""The tabs of the page Integrate."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from nncore.comparisons import Intervals
from nncore.figures.formula import closed_form_latex
from nncore.live import TrainingRun
from nncore.messages import gettext, marked, marked_plural, said
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from pages.integration.contents import TABS
from pages.integration.view import IntegrationForm
from pages.live.details import draw_details
from pages.live.elements import Shown, live_chart, live_table
from pages.live.report import take_run_away
from pages.output.downloads import Taken
from pages.output.numbers import value_text
from pages.settings.layout import draw_tabs
from pages.settings.widgets import number, text_box

_HEIGHT = 300

NO_INTERVALS = marked("the notebook's ten, or your own: 0 5; 5 20; 10 35")
INTERVALS_ALT = marked("NNI, SNI and the exact value with their errors, by interval.")
UNITS_ALT = marked("The contribution of each hidden unit and their sum, the network.")
#: By what a trainer calls its iterations.
AS_OF = {
    "epoch": marked(
        "The numbers are those of epoch {position:g}: press Pause for the ones of now."
    ),
    "iteration": marked(
        "The numbers are those of iteration {position:g}: press Pause for the ones of now."
    ),
}
#: What the table of units comes to, for those who hear the page: its cells lie on a canvas.
UNITS_TOLD = marked_plural(
    "{n:,} hidden unit. The largest part of the integral is that of unit {number:,}: {value}.",
    "{n:,} hidden units. The largest part of the integral is that of unit {number:,}: {value}.",
)
UNIT_COLUMNS = (
    marked("w (hidden weight)"),
    marked("b (hidden bias)"),
    marked("v (output weight)"),
    marked("centre −b/w"),
    marked("its part of the integral"),
)


def integration_tabs(
    form: IntegrationForm,
    shown: Shown,
    run: TrainingRun[IntegrationSpec],
    network: OneHiddenNetwork,
    limits: tuple[float, float],
    intervals: Intervals,
) -> None:
    """Draw the tabs; only the one that is open costs anything."""
    listed, units, formula, details, files = draw_tabs(form, TABS)
    if listed.open:
        with listed:
            _interval_tab(form, shown)
    if units.open:
        with units:
            live_chart(
                shown, "units", key="integrate_units", height=_HEIGHT, alt=gettext(UNITS_ALT)
            )
    if formula.open:
        with formula:
            _formula_tab(form, run, network, limits)
    if details.open:
        with details:
            draw_details(shown, form.key("facts"), form.spec)
    if files.open:
        with files:
            taken = Taken.of_run(run, intervals=intervals, n_points=form.view.n_points)
            take_run_away(form, taken)


def _interval_tab(form: IntegrationForm, shown: Shown) -> None:
    left, right = st.columns([4, 1])
    with left:
        text_box(form, "intervals", placeholder=gettext(NO_INTERVALS), max_chars=None)
    with right:
        number(form, "n_points")
    live_table(shown, "intervals", key=form.key("table"), alt=gettext(INTERVALS_ALT))


def _formula_tab(
    form: IntegrationForm,
    run: TrainingRun[IntegrationSpec],
    network: OneHiddenNetwork,
    limits: tuple[float, float],
) -> None:
    """Write the closed form out: it stands still while the run plays, and says so."""
    say_as_of(run)
    st.latex(closed_form_latex(network, *limits, form.spec.variable))
    table = _unit_table(network, limits)
    parts = network.unit_integrals(*limits)
    largest = int(np.abs(np.nan_to_num(parts)).argmax())  # of a run that has diverged too
    value = value_text(float(parts[largest]))
    st.caption(said(*UNITS_TOLD, n=len(parts), number=largest + 1, value=value))
    st.dataframe(table, hide_index=True, height=260)


def say_as_of(run: TrainingRun[Any]) -> None:
    """Say of which iteration the numbers are, while the run plays on."""
    if run.is_live:
        words = AS_OF[run.spec.trainer.iteration_name]
        st.caption(said(words, position=run.position))


def _unit_table(network: OneHiddenNetwork, limits: tuple[float, float]) -> pd.DataFrame:
    values = (
        network.hidden_weights,
        network.hidden_biases,
        network.output_weights,
        network.centres,
        network.unit_integrals(*limits),
    )
    return pd.DataFrame(dict(zip(map(gettext, UNIT_COLUMNS), values, strict=True)))
