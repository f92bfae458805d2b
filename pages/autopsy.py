"""The autopsy: why the two notebooks printed what they printed, switch by switch."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from nncore.live import PageRuns
from nncore.messages import gettext, marked
from nncore.notebooks import STORED_SPEC, cancellation_loss
from pages.app.language import fragment
from pages.live.elements import Shown, live_chart, live_table, live_text
from pages.live.notices import say_what_has_happened
from pages.live.panel import show
from pages.notebooks.causes import draw_causes
from pages.notebooks.contents import AutopsySettings, autopsy_contents
from pages.notebooks.controls import PAGE, TABS, AutopsyForm, autopsy_form, switches
from pages.notebooks.hidden_size import draw_hidden_size
from pages.notebooks.network import network_bar, network_in_use, network_runs
from pages.notebooks.second_notebook import draw_second_notebook
from pages.output.numbers import error_text
from pages.settings.problems import show_problems

_HEIGHT = 250

ALT = marked("Error of each interval, as printed and recomputed, with its bound.")
TABLE_ALT = marked(
    "The ten intervals: NNI as printed and recomputed, SNI, the exact value and the errors."
)
OPEN_SMALL = marked("Train the stored network again, live")


def _draw_first_notebook(form: AutopsyForm, shown: Shown, runs: PageRuns) -> None:
    """Draw the switches, and what they make of the ten intervals."""
    network, quirks = network_in_use(form.view.network, runs).network, form.view.quirks
    left, right = st.columns([1, 3], gap="medium")
    with left:
        switches(form, error_text(cancellation_loss(network, quirks)))
    with right:
        live_text(shown, "verdict", key="autopsy_verdict")
        live_table(shown, "table", key="autopsy_table", alt=gettext(TABLE_ALT))
        live_chart(shown, "divergence", key="autopsy_divergence", height=_HEIGHT, alt=gettext(ALT))
        live_text(shown, "caption", key="autopsy_caption")
        st.page_link(
            "integrate.py",
            label=gettext(OPEN_SMALL),
            icon=":material/play_circle:",
            query_params=STORED_SPEC.to_query(),
        )


#: Tab -> what it shows.
TAB_CONTENTS: dict[str, Callable[[AutopsyForm, Shown, PageRuns], None]] = {
    "integrals": _draw_first_notebook,
    "why": lambda form, shown, runs: draw_causes(form, shown),
    "units": lambda form, shown, runs: draw_hidden_size(form),
    "derivatives": lambda form, shown, runs: draw_second_notebook(),
}


@fragment
def _page(form: AutopsyForm) -> None:
    runs = network_runs()
    form.write_address()  # what was changed in this fragment
    runs.settle()
    say_what_has_happened(PAGE)
    view = form.view
    settings = AutopsySettings(view.tab, view.network, view.quirks, view.n_points, view.interval)
    shown = show(PAGE, runs, partial(autopsy_contents, settings))
    network_bar(form, shown, runs)
    with st.container():  # what comes and goes has a place of its own
        show_problems(form)
    titles = tuple(map(gettext, TABS.values()))
    tabs = st.tabs(
        titles,
        key=form.seeded_key("tab", gettext(TABS[view.tab])),
        on_change=form.commit,
        args=("tab",),
    )
    for name, opened in zip(TABS, tabs, strict=True):
        if opened.open:
            with opened:
                TAB_CONTENTS[name](form, shown, runs)


form = autopsy_form()
_page(form)
