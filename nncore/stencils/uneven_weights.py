r"""Taylor's stencils between points with any distances, for many points at once, in floats.

On an uneven grid each point has a stencil of its own. Fornberg's recurrence adds one point of the
stencil after another; here each step is made for all the stencils together. Each is scaled by the
width of its points, so that small and large distances neither underflow nor overflow.

The exact rational ones for one set of offsets are in `nncore.stencils.finite_differences`.

References
----------
B. Fornberg, "Calculation of weights in finite difference formulas", SIAM Review 40, 1998, 685-691,
https://doi.org/10.1137/S0036144596322507
"""

import numpy as np

from nncore.arrays import FloatArray


def uneven_weights(points: FloatArray, targets: FloatArray, derivative_order: int) -> FloatArray:
    r"""Return the weights of the derivative at each target, in units of :math:`x^{-d}`.

    Parameters
    ----------
    points : ndarray, shape (n_targets, k)
        Those of each stencil, different from each other.
    targets : ndarray, shape (n_targets,)
        Where the derivative is wanted.
    derivative_order : int
        d, below k; 0 interpolates.

    Returns
    -------
    ndarray, shape (n_targets, k)
        Their rounding error grows with k: some ulp for 5 points, :math:`10^{-13}` of the largest
        weight for 13.
    """
    n_points = points.shape[1]
    x = np.ascontiguousarray(points.T) - targets
    width = (x.max(axis=0) - x.min(axis=0)) / max(1, n_points - 1)
    width = np.where(width > 0, width, 1.0)  # of a single point
    x /= width
    # weights[m, p] is the weight of point p in the stencil of order m on the points so far.
    weights = np.zeros((derivative_order + 1, n_points, len(targets)))
    weights[0, 0] = 1.0
    product = np.ones(len(targets))
    for n in range(1, n_points):
        distances = x[n] - x[:n]
        last_product, product = product, np.prod(distances, axis=0)
        ratio = last_product / product
        # From the highest order down: each needs the one below as it was.
        for m in range(min(n, derivative_order), -1, -1):
            below = m * weights[m - 1, :n] if m > 0 else 0.0
            last = m * weights[m - 1, n - 1] if m > 0 else 0.0
            weights[m, n] = ratio * (last - x[n - 1] * weights[m, n - 1])
            weights[m, :n] = (x[n] * weights[m, :n] - below) / distances
    return np.asarray((weights[-1] / width**derivative_order).T)
