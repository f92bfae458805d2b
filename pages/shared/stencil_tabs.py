"""The tabs of the stencil page."""

from collections.abc import Mapping

import streamlit as st

from nncore.experiments.stencil import OVERLAPPING_TEST_LOSS, TEST_LOSS
from nncore.experiments.stencil_comparison import FieldTrial, band_error
from nncore.figures.stencils import weight_paths_figure
from nncore.figures.stencils.formula import taylor_latex
from nncore.figures.stencils.weights import fraction_text, offset_text, power_text, weights_text
from nncore.specs import StencilSpec
from nncore.stencils.finite_differences import taylor_fractions
from pages.shared.controls import scrolling_table, segments
from pages.shared.details import draw_details
from pages.shared.formats import error_text, markdown_table
from pages.shared.lanes import Lane
from pages.shared.live_plot import live_plot
from pages.shared.sessions import Session
from pages.shared.stencil_lanes import METHODS
from pages.shared.stencil_results import band_errors, learned, references, stencils
from pages.shared.stencil_view import StencilForm
from pages.shared.take_away import Taken, take_away

_HEIGHT = 300
_DECIMALS = 6

TABS = (
    "Errors",
    "Weights over the epochs",
    "Your stencil",
    "Three experiments",
    "Details",
    "Take away",
)
#: What explains the lines above a chart: the legends of Plotly would lie on the curves.
LINES: Mapping[str, str] = {
    "learned": ":blue[━━ learned]",
    "optimum": ":green[╍╍ optimum]",
    "taylor": ":violet[••• Taylor]",
}
PATHS_HEAD = " ".join(LINES.values())
PATHS_ALT = "Each weight over the epochs, with its optimum and Taylor's value."
UNTESTED = (
    "With the first epoch comes the test of the learned weights, on {n_unseen:,} fields that "
    "were not used in training and on the notebook's test set."
)
TESTED = (
    "Test MSE of the learned weights on {n_unseen:,} fields that were not used in training: "
    "**{honest}**; on the notebook's test set, which shares {n_shared:,} of its {n_seen:,} fields "
    "with training and validation: **{overlapping}**."
)
WITHIN, BEYOND = "MSE, modes 0 to {last}", "MSE, modes {first} to {last}"
ON_FIELD = "RMS error of u{primes} for `u = {field}`"
MEANS = "The optimum has the least mean over all these waves; on a single one Taylor may be better."
TAYLOR = ":violet[▩ Taylor:] the highest order of accuracy that these offsets allow"
WEIGHTS = "Weights × Δx{power} of each method:"
OFFSET, EXACTLY = "offset", ":violet[Taylor exactly]"
EXPERIMENTS: Mapping[str, tuple[str, str, str]] = {
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
SPLIT, UPDATES = "Fields for training, validation and test", "Updates of the weights"
DETAILS_OF = ("Details of", "The network whose settings stand here; the charts follow it.")
FILES_OF = "Of the network {title}; Details chooses another one."


def stencil_tabs(
    form: StencilForm,
    session: Session,
    titles: Mapping[str, str],
    looked_at: str,
    trial: FieldTrial | str,
) -> None:
    """Draw the tabs of the lane that is looked at; only the one that is open costs anything."""
    lane = session.lanes[looked_at]
    errors, paths, own, experiments, details, files = st.tabs(
        TABS, key=form.key("tabs"), on_change="rerun"
    )
    if errors.open:
        with errors:
            _errors_tab(form, lane, trial)
    if paths.open:
        with paths:
            _paths_tab(lane)
    if own.open:
        with own:
            _stencil_tab(lane)
    if experiments.open:
        with experiments:
            _experiments_tab()
    if details.open:
        with details:
            if len(titles) > 1:
                segments(form, "details", titles, looked_at, text=DETAILS_OF, shows_label=True)
            _details_tab(lane)
    if files.open:
        with files:
            st.caption(FILES_OF.format(title=titles[looked_at]))
            take_away(Taken.of_lane(lane), form.page)


def _errors_tab(form: StencilForm, lane: Lane[StencilSpec], trial: FieldTrial | str) -> None:
    """Draw the errors of each method: on the training waves, on faster ones, on the test field."""
    spec = lane.spec
    first = spec.max_mode
    columns = (
        "",
        WITHIN.format(last=first - 1),
        BEYOND.format(first=first, last=2 * first - 1),
        ON_FIELD.format(primes="′" * spec.derivative_order, field=form.view.field),
    )
    rows = []
    weights = learned(lane)
    bands = {
        "learned": lane.now_and_then(
            "bands", lambda: (band_error(spec, weights), band_error(spec, weights, beyond=True))
        ),
        **band_errors(spec),
    }
    for method, (inside, beyond) in bands.items():
        on_field = None if isinstance(trial, str) else trial.root_mean_square(method)
        cells = (METHODS[method], *map(error_text, (inside, beyond, on_field)))
        rows.append(cells)
    scrolling_table(markdown_table(columns, rows))
    st.caption(f"{_test_text(lane)} {MEANS}")


def _test_text(lane: Lane[StencilSpec]) -> str:
    """Tell the honest test from the notebook's."""
    spec = lane.spec
    n_unseen = spec.n_unseen_fields
    tested = next((r for r in reversed(lane.records) if TEST_LOSS in r.diagnostics), None)
    if tested is None:
        return UNTESTED.format(n_unseen=n_unseen)
    return TESTED.format(
        n_unseen=n_unseen,
        honest=error_text(tested.diagnostics[TEST_LOSS]),
        n_shared=spec.n_seen_fields - n_unseen,
        n_seen=spec.n_seen_fields,
        overlapping=error_text(tested.diagnostics[OVERLAPPING_TEST_LOSS]),
    )


def _paths_tab(lane: Lane[StencilSpec]) -> None:
    """Draw each weight over the epochs."""
    spec, found = lane.spec, references(lane.spec)
    st.markdown(PATHS_HEAD)
    live_plot(
        weight_paths_figure(
            spec.offsets,
            lane.records,
            found["optimum"],
            found["taylor"],
            spec.derivative_order,
        ),
        key="differentiate_paths",
        run=lane.key,
        height=_HEIGHT,
        alt=PATHS_ALT,
    )


def _stencil_tab(lane: Lane[StencilSpec]) -> None:
    """Write the stencil out: Taylor's as a formula, and the weights of all methods."""
    offsets, order = lane.spec.offsets, lane.spec.derivative_order
    st.markdown(TAYLOR)
    st.latex(taylor_latex(offsets, order))
    found = stencils(lane)
    st.markdown(WEIGHTS.format(power=power_text(order)))
    cells = [
        [
            offset_text(offset),
            *(weights_text([weights[j]], _DECIMALS) for weights in found.values()),
            fraction_text(fraction),
        ]
        for j, (offset, fraction) in enumerate(
            zip(offsets, taylor_fractions(offsets, order), strict=True)
        )
    ]
    columns = (OFFSET, *(METHODS[method] for method in found), EXACTLY)
    scrolling_table(markdown_table(columns, cells))


def _experiments_tab() -> None:
    for column, (name, (title, icon, text)) in zip(
        st.columns(len(EXPERIMENTS)), EXPERIMENTS.items(), strict=True
    ):
        with column.container(border=True):
            # A link, not a button: this is drawn in a fragment, and the whole page has to follow.
            st.page_link(
                "pages/differentiate.py",
                label=f"**{title}**",
                icon=icon,
                help=EXPERIMENT_HELP,
                query_params={"show": name},
            )
            st.caption(text)


def _details_tab(lane: Lane[StencilSpec]) -> None:
    spec = lane.spec
    counts = (spec.n_training_fields, spec.n_validation_fields, spec.n_unseen_fields)
    facts = {
        SPLIT: ", ".join(f"{n:,}" for n in counts),
        UPDATES: f"{spec.n_updates:,}",
    }
    draw_details(spec, lane.run_seconds, facts)
