"""The autopsy: why the two notebooks printed what they printed, switch by switch."""

import time
from collections.abc import Callable

import streamlit as st

from nncore.figures.autopsy import autopsy_figure
from nncore.notebooks import STORED_SPEC, autopsy, cancellation_loss
from pages.shared.autopsy_controls import PAGE, TABS, AutopsyForm, autopsy_form, switches
from pages.shared.autopsy_details import draw_details
from pages.shared.autopsy_hidden_size import draw_hidden_size
from pages.shared.autopsy_network import draw_with_network, network_bar, network_in_use
from pages.shared.autopsy_tables import recomputed_table
from pages.shared.autopsy_verdict import verdict
from pages.shared.controls import scrolling_table, show_problems
from pages.shared.formats import error_text
from pages.shared.live_plot import live_plot
from pages.shared.navigation import require_router
from pages.shared.sessions import session_of
from pages.shared.stencil_autopsy import draw_second_notebook
from pages.shared.ticking import let_the_page_be_sent, ticking_fragment

_HEIGHT = 250

ALT = "Error of each interval, as printed and recomputed, with its bound."
OPEN_SMALL = "Train the stored network again, live"


def _draw_first_notebook(form: AutopsyForm) -> None:
    """Draw the switches, and what they make of the ten intervals."""
    used, quirks = network_in_use(form), form.view.quirks
    found = autopsy(used.network, quirks, n_points=form.view.n_points)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        switches(form, error_text(cancellation_loss(used.network, quirks)))
    with right:
        st.info(verdict(found, used.network.output_bias), icon=":material/lightbulb:")
        scrolling_table(recomputed_table(found))
        live_plot(autopsy_figure(found), key="autopsy_divergence", height=_HEIGHT, alt=ALT)
        st.caption(used.caption)
        st.page_link(
            "pages/integrate.py",
            label=OPEN_SMALL,
            icon=":material/play_circle:",
            query_params=STORED_SPEC.to_query(),
        )


#: Tab -> what it shows, and whether that depends on the network.
TAB_CONTENTS: dict[str, tuple[Callable[[AutopsyForm], None], bool]] = {
    "integrals": (_draw_first_notebook, True),
    "why": (draw_details, True),
    "units": (draw_hidden_size, False),
    "derivatives": (lambda form: draw_second_notebook(), False),
}


def _draw_tab(form: AutopsyForm, name: str) -> None:
    """Draw one tab in a fragment of its own: its switches rerun nothing else."""
    draw, depends_on_network = TAB_CONTENTS[name]

    def content() -> None:
        form.publish()  # what was changed in this fragment
        with st.container():  # what comes and goes has a place of its own
            show_problems(form)
        draw(form)

    if depends_on_network:
        draw_with_network(form, content)
    else:
        ticking_fragment(content, None)


require_router()
began = time.monotonic()
form = autopsy_form()
network_bar(form)
tabs = st.tabs(
    tuple(TABS.values()),
    key=form.seed("tab", TABS[form.view.tab]),
    on_change=form.commit,
    args=("tab",),
)
for name, tab in zip(TABS, tabs, strict=True):
    if tab.open:
        with tab:
            _draw_tab(form, name)
let_the_page_be_sent(session_of(PAGE), began)
