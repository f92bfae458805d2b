"""The autopsy: why the two notebooks printed what they printed, switch by switch."""

import dataclasses

import numpy as np
import streamlit as st

from nncore.figures.autopsy import autopsy_figure, cancellation_figure, overflow_figure
from nncore.notebooks import (
    AS_PRINTED,
    INTEGRATION_SPEC,
    Quirks,
    autopsy,
    cancellation,
    list_repetition,
    overflow_arguments,
    repair,
    stored_network,
)
from nncore.notebooks.printed_integrals import OUTPUT_BIAS, ROWS
from nncore.notebooks.ten_intervals import Autopsy
from pages.shared.formats import error_text, markdown_table, value_text
from pages.shared.live_plot import live_plot
from pages.shared.navigation import require_router
from pages.shared.stencil_autopsy import draw_second_notebook

_HEIGHT = 250
_SMALL_HEIGHT = 230

TABS = ("First notebook: integrals", "Why, in detail", "Second notebook: derivatives")
SWITCHES = "As printed, or put right"
#: Switch -> label and the sentence under it.
QUIRKS: dict[str, tuple[str, str]] = {
    "output_bias_counted_once": (
        "b₂ is counted once",
        "A list times 15 repeats it; only its first entry is printed.",
    ),
    "exponential_overflows": (
        "exp overflows",
        "The polylogarithm's argument becomes infinite; softplus does not.",
    ),
    "cancelling_quotient": (
        "small weights cancel",
        "Φ/w loses its digits as w goes to 0; log1p and expm1 keep them.",
    ),
    "intervals_leave_training": (
        "intervals leave the training range",
        "Three of them end beyond 100, where nothing was learned.",
    ),
    "simpson_at_singularity": (
        "Simpson's rule evaluates ln 0",
        "One of its points is the end 0: the SNI is −∞.",
    ),
}
POINTS = ("Points of Simpson's rule", "The notebook took 100.")
AS_IT_WAS = (
    "**As printed.** With b₂ counted once the error grows by |b₂| for every unit of length; then "
    "exp overflows, with one sign of v first (∞), then with both (nan)."
)
BIAS_MENDED = (
    "**b₂ counted (b − a) times.** Where exp does not overflow, the errors fall below their "
    "bounds: the formula was right."
)
ALL_MENDED = "**Put right.** Every row respects its bound: √((b − a) ∫(f − f̂)²)."
OTHERWISE = (
    "Rows in vermilion break the bound √((b − a) ∫(f − f̂)²): the bound alone would have shown "
    "the bug."
)
# With this seed the full network comes within 0.1 of the printed table, inf and nan included.
FULL_SPEC = dataclasses.replace(INTEGRATION_SPEC, seed=2)
COLUMNS = ("interval", "NNI", "SNI", "exact", "NNI error", "bound", "b₂ from the error")
NETWORK = (
    "This network has 100 units and was trained with the notebook's own recipe, for {epochs} "
    "epochs (validation MSE {mse}); its b₂ is {bias}."
)
OPEN_SMALL, OPEN_FULL = "Train it again, live", "Train the notebook's 10,000 units"
PRINTED_TITLE = "**What the notebook printed, and what b₂ = −0.209 makes of it**"
PRINTED_COLUMNS = ("interval", "NNI printed", "SNI printed", "difference", "repaired", "its error")
REPETITION = "**How `[b] * 15` counts b₂ once**"
CANCELLATION = "**Small weights:** relative error of one unit's integral, in three forms"
OVERFLOW = "**Overflow on {a:g} … {b:g}:** the arguments −b − wβ of all the units"
ANSWERS = "**What the notebook left open**"
#: Link -> label, icon, page and query.
LINKS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (
        "The missing Levenberg-Marquardt, live beside Adam",
        ":material/sports_score:",
        "pages/race.py",
        {"integrand": "log", "initializer": "glorot", "trainers": "levenberg-marquardt,adam"},
    ),
    (
        "Why formula (15) disagreed: move the limits, the closed form holds",
        ":material/area_chart:",
        "pages/integrate.py",
        {},
    ),
)


def _quirks() -> Quirks:
    """Draw the switches and return what is as printed."""
    st.markdown(f"**{SWITCHES}**")
    chosen = {}
    for name, (label, sentence) in QUIRKS.items():
        chosen[name] = st.toggle(
            label, value=getattr(AS_PRINTED, name), key=f"autopsy_{name}", help=sentence
        )
        st.caption(sentence)
    return Quirks(**chosen)


def _sentence(quirks: Quirks) -> str:
    if quirks == AS_PRINTED:
        return AS_IT_WAS
    if quirks == Quirks.none():
        return ALL_MENDED
    if quirks == dataclasses.replace(AS_PRINTED, output_bias_counted_once=False):
        return BIAS_MENDED
    return OTHERWISE


