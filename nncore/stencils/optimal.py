r"""The least-squares optimum: the stencil that a network without bias can at best learn.

It minimises the mean squared error

.. math:: \operatorname{mean}_{u,x} \Bigl(\sum_p w_p\,u(x + s_p) - u^{(d)}(x)\Bigr)^2

over all the fields of a distribution of modes, in closed form, without any data. With modes k
uniform on a set of M, and the amplitudes of two of them with
:math:`E[b^2] = 4/3`, :math:`E[a^2] = 1/3`, :math:`E[a(1 - a)] = 1/6`, the mean is

.. math:: \tfrac89 \cdot \tfrac1M \sum_k \rho_k(x)^2
    + \tfrac49 \Bigl(\tfrac1M \sum_k \rho_k(x)\Bigr)^2 + \epsilon^2 \sum_p w_p^2,

averaged over the points x of the grid, where :math:`\rho_k` is the error of the stencil on
:math:`\sin k\pi x` and :math:`\epsilon` the noise on u. It is a sum of squares that are linear in
the weights: it is minimised by QR and a singular value decomposition, and the Gram matrix, with
the square of their condition number, is never formed.

*What the fields do not determine.* Slow waves only feel a few moments of a stencil, and two modes
cannot tell five weights. The optimum is then the one that is nearest to Taylor's stencil: Taylor's
coefficients, changed only in directions in which the fields are above rounding. (The nearest to
zero, the other natural choice, would be nearly (-2, -1, 0, 1, 2) / 10 for five points and one slow
mode, and zeros where all fields are zero.) Noise determines every direction: it prefers small
weights.

*Symmetry.* With `mirrored`, each field comes with its mirror image. Then the optimum on symmetric
offsets is symmetric too, and it is sought among such stencils alone, see
`nncore.stencils.symmetry`.

Coefficients are dimensionless: raw weights times :math:`\Delta x^d`.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import cast

import numpy as np

from nncore.messages import SettingError
from nncore.stencils.conditions import Conditions, solutions
from nncore.stencils.fields import grid, waves
from nncore.stencils.finite_differences import (
    check_coefficients,
    target_points,
    valid_slice,
)
from nncore.stencils.gram import shifted_windows
from nncore.stencils.offsets import Number, check_offsets
from nncore.stencils.symmetry import (
    mirrored_places,
    symmetrised,
)

# Directions whose singular value is below this share of the largest are left to Taylor's stencil.
# What they could change in a predicted value is below that share of the field, and the others let
# rounding, 1e-16, change no coefficient by much more than 1e-6.
_SINGULAR_VALUE_CUT = 1e-10
# Rounding in the angle of a wave, as a share of it: all that is left on a grid of whole numbers,
# where every wave is zero.
_ANGLE_ROUNDING = 1e-15

BLOCK_ENTRIES = 1_000_000  # of the waves that are held at once


def from_modes(
    offsets: Sequence[Number],
    derivative_order: int,
    spacing: float,
    lower: float,
    upper: float,
    max_mode: int,
    noise: float = 0.0,
    constraint: int | None = None,
    *,
    min_mode: int = 0,
    mirrored: bool = False,
    zeros_at_pi: int = 0,
) -> np.ndarray:
    """Return the optimum over all fields of the notebook's distribution, without any data.

    Parameters
    ----------
    offsets : sequence of number
        Of the stencil, k of them, in grid points.
    derivative_order : int
        Of the derivative that the stencil is to give.
    spacing, lower, upper : float
        The grid, see `nncore.stencils.fields.grid`.
    max_mode : int
        Modes are uniform on `min_mode` to ``max_mode - 1``.
    noise : float
        Standard deviation of the noise on u, which the target does not have.
    constraint : int, optional
        Order of consistency that the stencil must have.
    min_mode : int
        The lowest mode.
    mirrored : bool
        Whether the mean is over the fields and their mirror images: matters for symmetric offsets.
    zeros_at_pi : int
        How many times the modified wavenumber must vanish at the fastest wave.

    Returns
    -------
    ndarray, shape (k,)
        Dimensionless coefficients; where the modes leave a choice, the nearest to Taylor's.
        Exactly symmetric or antisymmetric where the fields are mirrored and the offsets symmetric.

    Raises
    ------
    ValueError
        If the stencil is wider than the grid, a range is empty, or the offsets cannot give the
        derivative or the consistency.
    """
    modes = _mode_range(min_mode, max_mode)
    places = mirrored_places(offsets) if mirrored else None
    found = solutions(
        check_offsets(offsets, derivative_order),
        derivative_order,
        Conditions(constraint, places is not None, zeros_at_pi),
    )
    start, basis = found.nearest, found.directions
    triangle = error_triangle(tuple(offsets), derivative_order, spacing, lower, upper, modes, noise)
    rows, target = triangle[:, :-1], triangle[:, -1]
    left, singular_values, right = np.linalg.svd(rows @ basis, full_matrices=False)
    angle = np.pi * (max_mode - 1) * max(abs(lower), abs(upper))
    rounding = _ANGLE_ROUNDING * angle * np.sqrt(len(offsets))
    kept = singular_values > max(_SINGULAR_VALUE_CUT * np.linalg.norm(rows, 2), rounding)
    projected = left[:, kept].T @ (target - rows @ start)
    optimum = start + basis @ (right[kept].T @ (projected / singular_values[kept]))
    return optimum if places is None else symmetrised(optimum, places, derivative_order)


def mean_squared_error_from_modes(
    coefficients: np.ndarray,
    offsets: Sequence[Number],
    derivative_order: int,
    spacing: float,
    lower: float,
    upper: float,
    max_mode: int,
    noise: float = 0.0,
    *,
    min_mode: int = 0,
) -> float:
    r"""Return the mean squared error of a stencil over all fields of a distribution of modes.

    The test error without any sampling error, for the modes that a network was trained on as for
    others. It is a sum of squares of errors, with no other rounding than that of the errors:
    about :math:`10^{-15} \sum_p |c_p| / \Delta x^d` in the root.

    Parameters
    ----------
    coefficients : ndarray, shape (k,)
        Dimensionless.
    offsets, derivative_order, spacing, lower, upper, max_mode, noise, min_mode
        As for `from_modes`.

    Returns
    -------
    float
        In units of the squared derivative.

    Raises
    ------
    ValueError
        If there is not one finite coefficient for each offset; see `from_modes`.
    """
    check_coefficients(coefficients, len(offsets))
    modes = _mode_range(min_mode, max_mode)
    triangle = error_triangle(tuple(offsets), derivative_order, spacing, lower, upper, modes, noise)
    error = triangle @ np.append(coefficients, -1.0)
    return float(error @ error) / spacing ** (2 * derivative_order)


def _mode_range(min_mode: int, max_mode: int) -> range:
    if not 0 <= min_mode < max_mode:
        raise SettingError(
            "`max_mode` must be above `min_mode`, and that at least 0, got {max_mode} and "
            "{min_mode}.",
            max_mode=max_mode,
            min_mode=min_mode,
        )
    return range(min_mode, max_mode)


# While a stencil is learned, its errors are asked for several times a second, and the triangle
# takes up to a second.
@lru_cache(maxsize=256)
def error_triangle(
    offsets: tuple[Number, ...],
    derivative_order: int,
    spacing: float,
    lower: float,
    upper: float,
    modes: range,
    noise: float,
) -> np.ndarray:
    r"""Return the triangle R with a mean squared error of :math:`|R\,(c, -1)|^2`.

    It is that of a QR factorisation of the errors of all modes at all points, made a block of
    modes at a time; the last column is the derivative times :math:`\Delta x^d`.

    Parameters
    ----------
    offsets, derivative_order, spacing, lower, upper, noise
        As for `from_modes`.
    modes : range
        The modes that are drawn from.

    Returns
    -------
    ndarray, shape (k + 1, k + 1)
        To read only.
    """
    n_columns = len(offsets) + 1
    points = grid(lower, upper, spacing)
    targets = target_points(points, offsets)
    valid = valid_slice(len(points), offsets)
    triangle = np.zeros((n_columns, n_columns))
    total = np.zeros((valid.stop - valid.start, n_columns))
    size = max(1, BLOCK_ENTRIES // (len(points) * n_columns))
    for first in range(modes.start, modes.stop, size):
        block = np.arange(first, min(first + size, modes.stop))
        slopes = spacing**derivative_order * waves(block, targets, derivative_order)
        windows = shifted_windows(waves(block, points), slopes, offsets).transpose(0, 2, 1)
        total += windows.sum(axis=0)
        triangle = _triangle_of(triangle, windows.reshape(-1, n_columns))
    mean_error = 2 / 3 / len(modes) * total
    noise_rows = noise * np.sqrt(len(total)) * np.eye(n_columns)[:-1]
    each_mode = np.sqrt(8 / 9 / len(modes)) * triangle
    whole = _triangle_of(each_mode, mean_error, noise_rows) / np.sqrt(len(total))
    whole.flags.writeable = False
    return whole


def _triangle_of(*rows: np.ndarray) -> np.ndarray:
    # NumPy's annotations know only the modes that return Q as well.
    return cast(np.ndarray, np.linalg.qr(np.vstack(rows), mode="r"))
