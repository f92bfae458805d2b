"""The tanh-sinh (double exponential) rule, by SciPy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import integrate

from nncore.quadrature.callables import VectorFunction, check_n_points, values_at

#: What SciPy's first level evaluates; each further level doubles the 32.
LEAST_EVALUATIONS = 35
_MAX_LEVEL = 16


class CountedIntegral(NamedTuple):
    """Value of a rule, and how often it has evaluated the integrand."""

    value: float
    n_evaluations: int


def tanh_sinh(f: VectorFunction, a: float, b: float, n_points: int) -> CountedIntegral:
    r"""Tanh-sinh rule: the trapezoidal rule after a change of variables.

    .. math:: \int_{-1}^{1} f = \int_{-\infty}^{\infty} f(x(t))\,x'(t)\,dt, \qquad
              x(t) = \tanh\!\left(\tfrac{\pi}{2}\sinh t\right)

    The new integrand dies out doubly exponentially, whatever singularity `f` has at a limit.

    Parameters
    ----------
    f : callable
        Vectorised integrand.
    a, b : float
        Limits, in any order.
    n_points : int
        The finest level that needs no more evaluations is taken, but at least the first one,
        which needs 35.

    Returns
    -------
    CountedIntegral
        ``(value, n_evaluations)``.

    See Also
    --------
    scipy.integrate.tanhsinh : the rule itself.

    References
    ----------
    H. Takahasi, M. Mori, "Double exponential formulas for numerical integration", Publications of
    the Research Institute for Mathematical Sciences 9, 1973, 721-741,
    https://doi.org/10.2977/prims/1195192451
    """
    n_points = check_n_points(n_points, least=1)
    level = 1
    while level < _MAX_LEVEL and 2 ** (level + 5) + 3 <= n_points:
        level += 1
    with np.errstate(all="ignore"):
        found = integrate.tanhsinh(
            lambda x: np.array(values_at(f, x)),  # SciPy writes into it
            a,
            b,
            minlevel=level,
            maxlevel=level,
            atol=0.0,
            rtol=0.0,
        )
    return CountedIntegral(float(found.integral), int(found.nfev))
