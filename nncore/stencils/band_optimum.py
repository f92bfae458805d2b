r"""The stencil whose error on the waves of a band is least, under linear conditions.

With :math:`c = c_0 + Z z` the error at each phase is linear in z. The mean square is least squares,
solved by a singular value decomposition; the mean size and the largest error are linear programs,
solved by HiGHS. These start from the least-squares optimum, in coordinates in which its error is 1
and the columns are orthonormal, so that the tolerances of the solver are shares of the error.

A stencil that is not symmetric has a complex error. Then real and imaginary part, dispersion and
dissipation, both count: the sum of their sizes, or the larger one.

References
----------
C. K. W. Tam, J. C. Webb, "Dispersion-relation-preserving finite difference schemes for
computational acoustics", Journal of Computational Physics 107, 1993, 262-281,
https://doi.org/10.1006/jcph.1993.1142

C. Bogey, C. Bailly, "A family of low dispersive and low dissipative explicit schemes for flow and
noise computations", Journal of Computational Physics 194, 2004, 194-214,
https://doi.org/10.1016/j.jcp.2003.09.003

O. Holberg, "Computational aspects of the choice of operator and sampling interval for numerical
differentiation in large-scale simulation of wave phenomena", Geophysical Prospecting 35, 1987,
629-655, https://doi.org/10.1111/j.1365-2478.1987.tb00841.x
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from nncore.arrays import FloatArray
from nncore.messages import SettingError
from nncore.stencils.band_error import BandError
from nncore.stencils.conditions import Conditions, Solutions, solutions
from nncore.stencils.offsets import Number, check_offsets
from nncore.stencils.symmetry import mirrored_places, symmetrised

_SINGULAR_VALUE_CUT = 1e-13  # of the largest: directions that the band does not feel
_PHASES = 768  # of a linear program; between two of them an error grows by less than 1e-4 of it


def band_optimum(
    offsets: Iterable[Number],
    derivative_order: int,
    error: BandError | None = None,
    conditions: Conditions | None = None,
) -> FloatArray:
    r"""Return the stencil with the least error over a band of waves.

    Parameters
    ----------
    offsets : iterable of number
        As in `nncore.taylor_stencil`, k of them.
    derivative_order : int
        Of the derivative; 0 interpolates.
    error : BandError, optional
        What is minimised: the mean square up to :math:`\pi/2` if it is left out.
    conditions : Conditions, optional
        What the stencil must satisfy: none if they are left out. Where the offsets are symmetric,
        the optimum is too.

    Returns
    -------
    ndarray, shape (k,)
        Dimensionless coefficients; what the band leaves open is Taylor's.

    Raises
    ------
    ValueError
        If no stencil meets the conditions, or the error of slow waves is infinite.
    """
    error = BandError() if error is None else error
    conditions = Conditions() if conditions is None else conditions
    exact = check_offsets(offsets, derivative_order)
    # The error is convex, and a stencil and its image have the same: one of the best is symmetric.
    places = mirrored_places(exact)
    if places is not None:
        conditions = replace(conditions, is_symmetric=True)
    found = solutions(exact, derivative_order, conditions)
    if found.only is not None:
        return found.nearest
    n_moments = conditions.n_moments(derivative_order)
    error.check(derivative_order, n_moments)
    problem = _Problem(np.array([float(s) for s in exact]), derivative_order, n_moments, error)
    optimum = problem.least_squares(found)
    if error.norm != "squares":
        optimum = problem.linear(found, optimum)
    return optimum if places is None else symmetrised(optimum, places, derivative_order)


class _Problem:
    """The error at some phases, real and imaginary parts as rows, linear in the coefficients."""

    def __init__(
        self, offsets: FloatArray, derivative_order: int, n_moments: int, error: BandError
    ) -> None:
        self._stencil = offsets, derivative_order, n_moments
        self._error = error

    def least_squares(self, found: Solutions) -> FloatArray:
        theta, shares = self._error.nodes()
        rows, target = self._rows(theta)
        scale = np.sqrt(np.tile(shares, len(target) // len(theta)))
        noise = self._error.noise
        matrix = np.vstack(
            (scale[:, np.newaxis] * rows @ found.directions, noise * found.directions)
        )
        wanted = np.concatenate((scale * (target - rows @ found.nearest), -noise * found.nearest))
        left, singular_values, right = np.linalg.svd(matrix, full_matrices=False)
        kept = singular_values > _SINGULAR_VALUE_CUT * singular_values[0]
        z = right[kept].T @ ((left[:, kept].T @ wanted) / singular_values[kept])
        return found.nearest + found.directions @ z

    def linear(self, found: Solutions, start: FloatArray) -> FloatArray:
        theta, shares = _phases(self._error)
        rows, target = self._rows(theta)
        shares = np.tile(shares, len(target) // len(theta))
        before = rows @ start - target
        size = np.abs(before).max()
        if size == 0:
            return start
        left, singular_values, right = np.linalg.svd(rows @ found.directions, full_matrices=False)
        kept = singular_values > _SINGULAR_VALUE_CUT * singular_values[0]
        if self._error.norm == "mean":
            y = _least_sum(before / size, left[:, kept], shares)
        else:
            y = _least_maximum(before / size, left[:, kept])
        step = size * y
        return start + found.directions @ (right[kept].T @ (step / singular_values[kept]))

    def _rows(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return E and t; the imaginary part only where it does not vanish by symmetry."""
        offsets, derivative_order, n_moments = self._stencil
        rows, target = self._error.error_rows(offsets, derivative_order, n_moments, theta)
        if set(offsets) == set(-offsets):
            return rows.real, target
        return np.vstack((rows.real, rows.imag)), np.concatenate((target, np.zeros_like(target)))


