r"""What a stencil makes of a wave: the modified wavenumber, and stencils exact for one wave.

On a wave :math:`u_j = e^{i\theta j}`, with :math:`\theta` the phase from one grid point to the
next, a stencil of coefficients :math:`c_p` at offsets :math:`s_p` gives
:math:`\sum_p c_p e^{i\theta s_p}\,u_j` where the derivative of order d is :math:`(i\theta)^d u_j`.
The waves of a grid have :math:`|\theta| \le \pi`; beyond, they look like slower ones.
"""

import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import FloatArray
from nncore.stencils.finite_differences import (
    check_n_coefficients,
    taylor_fractions,
    taylor_stencil,
)
from nncore.stencils.offsets import Number, check_offsets

# The powers of i, exactly: complex powers of NumPy's are rounded.
_POWERS_OF_I = (1, 1j, -1, -1j)

_SERIES_TERMS = 24  # for angles up to 1, where 1/24! is far below the rounding of the first term
_SINGULAR_VALUE_CUT = 1e-13  # relative; sin(pi) is 1.2e-16, and so much remains of its equation
_RESIDUAL = 1e-9  # relative; equations that can be met are met to rounding


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
    shifts = _as_floats(check_offsets(offsets, derivative_order))
    weights = np.asarray(coefficients, dtype=float)
    check_n_coefficients(weights, len(shifts))
    symbol = np.exp(1j * np.multiply.outer(np.asarray(theta, dtype=float), shifts)) @ weights
    return np.asarray(_POWERS_OF_I[-derivative_order % 4] * symbol)


def single_mode_stencil(
    offsets: Iterable[Number], theta: float, derivative_order: int = 1
) -> FloatArray:
    r"""Return the stencil nearest to Taylor's that is exact for the waves of one mode.

    .. math:: \min_c \sum_p (c_p - c_p^{\text{Taylor}})^2
              \quad\text{where}\quad \sum_p c_p\, e^{i\theta s_p} = (i\theta)^d

    Its real and imaginary parts are two equations, one for the cosine and one for the sine. Two
    offsets leave no choice; on -1, 0, 1 the first derivative has
    :math:`c = (-1, 0, 1)\,\theta / (2 \sin\theta)`, which tends to Taylor's
    :math:`\pm\tfrac12` only as :math:`\theta \to 0`. The equations are solved for the deviation
    from Taylor's stencil, which does not cancel for small :math:`\theta`.

    Parameters
    ----------
    offsets : iterable of number
        As in `nncore.taylor_stencil`.
    theta : float
        Phase from one grid point to the next, in radians; its sign does not matter.
    derivative_order : int
        At least 1.

    Returns
    -------
    ndarray
        Dimensionless coefficients in the order of the offsets, shape (k,).

    Raises
    ------
    ValueError
        If no stencil on these offsets is exact, as for odd derivatives of a wave of which the grid
        sees only the extrema or the zeros (`theta` a multiple of pi); see also `check_offsets`.
    """
    exact = check_offsets(tuple(offsets), derivative_order)
    if not math.isfinite(theta):
        raise ValueError(f"`theta` must be finite, got {theta}.")
    theta = abs(float(theta))
    taylor = taylor_stencil(exact, derivative_order)
    shifts = _as_floats(exact)
    missing = _taylor_residual(exact, theta, derivative_order)
    # The sine's equation, divided by theta, stays apart from the cosine's as theta vanishes.
    scale = theta or 1.0
    matrix = np.array([np.cos(theta * shifts), shifts * np.sinc(theta * shifts / np.pi)])
    right = np.array([missing.real, missing.imag / scale])
    deviation = np.linalg.lstsq(matrix, right, rcond=_SINGULAR_VALUE_CUT)[0]
    size = np.max(np.abs(right)) + np.max(np.abs(deviation))
    if np.max(np.abs(matrix @ deviation - right)) > _RESIDUAL * size:
        shown = ", ".join(f"{s:g}" for s in shifts)
        raise ValueError(
            f"`theta` must not be {theta:.6g} for derivative order {derivative_order} on the "
            f"offsets {shown}, where no stencil is exact: choose one away from multiples of pi."
        )
    return taylor + deviation


def theta_of_mode(mode: ArrayLike, spacing: float) -> FloatArray:
    r"""Return :math:`\theta = k\pi\,\Delta x` of the waves :math:`\sin k\pi x` on a grid."""
    return np.asarray(mode, dtype=float) * (np.pi * spacing)


def _as_floats(offsets: tuple[Fraction, ...]) -> FloatArray:
    return np.array([float(offset) for offset in offsets])


def _taylor_residual(offsets: tuple[Fraction, ...], theta: float, derivative_order: int) -> complex:
    r"""Return :math:`(i\theta)^d - \sum_p c_p e^{i\theta s_p}` of Taylor's stencil.

    Where all angles are below 1 it comes from the moments that are left of the exponentials,
    :math:`-\sum_{m \ge k} M_m (i\theta)^m / m!`: the difference itself would cancel.
    """
    weights = taylor_fractions(offsets, derivative_order)
    if theta * float(max(map(abs, offsets))) >= 1.0:
        target = _POWERS_OF_I[derivative_order % 4] * theta**derivative_order
        angles = theta * _as_floats(offsets)
        return complex(target - np.exp(1j * angles) @ _as_floats(weights))
    residual = 0j
    for m in range(len(offsets), len(offsets) + _SERIES_TERMS):
        moment = sum((c * s**m for c, s in zip(weights, offsets, strict=True)), Fraction(0))
        residual -= _POWERS_OF_I[m % 4] * float(moment / math.factorial(m)) * theta**m
    return residual
