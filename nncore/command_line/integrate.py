"""``python -m nncore integrate``: fit a network to an integrand and integrate it."""

import argparse
import json
from typing import Any

import numpy as np

from nncore.certificates import ErrorEstimate, error_estimate
from nncore.command_line.exporting import add_export_argument, export_integral
from nncore.command_line.interruption import INTERRUPTED
from nncore.command_line.keeping import Keeper, add_database_argument
from nncore.command_line.printing import (
    full,
    plain,
    print_json,
    print_pairs,
    print_table,
    short,
    status_text,
)
from nncore.command_line.spec_arguments import add_spec_arguments, spec_of
from nncore.command_line.training import Trained, train_here
from nncore.comparisons import Comparison, Intervals, compare, parse_intervals, references
from nncore.integrands import INTEGRANDS
from nncore.network import OneHiddenNetwork
from nncore.runs import RunRecord, check_name
from nncore.specs import IntegrationSpec, Spec
from nncore.trainers import TrainingStatus, TrainingStep

NAME = "integrate"
SUMMARY = "Fit a network to an integrand; its integral is then known in closed form."

_UNSUCCESSFUL = (TrainingStatus.DIVERGED, TrainingStatus.FAILED)
_OF_START, _OF_LAST_FINITE = "of the network at the start", "of the last finite network"
_INTEGRAND = f"A formula in x, or a name of the catalogue: {', '.join(INTEGRANDS)}."
_HEADS = ("a", "b", "NNI", "SNI", "exact", "NNI error", "claimed error", "note")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("integrand", help=_INTEGRAND)
    for name, end in (("lower", "Lower"), ("upper", "Upper")):
        text = f"{end} end of the training interval; the integrand's own if it is left out."
        parser.add_argument(name, nargs="?", help=text)
    parser.add_argument(
        "--intervals",
        metavar="LIST",
        help='Integrate on these besides, such as "0 5; 5 20"; they may leave the interval. '
        "Where it is infinite, they are in the variable t that it is mapped to.",
    )
    parser.add_argument(
        "--points", type=int, default=100, metavar="N", help="Of Simpson's rule. Default: 100."
    )
    add_result_arguments(parser)
    add_spec_arguments(parser, IntegrationSpec, besides=("integrand", "lower", "upper"))


