"""``python -m nncore integrate`` in several inputs: an integral over a box, and its optima."""

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.command_line.box_arguments import box_spec_of, points_of
from nncore.command_line.box_learning import Learned, learn, samples_of
from nncore.command_line.exporting import export_over_box
from nncore.command_line.integral_text import exact_text, network_text
from nncore.command_line.interruption import INTERRUPTED
from nncore.command_line.keeping import say
from nncore.command_line.printing import full, print_json, print_pairs, print_table, short
from nncore.command_line.result_arguments import check_result_arguments
from nncore.command_line.run_result import RunResult, train_and_keep
from nncore.command_line.training import train_here
from nncore.comparisons.box_methods import BoxComparison, compare_over_box
from nncore.comparisons.parameter_optimum import Optimum, verified_optimum
from nncore.integrands.box import limits_text
from nncore.messages import gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.quadrature.box_estimate import BoxEstimate
from nncore.specs import BoxSpec
from nncore.trainers import TrainingStep

_CUBATURE = marked("{value} ({rule}, {n:,} evaluations of f, estimated error {error})")
_HEADS = ("NNI", marked("exact"), marked("NNI error"), marked("estimated error"), marked("bound"))
_OPTIMUM_HEADS = (
    *("NNI", marked("cubature"), marked("difference"), marked("estimated error")),
    marked("the same in the middle"),
)
_BEYOND = marked("beyond the trained limits")
_VERIFIED = marked("verified")
_NOT_VERIFIED = marked("more than in the middle")
_NEAR = marked("trained near it")
_REFIT = marked("The {which} is not verified; a network is being trained near it.")
_WHICH = {False: marked("minimum"), True: marked("maximum")}


def integrate_over_box(arguments: argparse.Namespace) -> int:
    """Train, keep and print; return the exit code."""
    spec = box_spec_of(arguments)
    points = points_of(spec, arguments)
    check_result_arguments(arguments)
    samples = samples_of(spec, arguments)
    result = train_and_keep(spec, arguments)
    step = result.trained.step
    assert isinstance(step, TrainingStep)
    compared = compare_over_box(spec, step.network, points)
    # A run that has failed or was stopped is not followed by another.
    goes_on = samples is not None and not result.exit_code
    learned = learn(spec, step.network, samples, points) if samples and goes_on else None
    is_left = goes_on and (learned is None or learned.trained.was_interrupted)
    search = _Search(spec, result, was_interrupted=is_left)
    optima = list(search.optima(arguments.optimum))
    if arguments.export:
        files = learned.files(spec) if learned else {}
        export_over_box(arguments.export, result, compared, files)
    if arguments.json:
        print_json(_as_json(result, compared, optima, learned))
    else:
        _print(result, compared, optima, learned)
    return INTERRUPTED if search.was_interrupted else result.exit_code


class _Search:
    """The optima over the parameters of a run, with the trainings that it takes to verify them."""

    def __init__(self, spec: BoxSpec, result: RunResult, *, was_interrupted: bool) -> None:
        self._spec, self._result = spec, result
        self.was_interrupted = was_interrupted

    def optima(self, which: str) -> Iterator[Optimum]:
        """Yield the optima that are asked for, each after the one that was not verified."""
        step = self._result.trained.step
        assert isinstance(step, TrainingStep)
        if which == "none" or not self._spec.theta or not step.network.is_finite:
            return
        for is_maximum, name in _WHICH.items():
            if which not in ("both", name):
                continue
            self._name = gettext(name)
            # A run that has failed or was stopped is not followed by another.
            train = None if self._result.exit_code or self.was_interrupted else self._train
            yield from verified_optimum(self._spec, step.network, train, is_maximum=is_maximum)

    def _train(self, near: BoxSpec) -> OneHiddenNetwork | None:
        say(said(_REFIT, which=self._name))
        try:
            trained = train_here(near)
        except KeyboardInterrupt:  # before the first step
            self.was_interrupted = True
            return None
        self.was_interrupted = trained.was_interrupted
        assert isinstance(trained.step, TrainingStep)
        return trained.step.network


def _print(
    result: RunResult, compared: BoxComparison, optima: list[Optimum], learned: Learned | None
) -> None:
    spec = result.record.spec
    assert isinstance(spec, BoxSpec)
    beside = f" ({result.remark})" if result.remark else ""
    judged = compared.judged
    over = said("{f} over {box}", f=spec.integrand, box=limits_text(*spec.integral_limits))
    print_pairs(
        {
            gettext("integrand"): over,
            **_parameters(spec, compared),
            gettext("network"): network_text(spec),
            **result.pairs(),
            "NNI": full(compared.nni[0]) + beside,
            gettext("exact"): exact_text(compared.known),
            gettext("NNI error"): short(compared.nni_error[0]) + beside,
            gettext("estimated error"): said(
                "{error}, from {n:,.0f} points of f",
                error=short(np.ravel(judged.estimate)[0]),
                n=np.ravel(judged.n_points)[0],
            ),
            gettext("bound"): short(np.ravel(judged.bound)[0]),
            gettext("cubature"): _cubature(compared.rule, compared.cubature[0]),
            **_gradient(compared),
        }
    )
    if len(compared.theta) > 1:
        print()
        _print_points(spec, compared, first=1)
    if learned is not None:
        print()
        print_pairs(
            {
                gettext("the integral learned"): learned.text(),
                gettext("status"): learned.step.status.sentence,
            }
        )
        print()
        _print_points(spec, learned.compared)
    if optima:
        print()
        heads = (gettext("optimum"), *spec.theta_names, *map(gettext, _OPTIMUM_HEADS))
        print_table((*heads, gettext("note")), [_optimum_row(spec, one) for one in optima])


