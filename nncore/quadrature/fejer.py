"""The weights of Fejér's first rule, whose nodes are the zeros of a Chebyshev polynomial."""

from __future__ import annotations

import numpy as np
from scipy import fft

from nncore.arrays import FloatArray
from nncore.quadrature.callables import check_n_points


def fejer_weights(n_points: int) -> FloatArray:
    r"""Return the weights on [-1, 1] at :math:`\cos\theta_k`, the same from either end.

    .. math:: w_k = \frac{2}{n} \Bigl( 1 - 2 \sum_{j=1}^{\lfloor n/2 \rfloor}
              \frac{\cos 2 j \theta_k}{4 j^2 - 1} \Bigr), \qquad
              \theta_k = \frac{(2 k + 1)\,\pi}{2 n}, \qquad k = 0, \dots, n - 1

    The rule integrates the polynomial through these points, hence it is exact to the degree
    ``n_points - 1``. All weights are positive. They are a cosine transform of the integrals of the
    Chebyshev polynomials, as those of Clenshaw and Curtis are.

    Parameters
    ----------
    n_points : int
        n, at least 1.

    Returns
    -------
    ndarray, shape (n_points,)
        They add up to 2.

    References
    ----------
    J. Waldvogel, "Fast construction of the Fejér and Clenshaw-Curtis quadrature rules", BIT
    Numerical Mathematics 46, 2006, 195-202, https://doi.org/10.1007/s10543-006-0045-4
    """
    n_points = check_n_points(n_points, least=1)
    moments = np.zeros(n_points)
    moments[::2] = 2 / (1 - np.arange(0, n_points, 2.0) ** 2)
    weights: FloatArray = fft.dct(moments, type=3) / n_points
    return weights
