"""The tab of marginals: over each input, with all the others integrated."""

import streamlit as st

from nncore.arrays import FloatArray
from nncore.comparisons.box_problem import BoxProblem
from nncore.comparisons.marginals import TrueMarginal, marginal_grid, true_marginal
from nncore.figures.boxes import marginal_figure
from nncore.figures.style import Figure
from nncore.messages import gettext, marked, said
from pages.boxes.arriving import Search, arrivals
from pages.boxes.view import BoxForm, input_names
from pages.live.elements import Shown, live_chart

_HEIGHT, _MOST_COLUMNS = 280, 3

ABOUT = marked(
    "The integral over all inputs but one, as a function of this one: the area under each curve is "
    "the integral over the box that is drawn. Below, the error of NNI, and that of the value it is "
    "compared with."
)
ONE_INPUT = marked(
    "One input is integrated: its marginal would be f itself. With two or more, each has a "
    "marginal, with all the others integrated."
)
ALT = marked("The marginal over {name}: NNI, the true one, and the error.")


def searches_of(problem: BoxProblem) -> list[Search]:
    """Return what has to be found for the charts."""
    n = len(problem.over)
    return [(true_marginal, problem, j) for j in range(n)] if n > 1 else []


def marginal_figures(
    problem: BoxProblem, names: tuple[str, ...], seen: tuple[FloatArray, ...]
) -> tuple[Figure, ...]:
    """Return a figure for each integrated input: true values come with a later picture."""
    found: list[TrueMarginal | None] = [arrivals().get(one) for one in searches_of(problem)]
    return tuple(
        marginal_figure(marginal_grid(problem, j), values, true, names[problem.over[j]])
        for j, (values, true) in enumerate(zip(seen, found, strict=True))
    )


def slot_of(j: int) -> str:
    """Return the slot of the j-th integrated input."""
    return f"marginal_{j}"


def marginal_tab(form: BoxForm, shown: Shown) -> None:
    """Draw a chart for each integrated input."""
    spec, names = form.spec, input_names(form.spec)
    if len(spec.over) < 2:
        st.info(gettext(ONE_INPUT), icon=":material/info:")
        return
    st.caption(gettext(ABOUT))
    n_columns = min(len(spec.over), _MOST_COLUMNS)
    for first in range(0, len(spec.over), n_columns):
        inputs = spec.over[first : first + n_columns]
        columns = st.columns(n_columns, gap="small")
        for j, (column, i) in enumerate(zip(columns, inputs, strict=False), start=first):
            with column:
                live_chart(
                    shown,
                    slot_of(j),
                    key=form.key(slot_of(j)),
                    height=_HEIGHT,
                    alt=said(ALT, name=names[i]),
                    bundle="full",
                )
