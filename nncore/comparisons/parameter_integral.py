r"""The integral as a function of one or two parameters, :math:`I(\theta)`, and its error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nncore.arrays import FloatArray
from nncore.certificates import BoxCertificate
from nncore.comparisons.box_problem import BoxProblem
from nncore.integrands import Box
from nncore.network import OneHiddenNetwork

_N_CURVE, _N_MAP = 33, 9
_N_POINTS = 32  # of f in each of the eight sequences: there is one estimate for each theta


@dataclass(frozen=True)
class ParameterRange:
    """Over which parameters an integral is looked at.

    Parameters
    ----------
    problem : BoxProblem
        The integral; its `rest` gives the parameters that do not vary.
    box : Box
        On which the network is trained, parameters included.
    axes : tuple of int
        One or two parameters, as inputs from 0.
    """

    problem: BoxProblem
    box: Box
    axes: tuple[int, ...]

    @property
    def grids(self) -> tuple[FloatArray, ...]:
        """The values of each parameter that varies."""
        n = _N_CURVE if len(self.axes) == 1 else _N_MAP
        return tuple(np.linspace(self.box.lower[i], self.box.upper[i], n) for i in self.axes)

    @property
    def theta(self) -> FloatArray:
        """The points, shape (n, n_parameters) or (n, n, n_parameters): the second axis first."""
        integrated = self.problem.over
        parameters = [i for i in range(self.box.n_inputs) if i not in integrated]
        mesh = np.meshgrid(*self.grids)
        points = np.empty((*mesh[0].shape, len(parameters)))
        points[...] = self.problem.rest
        for i, values in zip(self.axes, mesh, strict=True):
            points[..., parameters.index(i)] = values
        return points


@dataclass(frozen=True, eq=False)
class ParameterIntegral:
    """The integral of a network over its parameters, with what is known of its error.

    Parameters
    ----------
    grids : tuple of ndarray
        The values of each parameter that varies.
    values, estimate : ndarray
        The integrals, and their estimated errors; infinite where f is not finite at a point,
        or 0 at all.
    exact : ndarray or None
        Where a closed form of f is known.
    """

    grids: tuple[FloatArray, ...]
    values: FloatArray
    estimate: FloatArray
    exact: FloatArray | None

    @property
    def error(self) -> FloatArray:
        """The true errors where they are known, the estimated ones elsewhere."""
        return self.estimate if self.exact is None else np.abs(self.values - self.exact)

    @classmethod
    def of(cls, seen: ParameterRange, network: OneHiddenNetwork) -> ParameterIntegral:
        """Integrate a network, in closed form."""
        p, theta = seen.problem, seen.theta
        exact, certificates = _still(seen)
        estimate = np.array(
            [one.judge(network).estimate if one else math.inf for one in certificates]
        )
        values = network.marginal(p.over, p.lower, p.upper)(theta)
        return cls(seen.grids, values, estimate.reshape(values.shape), exact)


@lru_cache(maxsize=32)
def _still(seen: ParameterRange) -> tuple[FloatArray | None, tuple[BoxCertificate | None, ...]]:
    """Return what does not depend on the network: exact values, and values of f."""
    p, theta = seen.problem, seen.theta
    exact = None
    if p.integrand.has_integral(p.over):
        exact = np.asarray(p.integrand.marginal(p.over, p.lower, p.upper)(theta))
    certificates = tuple(_judge(p, point) for point in theta.reshape(-1, theta.shape[-1]))
    return exact, certificates


def _judge(p: BoxProblem, theta: FloatArray) -> BoxCertificate | None:
    try:
        return BoxCertificate.of(
            p.integrand, p.lower, p.upper, over=p.over, rest=theta, n_points=_N_POINTS
        )
    except ValueError:  # f is not finite at a point
        return None
