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
from pages.boxes.results import start_of
from pages.boxes.tab_contents import TABS
from pages.boxes.view import BoxForm, input_names
from pages.integration.tabs import say_as_of
from pages.live.details import draw_details
from pages.live.elements import Shown, live_chart
from pages.output.downloads import Taken, take_away
from pages.settings.layout import draw_tabs

_HEIGHT = 280

NO_PARAMETERS = marked(
    "All inputs are integrated. Name one in the box *Parameters*, such as {name}, and the integral "
    "is a function of it: the network has learned it already."
)
ONE_INPUT = marked(
    "There is one input, and it is integrated. With a second one, which is a parameter, the "
    "integral is a function of it."
)
MANY_PARAMETERS = marked("Drawn over the first two; the others are held at the values above.")
CURVE_ALT = marked("The integral as a function of the parameter, with its estimated error.")
MAP_ALT = marked("The integral over two parameters, as a map.")
ERROR_ALT = marked("The error of the integral over two parameters, as a map.")
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
            _parameter_tab(form, shown)
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
            take_away(Taken.of_run(run), form.page)


def _parameter_tab(form: BoxForm, shown: Shown) -> None:
    spec = form.spec
    if not spec.theta:
        words = said(NO_PARAMETERS, name=input_names(spec)[-1])
        st.info(words if spec.n_inputs > 1 else gettext(ONE_INPUT), icon=":material/info:")
        return
    if len(spec.theta) == 1:
        _chart(form, shown, 0, CURVE_ALT)
        return
    for column, (j, alt) in zip(st.columns(2), enumerate((MAP_ALT, ERROR_ALT)), strict=True):
        with column:
            _chart(form, shown, j, alt)
    if len(spec.theta) > 2:
        st.caption(gettext(MANY_PARAMETERS))


def _chart(form: BoxForm, shown: Shown, j: int, alt: str) -> None:
    slot = f"parameters_{j}"
    key, words = form.key(slot), gettext(alt)
    live_chart(shown, slot, key=key, height=_HEIGHT, alt=words, bundle="full")


def _formula_tab(run: TrainingRun[BoxSpec], network: OneHiddenNetwork, problem: BoxProblem) -> None:
    """Write the closed form out: it stands still while the run plays, and says so."""
    say_as_of(run)
    st.latex(box_form_latex(problem.restricted(network), problem.lower, problem.upper))
    n = min(len(problem.over), MOST_INPUTS)
    st.markdown(said(CORNERS, corners=f"2^{n}", n=n))
    st.dataframe(_digits_table(n), hide_index=True, width="content")


def _digits_table(n_inputs: int) -> pd.DataFrame:
    found = corner_digits(n_inputs)
    columns = {
        SPAN: [number_text(one.span, "g") for one in found],
        SMOOTH: [number_text(one.smooth_sum, ".1f") for one in found],
        CORNER: [number_text(one.corners, ".1f") for one in found],
        LOST: [number_text(one.lost, ".1f") for one in found],
    }
    return pd.DataFrame({gettext(head): values for head, values in columns.items()})
