r"""The error of an integral over a box, from independent randomisations of a rule.

The error of the network's integral is the integral of its residual,

.. math:: E = \int (\hat y - f)\,dx .

Each of R independently scrambled Sobol sequences gives an unbiased estimate :math:`E_r` of it by
the weighted mean over its points, which crowd where networks err most: at the faces of the box
(`nncore.certificates.importance_sampling`). The estimates are independent of each other, as the
points of one sequence are not, so that Student's t with R - 1 degrees of freedom says how far their
mean may be off:

.. math:: |E - \bar E| \le t\,\frac{s}{\sqrt R}, \qquad
    s^2 = \frac{1}{R - 1} \sum_r (E_r - \bar E)^2 .

What the points have not seen, for instance a peak that lies between all of them, is in none of
these numbers. Where the integrand is 0 at all points, they have seen nothing, and the estimate is
infinite.

References
----------
A. B. Owen, "Monte Carlo variance of scrambled net quadrature", SIAM Journal on Numerical Analysis
34, 1997, 1884-1910, https://doi.org/10.1137/S0036142994277468

A. B. Owen, "Error estimation for quasi-Monte Carlo", 2025,
https://doi.org/10.48550/arXiv.2501.00150
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from nncore.arrays import FloatArray
from nncore.certificates.estimates import ErrorEstimate
from nncore.certificates.importance_sampling import denser_at_faces
from nncore.integrands import Box, BoxIntegrand
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.samples.box_dataset import finite_values
from nncore.samples.nodes import sobol_points

N_REPLICATES, N_POINTS = 8, 256
"""How many sequences, and how many points in each, where the caller does not say."""

LEVEL = 0.995
"""Of the t interval: a sum of some independent and skewed numbers is not quite normal."""

_MAX_POINTS = 2**20
_MOST_KEPT = 2**14  # for the next certificate

_STREAM = 1


@dataclass(frozen=True, eq=False)
class BoxCertificate:
    """Values of the integrand at the points of several randomised sequences, for any network.

    Parameters
    ----------
    over : tuple of int
        The inputs that are integrated, counted from 0.
    lower, upper : ndarray, shape (len(over),)
        Their limits.
    points : ndarray, shape (n_replicates, n_points, n_inputs)
        Where the inputs that are not integrated have one value.
    values : ndarray, shape (n_replicates, n_points)
        The integrand there.
    weights : ndarray, shape (n_replicates, n_points)
        Of the means over the points.
    """

    over: tuple[int, ...]
    lower: FloatArray
    upper: FloatArray
    points: FloatArray
    values: FloatArray
    weights: FloatArray

    @classmethod
    def of(
        cls,
        integrand: BoxIntegrand,
        lower: ArrayLike,
        upper: ArrayLike,
        *,
        over: Sequence[int] | None = None,
        rest: ArrayLike = (),
        n_replicates: int = N_REPLICATES,
        n_points: int = N_POINTS,
        seed: int = 0,
    ) -> BoxCertificate:
        """Evaluate the integrand; see `box_error_estimate` for the parameters."""
        inputs = tuple(range(integrand.n_inputs)) if over is None else tuple(over)
        if n_replicates < 2 or n_points < 1 or n_replicates * n_points > _MAX_POINTS:
            raise SettingError(
                "There must be at least 2 replicates of at least 1 point, and at most {most:,} "
                "points in all, got {n_replicates} of {n_points}.",
                most=_MAX_POINTS,
                n_replicates=n_replicates,
                n_points=n_points,
            )
        low, high = (np.atleast_1d(np.asarray(one, dtype=float)) for one in (lower, upper))
        box = Box(np.minimum(low, high), np.maximum(low, high))
        if box.n_inputs != len(inputs):
            raise SettingError(
                "`lower` and `upper` must have {n_over} limits, one for each input that is "
                "integrated, got {n_limits}.",
                n_over=len(inputs),
                n_limits=box.n_inputs,
            )
        is_small = n_replicates * n_points <= _MOST_KEPT
        draw = _unit_points if is_small else _unit_points.__wrapped__
        unit, weights = draw(n_replicates, n_points, len(inputs), seed)
        points = np.empty((n_replicates, n_points, integrand.n_inputs))
        others = [i for i in range(integrand.n_inputs) if i not in inputs]
        points[..., others] = np.asarray(rest, dtype=float)
        points[..., list(inputs)] = box.from_unit(unit)
        flat = points.reshape(-1, integrand.n_inputs)
        values = finite_values(integrand, flat).reshape(n_replicates, n_points)
        return cls(inputs, low, high, points, values, weights)

    def judge(self, network: OneHiddenNetwork, integral: float | None = None) -> ErrorEstimate:
        """Return what can be said of a network's integral over the box.

        Parameters
        ----------
        network : OneHiddenNetwork
            Of as many inputs as the integrand.
        integral : float, optional
            Its integral over the box, where it is known already.

        Returns
        -------
        ErrorEstimate
            Of floats. The estimate is the mean of the replicates with its t interval, so that it
            holds in 99 % of the cases at least; the bound that of the mean of the residual's size.
            Neither is 0: each has the rounding of the closed form in it, and both are infinite
            where the integrand is 0 at all points. The corrected integral is the network's own
            unless the mean of the replicates is larger than its own error.
        """
        volume = math.prod((self.upper - self.lower).tolist())
        if integral is None:
            integral = self._integral(network)
        with np.errstate(over="ignore", invalid="ignore"):  # of a network that has blown up
            residual = self.weights * (network(self.points) - self.values)
            rounding = (_rounding(network, self.values) + self._rounding_of_limits()) * abs(volume)
            if not np.any(self.values):
                rounding = math.inf
            mean, margin = _t_interval(volume * np.mean(residual, axis=1))
            size, more = _t_interval(abs(volume) * np.mean(np.abs(residual), axis=1))
        estimate = abs(mean) + margin + rounding
        is_worthwhile = abs(mean) > margin
        return ErrorEstimate(
            estimate=estimate,
            bound=max(size + more + rounding, estimate),
            corrected=integral - mean if is_worthwhile else integral,
            corrected_error=margin + rounding if is_worthwhile else estimate,
            n_points=float(self.values.size),
        )

    def _rounding_of_limits(self) -> float:
        """Return how far the mean is off where limits stand for decimals that they were read from.

        It is seen where a box is narrow and far from 0.
        """
        spacings = np.finfo(float).eps * np.maximum(np.abs(self.lower), np.abs(self.upper))
        widths = np.abs(self.upper - self.lower)
        return float(np.max(np.abs(self.values)) * np.sum(spacings / widths))

    def _integral(self, network: OneHiddenNetwork) -> float:
        others = [i for i in range(network.n_inputs) if i not in self.over]
        if not others:
            return float(network.integral(self.lower, self.upper))
        marginal = network.marginal(self.over, self.lower, self.upper)
        return float(marginal(self.points[0, 0, others]))


def box_error_estimate(
    network: OneHiddenNetwork,
    integrand: BoxIntegrand,
    lower: ArrayLike,
    upper: ArrayLike,
    *,
    over: Sequence[int] | None = None,
    rest: ArrayLike = (),
    n_replicates: int = N_REPLICATES,
    n_points: int = N_POINTS,
    seed: int = 0,
) -> ErrorEstimate:
    r"""Estimate the error of a network's integral over a box, without its exact value.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled, of several inputs.
    integrand : BoxIntegrand
        What the network was trained on.
    lower, upper : array_like, shape (len(over),)
        The limits, in any order.
    over : sequence of int, optional
        The inputs that are integrated, counted from 0; None for all.
    rest : array_like, shape (n_inputs - len(over),)
        The values of the others.
    n_replicates, n_points : int
        Independent sequences, and points in each: powers of 2 fill the box most evenly. The
        integrand is evaluated at all of them.
    seed : int
        Of the scrambling. The points are not those of the training.

    Returns
    -------
    ErrorEstimate
        See `BoxCertificate.judge`.

    Raises
    ------
    ValueError
        If a limit is not finite or missing, or the integrand is not finite at a point, which is
        named.

    Examples
    --------
    >>> from nncore import OneHiddenNetwork, box_integrand
    >>> zero = OneHiddenNetwork("tanh", [[0.0, 0.0]], [0.0], [0.0], 0.0)
    >>> found = box_error_estimate(zero, box_integrand("genz-gaussian", 2), [0, 0], [1, 1])
    >>> round(found.estimate, 3), round(found.corrected, 4)
    (0.086, 0.0861)
    """
    certificate = BoxCertificate.of(
        integrand,
        lower,
        upper,
        over=over,
        rest=rest,
        n_replicates=n_replicates,
        n_points=n_points,
        seed=seed,
    )
    return certificate.judge(network)


# For each parameter of a map they are the same.
@lru_cache(maxsize=8)
def _unit_points(
    n_replicates: int, n_points: int, n_inputs: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Return points in the unit cube and their weights, as read-only arrays."""
    # `nncore.experiments.seeds` has the streams of the seed alone: these are no part of them.
    streams = np.random.default_rng((seed, _STREAM)).spawn(n_replicates)
    drawn = [denser_at_faces(sobol_points(n_points, n_inputs, stream)) for stream in streams]
    points, weights = (np.stack(parts) for parts in zip(*drawn, strict=True))
    points.flags.writeable = weights.flags.writeable = False
    return points, weights


def _t_interval(replicates: FloatArray) -> tuple[float, float]:
    """Return the mean of independent numbers, and the half-width of its interval."""
    n = len(replicates)
    quantile = float(special.stdtrit(n - 1, 0.5 + 0.5 * LEVEL))
    # As shares of the largest: squares of very small or large numbers are 0 or infinite.
    size = float(np.max(np.abs(replicates)))
    is_scalable = 0.0 < size < math.inf
    error = float(np.std(replicates / (size if is_scalable else 1.0), ddof=1)) / math.sqrt(n)
    return float(np.mean(replicates)), quantile * error * (size if is_scalable else 1.0)


def _rounding(network: OneHiddenNetwork, values: FloatArray) -> float:
    """Return how far rounding may put a mean of the network or of the integrand off."""
    sizes = np.sum(np.abs(network.output_weights)) + abs(network.output_bias)
    return 8.0 * float(np.finfo(float).eps * (sizes + np.max(np.abs(values))))
