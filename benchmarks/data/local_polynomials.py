"""Savitzky and Golay's derivative where points are not even: a polynomial through the nearest.

A. Savitzky, M. J. E. Golay, "Smoothing and differentiation of data by simplified least squares
procedures", Analytical Chemistry 36, 1964, 1627-1639, https://doi.org/10.1021/ac60214a047
"""

from __future__ import annotations

import numpy as np

from nncore.arrays import FloatArray


def local_slopes(
    x: FloatArray, y: FloatArray, points: FloatArray, n_nearest: int, degree: int
) -> FloatArray:
    """Return the slopes at some points of polynomials through the nearest samples of each."""
    nearest = np.argsort(np.abs(x - points[:, np.newaxis]), axis=1)[:, :n_nearest]
    offsets = x[nearest] - points[:, np.newaxis]
    reach = np.abs(offsets).max(axis=1, keepdims=True)
    powers = (offsets / reach)[..., np.newaxis] ** np.arange(degree + 1)
    q, r = np.linalg.qr(powers)
    products = np.einsum("pnk,pn->pk", q, y[nearest])
    slopes: FloatArray = np.linalg.solve(r, products[..., np.newaxis])[:, 1, 0]
    return slopes / reach[:, 0]
