r"""The posterior of an output layer, given the hidden layer.

With the hidden layer as it is, samples are linear in bias and output weights,

.. math:: y_i = d + \sum_j v_j\,\phi_j(x_i) + \varepsilon_i, \qquad
          \varepsilon_i \sim N(0, \sigma^2 / \omega_i), \qquad v_j \sim N(0, \sigma^2 \tau^2),

with a flat prior of d, and :math:`1/\sigma` of the noise where that is not known; then
:math:`\sigma = 1`. The triangle R of :math:`\sqrt{\omega}\,[1, \Phi, y] = Q R` holds all that the
samples tell, and with the decomposition :math:`U S V^T` of its block of :math:`\Phi`, which has
lost its mean, all that depends on :math:`\tau` is diagonal:

.. math:: \operatorname{E} V^T v = \frac{\tau^2 S}{1 + \tau^2 S^2}\,U^T r, \qquad
          \operatorname{var} V^T v = \sigma^2 \frac{\tau^2}{1 + \tau^2 S^2}, \qquad
          \rho(\tau) = \rho_0 + \sum_i \frac{(U^T r)_i^2}{1 + \tau^2 S_i^2},

.. math:: \log p(y \mid \tau) = -\tfrac12 \sum_i \log(1 + \tau^2 S_i^2) -
          \tfrac\nu2 \log \tfrac12 \rho(\tau) + \log \tfrac12 \Gamma(\tfrac\nu2) +
          \text{const}, \qquad
          \log p(y \mid \tau, \sigma = 1) = -\tfrac12 \sum_i \log(1 + \tau^2 S_i^2) -
          \tfrac12 \rho(\tau) + \text{const},

with :math:`\nu` readings less one and the same constant. Whatever is linear in bias and output
weights has a Student's t distribution with :math:`\nu` degrees of freedom, of scale
:math:`\rho / \nu` in the place of :math:`\sigma^2`.

References
----------
D. J. C. MacKay, "Bayesian interpolation", Neural Computation 4, 1992, 415-447,
https://doi.org/10.1162/neco.1992.4.3.415

C. M. Bishop, "Pattern Recognition and Machine Learning", Springer, 2006, sections 3.3 to 3.5
"""

import numpy as np
from scipy import linalg, special

from nncore.arrays import FloatArray
from nncore.posterior.weighted_rows import WeightedRows


class OutputLayerPosterior:
    r"""The posterior of bias and output weights for every prior scale :math:`\tau`.

    Parameters
    ----------
    features : ndarray, shape (n, p)
        :math:`\phi_j(x_i)`.
    rows : WeightedRows
        The samples.
    floor : float
        What rounding alone adds to the squares of residuals.
    """

    def __init__(self, features: FloatArray, rows: WeightedRows, floor: float = 0.0) -> None:
        roots = np.sqrt(rows.weights)
        matrix = np.column_stack([np.ones_like(roots), features, rows.y]) * roots[:, np.newaxis]
        triangle = np.linalg.qr(matrix, mode="r")
        size = features.shape[1] + 2
        full = np.zeros((size, size))
        full[: len(triangle)] = triangle
        left, values, right = linalg.svd(full[1:-1, 1:-1], check_finite=False)
        self._first_row = full[0] / full[0, 0]
        self._bias_deviation = 1.0 / abs(full[0, 0])
        self._values, self._right = values, right
        self._products = left.T @ full[1:-1, -1]
        self._least = full[-1, -1] ** 2 + rows.scatter + floor
        self._inflation = rows.inflation
        #: The nu of Student's t; infinite where the noise is known.
        self.degrees = np.inf if rows.is_noise_known else rows.degrees

    @property
    def largest_value(self) -> float:
        """The largest of the singular values S; 1 where the samples see nothing of the units."""
        return float(self._values[0]) or 1.0

    def squares(self, scales: FloatArray) -> FloatArray:
        r"""Return :math:`\rho(\tau)` for some prior scales, shape (k,)."""
        return self._least + self._shrinkage(scales) @ np.square(self._products)

    def log_evidence(self, scales: FloatArray) -> FloatArray:
        r"""Return :math:`\log p(y \mid \tau)` for some prior scales, shape (k,)."""
        half_determinant = 0.5 * np.sum(np.log(self._shrinkage(scales)), axis=1)
        if np.isinf(self.degrees):
            return half_determinant - 0.5 * self.squares(scales)
        half = 0.5 * self.degrees
        constant = special.gammaln(half) - np.log(2.0)
        return half_determinant - half * np.log(0.5 * self.squares(scales)) + constant

    def output_layers(self, scales: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the posterior means of output weights, shape (k, p), and of the bias, (k,)."""
        weights = self._rotated_means(scales) @ self._right
        return weights, self._first_row[-1] - weights @ self._first_row[1:-1]

    def functionals(
        self, of_units: FloatArray, of_bias: FloatArray, scales: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        r"""Return locations and scales of :math:`\sum_j f_j v_j + f_0 d`.

        Parameters
        ----------
        of_units : ndarray, shape (m, p)
            :math:`f_j` of each of m functionals.
        of_bias : ndarray, shape (m,)
            :math:`f_0`.
        scales : ndarray, shape (k,)
            Prior scales.

        Returns
        -------
        locations, scales : ndarray, shape (k, m)
            Of Student's t, or of the normal distribution where the noise is known.
        """
        # The bias is what the mean of y leaves, less the means of the units.
        rotated = (of_units - np.outer(of_bias, self._first_row[1:-1])) @ self._right.T
        locations = self._rotated_means(scales) @ rotated.T + of_bias * self._first_row[-1]
        spread = np.square(scales)[:, np.newaxis] * self._shrinkage(scales)
        variances = spread @ np.square(rotated).T + np.square(of_bias * self._bias_deviation)
        return locations, np.sqrt(variances * self._noise_variance(scales)[:, np.newaxis])

    def effective_parameters(self, scales: FloatArray) -> FloatArray:
        r"""Return how many parameters the samples decide on, shape (k,).

        That is 1 for the bias, and :math:`\sum_i \tau^2 S_i^2 / (1 + \tau^2 S_i^2)`.
        """
        return 1.0 + np.sum(1.0 - self._shrinkage(scales), axis=1)

    def _noise_variance(self, scales: FloatArray) -> FloatArray:
        if np.isinf(self.degrees):
            return np.full_like(scales, self._inflation)
        return self._inflation * self.squares(scales) / self.degrees

    def _rotated_means(self, scales: FloatArray) -> FloatArray:
        squares = np.square(scales)[:, np.newaxis]
        return squares * self._values * self._shrinkage(scales) * self._products

    def _shrinkage(self, scales: FloatArray) -> FloatArray:
        r"""Return :math:`1 / (1 + \tau^2 S^2)`, shape (k, p)."""
        return 1.0 / (1.0 + np.square(np.outer(scales, self._values)))
