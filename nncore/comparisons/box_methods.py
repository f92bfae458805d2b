r"""NNI, the reference value and adaptive cubature side by side, at some values of the parameters.

Where a spec has no parameters there is one value, of the shape ``(1, 0)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.certificates import ErrorEstimate
from nncore.experiments.box_integral import certificate_at, gradient_at, integral_at, reference_at
from nncore.integrands.box import Box, last_axis
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.quadrature.adaptive_cubature import adaptive_cubature, evaluations_of_a_part
from nncore.quadrature.box_estimate import BoxEstimate
from nncore.references.exact_values import ExactValues
from nncore.specs import BoxSpec

RELATIVE_TOLERANCE = 1e-9
"""Of cubature, if it gets there with so much effort:"""

MOST_EVALUATIONS, MOST_PARTS = 500_000, 2_000

MAX_POINTS = 1_000
"""Values of the parameters that are compared at a time."""

_MOST_KRONROD_INPUTS = 3  # 21^n nodes a part


@dataclass(frozen=True, eq=False)
class BoxComparison:
    r"""A network's :math:`\hat I(\theta)` beside what the integral is.

    Parameters
    ----------
    theta : ndarray, shape (n, n_parameters)
        Values of the parameters.
    nni : ndarray, shape (n,)
        The network's integrals, in closed form.
    gradient : ndarray, shape (n, n_parameters)
        Their derivatives with respect to the parameters.
    known : ExactValues
        The reference values, and how they are known.
    judged : ErrorEstimate
        The estimated errors of `nni`, in arrays of shape (n,).
    rule : str
        Of the cubature: ``"gk21"`` or ``"genz-malik"``.
    cubature : tuple of BoxEstimate
        What it finds, and with how many evaluations of f.
    is_extrapolated : ndarray of bool, shape (n,)
        Whether a parameter is beyond the limits between which the network was trained.
    """

    theta: FloatArray
    nni: FloatArray
    gradient: FloatArray
    known: ExactValues
    judged: ErrorEstimate
    rule: str
    cubature: tuple[BoxEstimate, ...]
    is_extrapolated: np.ndarray

    @property
    def nni_error(self) -> FloatArray:
        """The true error of NNI; nan where the integral is not known."""
        return np.abs(self.nni - self.known.values)


def compare_over_box(
    spec: BoxSpec, network: OneHiddenNetwork, theta: ArrayLike | None = None
) -> BoxComparison:
    """Integrate over the inputs of a spec that are integrated.

    Parameters
    ----------
    spec : BoxSpec
        The experiment.
    network : OneHiddenNetwork
        In x, not scaled.
    theta : array_like, shape (n, n_parameters), optional
        Values of the parameters; None takes the middle of their limits.

    Raises
    ------
    ValueError
        If there are more than `MAX_POINTS`, or another number of parameters, or one that is not
        finite.
    """
    points = np.atleast_2d(np.asarray(spec.middle if theta is None else theta, dtype=float))
    points = last_axis("theta", points, len(spec.theta))
    if not 1 <= len(points) <= MAX_POINTS:
        raise SettingError(
            "`theta` must have 1 to {most} rows, got {n}.", most=MAX_POINTS, n=len(points)
        )
    if not np.isfinite(points).all():
        raise SettingError("`theta` must be finite numbers, got {value}.", value=theta)
    with np.errstate(all="ignore"):  # of a network that has blown up
        nni = np.atleast_1d(np.asarray(integral_at(spec, network, points)))
        gradient = gradient_at(spec, network, points)
    inside = Box(*spec.theta_limits).contains(points) if spec.theta else np.ones(1, dtype=bool)
    return BoxComparison(
        theta=points,
        nni=nni,
        gradient=gradient,
        known=ExactValues.of(lambda at=at: reference_at(spec, at) for at in points),  # type: ignore[misc]
        judged=_judged(spec, network, points),
        rule=cubature_rule(len(spec.over)),
        cubature=tuple(cubature_at(spec, at) for at in points),
        is_extrapolated=~inside,
    )


def _judged(spec: BoxSpec, network: OneHiddenNetwork, points: FloatArray) -> ErrorEstimate:
    found = [judged_at(spec, network, at) for at in points]
    names = ("estimate", "bound", "corrected", "corrected_error", "n_points")
    return ErrorEstimate(*(np.array([getattr(one, name) for one in found]) for name in names))


def judged_at(spec: BoxSpec, network: OneHiddenNetwork, theta: ArrayLike) -> ErrorEstimate:
    """Return the estimated error of one integral; there is none where f is not finite and real."""
    try:
        return certificate_at(spec, theta).judge(network)
    except ValueError:
        return ErrorEstimate(math.inf, math.inf, math.nan, math.inf, 0.0)


def cubature_rule(n_inputs: int) -> str:
    """Return the rule that is the better one where the integrand is smooth."""
    return "gk21" if n_inputs <= _MOST_KRONROD_INPUTS else "genz-malik"


def cubature_at(spec: BoxSpec, theta: ArrayLike) -> BoxEstimate:
    """Return what adaptive cubature finds for one value of the parameters.

    Parameters
    ----------
    spec : BoxSpec
        The experiment.
    theta : array_like, shape (n_parameters,)
        The parameters.
    """
    lower, upper = spec.integral_limits
    rule = cubature_rule(len(spec.over))

    def f(x: FloatArray) -> FloatArray:
        points = np.empty((*x.shape[:-1], spec.n_inputs))
        points[..., list(spec.theta)], points[..., list(spec.over)] = theta, x
        return np.asarray(spec.integrand_in_x(points))

    return adaptive_cubature(
        f,
        lower,
        upper,
        rule=rule,
        n_evaluations=max(MOST_EVALUATIONS, evaluations_of_a_part(rule, len(spec.over))),
        most_parts=MOST_PARTS,
        relative_tolerance=RELATIVE_TOLERANCE,
    )
