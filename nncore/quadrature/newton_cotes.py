"""The trapezoidal rule, and Simpson's rule as the notebook uses it (SNI)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import integrate

from nncore.arrays import FloatArray
from nncore.quadrature.callables import (
    VectorFunction,
    check_n_points,
    float_if_scalar,
    values_and_limits_at,
)


def simpson(
    f: VectorFunction, a: ArrayLike, b: ArrayLike, n_points: int = 100
) -> float | FloatArray:
    r"""Composite Simpson rule on equidistant points, as the notebook's SNI.

    .. math:: \int_a^b f \approx \frac{h}{3}\,(f_0 + 4 f_1 + 2 f_2 + \dots + 4 f_{n-2} + f_{n-1})

    An even number of points leaves an odd number of intervals; SciPy then takes the last interval
    from the parabola through the last three points.

    Parameters
    ----------
    f : callable
        Vectorised integrand.
    a, b : array_like
        Limits, in any order; they broadcast.
    n_points : int
        Number of equidistant points, both limits included.

    Returns
    -------
    float or ndarray
        A float for scalar limits. Infinite where `f` is infinite at one of the points; where it is
        0/0 there, its limit is taken.

    See Also
    --------
    scipy.integrate.simpson : the rule itself.
    """
    x = _equidistant(a, b, n_points)
    with np.errstate(all="ignore"):
        return float_if_scalar(integrate.simpson(values_and_limits_at(f, x), x=x, axis=-1))


def trapezoid(f: VectorFunction, a: ArrayLike, b: ArrayLike, n_points: int) -> float | FloatArray:
    r"""Composite trapezoidal rule on equidistant points.

    .. math:: \int_a^b f \approx h\,(f_0/2 + f_1 + \dots + f_{n-2} + f_{n-1}/2)

    Parameters
    ----------
    f, a, b, n_points
        As in `simpson`.

    Returns
    -------
    float or ndarray
        A float for scalar limits. Infinite where `f` is infinite at one of the points; where it is
        0/0 there, its limit is taken.

    See Also
    --------
    scipy.integrate.trapezoid : the rule itself.
    """
    x = _equidistant(a, b, n_points)
    with np.errstate(all="ignore"):
        return float_if_scalar(integrate.trapezoid(values_and_limits_at(f, x), x=x, axis=-1))


def _equidistant(a: ArrayLike, b: ArrayLike, n_points: int) -> FloatArray:
    n_points = check_n_points(n_points, least=2)
    return np.linspace(np.asarray(a, float), np.asarray(b, float), n_points, axis=-1)