def _phases(error: BandError) -> tuple[FloatArray, FloatArray]:
    """Return the phases of a linear program, and the share of the band of each."""
    if error.norm == "largest":
        # Dense at the ends, where the extremes are; a band that begins at 0 has no error there.
        share = np.arange(0 if error.lower > 0 else 1, _PHASES) / (_PHASES - 1)
        x = 0.5 - 0.5 * np.cos(np.pi * share)
        return error.lower + (error.upper - error.lower) * x, np.ones(len(x)) / len(x)
    x = (np.arange(_PHASES) + 0.5) / _PHASES
    if error.weight == "logarithmic" and error.lower > 0:
        return error.lower * (error.upper / error.lower) ** x, np.ones(_PHASES) / _PHASES
    theta = error.lower + (error.upper - error.lower) * x
    shares = 1 / theta if error.weight == "logarithmic" else np.ones(_PHASES)
    return theta, shares / shares.sum()


def _least_maximum(before: FloatArray, columns: FloatArray) -> FloatArray:
    """Return y with the least max |before + columns y|: a program in y and the maximum."""
    n = columns.shape[1]
    bound = -np.ones((len(before), 1))
    return _solved(
        np.append(np.zeros(n), 1.0),
        np.block([[columns, bound], [-columns, bound]]),
        np.concatenate((-before, before)),
        n,
    )


def _least_sum(before: FloatArray, columns: FloatArray, shares: FloatArray) -> FloatArray:
    """Return y with the least sum of shares |before + columns y|: each size is an unknown."""
    n = columns.shape[1]
    sizes = sparse.identity(len(before), format="csr")
    dense = sparse.csr_array(columns)
    return _solved(
        np.concatenate((np.zeros(n), shares)),
        sparse.block_array([[dense, -sizes], [-dense, -sizes]], format="csr"),
        np.concatenate((-before, before)),
        n,
    )


def _solved(cost: FloatArray, matrix: Any, bounds: FloatArray, n: int) -> FloatArray:
    limits = [(None, None)] * n + [(0, None)] * (len(cost) - n)
    result = linprog(cost, A_ub=matrix, b_ub=bounds, bounds=limits, method="highs")
    if not result.success:
        raise SettingError(
            "`norm` must be squares for this band and these offsets, as the linear program has no "
            "solution in double precision."
        )
    return np.asarray(result.x[:n])
