r"""Means of f over the inputs that are integrated, at many values of the others.

.. math:: \bar f(\theta) = \frac{1}{V} \int_{\prod [l_i, u_i]} f(x, \theta)\,dx
          \approx \sum_q w_q\, f(x_q, \theta)

One product of Gauss-Legendre rules serves all values of :math:`\theta`. How many nodes it needs
along each input, some of them tell: half as many nodes again are tried along one input after the
other, and where the means change by more than is allowed, they are kept. What the last trials
changed is the error: it is that of the coarser rules, and so larger than that of the rule taken.
A ridge of f that is much narrower than the gaps of four nodes may be missed by all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.integrands import Box, BoxIntegrand
from nncore.messages import SettingError
from nncore.quadrature.product_rule import MOST_NODES_OF_AN_INPUT, product_gauss_legendre
from nncore.samples.box_dataset import finite_values

MOST_EVALUATIONS = 20_000_000

_FIRST_COUNT = 4  # nodes along an input
_N_TRIED = 32  # values of the parameters for which rules are compared
_MOST_POINTS = 200_000  # at which f is evaluated at once


@dataclass(frozen=True, eq=False)
class BoxMeans:
    """Means of f over a box of some inputs.

    Parameters
    ----------
    values : ndarray, shape (n_theta,)
        The means, in units of y.
    error : float
        The estimated error of a mean, in units of y.
    counts : tuple of int
        Nodes along each input that is integrated.
    n_evaluations : int
        Of f, those for the comparison of rules included.
    """

    values: FloatArray
    error: float
    counts: tuple[int, ...]
    n_evaluations: int


@dataclass(frozen=True)
class _Means:
    """The rule of some counts, put to work."""

    integrand: BoxIntegrand
    over: tuple[int, ...]
    box: Box
    counts: tuple[int, ...]

    @property
    def n_nodes(self) -> int:
        return math.prod(self.counts)

    def finer(self, i: int) -> _Means:
        """Return the rule with half as many nodes again along one input."""
        counts = list(self.counts)
        counts[i] += counts[i] // 2
        return replace(self, counts=tuple(counts))

    def at(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the means of f and of its absolute value."""
        nodes, weights = product_gauss_legendre(self.counts)
        x, n_inputs = self.box.from_unit(nodes), len(self.over) + theta.shape[1]
        others = [i for i in range(n_inputs) if i not in self.over]
        means = np.empty((2, len(theta)))
        size = max(1, _MOST_POINTS // len(nodes))
        for start in range(0, len(theta), size):
            part = slice(start, start + size)
            points = np.empty((len(theta[part]), len(nodes), n_inputs))
            points[..., list(self.over)] = x
            points[..., others] = theta[part, np.newaxis]
            values = finite_values(self.integrand, points.reshape(-1, n_inputs))
            values = values.reshape(points.shape[:2])
            means[:, part] = values @ weights, np.abs(values) @ weights
        return means[0], means[1]


def box_means(
    integrand: BoxIntegrand,
    over: Sequence[int],
    lower: ArrayLike,
    upper: ArrayLike,
    theta: FloatArray,
    *,
    relative_tolerance: float = 1e-6,
    n_evaluations: int = MOST_EVALUATIONS,
) -> BoxMeans:
    r"""Return the means of f over a box of some inputs, at values of the others.

    Parameters
    ----------
    integrand : BoxIntegrand
        f.
    over : sequence of int
        The inputs that are integrated, counted from 0.
    lower, upper : array_like, shape (len(over),)
        Their limits.
    theta : ndarray, shape (n_theta, n_inputs - len(over))
        Values of the other inputs, spread evenly from the first on: the rules are compared at the
        first ones.
    relative_tolerance : float
        The largest error, over the largest mean of :math:`|f|`.
    n_evaluations : int
        The most evaluations of f.

    Raises
    ------
    ValueError
        If the tolerance needs more evaluations, or if f is not finite at a node.
    """
    rule = _rule_for(
        _Means(integrand, tuple(over), Box(lower, upper), (_FIRST_COUNT,) * len(over)),
        theta[:_N_TRIED],
        len(theta),
        relative_tolerance,
        n_evaluations,
    )
    return BoxMeans(rule.means.at(theta)[0], rule.error, rule.means.counts, rule.n_evaluations)


def evaluations_for_means(
    integrand: BoxIntegrand,
    over: Sequence[int],
    lower: ArrayLike,
    upper: ArrayLike,
    theta: FloatArray,
    n_theta: int,
    *,
    relative_tolerance: float = 1e-6,
    n_evaluations: int = MOST_EVALUATIONS,
) -> int:
    """Return how often `box_means` would evaluate f at so many values of the parameters.

    Parameters
    ----------
    integrand, over, lower, upper, relative_tolerance, n_evaluations
        As of `box_means`.
    theta : ndarray, shape (n, n_inputs - len(over))
        The first of these values, at which the rules are compared.
    n_theta : int
        How many there are to be.

    Raises
    ------
    ValueError
        As of `box_means`.
    """
    means = _Means(integrand, tuple(over), Box(lower, upper), (_FIRST_COUNT,) * len(over))
    tried = theta[: min(n_theta, _N_TRIED)]
    return _rule_for(means, tried, n_theta, relative_tolerance, n_evaluations).n_evaluations


@dataclass(frozen=True)
class _Rule:
    """A rule that is fine enough, its error, and what it takes at all values, trials included."""

    means: _Means
    error: float
    n_evaluations: int


def _rule_for(
    means: _Means, tried: FloatArray, n_theta: int, relative_tolerance: float, n_evaluations: int
) -> _Rule:
    """Refine a rule where it changes the means at some values of the parameters too much."""
    integrand, over, n_made = means.integrand, means.over, 0
    while True:
        # What comes next at least: these means, or a trial along each input.
        n_next = means.n_nodes * max(n_theta, len(tried) * (1 + 3 * len(over) // 2))
        if n_made + n_next > n_evaluations or max(means.counts) > MOST_NODES_OF_AN_INPUT:
            raise SettingError(
                "The means of `{function}` at {n_theta:,} values of its parameters need more than "
                "{n_evaluations:,} evaluations for a relative error of {tolerance:g}; ask for "
                "fewer values, or for a larger error.",
                function=integrand.name,
                n_theta=n_theta,
                n_evaluations=n_evaluations,
                tolerance=relative_tolerance,
            )
        values, sizes = means.at(tried)
        trials = [means.finer(i) for i in range(len(over))]
        changes = [float(np.max(np.abs(one.at(tried)[0] - values))) for one in trials]
        n_made += len(tried) * sum(one.n_nodes for one in (means, *trials))
        allowed = relative_tolerance * float(np.max(sizes))
        if sum(changes) <= allowed:
            return _Rule(means, sum(changes), n_made + n_theta * means.n_nodes)
        for i, change in enumerate(changes):
            if change > allowed / len(over):
                means = means.finer(i)
