r"""A substitution that crowds the nodes of a quadrature rule towards a singular end.

.. math:: \int_0^1 g(x)\,dx = \int_0^1 g(x(u))\,x'(u)\,du, \qquad
          x(u) = \frac{1}{B(p, q)} \int_0^u t^{p-1} (1-t)^{q-1}\,dt

The derivative vanishes like :math:`u^{p-1}` at 0 and like :math:`(1-u)^{q-1}` at 1. With one
singular end, :math:`q = 1`, it is the monomial substitution :math:`x = u^p`. It turns
:math:`x^\alpha\,dx` into :math:`p\,u^{p(\alpha+1)-1}\,du`: the larger p, the smoother the new
integrand.

References
----------
G. Lombardi, "Design of quadrature rules for Müntz and Müntz-logarithmic polynomials using monomial
transformation", International Journal for Numerical Methods in Engineering 80, 2009, 1687-1717,
https://doi.org/10.1002/nme.2684
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from nncore.arrays import FloatArray
from nncore.messages import SettingError


@dataclass(frozen=True)
class EndpointSubstitution:
    r"""The increasing map :math:`x(u)` of (0, 1) onto itself.

    Parameters
    ----------
    left, right : float
        The exponents p at 0 and q at 1, at least 1; a regular end has 1.

    Examples
    --------
    >>> EndpointSubstitution(left=2.0).distances(0.5)
    (0.25, 0.75)
    """

    left: float = 1.0
    right: float = 1.0

    def __post_init__(self) -> None:
        for name, exponent in (("left", self.left), ("right", self.right)):
            if not 1.0 <= exponent < np.inf:
                raise SettingError(
                    "`{name}` must be finite and at least 1, got {value}.",
                    name=name,
                    value=exponent,
                )

    @property
    def is_identity(self) -> bool:
        """Whether both ends are regular."""
        return self.left == self.right == 1.0

    def distances(self, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return x and 1 - x, each with its own digits: a node may be very near to either end.

        Parameters
        ----------
        u : ndarray
            Points of (0, 1).
        """
        from_left = special.betainc(self.left, self.right, u)
        from_right = special.betaincc(self.left, self.right, u)
        return from_left, from_right

    def derivative(self, u: FloatArray) -> FloatArray:
        """Return x'(u), by which the weights of a rule on (0, 1) are multiplied.

        Parameters
        ----------
        u : ndarray
            Points of (0, 1).
        """
        powers = u ** (self.left - 1.0) * (1.0 - u) ** (self.right - 1.0)
        result: FloatArray = powers / special.beta(self.left, self.right)
        return result
