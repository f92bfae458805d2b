"""The second notebook on the autopsy page."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from nncore.figures.stencils.weights import weights_text
from nncore.messages import gettext, marked, number_text, said
from nncore.notebooks.differentiation import (
    N_TEST,
    StencilFinding,
    optima_by_fields,
    optima_by_modes,
    shared_rows,
    stencil_findings,
)
from pages.output.numbers import error_text
from pages.output.tables import markdown_table, scrolling_table
from pages.stencils.view import NAMES

_DECIMALS = 4

VERDICT = marked(
    "**Not chance, and no bias of the training set:** the printed weights are the least-squares "
    "optimum for these waves, to within {distance}. Taylor's ±1 and ±0.5 are optimal only for "
    "infinitely slow waves, and on these their error is larger."
)
COLUMNS = (
    marked("network"),
    marked("printed"),
    marked("optimum"),
    marked("Taylor"),
    marked("“accuracy”"),
    marked("MSE of optimum"),
    marked("of Taylor"),
)
OVERLAP = marked(
    "**Its test was no test:** {shared:,} of its {n_test:,} test rows are in the training set too. "
    "**Its accuracy is no accuracy:** it is the mean squared error, printed a second time."
)
MORE_DATA = marked(
    "**10 times more data changes nothing** (central optimum by the number of fields)"
)
SLOWER = marked("**Slower waves change everything** (central optimum by the fastest mode)")
BY_FIELDS, BY_MODES, WEIGHTS = marked("fields"), marked("modes below"), marked("weights × Δx")
LINK = marked("See them learn it, live")


@st.cache_data(show_spinner=False)
def _findings() -> tuple[list[StencilFinding], dict[int, np.ndarray], dict[int, np.ndarray]]:
    return stencil_findings(), optima_by_fields(), optima_by_modes()


def draw_second_notebook() -> None:
    """Draw the printed weights beside their optimum, and what changes it."""
    findings, by_fields, by_modes = _findings()
    distance = max(finding.distance_to_optimum for finding in findings)
    st.info(said(VERDICT, distance=error_text(distance)), icon=":material/lightbulb:")
    scrolling_table(_table(findings), lines_per_row=2)  # on a phone
    st.markdown(said(OVERLAP, shared=shared_rows(), n_test=N_TEST))
    left, right = st.columns(2, gap="small")
    left.markdown(gettext(MORE_DATA))
    with left:
        scrolling_table(_optima(by_fields, gettext(BY_FIELDS)))
    right.markdown(gettext(SLOWER))
    with right:
        scrolling_table(_optima(by_modes, gettext(BY_MODES)))
    st.page_link("differentiate.py", label=gettext(LINK), icon=":material/play_circle:")


def _table(findings: list[StencilFinding]) -> str:
    rows = [
        (
            gettext(NAMES[found.name]),
            weights_text(found.printed, _DECIMALS),
            f":green[{weights_text(found.optimum, _DECIMALS)}]",
            f":violet[{weights_text(found.taylor, _DECIMALS)}]",
            number_text(found.printed_error, ".4g"),
            number_text(found.optimal_error, ".4g"),
            number_text(found.taylor_error, ".4g"),
        )
        for found in findings
    ]
    return markdown_table(list(map(gettext, COLUMNS)), rows)


def _optima(optima: Mapping[int, np.ndarray], what: str) -> str:
    rows = [
        (number_text(number, ","), weights_text(weights, _DECIMALS))
        for number, weights in optima.items()
    ]
    return markdown_table((what, gettext(WEIGHTS)), rows, text_columns=())
