"""The tabs of the stencil page."""

from collections.abc import Mapping

import streamlit as st

from nncore.experiments.stencil import OVERLAPPING_TEST_LOSS, TEST_LOSS
from nncore.experiments.stencil_comparison import FieldTrial, band_error
from nncore.figures.stencils import weight_paths_figure
from nncore.figures.stencils.formula import stencil_latex, taylor_latex
from nncore.specs import StencilSpec
from nncore.versions import versions
from pages.shared.formats import error_text, markdown_table
from pages.shared.live_plot import live_plot
from pages.shared.sessions import Lane, Session
from pages.shared.stencil_controls import StencilForm
from pages.shared.stencil_results import band_errors, learned, references, stencils

_HEIGHT = 300

TABS = ("Errors", "Weights over the epochs", "Your stencil", "Three experiments", "Details")
METHODS: Mapping[str, str] = {
    "learned": ":blue[■ learned]",
    "optimum": ":green[▨ optimum]",
    "taylor": ":violet[▩ Taylor]",
    "notebook": "▒ notebook",
}
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
DETAILS = {
    "fields": "Fields for training, validation and test",
    "updates": "Updates of the weights",
    "seconds": "Compute time",
    "memory": "Memory of the run on its worker, estimated",
    "versions": "Versions",
    "settings": "All the settings, as JSON. The link in the address bar holds them too.",
}


def stencil_tabs(
    form: StencilForm, session: Session, lane: Lane[StencilSpec], trial: FieldTrial | str
) -> None:
    """Draw the tabs; only the one that is open costs anything."""
    errors, paths, own, experiments, details = st.tabs(
        TABS, key=form.key("tabs"), on_change="rerun"
    )
    if errors.open:
        with errors:
            _errors_tab(form, lane, trial)
    if paths.open:
        with paths:
            found = references(lane.spec)
            live_plot(
                weight_paths_figure(
                    lane.spec.offsets,
                    lane.records,
                    found["optimum"],
                    found["taylor"],
                    lane.spec.derivative_order,
                ),
                key="differentiate_paths",
                run=lane.key,
                height=_HEIGHT,
                alt="Each weight over the epochs, with its optimum and Taylor's value.",
            )
    if own.open:
        with own:
            _formula_tab(lane)
    if experiments.open:
        with experiments:
            _experiments_tab()
    if details.open:
        with details:
            _details_tab(form, session, lane)


def _errors_tab(form: StencilForm, lane: Lane[StencilSpec], trial: FieldTrial | str) -> None:
    """Draw the errors of each method: on the training waves, on faster ones, on the test field."""
    spec = lane.spec
    columns = (
        "",
        f"MSE, modes 0 to {spec.max_mode - 1}",
        f"MSE, modes {spec.max_mode} to {2 * spec.max_mode - 1}",
        f"RMS error of u{'′' * spec.derivative_order} for `u = {form.view.field}`",
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
    st.markdown(markdown_table(columns, rows))
    st.caption(_test_text(lane))


def _test_text(lane: Lane[StencilSpec]) -> str:
    """Tell the honest test from the notebook's."""
    tested = next((r for r in reversed(lane.records) if TEST_LOSS in r.diagnostics), None)
    honest = tested.diagnostics[TEST_LOSS] if tested else None
    overlapping = tested.diagnostics[OVERLAPPING_TEST_LOSS] if tested else None
    n_unseen = lane.spec.n_fields - lane.spec.n_seen_fields
    n_shared = 2 * lane.spec.n_seen_fields - lane.spec.n_fields
    return (
        f"Test MSE of the learned weights on {n_unseen:,} fields that nobody has seen: "
        f"**{error_text(honest)}**; on the notebook's test set, which shares {n_shared:,} of its "
        f"{lane.spec.n_seen_fields:,} fields with training and validation: "
        f"**{error_text(overlapping)}**."
    )


def _formula_tab(lane: Lane[StencilSpec]) -> None:
    """Write the stencil out: Taylor's with its order, and the learned one."""
    offsets, order = lane.spec.offsets, lane.spec.derivative_order
    st.latex(rf"\text{{Taylor:}}\quad {taylor_latex(offsets, order)}")
    for method in ("optimum", "learned"):
        st.latex(
            rf"\text{{{method}:}}\quad {stencil_latex(offsets, stencils(lane)[method], order)}"
        )


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
                help="Shows the three networks of this experiment; then press Play.",
                query_params={"show": name},
            )
            st.caption(text)


def _details_tab(form: StencilForm, session: Session, lane: Lane[StencilSpec]) -> None:
    spec = lane.spec
    seconds = sum(lane.records[-1].seconds for lane in session.lanes.values() if lane.records)
    n_validation = spec.n_seen_fields - spec.n_training_fields
    n_test = spec.n_fields - spec.n_seen_fields
    left, right = st.columns(2)
    left.markdown(
        f"- **{DETAILS['fields']}:** {spec.n_training_fields:,}, {n_validation:,}, {n_test:,}\n"
        f"- **{DETAILS['updates']}:** {spec.n_updates:,}\n"
        f"- **{DETAILS['seconds']}:** {seconds:.3g} s\n"
        f"- **{DETAILS['memory']}:** {spec.memory() / 1e6:,.0f} MB\n"
        f"- **{DETAILS['versions']}:** " + ", ".join(versions())
    )
    right.caption(DETAILS["settings"])
    right.code(form.spec.to_json(), language="json", wrap_lines=True)
