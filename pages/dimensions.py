"""NNI in many dimensions: a network learns f on a box, and is integrated over any box in it."""

from functools import partial
from typing import Any

import streamlit as st

from nncore.live import PageRuns
from nncore.messages import gettext, marked
from pages.boxes.contents import METRICS, box_contents
from pages.boxes.controls import box_form
from pages.boxes.limits import box_sliders, observer_of, take_box
from pages.boxes.looked_at import looked_at
from pages.boxes.results import RUN, start_of
from pages.boxes.tab_contents import FILES, FORMULA, PARAMETER, TABS
from pages.boxes.tabs import box_tabs
from pages.boxes.view import BoxForm
from pages.live.elements import Shown, live_chart, live_metrics, live_text
from pages.live.panel import Compose, live_panel
from pages.settings.layout import open_tab
from pages.settings.problems import show_refusal

TITLE = marked("Many dimensions")
_MAP_HEIGHT, _SIDE_HEIGHT = 210, 220

#: Map -> its heading, and what it shows.
MAPS = {
    "map_f": (
        marked("f, and the box, which a mouse can drag"),
        marked(
            "The integrand on a section through the trained box, with the limits of the integral."
        ),
    ),
    "map_network": (
        marked(":blue[network], with its ridges"),
        marked("The network on the same section, with the lines on which its units turn."),
    ),
    "map_residual": (
        marked("network − f"),
        marked("What the network has more than f on the same section, around 0."),
    ),
}
#: By what a trainer calls its iterations.
LOSS_ALTS = {
    "epoch": marked("Losses of training and validation by epoch, on a logarithmic scale."),
    "iteration": marked("Losses of training and validation by iteration, on a logarithmic scale."),
}
#: Heading of the network's map where it is a curve.
CURVE = marked(":blue[network], over f")
ERRORS_ALT = marked(
    "The error of the integral against evaluations of f: NNI, cubature and random points."
)


def _compose(form: BoxForm, runs: PageRuns) -> Compose:
    return partial(box_contents, looked_at(form, runs))


def _draw(form: BoxForm, shown: Shown, runs: PageRuns) -> None:
    """Draw everything that depends on the run or on what is looked at."""
    run = runs.shown[RUN]
    live_metrics(shown, METRICS, key="dimensions_metrics")
    with st.container():
        live_text(shown, "note", key="dimensions_note")
    for column, (slot, (heading, alt)) in zip(
        st.columns([10, 11, 11], gap="small"), MAPS.items(), strict=True
    ):
        with column.container(border=True):
            st.caption(
                gettext(CURVE if slot == "map_network" and form.spec.n_inputs == 1 else heading)
            )
            key = f"dimensions_{slot}"
            take = None if form.hides("limits") else partial(take_box, form, key)
            _chart(shown, slot, alt, _MAP_HEIGHT, on_box=take)
    box_sliders(form)
    left, right = st.columns(2, gap="small")
    with left.container(border=True):
        loss_alt = LOSS_ALTS[form.spec.trainer.iteration_name]
        _chart(shown, "loss", loss_alt, _SIDE_HEIGHT, grows=True)
    with right.container(border=True):
        _chart(shown, "errors", ERRORS_ALT, _SIDE_HEIGHT)
    runs.shown.needs_script = open_tab(form, TABS) in (PARAMETER, FORMULA, FILES)
    network = run.network or start_of(form.spec).network
    box_tabs(form, shown, run, network, observer_of(form).problem(form.spec))


def _chart(shown: Shown, slot: str, alt: str, height: int, **options: Any) -> None:
    # All of them with the bundle that has heat maps: a browser loads one of the two.
    live_chart(
        shown,
        slot,
        key=f"dimensions_{slot}",
        alt=gettext(alt),
        height=height,
        bundle="full",
        **options,
    )


form = box_form()
try:
    start_of(form.spec)
except ValueError as problem:  # f is not finite at a sample
    show_refusal(form, problem)
live_panel(
    form,
    {RUN: form.spec},
    partial(_compose, form),
    partial(_draw, form),
    title=gettext(TITLE),
    slow_pace=not form.spec.trainer.needs_tensorflow,
    iteration_name=form.spec.trainer.iteration_name,
)
