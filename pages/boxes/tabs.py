"""The tabs of the page of many dimensions."""

import pandas as pd
import streamlit as st

from nncore.comparisons.box_problem import BoxProblem
from nncore.comparisons.corner_digits import MOST_INPUTS, corner_digits
from nncore.figures.boxes.formula import box_form_latex
from nncore.live import TrainingRun
from nncore.messages import gettext, marked, number_text, said
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec
from pages.boxes.listing import box_tab
from pages.boxes.marginals import marginal_tab
from pages.boxes.parameters import parameter_tab
from pages.boxes.results import start_of
from pages.boxes.tab_contents import TABS
from pages.boxes.view import BoxForm
from pages.integration.tabs import say_as_of
from pages.live.details import draw_details
from pages.live.elements import Shown
from pages.live.report import take_run_away
from pages.output.downloads import Taken
from pages.settings.layout import draw_tabs

CORNERS = marked(
    "The published form sums polylogarithms over the corners of the box, of which there are "
    "{corners}: the smaller the span of w · x along an edge, the more digits cancel. The smooth "
    "sum over the means M keeps them. Decimal digits that are right, of one logistic unit in "
    "{n} inputs, both with the digits of float64:"
)
SPAN, SMOOTH, CORNER, LOST = (
    marked("span along each edge"),
    marked("smooth sum"),
    marked("sum over corners"),
    marked("digits lost by the corners"),
)


def box_tabs(
    form: BoxForm,
    shown: Shown,
    run: TrainingRun[BoxSpec],
    network: OneHiddenNetwork,
    problem: BoxProblem,
) -> None:
    """Draw the tabs; only the one that is open costs anything."""
    boxes, parameters, marginals, formula, details, files = draw_tabs(form, TABS)
    if boxes.open:
        with boxes:
            box_tab(form, shown, start_of(form.spec).n_evaluations)
    if parameters.open:
        with parameters:
            parameter_tab(form, shown, run, network)
    if marginals.open:
        with marginals:
            marginal_tab(form, shown)
    if formula.open:
        with formula:
            _formula_tab(run, network, problem)
    if details.open:
        with details:
            draw_details(shown, form.key("facts"), form.spec)
    if files.open:
        with files:
            take_run_away(form, Taken.of_run(run))


def _formula_tab(run: TrainingRun[BoxSpec], network: OneHiddenNetwork, problem: BoxProblem) -> None:
    """Write the closed form out: it stands still while the run plays, and says so."""
    say_as_of(run)
    st.latex(box_form_latex(problem.restricted(network), problem.lower, problem.upper))
    n = min(len(problem.over), MOST_INPUTS)
    st.markdown(said(CORNERS, corners=f"2^{n}", n=n))
    st.table(_digits_table(n))


def _digits_table(n_inputs: int) -> pd.DataFrame:
    found = corner_digits(n_inputs)
    columns = {
        SPAN: [number_text(one.span, "g") for one in found],
        SMOOTH: [number_text(one.smooth_sum, ".1f") for one in found],
        CORNER: [number_text(one.corners, ".1f") for one in found],
        LOST: [number_text(one.lost, ".1f") for one in found],
    }
    table = pd.DataFrame({gettext(head): values for head, values in columns.items()})
    return table.set_index(gettext(SPAN))
