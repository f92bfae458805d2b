r"""What a stencil makes of a wave: the modified wavenumber.

On a wave :math:`u_j = e^{i\theta j}`, with :math:`\theta` the phase from one grid point to the
next, a stencil of coefficients :math:`c_p` at offsets :math:`s_p` gives
:math:`\sum_p c_p e^{i\theta s_p}\,u_j` where the derivative of order d is :math:`(i\theta)^d u_j`.
The waves of a grid have :math:`|\theta| \le \pi`; beyond, they look like slower ones.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.stencils.finite_differences import check_n_coefficients
from nncore.stencils.offsets import Number, check_offsets

# The powers of i, exactly: complex powers of NumPy's are rounded.
_POWERS_OF_I = (1, 1j, -1, -1j)


def modified_wavenumber(
    offsets: Iterable[Number],
    coefficients: ArrayLike,
    theta: ArrayLike,
    derivative_order: int = 1,
) -> NDArray[np.complex128]:
    r"""Return what a stencil has in place of :math:`\theta^d`.

    .. math:: \kappa(\theta) = i^{-d} \sum_p c_p\, e^{i\theta s_p} \approx \theta^d

    The real part tells how fast a wave moves in :math:`u_t + u_x = 0` (dispersion); the imaginary
    part, which vanishes for central stencils, how fast it decays or grows (dissipation).

    Parameters
    ----------
    offsets : iterable of number
        As in `nncore.taylor_stencil`; they may be fractions.
    coefficients : array_like
        Dimensionless, shape (k,). Those of a run that has diverged may be nan.
    theta : array_like
        Phases from one grid point to the next, in radians: wavenumber times spacing.
    derivative_order : int
        d, of the derivative that the stencil approximates.

    Returns
    -------
    ndarray
        Complex and dimensionless, of the shape of `theta`: times ``spacing**-derivative_order``
        it approximates the wavenumber to the power d. Its rounding error is some ulp of
        :math:`\sum_p |c_p|`, however small :math:`\theta^d` is.

    Raises
    ------
    ValueError
        See `check_offsets`; if there is not one coefficient for each offset.

    References
    ----------
    S. K. Lele, "Compact finite difference schemes with spectral-like resolution", Journal of
    Computational Physics 103, 1992, 16-42, https://doi.org/10.1016/0021-9991(92)90324-R

    Examples
    --------
    >>> modified_wavenumber((-1, 0, 1), (-0.5, 0, 0.5), np.pi / 2).real.item()
    1.0
    """
    exact = check_offsets(offsets, derivative_order)
    weights = np.asarray(coefficients, dtype=float)
    check_n_coefficients(weights, len(exact))
    return symbol(exact, weights, theta, derivative_order)


def symbol(
    offsets: Iterable[Number], weights: FloatArray, theta: ArrayLike, derivative_order: int
) -> NDArray[np.complex128]:
    r"""Return :math:`i^{-d} \sum_p c_p e^{i\theta s_p}` of any weights at any offsets.

    Parameters
    ----------
    offsets, weights, theta, derivative_order
        As in `modified_wavenumber`, and not checked.
    """
    shifts = np.array([float(offset) for offset in offsets])
    waves = np.exp(1j * np.multiply.outer(np.asarray(theta, dtype=float), shifts))
    return np.asarray(_POWERS_OF_I[-derivative_order % 4] * (waves @ weights))


def theta_of_mode(mode: ArrayLike, spacing: float) -> FloatArray:
    r"""Return :math:`\theta = k\pi\,\Delta x`, in radians, of the waves :math:`\sin k\pi x`.

    Parameters
    ----------
    mode : array_like
        The modes k.
    spacing : float
        Of the grid, :math:`\Delta x`.

    Returns
    -------
    ndarray
        Phases from one grid point to the next, of the shape of `mode`.
    """
    return np.asarray(mode, dtype=float) * (np.pi * spacing)
