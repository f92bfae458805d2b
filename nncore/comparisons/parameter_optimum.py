r"""The optimum of :math:`I(\theta)` over the box of the parameters, and what it is worth.

The network's :math:`\hat I(\theta)` and its gradient are known in closed form: L-BFGS-B finds its
optima from several starts at once. The optimiser seeks out the errors of a network as it seeks out
optima: the value that it finds is verified by cubature at the same parameters.

References
----------
R. H. Byrd, P. Lu, J. Nocedal, C. Zhu, "A limited memory algorithm for bound constrained
optimization", SIAM Journal on Scientific Computing 16, 1995, 1190-1208,
https://doi.org/10.1137/0916069
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray
from nncore.comparisons.box_methods import cubature_at, cubature_rule, judged_at
from nncore.integrands import Box
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.quadrature.box_estimate import BoxEstimate
from nncore.samples.nodes import sobol_points
from nncore.specs import BoxSpec

N_LOOKED_AT, N_STARTS = 256, 8
"""Points at which the integral is looked at, and the best of them, from which the search starts."""

NARROWED_TO = 0.25
"""Of the limits of each parameter, where a network is trained again near an optimum."""


@dataclass(frozen=True, eq=False)
class Optimum:
    r"""An optimum of a network's :math:`\hat I(\theta)`.

    Parameters
    ----------
    theta : ndarray, shape (n_parameters,)
        Where.
    is_maximum : bool
        Or a minimum.
    nni : float
        The network's integral there, in closed form.
    error_estimate : float
        Of its error there.
    claimed : float
        The estimate in the middle of the limits, which stands for all parameters: what a run is
        said to have come to.
    rule : str
        Of the cubature.
    cubature : BoxEstimate
        The integral there without the network.
    is_near : bool
        Whether the network was trained near an optimum that was not verified.
    """

    theta: FloatArray
    is_maximum: bool
    nni: float
    error_estimate: float
    claimed: float
    rule: str
    cubature: BoxEstimate
    is_near: bool = False

    @property
    def difference(self) -> float:
        """How far the network's value is from that of cubature."""
        return abs(self.nni - self.cubature.value)

    @property
    def is_verified(self) -> bool:
        """Whether they differ by no more than is claimed of all parameters, and of cubature.

        The estimate at the optimum knows an error that only the optimum has, and confirms nothing.
        """
        return self.difference <= self.claimed + self.cubature.error_estimate


def optimum(spec: BoxSpec, network: OneHiddenNetwork, *, is_maximum: bool = False) -> Optimum:
    """Return the optimum within the limits of the parameters, verified by cubature.

    Parameters
    ----------
    spec : BoxSpec
        With parameters.
    network : OneHiddenNetwork
        In x, not scaled.
    is_maximum : bool
        Whether the largest integral is sought, and not the smallest.

    Raises
    ------
    ValueError
        If the spec has no parameters, or the network is not finite.
    """
    if not spec.theta:
        raise SettingError("`spec` must have parameters to have an optimum over them, got none.")
    if not network.is_finite:
        raise SettingError("`network` must be finite to have an optimum; train it again.")
    theta, value = _search(spec, network, -1.0 if is_maximum else 1.0)
    return Optimum(
        theta=theta,
        is_maximum=is_maximum,
        nni=value,
        error_estimate=float(judged_at(spec, network, theta).estimate),
        claimed=float(judged_at(spec, network, spec.middle).estimate),
        rule=cubature_rule(len(spec.over)),
        cubature=cubature_at(spec, theta),
    )


def _search(spec: BoxSpec, network: OneHiddenNetwork, sign: float) -> tuple[FloatArray, float]:
    """Return where sign times the integral is smallest, and the integral there."""
    from scipy.optimize import Bounds, minimize

    box, n = Box(*spec.theta_limits), len(spec.theta)
    marginal = network.marginal(spec.over, *spec.integral_limits)
    t = sobol_points(N_LOOKED_AT, n, np.random.default_rng(0))
    seen = sign * marginal(box.from_unit(t))
    scale = float(np.ptp(seen)) or 1.0  # of the values, as the unit cube is of the parameters

    def loss(t: FloatArray) -> tuple[float, FloatArray]:
        theta = box.from_unit(t)
        gradient = marginal.gradient(theta) * box.widths
        return sign * float(marginal(theta)) / scale, sign * gradient / scale

    starts = t[np.argsort(seen)[:N_STARTS]]
    options = {"ftol": 1e-14, "gtol": 1e-10}
    found = [
        minimize(loss, start, jac=True, method="L-BFGS-B", bounds=Bounds(0, 1), options=options)
        for start in starts
    ]
    theta = box.from_unit(min(found, key=lambda one: float(one.fun)).x)
    return theta, float(marginal(theta))


def spec_near(spec: BoxSpec, theta: FloatArray) -> BoxSpec:
    """Return the experiment with the parameters between narrower limits around some values.

    It has as many samples, which are closer to each other, and the same inputs are integrated
    between the same limits.
    """
    lower, upper = np.array(spec.box.lower), np.array(spec.box.upper)
    inputs = list(spec.theta)
    width = NARROWED_TO * (upper - lower)[inputs]
    first = np.clip(theta - 0.5 * width, lower[inputs], upper[inputs] - width)
    lower[inputs], upper[inputs] = first, np.minimum(first + width, upper[inputs])
    return dataclasses.replace(spec, lower=tuple(lower.tolist()), upper=tuple(upper.tolist()))


def verified_optimum(
    spec: BoxSpec,
    network: OneHiddenNetwork,
    train: Callable[[BoxSpec], OneHiddenNetwork | None] | None,
    *,
    is_maximum: bool = False,
) -> list[Optimum]:
    """Return an optimum, and where cubature does not confirm it, that of a network trained near it.

    Parameters
    ----------
    spec, network, is_maximum
        As of `optimum`.
    train : callable or None
        Returns the network of a spec, or None where there is none; without it none is trained.

    Returns
    -------
    list of Optimum
        One, or two: the first, and that of the network near it.
    """
    found = [optimum(spec, network, is_maximum=is_maximum)]
    if found[0].is_verified or train is None:
        return found
    near = spec_near(spec, found[0].theta)
    trained = train(near)
    if trained is not None and trained.is_finite:
        again = optimum(near, trained, is_maximum=is_maximum)
        found.append(dataclasses.replace(again, is_near=True))
    return found