def _table(found: Autopsy) -> str:
    """Return the ten rows as Markdown; those that break their bound in vermilion."""
    rows = []
    compared, implied = found.comparison, found.implied_output_bias
    references = compared.references
    for j, (a, b) in enumerate(found.intervals):
        cells = [
            _number(compared.nni[j], compared.nni_error[j]),
            value_text(references.sni[j], 1e-7),
            value_text(references.exact[j], 1e-7),
            _number(compared.nni_error[j]),
            f"≤ {error_text(found.bound[j])}",
            value_text(implied[j], 1e-3 * abs(implied[j])) if np.isfinite(implied[j]) else "–",
        ]
        if found.breaks_bound[j]:
            cells = [f":red[{cell}]" for cell in cells]
        rows.append([f"{a:g} … {b:g}", *cells])
    return markdown_table(COLUMNS, rows)


def _number(value: float, error: float | None = None) -> str:
    if np.isnan(value):
        return "nan"
    return error_text(value) if error is None else value_text(value, error)


def _first_notebook() -> None:
    left, right = st.columns([1, 3], gap="medium")
    with left:
        quirks = _quirks()
        label, help_text = POINTS
        n_points = st.number_input(
            label, 3, 100_000, 100, key="autopsy_n_points", help=help_text, width="stretch"
        )
    stored = stored_network()
    found = autopsy(stored.network, quirks, n_points=int(n_points))
    with right:
        st.info(_sentence(quirks), icon=":material/lightbulb:")
        st.markdown(_table(found))
        live_plot(
            autopsy_figure(found),
            key="autopsy_divergence",
            height=_HEIGHT,
            alt="Error of each interval, as printed and recomputed, with its bound.",
        )
        st.caption(
            NETWORK.format(
                epochs=stored.spec.trainer.n_iterations,
                mse=error_text(stored.validation_loss),
                bias=value_text(stored.network.output_bias, 1e-2),
            )
        )
        links = st.columns(2)
        links[0].page_link(
            "pages/integrate.py",
            label=OPEN_SMALL,
            icon=":material/play_circle:",
            query_params=stored.spec.to_query(),
        )
        links[1].page_link(
            "pages/integrate.py",
            label=OPEN_FULL,
            icon=":material/menu_book:",
            query_params=FULL_SPEC.to_query(),
        )


def _details() -> None:
    st.markdown(PRINTED_TITLE)
    st.markdown(_printed_table())
    left, right = st.columns(2, gap="small")
    with left.container(border=True):
        st.markdown(REPETITION)
        lines = list_repetition(OUTPUT_BIAS, 15, round(36.87 - 15 * OUTPUT_BIAS, 3))
        st.code("\n".join(f">>> {line.code}\n{line.output}" for line in lines), wrap_lines=True)
    with right.container(border=True):
        st.markdown(CANCELLATION)
        live_plot(
            cancellation_figure(cancellation()),
            key="autopsy_cancellation",
            height=_SMALL_HEIGHT,
            alt="Relative error against the weight, logarithmically, for three forms.",
        )
    intervals = [(row.a, row.b) for row in ROWS]
    number = st.select_slider(
        "Interval",
        range(len(intervals)),
        value=4,
        key="autopsy_interval",
        format_func=lambda j: f"{intervals[j][0]:g} … {intervals[j][1]:g}",
        help="The longer the interval, the more units have an argument beyond the limit.",
    )
    chosen = intervals[int(number)]
    with st.container(border=True):
        st.markdown(OVERFLOW.format(a=chosen[0], b=chosen[1]))
        live_plot(
            overflow_figure(overflow_arguments(stored_network().network, chosen)),
            key="autopsy_overflow",
            height=_SMALL_HEIGHT,
            alt="The argument of each unit's exponential, and the limit beyond which it overflows.",
        )
    st.markdown(ANSWERS)
    for label, icon, page, query in LINKS:
        st.page_link(page, label=label, icon=icon, query_params=query)


def _printed_table() -> str:
    rows = []
    exact = autopsy(stored_network().network).comparison.references.exact
    for row, repaired, true in zip(ROWS, repair(ROWS), exact, strict=True):
        cells = (
            f"{row.a:g} … {row.b:g}",
            _number(row.nni, 1e-3),
            value_text(row.sni, 1e-7),
            _number(row.divergence),
            _number(repaired, 1e-3),
            _number(abs(repaired - true)),
        )
        rows.append(cells)
    return markdown_table(PRINTED_COLUMNS, rows)


require_router()
first, why, second = st.tabs(TABS, key="autopsy_tabs", on_change="rerun")
if first.open:
    with first:
        _first_notebook()
if why.open:
    with why:
        _details()
if second.open:
    with second:
        draw_second_notebook()
