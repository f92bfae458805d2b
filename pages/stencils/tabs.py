"""The tabs of the stencil page."""

from collections.abc import Mapping

import streamlit as st

from nncore.figures.stencils.formula import taylor_latex
from nncore.figures.stencils.weights import power_text
from nncore.live import TrainingRun
from nncore.specs import StencilSpec
from pages.live.elements import Shown, live_chart, live_table, live_text
from pages.output.details import draw_settings
from pages.output.downloads import Taken, take_away
from pages.settings.widgets import segments
from pages.stencils.tab_contents import LINES, TABS
from pages.stencils.view import StencilForm

_HEIGHT = 300

PATHS_HEAD = " ".join(LINES.values())
PATHS_ALT = "Each weight over the epochs, with its optimum and Taylor's value."
ERRORS_ALT = "Errors of each method on the training waves, on faster ones and on the test field."
STENCIL_ALT = "The weights of each method by offset."
TAYLOR = ":violet[▩ Taylor:] the highest order of accuracy that these offsets allow"
WEIGHTS = "Weights × Δx{power} of each method:"
SERIES_LINKS: Mapping[str, tuple[str, str, str]] = {
    "data": (
        "More data does not help",
        ":material/database:",
        "500, 5,000 and 50,000 fields with 1,890 updates each: the weights end at the same place.",
    ),
    "waves": (
        "Slow waves give Taylor",
        ":material/waves:",
        "Modes below 20, 8 and 2: the slower the waves, the nearer the weights to ±0.5.",
    ),
    "noise": (
        "Noise smooths the stencil",
        ":material/grain:",
        "Noise of 0, 0.05 and 0.1 on u: the outer weights shrink, to ±0.473 at 0.1.",
    ),
}
EXPERIMENT_HELP = "Shows three networks, with the notebook's other settings; then press Play."
DETAILS_OF = ("Details of", "The network whose settings stand here; the charts follow it.")
FILES_OF = "Of the network {title}; Details chooses another one."


def stencil_tabs(
    form: StencilForm,
    shown: Shown,
    run: TrainingRun[StencilSpec],
    titles: Mapping[str, str],
    looked_at: str,
) -> None:
    """Draw the tabs of the network that is looked at; only the one that is open costs anything."""
    errors, paths, own, experiments, details, files = st.tabs(
        TABS, key=form.key("tabs"), on_change="rerun"
    )
    if errors.open:
        with errors:
            live_table(shown, "errors", key=form.key("errors"), alt=ERRORS_ALT)
            live_text(shown, "test", key=form.key("test"))
    if paths.open:
        with paths:
            st.markdown(PATHS_HEAD)
            live_chart(shown, "paths", key="differentiate_paths", height=_HEIGHT, alt=PATHS_ALT)
    if own.open:
        with own:
            _stencil_tab(form, shown, run.spec)
    if experiments.open:
        with experiments:
            _experiments_tab()
    if details.open:
        with details:
            _details_tab(form, shown, run.spec, titles, looked_at)
    if files.open:
        with files:
            st.caption(FILES_OF.format(title=titles[looked_at]))
            take_away(Taken.of_run(run), form.page)


def _stencil_tab(form: StencilForm, shown: Shown, spec: StencilSpec) -> None:
    """Write the stencil out: Taylor's as a formula, and the weights of all methods."""
    st.markdown(TAYLOR)
    st.latex(taylor_latex(spec.offsets, spec.derivative_order))
    st.markdown(WEIGHTS.format(power=power_text(spec.derivative_order)))
    live_table(shown, "stencil", key=form.key("stencil"), alt=STENCIL_ALT)


def _experiments_tab() -> None:
    for column, (name, (title, icon, text)) in zip(
        st.columns(len(SERIES_LINKS)), SERIES_LINKS.items(), strict=True
    ):
        with column.container(border=True):
            # A link, not a button: this is drawn in a fragment, and the whole page has to follow.
            st.page_link(
                "differentiate.py",
                label=f"**{title}**",
                icon=icon,
                help=EXPERIMENT_HELP,
                query_params={"show": name},
            )
            st.caption(text)


def _details_tab(
    form: StencilForm,
    shown: Shown,
    spec: StencilSpec,
    titles: Mapping[str, str],
    looked_at: str,
) -> None:
    if len(titles) > 1:
        segments(form, "details", titles, looked_at, text=DETAILS_OF, shows_label=True)
    left, right = st.columns(2)
    with left:
        live_text(shown, "facts", key=form.key("facts"))
    with right:
        draw_settings(spec)
