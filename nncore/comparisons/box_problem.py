r"""One integral over a box: what a network says of it, what is known of it, what others pay.

.. math:: I(\theta) = \int_{\prod [l_i, u_i]} f(x, \theta)\,dx

over some of the inputs, at values :math:`\theta` of the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from nncore.arrays import FloatArray
from nncore.certificates import BoxCertificate
from nncore.certificates.box_certificate import N_POINTS
from nncore.integrands import BoxIntegrand
from nncore.messages import Sentence, sentence_of
from nncore.network import OneHiddenNetwork
from nncore.quadrature.box_rules import BOX_RULES
from nncore.references.box_reference import box_reference
from nncore.references.reference_value import ReferenceFailure

#: Of the curves of the classical rules; more would keep a reader waiting.
BUDGETS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)

#: The rules with a curve, by the names of `BOX_RULES`.
CUBATURES = ("genz-malik", "gk21")
RULE_NAMES = ("monte-carlo", "quasi-monte-carlo", *CUBATURES)


@dataclass(frozen=True)
class KnownIntegral:
    """What is known of an integral without any network.

    Parameters
    ----------
    value, error : float
        The reference value and its absolute error; nan where there is none.
    method : str
        How it is known, as of `nncore.Reference`; empty where it is not.
    problem : Sentence or None
        Why it is not.
    """

    value: float
    error: float
    method: str
    problem: Sentence | None = None

    def error_range(self, value: float) -> tuple[float, float]:
        """Return between which numbers the absolute error of a value lies; nan if not known."""
        if not self.method:
            return math.nan, math.nan
        distance = abs(value - self.value)
        return max(0.0, distance - self.error), distance + self.error


@dataclass(frozen=True, eq=False)
class ErrorCurve:
    """The absolute errors of a rule with more and more evaluations of f.

    Parameters
    ----------
    evaluations, error : ndarray, shape (n_rungs,)
        Increasing numbers of evaluations, and the errors; nan where f is not finite at a point, or
        the integral is not known.
    """

    evaluations: FloatArray
    error: FloatArray

    def within(self, n_evaluations: float) -> tuple[float, float]:
        """Return evaluations and error of the last rung that costs no more; nan without one."""
        affordable = np.flatnonzero(self.evaluations <= n_evaluations)
        if affordable.size == 0:
            return math.nan, math.nan
        return float(self.evaluations[affordable[-1]]), float(self.error[affordable[-1]])


@dataclass(frozen=True)
class BoxProblem:
    """An integral of a function over some inputs; equal ones are computed once.

    Parameters
    ----------
    integrand : BoxIntegrand
        The function.
    over : tuple of int
        The inputs that are integrated, from 0, ascending.
    lower, upper : tuple of float
        Their limits, the lower one below the upper one.
    rest : tuple of float
        Values of the other inputs.
    """

    integrand: BoxIntegrand
    over: tuple[int, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    rest: tuple[float, ...] = ()

    def __call__(self, x: FloatArray) -> FloatArray:
        """Evaluate f at points (..., len(over)) of the inputs that are integrated."""
        points = np.empty((*x.shape[:-1], self.integrand.n_inputs))
        points[..., list(self.over)] = x
        points[..., [i for i in range(points.shape[-1]) if i not in self.over]] = self.rest
        return np.asarray(self.integrand(points))

    def restricted(self, network: OneHiddenNetwork) -> OneHiddenNetwork:
        """Return a network of as many inputs at `rest`: a function of the integrated ones."""
        others = [i for i in range(network.n_inputs) if i not in self.over]
        weights = network.hidden_weights
        return OneHiddenNetwork(
            network.activation,
            weights[:, list(self.over)],
            network.hidden_biases + weights[:, others] @ np.array(self.rest),
            network.output_weights,
            network.output_bias,
        )

    def network_integral(self, network: OneHiddenNetwork) -> float:
        """Return the integral of a network of as many inputs, in closed form."""
        with np.errstate(all="ignore"):  # of a network that has blown up
            if not self.rest:
                return float(network.integral(self.lower, self.upper))
            return float(network.marginal(self.over, self.lower, self.upper)(self.rest))


@lru_cache(maxsize=256)
def known_integral(problem: BoxProblem) -> KnownIntegral:
    """Return the reference value of an integral, or why there is none."""
    p = problem
    try:
        found = box_reference(p.integrand, p.lower, p.upper, p.over, p.rest)
    except ReferenceFailure as failure:
        return KnownIntegral(math.nan, math.nan, "", sentence_of(failure))
    return KnownIntegral(found.value, found.error, found.method)


@lru_cache(maxsize=128)
def certificate_of(problem: BoxProblem, n_points: int = N_POINTS) -> BoxCertificate | None:
    """Return what judges any network of an integral; None where f is not finite at a point.

    Parameters
    ----------
    problem : BoxProblem
        The integral.
    n_points : int
        Of f in each of the independent sequences.
    """
    p = problem
    try:
        return BoxCertificate.of(
            p.integrand, p.lower, p.upper, over=p.over, rest=p.rest, n_points=n_points
        )
    except ValueError:
        return None


@lru_cache(maxsize=128)
def classical_curves(problem: BoxProblem) -> Mapping[str, ErrorCurve]:
    """Return the errors of the classical rules, by name; those that cost too much are left out.

    Random points have the seed 0, so that the curves are the same each time.
    """
    known, curves = known_integral(problem), {}
    for name in RULE_NAMES:
        found = list(
            BOX_RULES[name].estimates(problem, problem.lower, problem.upper, BUDGETS, seed=0)
        )
        if found:
            values = np.array([one.value for one in found])
            with np.errstate(invalid="ignore"):
                errors = np.abs(values - known.value)
            errors[~np.isfinite(errors)] = np.nan
            costs = np.array([one.n_evaluations for one in found], dtype=float)
            curves[name] = ErrorCurve(costs, errors)
    return MappingProxyType(curves)


def best_cubature(
    curves: Mapping[str, ErrorCurve], n_evaluations: float
) -> tuple[str, float, float]:
    """Return the better one of the adaptive cubatures with no more evaluations than these.

    Returns
    -------
    name, evaluations, error
        The name is empty, and the numbers are nan, where none works with so few.
    """
    found = [(name, *curves[name].within(n_evaluations)) for name in CUBATURES if name in curves]
    possible = [one for one in found if not math.isnan(one[1])]
    return min(
        possible,
        key=lambda one: math.inf if math.isnan(one[2]) else one[2],
        default=("", math.nan, math.nan),
    )
