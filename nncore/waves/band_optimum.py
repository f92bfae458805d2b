r"""The stencil with the least mean squared error over a band of waves.

.. math:: \min_c \int_{\theta_0}^{\theta_1} \Bigl| \sum_p c_p e^{i\theta s_p} - (i\theta)^d
    \Bigr|^2 d\theta

A least-squares problem at the nodes of a Gauss-Legendre rule, solved by singular values: the normal
equations, with the square of its condition number, are never formed.
"""

import numpy as np

from nncore.messages import SettingError
from nncore.waves.stencil import Stencil

_N_NODES = 64
# Directions that the band does not determine are left to Taylor's stencil.
_SINGULAR_VALUE_CUT = 1e-12


def band_optimum(
    offsets: tuple[int, ...], derivative_order: int, lowest: float, highest: float
) -> Stencil:
    """Return the optimum on some offsets.

    Parameters
    ----------
    offsets : tuple of int
        In grid points.
    derivative_order : int
        Of the derivative.
    lowest, highest : float
        The band, in radians a point, from 0 to π.

    Raises
    ------
    SettingError
        If the band is empty or no part of 0 to π.
    """
    if not 0.0 <= lowest < highest <= np.pi + 1e-12:
        raise SettingError(
            "`band_low` must be below `band_high`, and both from 0 to π, got {low:g} and {high:g}.",
            low=lowest,
            high=highest,
        )
    nodes, weights = np.polynomial.legendre.leggauss(_N_NODES)
    theta = 0.5 * (lowest + highest + (highest - lowest) * nodes)
    root = np.sqrt(weights)[:, np.newaxis]
    waves = root * np.exp(1j * np.multiply.outer(theta, offsets))
    taylor = np.array(Stencil.taylor(offsets, derivative_order).coefficients)
    missing = root[:, 0] * (1j * theta) ** derivative_order - waves @ taylor
    rows = np.vstack((waves.real, waves.imag))
    target = np.concatenate((missing.real, missing.imag))
    found = np.linalg.lstsq(rows, target, rcond=_SINGULAR_VALUE_CUT)[0]
    return Stencil(offsets, tuple((taylor + found).tolist()), derivative_order)
