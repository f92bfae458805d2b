"""What the tabs of Differentiate show of a run, as contents of live elements."""

from collections.abc import Mapping
from typing import Any

from nncore.experiments.stencil import OVERLAPPING_TEST_LOSS, TEST_LOSS
from nncore.experiments.stencil_comparison import FieldTrial, band_error
from nncore.figures.stencils import weight_paths_figure
from nncore.figures.stencils.weights import fraction_text, offset_text, weights_text
from nncore.live import TrainingRun
from nncore.messages import Sentence, gettext, marked, number_text, said
from nncore.specs import StencilSpec
from nncore.stencils.finite_differences import taylor_fractions
from pages.output.details import facts_text
from pages.output.numbers import error_text
from pages.stencils.networks import METHODS
from pages.stencils.results import band_errors, learned, references, stencils

_DECIMALS = 6
_PAUSE = 0.6

ERRORS, PATHS, STENCIL, COEFFICIENTS, EXPERIMENTS, DETAILS, FILES = (
    marked("Errors"),
    marked("Weights over the epochs"),
    marked("Your stencil"),
    marked("Coefficients"),
    marked("Three experiments"),
    marked("Details"),
    marked("Take away"),
)
TABS = (ERRORS, PATHS, STENCIL, COEFFICIENTS, EXPERIMENTS, DETAILS, FILES)
#: What explains the lines above a chart: the legends of Plotly would lie on the curves.
LINES: Mapping[str, str] = {
    "learned": marked(":blue[━━ learned]"),
    "optimum": marked(":green[╍╍ optimum]"),
    "taylor": marked(":violet[••• Taylor]"),
}
UNTESTED = marked(
    "With the first epoch comes the test of the learned weights, on {n_unseen:,} fields that "
    "were not used in training and on the notebook's test set."
)
TESTED = marked(
    "Test MSE of the learned weights on {n_unseen:,} fields that were not used in training: "
    "**{honest}**; on the notebook's test set, which shares {n_shared:,} of its {n_seen:,} fields "
    "with training and validation: **{overlapping}**."
)
WITHIN, BEYOND = marked("MSE, modes 0 to {last}"), marked("MSE, modes {first} to {last}")
ON_FIELD = marked("RMS error of u{primes} for `u = {field}`")
MEANS = marked(
    "The optimum has the least mean over all these waves; on a single one Taylor may be better."
)
OFFSET, EXACTLY = marked("offset"), marked(":violet[Taylor exactly]")
_COUNTS = "{training:,}, {validation:,}, {test:,}"
SPLIT, UPDATES = (
    marked("Fields for training, validation and test"),
    marked("Updates of the weights"),
)


def lines_text() -> str:
    """Write the lines of the charts with their words."""
    return " ".join(map(gettext, LINES.values()))


def tab_contents(
    tab: str, run: TrainingRun[StencilSpec], field: str, trial: FieldTrial | Sentence
) -> dict[str, Any]:
    """Return what the tab that is open shows."""
    if tab == ERRORS:
        return run.throttled("errors", lambda: _errors(run, field, trial), _PAUSE)
    if tab == PATHS:
        return {"paths": {"figure": _paths(run), "run": run.run_id}}
    if tab == STENCIL:
        return {"stencil": _stencil(run)}
    if tab == DETAILS:
        spec = run.spec
        counts = {
            "training": spec.n_training_fields,
            "validation": spec.n_validation_fields,
            "test": spec.n_unseen_fields,
        }
        facts = {
            gettext(SPLIT): said(_COUNTS, **counts),
            gettext(UPDATES): number_text(spec.n_updates, ","),
        }
        return {"facts": {"text": facts_text(spec, run.run_seconds, facts)}}
    return {}


def _errors(
    run: TrainingRun[StencilSpec], field: str, trial: FieldTrial | Sentence
) -> dict[str, Any]:
    """Return the errors of each method: on the training waves, on faster ones, on the field."""
    spec = run.spec
    first = spec.max_mode
    columns = [
        "",
        said(WITHIN, last=first - 1),
        said(BEYOND, first=first, last=2 * first - 1),
        said(ON_FIELD, primes="′" * spec.derivative_order, field=field),
    ]
    weights = learned(run)
    bands = {
        "learned": (band_error(spec, weights), band_error(spec, weights, beyond=True)),
        **band_errors(spec),
    }
    rows = []
    for method, (inside, beyond) in bands.items():
        on_field = None if isinstance(trial, Sentence) else trial.root_mean_square(method)
        rows.append([gettext(METHODS[method]), *map(error_text, (inside, beyond, on_field))])
    return {
        "errors": {"columns": columns, "rows": rows},
        "test": {"text": f"{_test_text(run)} {gettext(MEANS)}", "look": "caption"},
    }


def _test_text(run: TrainingRun[StencilSpec]) -> str:
    """Tell the honest test from the notebook's."""
    spec = run.spec
    n_unseen = spec.n_unseen_fields
    tested = next((r for r in reversed(run.records) if TEST_LOSS in r.diagnostics), None)
    if tested is None:
        return said(UNTESTED, n_unseen=n_unseen)
    return said(
        TESTED,
        n_unseen=n_unseen,
        honest=error_text(tested.diagnostics[TEST_LOSS]),
        n_shared=spec.n_seen_fields - n_unseen,
        n_seen=spec.n_seen_fields,
        overlapping=error_text(tested.diagnostics[OVERLAPPING_TEST_LOSS]),
    )


def _paths(run: TrainingRun[StencilSpec]) -> dict[str, Any]:
    """Draw each weight over the epochs."""
    spec, found = run.spec, references(run.spec)
    return run.throttled(
        "paths",
        lambda: weight_paths_figure(
            spec.offsets, run.records, found["optimum"], found["taylor"], spec.derivative_order
        ),
        _PAUSE,
    )


def _stencil(run: TrainingRun[StencilSpec]) -> dict[str, Any]:
    """Write out the weights of all methods."""
    offsets, order = run.spec.offsets, run.spec.derivative_order
    found = stencils(run)
    rows = [
        [
            offset_text(offset),
            *(weights_text([weights[j]], _DECIMALS) for weights in found.values()),
            fraction_text(fraction),
        ]
        for j, (offset, fraction) in enumerate(
            zip(offsets, taylor_fractions(offsets, order), strict=True)
        )
    ]
    heads = (OFFSET, *(METHODS[method] for method in found), EXACTLY)
    return {"columns": list(map(gettext, heads)), "rows": rows}
