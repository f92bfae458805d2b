"""``python -m nncore integrate``: fit a network to an integrand and integrate it."""

import argparse
from typing import Any

import numpy as np

from nncore.certificates import ErrorEstimate, error_estimate
from nncore.command_line.box_arguments import add_box_arguments, is_over_box
from nncore.command_line.box_integral import integrate_over_box
from nncore.command_line.exporting import export_integral
from nncore.command_line.integral_text import exact_text, network_text
from nncore.command_line.printing import full, print_json, print_pairs, print_table, short
from nncore.command_line.result_arguments import add_result_arguments, check_result_arguments
from nncore.command_line.run_result import RunResult, train_and_keep
from nncore.command_line.spec_arguments import add_spec_arguments, spec_of
from nncore.comparisons import (
    Comparison,
    Intervals,
    compare,
    parse_intervals,
    references,
)
from nncore.integrands import BOX_INTEGRANDS, INTEGRANDS
from nncore.messages import gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.options import field_metadata
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingStep

NAME = "integrate"
SUMMARY = marked("Fit a network to an integrand; its integral is then known in closed form.")

_HEADS = (
    *("a", "b", "NNI", "SNI"),
    marked("exact"),
    marked("NNI error"),
    marked("estimated error"),
    marked("note"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    catalogue = said(
        "A formula in x, or a name of the catalogue: {names}; or a formula in x1, x2, ..., or a "
        "family: {families}.",
        names=", ".join(INTEGRANDS),
        families=", ".join(BOX_INTEGRANDS),
    )
    parser.add_argument("integrand", help=catalogue)
    for name in ("lower", "upper"):
        described = field_metadata(IntegrationSpec, name)["help"]
        parser.add_argument(name, nargs="?", help=gettext(described))
    parser.add_argument(
        "--intervals",
        metavar="LIST",
        help=gettext(
            'Integrate on these besides, such as "0 5; 5 20"; they may leave the interval. '
            "Where it is infinite, they are in the variable t that it is mapped to."
        ),
    )
    parser.add_argument(
        "--points",
        type=int,
        default=100,
        metavar="N",
        help=gettext("Of Simpson's rule. Default: 100."),
    )
    add_result_arguments(parser)
    add_box_arguments(parser)
    add_spec_arguments(parser, IntegrationSpec, besides=("integrand", "lower", "upper"))


def run(arguments: argparse.Namespace) -> int:
    """Train, keep and print; return the exit code."""
    if is_over_box(arguments):
        return integrate_over_box(arguments)
    own = ("integrand", "lower", "upper")
    spec = spec_of(IntegrationSpec, arguments, {name: getattr(arguments, name) for name in own})
    listed = parse_intervals(arguments.intervals) if arguments.intervals else ()
    found = references(spec.training_integrand, (spec.integral_limits, *listed), arguments.points)
    check_result_arguments(arguments)
    result = train_and_keep(spec, arguments, only_start=not _needs_training(spec, arguments))
    step = result.trained.step
    assert isinstance(step, TrainingStep)
    compared = compare(step.network, found, spec.interval)
    judged = _judged(spec, step.network, found.intervals)
    if arguments.export:
        export_integral(arguments.export, result, compared, judged)
    if arguments.json:
        print_json(_as_json(result, compared, judged))
    else:
        _print(result, compared, judged, listed)
    return result.exit_code


def _needs_training(spec: IntegrationSpec, arguments: argparse.Namespace) -> bool:
    """Whether anything that is asked for depends on the network."""
    a, b = spec.limits
    return bool(a != b or arguments.intervals or arguments.export)


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
    result: RunResult, compared: Comparison, judged: ErrorEstimate, listed: Intervals
) -> None:
    spec, outcome, found = result.record.spec, result.record.outcome, compared.references
    assert isinstance(spec, IntegrationSpec)
    remark = result.remark
    beside = f" ({remark})" if remark else ""
    print_pairs(
        {
            **_problem(spec, result),
            gettext("network"): network_text(spec),
            **result.pairs(),
            "NNI": full(outcome.integral) + beside,
            gettext("exact"): exact_text(found.known),
            gettext("NNI error"): short(compared.nni_error[0]) + beside,
            gettext("estimated error"): _estimated(judged),
            gettext("Cauchy-Schwarz bound"): short(np.ravel(judged.bound)[0]),
            said("SNI, {n} points", n=found.n_points): full(found.sni[0]),
            gettext("SNI error"): short(compared.sni_error[0]),
        }
    )
    if listed:
        print()
        rows = range(1, len(listed) + 1)
        print_table([*map(gettext, _HEADS)], [_row(compared, judged, j, remark) for j in rows])


def _problem(spec: IntegrationSpec, result: RunResult) -> dict[str, str]:
    """Return integrand and limits, and where the network is trained if that is another interval."""
    (a, b), (lower, upper) = spec.limits, spec.interval
    limits = said("{f} from {a:g} to {b:g}", f=spec.integrand, a=a, b=b)
    problem = {gettext("integrand"): limits}
    if a > b:
        problem[gettext("trained")] = gettext(
            "from left to right; the reversed limits change the sign"
        )
    if a == b and not result.record.outcome.iterations:
        problem[gettext("trained")] = gettext(
            "not at all; between equal limits every integral is 0"
        )
    elif a == b:
        problem[gettext("trained")] = said(
            "from {lower:g} to {upper:g}; between equal limits every integral is 0",
            lower=lower,
            upper=upper,
        )
    return problem


def _estimated(judged: ErrorEstimate) -> str:
    estimate, n_points = (np.ravel(one)[0] for one in (judged.estimate, judged.n_points))
    if np.ravel(judged.is_raised)[0]:
        return said(
            "{error}, raised to what is known of f's integral: {n:,.0f} points missed something",
            error=short(estimate),
            n=n_points,
        )
    return said("{error}, from {n:,.0f} points of f", error=short(estimate), n=n_points)


def _row(compared: Comparison, judged: ErrorEstimate, j: int, remark: str) -> tuple[str, ...]:
    found = compared.references
    values = (*found.intervals[j], compared.nni[j], found.sni[j], found.exact[j])
    errors = (short(compared.nni_error[j]), short(np.ravel(judged.estimate)[j]))
    beyond = gettext("beyond the training interval") if compared.extrapolated[j] else ""
    notes = (beyond, remark)
    return (*map(full, values), *errors, ", ".join(filter(None, notes)))


def _as_json(result: RunResult, compared: Comparison, judged: ErrorEstimate) -> dict[str, Any]:
    found = compared.references
    intervals = [
        {
            **{"a": a, "b": b, "nni": compared.nni[j], "sni": found.sni[j]},
            **{"exact": found.exact[j], "nni_error": compared.nni_error[j]},
            "sni_error": compared.sni_error[j],
            "error_estimate": np.ravel(judged.estimate)[j],
            "claimed_error": np.ravel(judged.estimate)[j],  # as version 0.1 called it
            "bound": np.ravel(judged.bound)[j],
            "corrected": np.ravel(judged.corrected)[j],
            "corrected_error": np.ravel(judged.corrected_error)[j],
            "is_extrapolated": compared.extrapolated[j],
        }
        for j, (a, b) in enumerate(found.intervals)
    ]
    return {
        **result.as_json(),
        "n_points": found.n_points,
        "intervals": intervals,
    }
