"""The tabs of the Integrate page."""

import numpy as np
import pandas as pd
import streamlit as st

from nncore.certificates import ErrorEstimate
from nncore.comparisons import Comparison
from nncore.figures import hidden_units_figure
from nncore.figures.formula import closed_form_latex
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from pages.shared.controls import number, scrolling_table, text_box
from pages.shared.details import draw_details
from pages.shared.formats import error_text, markdown_table, value_text
from pages.shared.integration_controls import IntegrationForm
from pages.shared.integration_results import claim_text, note_on
from pages.shared.lanes import Lane
from pages.shared.live_plot import live_plot
from pages.shared.take_away import Taken, take_away

_HEIGHT = 300
_TABLE_LINES = 1.7  # some notes take two

TABS = ("Intervals", "Hidden units", "Formula", "Details", "Take away")
COLUMNS = (
    "interval",
    ":blue[NNI]",
    ":orange[SNI]",
    "exact",
    "\\|NNI − SNI\\|",
    ":blue[NNI error]",
    ":blue[claimed]",
    ":orange[SNI error]",
    "",
)
NO_INTERVALS = "the notebook's ten, or your own: 0 5; 5 20; 10 35"
UNITS_ALT = "The contribution of each hidden unit and their sum, the network."
UNIT_COLUMNS = (
    "w (hidden weight)",
    "b (hidden bias)",
    "v (output weight)",
    "centre −b/w",
    "its part of the integral",
)
SAMPLES, PARAMETERS = "Training samples", "Weights and biases"


def integration_tabs(
    form: IntegrationForm,
    lane: Lane[IntegrationSpec],
    network: OneHiddenNetwork,
    listed: Comparison,
    claimed: ErrorEstimate,
    limits: tuple[float, float],
) -> None:
    """Draw the tabs; only the one that is open costs anything."""
    intervals, units, formula, details, files = st.tabs(
        TABS, key=form.key("tabs"), on_change="rerun"
    )
    if intervals.open:
        with intervals:
            _interval_tab(form, lane, listed, claimed)
    if units.open:
        with units:
            live_plot(
                hidden_units_figure(network, *form.spec.interval, form.spec.variable),
                key="integrate_units",
                run=lane.key,
                height=_HEIGHT,
                alt=UNITS_ALT,
            )
    if formula.open:
        with formula:
            st.latex(closed_form_latex(network, *limits, form.spec.variable))
            st.dataframe(_unit_table(network, limits), hide_index=True, height=260)
    if details.open:
        with details:
            _details_tab(form, lane, network)
    if files.open:
        with files:
            shown = Taken.of_lane(
                lane, intervals=listed.references.intervals, n_points=form.view.n_points
            )
            take_away(shown, form.page)


def _interval_tab(
    form: IntegrationForm,
    lane: Lane[IntegrationSpec],
    listed: Comparison,
    claimed: ErrorEstimate,
) -> None:
    left, right = st.columns([4, 1])
    with left:
        text_box(form, "intervals", form.view.intervals, placeholder=NO_INTERVALS, max_chars=None)
    with right:
        number(form, "n_points", form.view.n_points)
    scrolling_table(lane.now_and_then("table", lambda: _table(listed, claimed)), _TABLE_LINES)


def _table(listed: Comparison, judged: ErrorEstimate) -> str:
    """Return the table as Markdown, which a browser redraws often."""
    found, claims = listed.references, np.ravel(judged.estimate)
    rows = []
    for j, (a, b) in enumerate(found.intervals):
        note, claim = note_on(listed, j), claim_text(claims[j])
        cells = (
            f"{value_text(a)} … {value_text(b)}",
            value_text(listed.nni[j], listed.nni_error[j]),
            value_text(found.sni[j], listed.sni_error[j]),
            value_text(found.exact[j], 1e-9),
            error_text(listed.divergence[j]),
            error_text(listed.nni_error[j]),
            f":red[{claim} ✗]" if listed.nni_error[j] > claims[j] else claim,
            error_text(listed.sni_error[j]),
            f":red[{note}]" if note else "",
        )
        rows.append(cells)
    return markdown_table(COLUMNS, rows, text_columns=(0, len(COLUMNS) - 1))


def _unit_table(network: OneHiddenNetwork, limits: tuple[float, float]) -> pd.DataFrame:
    values = (
        network.hidden_weights,
        network.hidden_biases,
        network.output_weights,
        network.centres,
        network.unit_integrals(*limits),
    )
    return pd.DataFrame(dict(zip(UNIT_COLUMNS, values, strict=True)))


def _details_tab(
    form: IntegrationForm, lane: Lane[IntegrationSpec], network: OneHiddenNetwork
) -> None:
    facts = {
        SAMPLES: f"{form.spec.n_training_samples:,}",
        PARAMETERS: f"{network.pack().size:,}",
    }
    diagnostics = lane.records[-1].diagnostics if lane.records else None
    draw_details(form.spec, lane.run_seconds, facts, diagnostics)
