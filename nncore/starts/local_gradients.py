r"""How a function of several inputs rises, from scattered samples.

About each sample the plane

.. math:: y \approx y_0 + g \cdot (x - x_i)

is fitted to the nearest samples by least squares. Its gradient g is right to the first order of
their distance, and the root mean square that the plane misses them by is of the second order: it
tells where the function bends. This is the local linear fit by which W. S. Cleveland smooths.

References
----------
W. S. Cleveland, "Robust locally weighted regression and smoothing scatterplots", Journal of the
American Statistical Association 74, 1979, 829-836, https://doi.org/10.1080/01621459.1979.10481038
"""

import numpy as np
from scipy import spatial

_NEIGHBOURS_PER_COEFFICIENT = 2  # of the plane: noise is halved, and bends stay local


def nearest_samples(x: np.ndarray, n_nearest: int) -> np.ndarray:
    """Return the indices of the nearest samples of each, itself first.

    Parameters
    ----------
    x : ndarray, shape (n_samples, n_inputs)
        Samples.
    n_nearest : int
        How many; at most `n_samples`.

    Returns
    -------
    ndarray of int, shape (n_samples, n_nearest)
    """
    _, nearest = spatial.cKDTree(x).query(x, k=np.arange(1, n_nearest + 1))
    return np.asarray(nearest)


def local_gradients(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradient about each sample, and by how much the plane misses its neighbours.

    Parameters
    ----------
    x : ndarray, shape (n_samples, n_inputs)
        Samples, with inputs of a similar scale.
    y : ndarray, shape (n_samples,)
        Their values.

    Returns
    -------
    gradients : ndarray, shape (n_samples, n_inputs)
        Of minimum norm where the neighbours do not decide it.
    departures : ndarray, shape (n_samples,)
        In units of y.
    """
    n_coefficients = x.shape[1] + 1
    nearest = nearest_samples(x, min(len(x), _NEIGHBOURS_PER_COEFFICIENT * n_coefficients + 1))
    planes = np.ones((*nearest.shape, n_coefficients))
    planes[..., 1:] = x[nearest] - x[:, np.newaxis]
    values = y[nearest][..., np.newaxis]
    fits = np.linalg.pinv(planes) @ values
    departures = np.sqrt(np.mean(np.square(planes @ fits - values), axis=(1, 2)))
    return fits[:, 1:, 0], departures