def add_result_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the commands that train one network have in common."""
    parser.add_argument("--json", action="store_true", help="Print the results as JSON.")
    parser.add_argument("--name", default="", metavar="TEXT", help="Of the run in the history.")
    add_export_argument(parser)
    add_database_argument(parser)


def check_result_arguments(arguments: argparse.Namespace) -> None:
    """Raise now what would otherwise be wrong only after the training.

    Raises
    ------
    ValueError
        If the name is not allowed.
    OSError
        If the folder cannot be made.
    """
    check_name(arguments.name.strip())
    if arguments.export:
        arguments.export.mkdir(parents=True, exist_ok=True)


def run(arguments: argparse.Namespace) -> int:
    """Train, keep and print; return the exit code."""
    check_result_arguments(arguments)
    own = ("integrand", "lower", "upper")
    spec = spec_of(IntegrationSpec, arguments, {name: getattr(arguments, name) for name in own})
    listed = parse_intervals(arguments.intervals) if arguments.intervals else ()
    found = references(spec.training_integrand, (spec.interval, *listed), arguments.points)
    with Keeper(arguments.database) as keeper:
        trained = train_here(spec)
        assert isinstance(trained.step, TrainingStep)
        record = RunRecord.of(spec, trained.curve, trained.step, name=arguments.name.strip())
        is_kept = keeper.keep(record)
    compared = compare(trained.step.network, found, spec.interval)
    judged = _judged(spec, trained.step.network, found.intervals)
    if arguments.export:
        export_integral(arguments.export, record, trained, compared, judged)
    if arguments.json:
        print_json(_as_json(record, trained, is_kept, compared, judged))
    else:
        _print(record, trained, compared, judged, listed)
    return exit_code(trained)


def exit_code(trained: Trained) -> int:
    """Return what the program ends with after a run."""
    if trained.was_interrupted:
        return INTERRUPTED
    return 1 if trained.step.status in _UNSUCCESSFUL else 0


def _judged(
    spec: IntegrationSpec, network: OneHiddenNetwork, intervals: Intervals
) -> ErrorEstimate:
    a, b = np.array(intervals).T
    return error_estimate(
        network,
        spec.training_integrand,
        a,
        b,
        n_samples=spec.n_training_samples,
        training_interval=spec.interval,
    )


def _print(
    record: RunRecord,
    trained: Trained,
    compared: Comparison,
    judged: ErrorEstimate,
    listed: Intervals,
) -> None:
    spec, outcome, found = record.spec, record.outcome, compared.references
    assert isinstance(spec, IntegrationSpec)
    lower, upper = spec.limits
    remark = _remark(trained)
    beside = f" ({remark})" if remark else ""
    print_pairs(
        {
            "integrand": f"{spec.integrand} from {lower:g} to {upper:g}",
            "network": f"{spec.n_hidden} {spec.activation} units, {spec.trainer.label}",
            **outcome_pairs(record, trained),
            "NNI": full(outcome.integral) + beside,
            "exact": full(found.exact[0]),
            "NNI error": short(compared.nni_error[0]) + beside,
            "claimed error": f"<= {short(np.ravel(judged.estimate)[0])}",
            "safe bound": f"<= {short(np.ravel(judged.bound)[0])}",
            f"SNI, {found.n_points} points": full(found.sni[0]),
            "SNI error": short(compared.sni_error[0]),
        }
    )
    if listed:
        print()
        rows = range(1, len(listed) + 1)
        print_table(_HEADS, [_row(compared, judged, j, remark) for j in rows])


def _remark(trained: Trained) -> str:
    """Return what stands beside the results of a run that has diverged; else nothing."""
    if not has_diverged(trained):
        return ""
    return _OF_START if trained.judged_at[1] == 0 else _OF_LAST_FINITE


def _row(compared: Comparison, judged: ErrorEstimate, j: int, remark: str) -> tuple[str, ...]:
    found = compared.references
    values = (*found.intervals[j], compared.nni[j], found.sni[j], found.exact[j])
    errors = (short(compared.nni_error[j]), short(np.ravel(judged.estimate)[j]))
    notes = ("beyond the training interval" if compared.extrapolated[j] else "", remark)
    return (*map(full, values), *errors, ", ".join(filter(None, notes)))


def _as_json(
    record: RunRecord,
    trained: Trained,
    is_kept: bool,
    compared: Comparison,
    judged: ErrorEstimate,
) -> dict[str, Any]:
    found = compared.references
    intervals = [
        {
            **{"a": a, "b": b, "nni": compared.nni[j], "sni": found.sni[j]},
            **{"exact": found.exact[j], "nni_error": compared.nni_error[j]},
            "sni_error": compared.sni_error[j],
            "claimed_error": np.ravel(judged.estimate)[j],
            "bound": np.ravel(judged.bound)[j],
            "corrected": np.ravel(judged.corrected)[j],
            "corrected_error": np.ravel(judged.corrected_error)[j],
            "is_extrapolated": compared.extrapolated[j],
        }
        for j, (a, b) in enumerate(found.intervals)
    ]
    return {
        **record_json(record, trained, is_kept),
        "n_points": found.n_points,
        "intervals": intervals,
    }


def has_diverged(trained: Trained) -> bool:
    """Return whether the results are not those of the training, but of what was left of it."""
    return trained.step.status is TrainingStatus.DIVERGED


def judged_text(trained: Trained, spec: Spec) -> str | None:
    """Return of what the results of a run that has diverged are; None for any other run."""
    if not has_diverged(trained):
        return None
    judged = "network" if isinstance(spec, IntegrationSpec) else "stencil"
    if trained.step.record.position == 0:
        return f"the {judged} at the start, whose loss is not a finite number"
    first, last = trained.judged_at
    if last == 0:
        where = "the one at the start, before any training"
    elif first == last:
        where = f"that of {spec.trainer.iteration_name} {first:g}"
    else:
        where = f"one between {spec.trainer.iteration_name}s {first:g} and {last:g}"
    return f"the last {judged} that was finite, {where}"


def outcome_pairs(record: RunRecord, trained: Trained) -> dict[str, str]:
    """Return what is printed of a run of either kind: its end, its length and its losses."""
    outcome = record.outcome
    count = f"{record.spec.trainer.iteration_name}s"
    judged = judged_text(trained, record.spec)
    return {
        "status": status_text(outcome.status),
        count: f"{outcome.iterations:g} in {plain(outcome.seconds)} s",
        "loss": short(outcome.loss),
        "validation loss": short(outcome.validation_loss),
        **({"results of": judged} if judged else {}),
    }


def record_json(record: RunRecord, trained: Trained, is_kept: bool) -> dict[str, Any]:
    """Return what the JSON of any run begins with."""
    outcome = {name: v for name, v in vars(record.outcome).items() if name not in ("status",)}
    return {
        "key": record.key if is_kept else None,
        "spec": json.loads(record.spec.to_json()),
        "status": record.outcome.status.name.lower(),
        "message": status_text(record.outcome.status),
        "results_of": judged_text(trained, record.spec),
        **outcome,
        "versions": record.versions,
    }
