"""Why the first notebook printed what it printed, cause by cause, and what it left open."""

import streamlit as st

from nncore.figures.autopsy import cancellation_figure
from nncore.messages import gettext, marked, said
from nncore.notebooks import cancellation, list_repetition
from nncore.notebooks.printed_integrals import OUTPUT_BIAS
from pages.live.elements import Shown, chart, live_chart
from pages.notebooks.controls import INTERVALS, AutopsyForm, precision_choice
from pages.notebooks.tables import printed_table
from pages.output.tables import scrolling_table
from pages.settings.widgets import select_slider

_HEIGHT, _CANCELLATION_HEIGHT = 230, 310
# Of the four lines: the interval from 5 to 20, and the sum of its units, so that they end with what
# was printed.
_LENGTH, _UNIT_SUM = 15, 40.0075

PRINTED_TITLE = marked("**What the notebook printed, and what b₂ = −0.209 makes of it**")
PRINTED_NAN = marked("nan is ∞ − ∞, where exp overflows in terms that are subtracted.")
REPETITION = marked("**How `[b] * 15` counts b₂ once**")
CANCELLATION = marked("**Small weights:** relative error of one unit's integral, in three forms")
CANCELLATION_ALT = marked("Relative error against the weight, logarithmically, for three forms.")
OVERFLOW = marked("**Overflow on {a:g} … {b:g}:** the arguments −b − wβ of all the units")
OVERFLOW_ALT = marked(
    "The argument of each unit's exponential, and the limit beyond which it overflows."
)
NO_OVERFLOW = marked("exp is not used: the softplus form takes these arguments without any limit.")
ANSWERS = marked("**What the notebook left open, and where it is answered**")
#: Link -> label, icon, page and query; None is this page with its settings and the query.
LINKS: tuple[tuple[str, str, str | None, dict[str, str]], ...] = (
    (
        marked("The missing Levenberg-Marquardt, live beside Adam"),
        ":material/sports_score:",
        "race.py",
        {
            "integrand": "log",
            "initializer": "glorot",
            "trainers": "levenberg-marquardt,adam",
        },
    ),
    (
        marked("The size of the hidden layer: error against hidden units"),
        ":material/stacked_line_chart:",
        None,
        {"tab": "units"},
    ),
    (
        marked(
            "Why formula (15) disagreed on wide intervals: it does not, from 15 to 50 or anywhere"
        ),
        ":material/area_chart:",
        "integrate.py",
        {"a": "15.0", "b": "50.0"},
    ),
)


def draw_causes(form: AutopsyForm, shown: Shown) -> None:
    """Draw the printed table, the causes of its errors, and the answers."""
    left, right = st.columns(2, gap="small")
    with left:
        st.markdown(gettext(PRINTED_TITLE))
        scrolling_table(printed_table())
        st.caption(gettext(PRINTED_NAN))
    with right.container(border=True):
        st.markdown(gettext(REPETITION))
        lines = list_repetition(OUTPUT_BIAS, _LENGTH, _UNIT_SUM)
        st.code(
            "\n".join(f">>> {line.code}\n{line.output}" for line in lines),
            language=None,
            wrap_lines=True,
        )
    left, right = st.columns([3, 2], gap="small")
    with left.container(border=True):
        _draw_overflow(form, shown)
    with right.container(border=True):
        st.markdown(gettext(CANCELLATION))
        chart(
            cancellation_figure(cancellation()),
            key="autopsy_cancellation",
            height=_CANCELLATION_HEIGHT,
            alt=gettext(CANCELLATION_ALT),
        )
    st.markdown(gettext(ANSWERS))
    for label, icon, page, query in LINKS:
        st.page_link(
            page or "autopsy.py",
            label=gettext(label),
            icon=icon,
            query_params=query if page else form.query() | query,
        )


def _draw_overflow(form: AutopsyForm, shown: Shown) -> None:
    """Draw the arguments of the exponentials, with the limit of the precision that is chosen."""
    quirks, limits = form.view.quirks, INTERVALS[form.view.interval]
    st.markdown(said(OVERFLOW, a=limits[0], b=limits[1]))
    left, right = st.columns([2, 1], gap="medium")
    with left:
        select_slider(
            form, "interval", tuple(INTERVALS), label_of=lambda name: name.replace("-", " … ")
        )
    with right:
        precision_choice(form)
    live_chart(shown, "overflow", key="autopsy_overflow", height=_HEIGHT, alt=gettext(OVERFLOW_ALT))
    with st.container():
        if not quirks.exponential_overflows:
            st.caption(gettext(NO_OVERFLOW))
