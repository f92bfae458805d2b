"""The tabs of the stencil page."""

from collections.abc import Mapping

import streamlit as st

from nncore.figures.stencils.formula import taylor_latex
from nncore.figures.stencils.weights import power_text
from nncore.live import TrainingRun
from nncore.messages import gettext, marked, said
from nncore.specs import StencilSpec
from pages.live.details import draw_details
from pages.live.elements import Shown, live_chart, live_table, live_text
from pages.live.report import take_run_away
from pages.output.downloads import Taken
from pages.settings.layout import draw_tabs
from pages.settings.widgets import segments
from pages.stencils.coefficients_tab import coefficients_tab
from pages.stencils.tab_contents import TABS, lines_text
from pages.stencils.view import StencilForm

_HEIGHT = 300

PATHS_ALT = marked("Each weight over the epochs, with its optimum and Taylor's value.")
ERRORS_ALT = marked(
    "Errors of each method on the training waves, on faster ones and on the test field."
)
STENCIL_ALT = marked("The weights of each method by offset.")
TAYLOR = marked(":violet[▩ Taylor:] the highest order of accuracy that these offsets allow")
WEIGHTS = marked("Weights × Δx{power} of each method:")
SERIES_LINKS: Mapping[str, tuple[str, str, str]] = {
    "data": (
        marked("More data does not help"),
        ":material/database:",
        marked(
            "500, 5,000 and 50,000 fields with 1,890 updates each: the weights end at the same "
            "place."
        ),
    ),
    "waves": (
        marked("Slow waves give Taylor"),
        ":material/waves:",
        marked("Modes below 20, 8 and 2: the slower the waves, the nearer the weights to ±0.5."),
    ),
    "noise": (
        marked("Noise smooths the stencil"),
        ":material/grain:",
        marked("Noise of 0, 0.05 and 0.1 on u: the outer weights shrink, to ±0.473 at 0.1."),
    ),
}
EXPERIMENT_HELP = marked(
    "Shows three networks, with the notebook's other settings; then press Play."
)
DETAILS_OF = marked("Details of")
DETAILS_HELP = marked("The network whose settings stand here; the charts follow it.")
FILES_OF = marked("Of the network {title}; Details chooses another one.")


def stencil_tabs(
    form: StencilForm,
    shown: Shown,
    run: TrainingRun[StencilSpec],
    titles: Mapping[str, str],
    looked_at: str,
) -> None:
    """Draw the tabs of the network that is looked at; only the one that is open costs anything."""
    errors, paths, own, coefficients, experiments, details, files = draw_tabs(form, TABS)
    if errors.open:
        with errors:
            live_table(shown, "errors", key=form.key("errors"), alt=gettext(ERRORS_ALT))
            live_text(shown, "test", key=form.key("test"))
    if paths.open:
        with paths:
            st.markdown(lines_text())
            live_chart(
                shown, "paths", key="differentiate_paths", height=_HEIGHT, alt=gettext(PATHS_ALT)
            )
    if own.open:
        with own:
            _stencil_tab(form, shown, run.spec)
    if coefficients.open:
        with coefficients:
            coefficients_tab(form, run.spec)
    if experiments.open and not form.hides("show"):
        with experiments:
            _experiments_tab()
    if details.open:
        with details:
            _details_tab(form, shown, run.spec, titles, looked_at)
    if files.open:
        with files:
            st.caption(said(FILES_OF, title=titles[looked_at]))
            take_run_away(form, Taken.of_run(run))


def _stencil_tab(form: StencilForm, shown: Shown, spec: StencilSpec) -> None:
    """Write the stencil out: Taylor's as a formula, and the weights of all methods."""
    st.markdown(gettext(TAYLOR))
    st.latex(taylor_latex(spec.offsets, spec.derivative_order))
    st.markdown(said(WEIGHTS, power=power_text(spec.derivative_order)))
    live_table(shown, "stencil", key=form.key("stencil"), alt=gettext(STENCIL_ALT))


def _experiments_tab() -> None:
    for column, (name, (title, icon, text)) in zip(
        st.columns(len(SERIES_LINKS)), SERIES_LINKS.items(), strict=True
    ):
        with column.container(border=True):
            # A link, not a button: this is drawn in a fragment, and the whole page has to follow.
            st.page_link(
                "differentiate.py",
                label=f"**{gettext(title)}**",
                icon=icon,
                help=gettext(EXPERIMENT_HELP),
                query_params={"show": name},
            )
            st.caption(gettext(text))


def _details_tab(
    form: StencilForm,
    shown: Shown,
    spec: StencilSpec,
    titles: Mapping[str, str],
    looked_at: str,
) -> None:
    if len(titles) > 1:
        text = gettext(DETAILS_OF), gettext(DETAILS_HELP)
        segments(form, "details", titles, looked_at, text=text, shows_label=True)
    draw_details(shown, form.key("facts"), spec)
