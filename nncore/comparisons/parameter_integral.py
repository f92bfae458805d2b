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

# Along each axis of a curve and of a map: an estimate takes as long as 50 integrals.
_N_DRAWN, _N_JUDGED = {1: 33, 2: 33}, {1: 33, 2: 9}
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
        """The values of each parameter that varies, from end to end of what is drawn."""
        return self._grids(_N_DRAWN[len(self.axes)])

    @property
    def judged_grids(self) -> tuple[FloatArray, ...]:
        """Where the error is estimated, as far as they go."""
        return self._grids(_N_JUDGED[len(self.axes)])

    @property
    def trained(self) -> tuple[tuple[float, float], ...]:
        """The limits of each parameter that varies, beyond which the network extrapolates."""
        return tuple((self.box.lower[i], self.box.upper[i]) for i in self.axes)

    @property
    def here(self) -> tuple[float, ...]:
        """The values of these parameters in the integral that is looked at."""
        return tuple(self.problem.rest[self._parameters.index(i)] for i in self.axes)

    def theta(self, grids: tuple[FloatArray, ...]) -> FloatArray:
        """Return points, shape (n, n_parameters) or (n, n, n_parameters): the second axis first."""
        mesh = np.meshgrid(*grids)
        points = np.empty((*mesh[0].shape, len(self._parameters)))
        points[...] = self.problem.rest
        for i, values in zip(self.axes, mesh, strict=True):
            points[..., self._parameters.index(i)] = values
        return points

    @property
    def _parameters(self) -> list[int]:
        return [i for i in range(self.box.n_inputs) if i not in self.problem.over]

    def _grids(self, n: int) -> tuple[FloatArray, ...]:
        """Return n values of each, further than the trained ones where the integral is there."""
        ends = zip(self.trained, self.here, strict=True)
        return tuple(np.linspace(min(a, at), max(b, at), n) for (a, b), at in ends)


@dataclass(frozen=True, eq=False)
class ParameterIntegral:
    """The integral of a network over its parameters, with what is known of its error.

    Parameters
    ----------
    grids : tuple of ndarray
        The values of each parameter that varies.
    values : ndarray
        The integrals.
    judged_grids : tuple of ndarray
        Where the error is estimated: in one parameter it is `grids`, in two a coarser one.
    estimate : ndarray
        The estimated errors there; infinite where f is not finite at a point, or 0 at all.
    exact : ndarray or None
        Where a closed form of f is known.
    trained : tuple of pairs of float
        The limits of each parameter that varies, beyond which the network extrapolates.
    """

    grids: tuple[FloatArray, ...]
    values: FloatArray
    judged_grids: tuple[FloatArray, ...]
    estimate: FloatArray
    exact: FloatArray | None
    trained: tuple[tuple[float, float], ...]

    @property
    def error(self) -> tuple[tuple[FloatArray, ...], FloatArray]:
        """Grids, and there the true errors where they are known, the estimated ones elsewhere."""
        if self.exact is None:
            return self.judged_grids, self.estimate
        return self.grids, np.abs(self.values - self.exact)

    @property
    def largest_true_error(self) -> float | None:
        """The largest of the true errors, where a closed form of f is known."""
        return None if self.exact is None else float(np.max(np.abs(self.values - self.exact)))

    def estimate_near(self, at: tuple[float, ...]) -> float:
        """Return the estimated error at the judged values nearest to some."""
        places = zip(self.judged_grids, at, strict=True)
        nearest = [int(np.argmin(np.abs(grid - value))) for grid, value in places]
        return float(self.estimate[tuple(reversed(nearest))])

    @classmethod
    def of(cls, seen: ParameterRange, network: OneHiddenNetwork) -> ParameterIntegral:
        """Integrate a network, in closed form."""
        p, theta = seen.problem, seen.theta(seen.grids)
        exact, certificates = _still(seen)
        estimate = np.array(
            [one.judge(network).estimate if one else math.inf for one in certificates]
        )
        shape = tuple(len(grid) for grid in reversed(seen.judged_grids))
        values = network.marginal(p.over, p.lower, p.upper)(theta)
        judged = seen.judged_grids, estimate.reshape(shape)
        return cls(seen.grids, values, *judged, exact, seen.trained)


@lru_cache(maxsize=32)
def _still(seen: ParameterRange) -> tuple[FloatArray | None, tuple[BoxCertificate | None, ...]]:
    """Return what does not depend on the network: exact values, and values of f."""
    p, judged = seen.problem, seen.theta(seen.judged_grids)
    exact = None
    if p.integrand.has_integral(p.over):
        exact = p.integrand.marginal(p.over, p.lower, p.upper)(seen.theta(seen.grids))
    certificates = tuple(_judge(p, point) for point in judged.reshape(-1, judged.shape[-1]))
    return None if exact is None else np.asarray(exact), certificates


def _judge(p: BoxProblem, theta: FloatArray) -> BoxCertificate | None:
    try:
        return BoxCertificate.of(
            p.integrand, p.lower, p.upper, over=p.over, rest=theta, n_points=_N_POINTS
        )
    except ValueError:  # f is not finite at a point
        return None
