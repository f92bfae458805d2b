"""The stencil lab: networks of a few weights learn a derivative, beside optimum and Taylor."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from nncore.experiments.stencil_series import SERIES
from nncore.live import PageRuns
from nncore.messages import gettext, marked, said
from pages.live.elements import Shown, live_chart, live_text
from pages.live.panel import Compose, live_panel
from pages.live.pinned import PINNED, pin_button
from pages.settings.layout import open_tab
from pages.settings.problems import show_refusal
from pages.settings.widgets import segments
from pages.stencils.at_work import link_to_work
from pages.stencils.contents import StencilSettings
from pages.stencils.controls import stencil_form
from pages.stencils.networks import draw_network, network_name, network_title
from pages.stencils.notices import draw_notices
from pages.stencils.pinned import compared_contents, legend_of
from pages.stencils.results import field_trial
from pages.stencils.tab_contents import FILES, TABS, lines_text
from pages.stencils.tabs import stencil_tabs
from pages.stencils.view import StencilForm

TITLE = marked("Differentiate")
_CHART_HEIGHT = 160
_LONG_FIELD = 16  # characters that fit above its chart

LOOK, LOOK_HELP = marked("Look at"), marked("The charts below and the tabs are about this stencil.")
LEARNED = marked("learned")
RUN_LINES = ("━━", "╍╍", "•••")
#: Series of the page -> what the numbers are that name its networks.
RUN_NUMBERS: Mapping[str, str] = {
    "data": marked("fields:"),
    "waves": marked("modes below:"),
    "noise": marked("noise:"),
}
LOSSES_ALT = marked("Training loss of each network over the updates, with the least possible one.")
DISPERSION_ALT = marked(
    "Modified wavenumber of each stencil; the band of the training waves is shaded."
)
FIELD_ALT = marked("Error of each stencil's derivative of u = {field}.")
FIELD_HEAD = marked(":small[error for `u = {field}`]")


def _titles(show: str, runs: PageRuns) -> dict[str, str]:
    return {name: network_title(show, name, run.spec) for name, run in runs.runs.items()}


def _looked_at(form: StencilForm, runs: PageRuns) -> str:
    return form.view.look or form.view.alone or next(reversed(runs.runs))


def _compose(form: StencilForm, show: str, runs: PageRuns) -> Compose:
    settings = StencilSettings(
        show, _titles(show, runs), _looked_at(form, runs), form.view.field, open_tab(form, TABS)
    )
    return partial(compared_contents, settings, legend_of(form, settings.looked_at, runs))


def _draw(form: StencilForm, show: str, shown: Shown, runs: PageRuns) -> None:
    """Draw everything that depends on the runs or on what is looked at."""
    titles, looked_at = _titles(show, runs), _looked_at(form, runs)
    columns = st.columns(len(runs.runs), gap="small")
    for j, (name, one) in enumerate(runs.runs.items()):
        with columns[j].container(border=True, gap="xxsmall"):
            draw_network(shown, j, titles[name], one.spec)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(titles) > 1:
            segments(form, "look", titles, looked_at, text=(gettext(LOOK), gettext(LOOK_HELP)))
        with st.container(width="stretch"):
            live_text(shown, "verdict", key="differentiate_verdict")
        link_to_work(runs.runs[looked_at])
    live_text(shown, PINNED, key="differentiate_pinned")
    run = runs.shown[looked_at]
    runs.shown.needs_script = open_tab(form, TABS) == FILES
    losses, waves, field = st.columns(3, gap="small")
    with losses.container(border=True, gap="xxsmall"):
        _draw_losses(shown, show, runs)
    with waves.container(border=True, gap="xxsmall"):
        st.markdown(f":small[{lines_text()}]")
        live_chart(
            shown,
            "dispersion",
            key="differentiate_dispersion",
            height=_CHART_HEIGHT,
            alt=gettext(DISPERSION_ALT),
        )
    with field.container(border=True, gap="xxsmall"):
        if "field" in shown.contents:
            _draw_field(form, shown)
        else:
            st.warning(str(field_trial(run, form.view.field)), icon=":material/function:")
    stencil_tabs(form, shown, run, titles, looked_at)


def _draw_losses(shown: Shown, show: str, runs: PageRuns) -> None:
    names = list(map(network_name, runs.runs)) if len(runs.runs) > 1 else [gettext(LEARNED)]
    lines = " ".join(f"{line} {name}" for line, name in zip(RUN_LINES, names, strict=False))
    st.markdown(f":small[{gettext(RUN_NUMBERS.get(show, ''))} :blue[{lines}]]")
    live_chart(
        shown,
        "losses",
        key="differentiate_losses",
        height=_CHART_HEIGHT,
        alt=gettext(LOSSES_ALT),
        grows=True,
    )


def _draw_field(form: StencilForm, shown: Shown) -> None:
    text = form.view.field
    short = text if len(text) <= _LONG_FIELD else text[: _LONG_FIELD - 1] + "…"
    st.markdown(said(FIELD_HEAD, field=short))
    live_chart(
        shown,
        "field",
        key="differentiate_trial",
        height=_CHART_HEIGHT,
        alt=said(FIELD_ALT, field=text),
    )


def _pin_button(runs: PageRuns) -> None:
    pin_button(form, _looked_at(form, runs), runs)


form = stencil_form()
try:
    specs = SERIES[form.view.show](form.spec)
except ValueError as problem:  # the settings are valid, but not for these stencils
    show_refusal(form, problem)
draw_notices(form.spec, {network_title(form.view.show, n, s): s for n, s in specs.items()})
live_panel(
    form,
    specs,
    partial(_compose, form, form.view.show),
    partial(_draw, form, form.view.show),
    title=gettext(TITLE),
    slow_pace=form.view.show != "data",
    alone=form.view.alone or None,
    more_buttons=_pin_button,
)