def _print_points(spec: BoxSpec, compared: BoxComparison, first: int = 0) -> None:
    heads = (*spec.theta_names, *map(gettext, _HEADS), *_derivatives(spec))
    rows = [_row(compared, j) for j in range(first, len(compared.theta))]
    print_table((*heads, gettext("cubature"), gettext("note")), rows)


def _parameters(spec: BoxSpec, compared: BoxComparison) -> dict[str, str]:
    if not spec.theta:
        return {}
    names, at = ", ".join(spec.theta_names), ", ".join(f"{x:.6g}" for x in compared.theta[0])
    limits = limits_text(*spec.theta_limits)
    text = said("{names} in {limits}; below at {at}", names=names, limits=limits, at=at)
    return {gettext("parameters"): text}


def _gradient(compared: BoxComparison) -> dict[str, str]:
    if not compared.gradient.size:
        return {}
    return {gettext("gradient"): ", ".join(map(full, compared.gradient[0]))}


def _derivatives(spec: BoxSpec) -> Iterator[str]:
    return (f"d/d{name}" for name in spec.theta_names)


def _cubature(rule: str, found: BoxEstimate) -> str:
    return said(
        _CUBATURE,
        value=full(found.value),
        rule=rule,
        n=found.n_evaluations,
        error=short(found.error_estimate),
    )


def _row(compared: BoxComparison, j: int) -> tuple[str, ...]:
    judged, cubature = compared.judged, compared.cubature[j]
    errors = (compared.nni_error[j], np.ravel(judged.estimate)[j], np.ravel(judged.bound)[j])
    return (
        *(f"{x:.6g}" for x in compared.theta[j]),
        *(full(compared.nni[j]), full(compared.known.values[j])),
        *map(short, errors),
        *map(short, compared.gradient[j]),
        said("{value} ({n:,})", value=full(cubature.value), n=cubature.n_evaluations),
        gettext(_BEYOND) if compared.is_extrapolated[j] else "",
    )


def _optimum_row(spec: BoxSpec, found: Optimum) -> tuple[str, ...]:
    notes = [gettext(_VERIFIED if found.is_verified else _NOT_VERIFIED)]
    if found.is_near:
        notes.insert(0, gettext(_NEAR))
    return (
        gettext(_WHICH[found.is_maximum]),
        *(f"{x:.6g}" for x in found.theta),
        *(full(found.nni), full(found.cubature.value)),
        *map(short, (found.difference, found.error_estimate, found.claimed)),
        ", ".join(notes),
    )


def _as_json(
    result: RunResult, compared: BoxComparison, optima: list[Optimum], learned: Learned | None
) -> dict[str, Any]:
    spec = result.record.spec
    assert isinstance(spec, BoxSpec)
    return {
        **result.as_json(),
        "integrated": [f"x{i + 1}" for i in spec.over],
        "parameters": list(spec.theta_names),
        "points": _points(spec, compared),
        "learned": learned and {**learned.as_json(), "points": _points(spec, learned.compared)},
        "optima": [_optimum(spec, one) for one in optima],
    }


def _points(spec: BoxSpec, compared: BoxComparison) -> list[dict[str, Any]]:
    return [_point(spec, compared, j) for j in range(len(compared.theta))]


def _point(spec: BoxSpec, compared: BoxComparison, j: int) -> dict[str, Any]:
    known, judged = compared.known, compared.judged
    estimates = ("estimate", "bound", "corrected", "corrected_error", "n_points")
    of_f = {name: np.ravel(getattr(judged, name))[j] for name in estimates}
    return {
        "theta": _named(spec, compared.theta[j]),
        "nni": compared.nni[j],
        "gradient": _named(spec, compared.gradient[j]),
        "exact": known.values[j],
        "exact_error": known.errors[j],
        "exact_method": known.methods[j] or None,
        "exact_problem": None if known.problems[j] is None else str(known.problems[j]),
        "nni_error": compared.nni_error[j],
        "error_estimate": of_f.pop("estimate"),
        **of_f,
        "cubature": {"rule": compared.rule, **compared.cubature[j]._asdict()},
        "is_extrapolated": compared.is_extrapolated[j],
    }


def _optimum(spec: BoxSpec, found: Optimum) -> dict[str, Any]:
    return {
        "is_maximum": found.is_maximum,
        "theta": _named(spec, found.theta),
        "nni": found.nni,
        "error_estimate": found.error_estimate,
        "claimed": found.claimed,
        "cubature": {"rule": found.rule, **found.cubature._asdict()},
        "difference": found.difference,
        "is_verified": found.is_verified,
        "is_near": found.is_near,
    }


def _named(spec: BoxSpec, values: FloatArray) -> dict[str, float]:
    return dict(zip(spec.theta_names, values.tolist(), strict=True))
