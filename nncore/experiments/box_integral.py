r"""The integral of a `BoxSpec` at one value of its parameters, by a network and as it really is.

Where a spec has no parameters, :math:`\theta` is ``()``.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.certificates.box_certificate import BoxCertificate
from nncore.integrands import BoxIntegrand
from nncore.integrands.box import last_axis
from nncore.network import OneHiddenNetwork
from nncore.references import Reference, box_reference
from nncore.specs import BoxSpec

Vector = tuple[float, ...]


def integral_at(spec: BoxSpec, network: OneHiddenNetwork, theta: ArrayLike) -> FloatArray:
    r"""Return a network's :math:`\hat I(\theta)` in closed form.

    Parameters
    ----------
    spec : BoxSpec
        The experiment: it says which inputs are integrated, between which limits.
    network : OneHiddenNetwork
        In x, not scaled.
    theta : array_like, shape (..., n_parameters)
        Values of the parameters.

    Returns
    -------
    float or ndarray, shape (...)
        The integrals; a float for one point.
    """
    lower, upper = spec.integral_limits
    if spec.theta:
        return network.marginal(spec.over, lower, upper)(theta)
    return network.integral(lower, upper)


def gradient_at(spec: BoxSpec, network: OneHiddenNetwork, theta: ArrayLike) -> FloatArray:
    r"""Return :math:`\partial \hat I / \partial \theta` in closed form, of the shape of theta."""
    if not spec.theta:
        return last_axis("theta", theta, 0)
    return network.marginal(spec.over, *spec.integral_limits).gradient(theta)


def reference_at(spec: BoxSpec, theta: ArrayLike) -> Reference:
    """Return the reference value of the integral, with its error and how it is known.

    Raises
    ------
    ReferenceFailure
        If the integral diverges, or could not be found; the effort is limited.
    """
    return box_reference(spec.integrand_in_x, *spec.integral_limits, spec.over, theta)


def certificate_at(spec: BoxSpec, theta: ArrayLike) -> BoxCertificate:
    """Return what estimates the error of any network's integral, without the reference value.

    Raises
    ------
    ValueError
        If the integrand is not finite at a point, which is named.
    """
    at = tuple(np.asarray(theta, dtype=float).tolist())
    return _certificate(spec.integrand_in_x, *spec.integral_limits, spec.over, at)


# Of the same integrand there are hundreds of cells in a sweep.
@lru_cache(maxsize=64)
def _certificate(
    integrand: BoxIntegrand, lower: Vector, upper: Vector, over: tuple[int, ...], rest: Vector
) -> BoxCertificate:
    return BoxCertificate.of(integrand, lower, upper, over=over, rest=rest)
